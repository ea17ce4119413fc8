from django.utils import timezone
from factory import LazyFunction, Sequence, SubFactory, Trait
from factory.django import DjangoModelFactory

from donations.lifecycle import DonationStatus, DonorKind, PaperKind, ValueBasis
from donations.models import Donation, DonationLine, Donor, Letter, Paper
from tests.factories.catalogue import CategoryFactory
from tests.factories.core import DocumentFactory
from tests.factories.people import SiteFactory, UserFactory


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

    class Params:
        valued = Trait(
            counted=10,
            declared_value=1000,
            declared_count=10,
            value_basis=ValueBasis.BOOK,
            declared_by="Awa Diop",
            declared_on=LazyFunction(timezone.localdate),
        )

    donation = SubFactory(DonationFactory)
    category = SubFactory(CategoryFactory)
    announced = 10


class PaperFactory(DjangoModelFactory):
    class Meta:
        model = Paper

    donation = SubFactory(DonationFactory)
    kind = PaperKind.SLIP
    number = Sequence("D00-0000-E{}".format)
    facts_sha256 = "0" * 64
    document = SubFactory(DocumentFactory)
    by = SubFactory(UserFactory)


class LetterFactory(DjangoModelFactory):
    class Meta:
        model = Letter

    donation = SubFactory(DonationFactory)
    document = SubFactory(DocumentFactory)
    paper = "D00-0000-E1"
    by = SubFactory(UserFactory)
