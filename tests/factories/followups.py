from django.utils import timezone
from factory import LazyFunction, SubFactory, Trait
from factory.django import DjangoModelFactory

from loans.models import FollowUp
from tests.factories.loans import LoanFactory
from tests.factories.people import UserFactory


class FollowUpFactory(DjangoModelFactory):
    """A call to make today, for an active loan."""

    class Meta:
        model = FollowUp

    class Params:
        done = Trait(
            done_at=LazyFunction(timezone.now),
            by=SubFactory(UserFactory, coordinator=True),
            result="works",
        )

    loan = SubFactory(LoanFactory, active=True)
    due_on = LazyFunction(timezone.localdate)
