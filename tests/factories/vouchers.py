from datetime import timedelta

from django.utils import timezone
from factory import LazyAttribute, LazyFunction, Sequence, SubFactory, Trait
from factory.django import DjangoModelFactory

from inventory.models import (
    Voucher,
    VoucherBatch,
    VoucherList,
    VoucherMinimum,
)
from inventory.vouchers.encryption import encrypt, encrypt_bytes, key_name, keyed_hash
from inventory.vouchers.lifecycle import CancelReason, VoucherStatus
from tests.factories.catalogue import VoucherProductFactory
from tests.factories.people import OrganisationFactory, RecipientFactory, SiteFactory, UserFactory


class VoucherBatchFactory(DjangoModelFactory):
    class Meta:
        model = VoucherBatch

    reference = Sequence("V00-{:04}".format)
    product = SubFactory(VoucherProductFactory)
    site = SubFactory(SiteFactory)


class VoucherFactory(DjangoModelFactory):
    """A voucher with the secret `code`."""

    class Meta:
        model = Voucher
        exclude = ["code", "pin", "puk", "number"]

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
        sim = Trait(
            batch=SubFactory(VoucherBatchFactory, product__kind="sim"),
            iccid=Sequence(lambda n: f"893310000000{n:07}"),
        )
        lost = Trait(status=VoucherStatus.LOST)
        cancelled = Trait(status=VoucherStatus.CANCELLED, cancel_reason=CancelReason.REFUSED)
        past_its_day = Trait(
            valid_until=LazyFunction(lambda: timezone.localdate() - timedelta(days=1))
        )

    code = Sequence("CODE{:08}".format)
    pin = puk = number = None
    batch = SubFactory(VoucherBatchFactory)
    code_encrypted = LazyAttribute(lambda voucher: encrypt(voucher.code))
    code_hash = LazyAttribute(lambda voucher: keyed_hash(voucher.code))
    pin_encrypted = LazyAttribute(lambda voucher: encrypt(voucher.pin) if voucher.pin else None)
    puk_encrypted = LazyAttribute(lambda voucher: encrypt(voucher.puk) if voucher.puk else None)
    number_encrypted = LazyAttribute(
        lambda voucher: encrypt(voucher.number) if voucher.number else None
    )
    sealed_with = LazyFunction(key_name)
    last_digits = LazyAttribute(lambda voucher: voucher.code[-4:])


class VoucherMinimumFactory(DjangoModelFactory):
    class Meta:
        model = VoucherMinimum

    product = SubFactory(VoucherProductFactory)
    site = SubFactory(SiteFactory)
    minimum = 5


class VoucherListFactory(DjangoModelFactory):
    """An uploaded list that waits for its check; `content` is its file."""

    class Meta:
        model = VoucherList
        exclude = ["content"]

    content = b"code\nCODE0001\n"
    by = SubFactory(UserFactory, coordinator=True)
    product = SubFactory(VoucherProductFactory)
    site = SubFactory(SiteFactory)
    columns = {"0": "code"}
    content_encrypted = LazyAttribute(lambda waiting: encrypt_bytes(waiting.content))
    choices = {"sheets": None}
