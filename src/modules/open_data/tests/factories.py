from factory.django import DjangoModelFactory

from modules.open_data.models import Publication


class PublicationFactory(DjangoModelFactory):
    class Meta:
        model = Publication
        django_get_or_create = ["pk"]

    pk = 1
