from django.utils import timezone
from factory import LazyFunction, Sequence, SubFactory, Trait
from factory.django import DjangoModelFactory

from donations.lifecycle import DonationStatus, DonorKind
from donations.models import Donation, DonationLine, Donor
from tests.factories.catalogue import CategoryFactory
from tests.factories.people import SiteFactory


class DonorFactory(DjangoModelFactory):
    class Meta:
        model = Donor

    class Params:
        company = Trait(kind=DonorKind.COMPANY)
        public = Trait(kind=DonorKind.PUBLIC)
        individual = Trait(kind=DonorKind.INDIVIDUAL)

    name = Sequence("Donor {}".format)


class DonationFactory(DjangoModelFactory):
    class Meta:
        model = Donation

    class Params:
        promised = Trait(status=DonationStatus.PROMISED)
        scheduled = Trait(
            status=DonationStatus.SCHEDULED, collect_on=LazyFunction(timezone.localdate)
        )
        received = Trait(
            status=DonationStatus.RECEIVED, received_on=LazyFunction(timezone.localdate)
        )
        closed = Trait(status=DonationStatus.CLOSED, received_on=LazyFunction(timezone.localdate))
        cancelled = Trait(status=DonationStatus.CANCELLED)

    reference = Sequence("D00-{:04}".format)
    donor = SubFactory(DonorFactory)
    site = SubFactory(SiteFactory)


class DonationLineFactory(DjangoModelFactory):
    class Meta:
        model = DonationLine

    donation = SubFactory(DonationFactory)
    category = SubFactory(CategoryFactory)
    announced = 10
