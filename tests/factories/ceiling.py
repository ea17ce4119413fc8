from django.utils import timezone
from factory import LazyFunction, SubFactory
from factory.django import DjangoModelFactory

from loans.base.lifecycle.loans import LiftReason
from loans.base.models.convention import month_of
from loans.models import CeilingLift
from tests.factories.people import RecipientFactory, UserFactory


class CeilingLiftFactory(DjangoModelFactory):
    class Meta:
        model = CeilingLift

    recipient = SubFactory(RecipientFactory)
    month = LazyFunction(lambda: month_of(timezone.localdate()))
    reason = LiftReason.JOB
    by = SubFactory(UserFactory, coordinator=True)
