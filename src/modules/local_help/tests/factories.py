from factory import Sequence
from factory.django import DjangoModelFactory

from modules.local_help.models import ResourceLink


class ResourceLinkFactory(DjangoModelFactory):
    class Meta:
        model = ResourceLink

    language = "fr"
    label = "Trouver une aide près de chez vous"
    address = Sequence("aide-{}.example.org".format)
