"""Database constraints and guards of minimums, keys and SIM cards."""

import pytest

from core.models import Event
from inventory.models import VoucherMinimum
from inventory.vouchers.lifecycle import VoucherStatus
from people.models import User
from tests.factories import (
    DeviceFactory,
    VoucherBatchFactory,
    VoucherFactory,
    VoucherMinimumFactory,
)
from tests.law import copy, delete, refused, refuses_fractions, write

pytestmark = pytest.mark.django_db


def test_a_minimum_is_one_whole_number_of_a_product_and_a_site():
    minimum = VoucherMinimumFactory()

    with refused("inventory_voucherminimum_once"):
        VoucherMinimum.objects.create(product=minimum.product, site=minimum.site, minimum=1)
    with refused("inventory_voucherminimum_frozen"):
        write(minimum, site=VoucherMinimumFactory().site)
    with refused("inventory_voucherminimum_kept"):
        delete(minimum)
    assert refuses_fractions(minimum, "minimum")


def test_a_voucher_has_a_code_or_a_card():
    card = VoucherFactory(sim=True, code_hash=None, code_encrypted=None)

    with refused("inventory_voucher_known_by"):
        write(card, iccid=None)
    with refused("inventory_voucher_known_by"):
        copy(VoucherFactory(), code_hash=None, iccid=None)


def test_the_last_day_of_use_is_not_before_that_of_activation():
    days = {"activate_by": "2027-03-02", "valid_until": "2027-03-01"}

    with refused("inventory_voucher_days"):
        write(VoucherFactory(), **days)
    with refused("inventory_voucherbatch_days"):
        write(VoucherBatchFactory(), **days)


def test_only_handed_out_vouchers_are_activated():
    with refused("inventory_voucher_activated"):
        write(VoucherFactory(in_stock=True), activated_on="2026-11-25")


def test_ciphertexts_change_only_by_a_change_of_keys():
    voucher = VoucherFactory(pin="0000", puk="12345678")

    for name in ("code_encrypted", "pin_encrypted", "puk_encrypted"):
        with refused("inventory_voucher_sealed"):
            write(voucher, **{name: b"another"})
    with refused("inventory_voucher_sealed"):
        write(voucher, code_encrypted=b"another", sealed_with="newer")
    with refused("inventory_voucher_sealed"):
        write(voucher, sealed_with="newer")
    facts = {"by": User.objects.system(), "count": 1, "key": "newer"}
    Event.objects.record("voucherbatch.resealed", VoucherBatchFactory(), **facts)
    with refused("inventory_voucher_sealed"):
        write(voucher, code_encrypted=b"another", sealed_with="newer")
    Event.objects.record("voucherbatch.resealed", voucher.batch, **facts)
    write(voucher, code_encrypted=b"another", sealed_with="newer")
    with refused("inventory_voucher_sealed"):
        write(voucher, code_encrypted=b"a third", sealed_with=voucher.sealed_with)


def test_a_consigned_card_is_in_no_device():
    with refused("inventory_voucher_consigned_to"):
        write(VoucherFactory(consigned=True), device=DeviceFactory())


def test_the_replaced_voucher_is_another_and_frozen():
    old, new = VoucherFactory(lost=True), VoucherFactory(handed_out=True)

    with refused("inventory_voucher_in_stock_nobody"):
        write(VoucherFactory(in_stock=True), replaces=old)
    with refused("inventory_voucher_replaces_another"):
        write(new, replaces=new)
    write(new, replaces=old)
    with refused("inventory_voucher_replaces_frozen"):
        write(new, replaces=None)
    assert old.replaced_by == new
    assert new.status == VoucherStatus.HANDED_OUT
