"""Factories of conventions, quotas and exemptions."""

from datetime import timedelta

from django.utils import timezone
from factory import LazyFunction, Sequence, SubFactory, Trait
from factory.django import DjangoModelFactory

from loans.base.lifecycle.loans import ConventionStatus
from loans.models import Convention, LateExemption, Quota
from tests.factories.catalogue import CategoryFactory
from tests.factories.loans import in_days
from tests.factories.people import OrganisationFactory, UserFactory


class ConventionFactory(DjangoModelFactory):
    """A convention in force, which began a month ago, for a year."""

    class Meta:
        model = Convention

    class Params:
        agreed = Trait(status=ConventionStatus.AGREED)
        past = Trait(starts_on=in_days(-400), ends_on=in_days(-36))
        to_come = Trait(starts_on=in_days(30), ends_on=in_days(394))
        expired = Trait(past=True, status=ConventionStatus.EXPIRED)
        ended = Trait(status=ConventionStatus.ENDED)

    number = Sequence("K00-{:05}".format)
    organisation = SubFactory(OrganisationFactory, approved=True)
    starts_on = in_days(-30)
    ends_on = in_days(334)
    created_by = SubFactory(UserFactory, coordinator=True)


class QuotaFactory(DjangoModelFactory):
    class Meta:
        model = Quota

    convention = SubFactory(ConventionFactory)
    category = SubFactory(CategoryFactory)
    most = 10


class LateExemptionFactory(DjangoModelFactory):
    class Meta:
        model = LateExemption

    class Params:
        past = Trait(until=LazyFunction(lambda: timezone.localdate() - timedelta(days=1)))
        ended = Trait(ended_at=LazyFunction(timezone.now))

    organisation = SubFactory(OrganisationFactory, approved=True)
    until = in_days(30)
    reason = "The laptops are on their way."
    by = SubFactory(UserFactory, coordinator=True)
