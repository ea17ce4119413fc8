from datetime import timedelta

from django.utils import timezone
from factory import LazyFunction, Sequence, SubFactory, Trait
from factory.django import DjangoModelFactory

from modules.outcomes.models import OutcomeLink, hash_of
from tests.factories import DonorFactory, UserFactory


class OutcomeLinkFactory(DjangoModelFactory):
    class Meta:
        model = OutcomeLink

    class Params:
        revoked = Trait(revoked_at=LazyFunction(timezone.now))
        expired = Trait(expires_on=LazyFunction(lambda: timezone.localdate() - timedelta(days=1)))

    donor = SubFactory(DonorFactory)
    token_hash = Sequence(lambda n: hash_of(f"token {n}"))
    expires_on = LazyFunction(lambda: timezone.localdate() + timedelta(days=30))
    by = SubFactory(UserFactory, coordinator=True)
