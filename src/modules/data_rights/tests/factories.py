from datetime import timedelta

from django.utils import timezone
from factory import LazyAttribute, LazyFunction, SubFactory, Trait
from factory.django import DjangoModelFactory

from loans.base.loan_terms import after_months
from modules.data_rights.lifecycle import FreezeReason, Refusal, RequestStatus, Right
from modules.data_rights.models import DataRequest, Freeze
from tests.factories import RecipientFactory


class DataRequestFactory(DjangoModelFactory):
    class Meta:
        model = DataRequest

    class Params:
        open = Trait(status=RequestStatus.OPEN)
        done = Trait(status=RequestStatus.DONE)
        refused = Trait(status=RequestStatus.REFUSED, refusal=Refusal.LAW)

    recipient = SubFactory(RecipientFactory)
    right = Right.ACCESS
    received_on = LazyFunction(timezone.localdate)
    due_on = LazyAttribute(lambda row: after_months(row.received_on, 1))


class FreezeFactory(DjangoModelFactory):
    class Meta:
        model = Freeze

    recipient = SubFactory(RecipientFactory)
    reason = FreezeReason.ACCURACY
    ends_on = LazyFunction(lambda: timezone.localdate() + timedelta(days=60))
