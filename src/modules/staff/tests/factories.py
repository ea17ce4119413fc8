from factory import SelfAttribute, Sequence, SubFactory
from factory.django import DjangoModelFactory

from modules.staff.models import StaffLine, StaffRun
from tests.factories import ImportBatchFactory, LoanFactory


class StaffRunFactory(DjangoModelFactory):
    class Meta:
        model = StaffRun

    batch = SubFactory(
        ImportBatchFactory, applied=True, kind="staff", names_people=True, donation=None
    )


class StaffLineFactory(DjangoModelFactory):
    class Meta:
        model = StaffLine

    batch = SubFactory(
        ImportBatchFactory,
        applied=True,
        kind="staff",
        names_people=True,
        donation=None,
        site=SelfAttribute("..loan.site"),
    )
    number = Sequence(lambda n: n + 2)
    loan = SubFactory(LoanFactory, prepared=True)
