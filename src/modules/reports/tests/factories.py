from factory import Sequence, SubFactory, Trait
from factory.django import DjangoModelFactory

from modules.reports.models import Report
from tests.factories import UserFactory


class ReportFactory(DjangoModelFactory):
    class Meta:
        model = Report

    class Params:
        shared = Trait(is_shared=True)

    name = Sequence("Report {}".format)
    owner = SubFactory(UserFactory, coordinator=True)
    query = {"first": "2026-01-01", "last": "2026-12-31"}
