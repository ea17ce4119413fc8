from datetime import date

from factory import Sequence
from factory.django import DjangoModelFactory

from modules.end_of_support.models import SupportEnd


class SupportEndFactory(DjangoModelFactory):
    class Meta:
        model = SupportEnd

    system = "linux"
    version = Sequence("Emmabuntüs {}".format)
    ends_on = date(2028, 6, 30)
    source = "emmabuntus.org"
    checked_on = date(2026, 12, 1)
