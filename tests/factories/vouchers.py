from datetime import timedelta

from django.utils import timezone
from factory import LazyAttribute, LazyFunction, Sequence, SubFactory, Trait
from factory.django import DjangoModelFactory

from inventory.lifecycle import VoucherStatus
from inventory.models import Voucher, VoucherBatch
from inventory.secrets import encrypt, keyed_hash
from tests.factories.catalogue import VoucherProductFactory
from tests.factories.people import OrganisationFactory, RecipientFactory, SiteFactory


class VoucherBatchFactory(DjangoModelFactory):
    class Meta:
        model = VoucherBatch

    reference = Sequence("V00-{:04}".format)
    product = SubFactory(VoucherProductFactory)
    site = SubFactory(SiteFactory)


class VoucherFactory(DjangoModelFactory):
    """A voucher whose secret is `code`."""

    class Meta:
        model = Voucher
        exclude = ["code"]

    class Params:
        in_stock = Trait(status=VoucherStatus.IN_STOCK)
        reserved = Trait(status=VoucherStatus.RESERVED)
        consigned = Trait(
            status=VoucherStatus.CONSIGNED, organisation=SubFactory(OrganisationFactory)
        )
        handed_out = Trait(
            status=VoucherStatus.HANDED_OUT,
            recipient=SubFactory(RecipientFactory),
            handed_out_at=LazyFunction(timezone.now),
        )
        revealed = Trait(handed_out=True, revealed_at=LazyFunction(timezone.now))
        activated = Trait(revealed=True, status=VoucherStatus.ACTIVATED)
        expired = Trait(
            status=VoucherStatus.EXPIRED,
            valid_until=LazyFunction(lambda: timezone.localdate() - timedelta(days=1)),
        )
        lost = Trait(status=VoucherStatus.LOST)
        cancelled = Trait(status=VoucherStatus.CANCELLED)
        past_its_day = Trait(
            valid_until=LazyFunction(lambda: timezone.localdate() - timedelta(days=1))
        )

    code = Sequence("CODE{:08}".format)
    batch = SubFactory(VoucherBatchFactory)
    code_encrypted = LazyAttribute(lambda voucher: encrypt(voucher.code))
    code_hash = LazyAttribute(lambda voucher: keyed_hash(voucher.code))
    last_digits = LazyAttribute(lambda voucher: voucher.code[-4:])
