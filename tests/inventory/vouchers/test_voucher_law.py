"""Database constraints and guards of vouchers."""

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from inventory.models import Voucher
from inventory.vouchers.lifecycle import VoucherStatus
from tests.cases import tried
from tests.factories import (
    OrganisationFactory,
    RecipientFactory,
    VoucherBatchFactory,
    VoucherFactory,
)
from tests.law import copy, delete, refused, refused_as, unique_sentence, write

pytestmark = pytest.mark.django_db
BACK = [VoucherStatus.IN_STOCK, VoucherStatus.RESERVED, VoucherStatus.CONSIGNED]


def test_a_voucher_has_a_valid_status():
    with refused("inventory_voucher_status_known"):
        copy(VoucherFactory(lost=True), code_hash="0" * 64, status="eaten")


def test_a_voucher_in_stock_has_no_holder_and_no_date():
    for name in ("recipient", "organisation", "handed_out_at", "revealed_at"):
        for state in ("in_stock", "reserved"):
            with tried(name, state):
                value = {"recipient": RecipientFactory, "organisation": OrganisationFactory}.get(
                    name, timezone.now
                )()

                with refused("inventory_voucher_in_stock_nobody"):
                    write(VoucherFactory(**{state: True}), **{name: value})


def test_a_handed_out_voucher_has_holder_and_date():
    for status in (VoucherStatus.HANDED_OUT, VoucherStatus.ACTIVATED):
        with tried(status):
            voucher = VoucherFactory(reserved=True)
            another = {"code_hash": "0" * 64, "status": status}

            with refused("inventory_voucher_handed_out_to"):
                copy(voucher, **another)
            with refused("inventory_voucher_handed_out_to"):
                copy(voucher, **another, handed_out_at=timezone.now())
            with refused("inventory_voucher_handed_out_to"):
                copy(voucher, **another, recipient=RecipientFactory())
            with refused("inventory_voucher_handed_out_to"):
                write(voucher, status=VoucherStatus.HANDED_OUT, handed_out_at=timezone.now())


def test_a_consigned_voucher_has_an_organisation_and_is_unrevealed():
    voucher = VoucherFactory(in_stock=True)
    structure = OrganisationFactory()

    with refused("inventory_voucher_consigned_to"):
        write(voucher, status=VoucherStatus.CONSIGNED)
    for name, value in {
        "recipient": RecipientFactory(),
        "handed_out_at": timezone.now(),
        "revealed_at": timezone.now(),
    }.items():
        with refused("inventory_voucher_consigned_to"):
            write(voucher, status=VoucherStatus.CONSIGNED, organisation=structure, **{name: value})


NOTHING = {"recipient": None, "organisation": None, "handed_out_at": None, "revealed_at": None}


# a handed-out voucher also has a holder, which does not change
NEVER_BACK = "inventory_voucher_never_back", "inventory_voucher_whose_frozen"


def test_a_handed_out_or_revealed_voucher_never_returns_to_stock():
    for status in BACK:
        for state in ("handed_out", "revealed", "activated"):
            with tried(status, state):
                voucher = VoucherFactory(**{state: True})
                holder = {"organisation": OrganisationFactory()} if status == "consigned" else {}

                with refused(*NEVER_BACK):
                    write(voucher, status=status, **NOTHING | holder)


def test_a_voucher_does_not_return_to_stock_by_clearing_its_dates():
    for name in ("handed_out_at", "revealed_at"):
        for status in ("expired", "lost", "cancelled"):
            with tried(name, status):
                voucher = VoucherFactory(revealed=True)
                write(voucher, status=status, cancel_reason="seen" if status == "cancelled" else "")

                with refused(*NEVER_BACK):
                    write(voucher, **{name: None})
                with refused(*NEVER_BACK):
                    write(voucher, status="in_stock", **NOTHING)


def test_a_voucher_allows_declared_transitions_only():
    for old in VoucherStatus:
        with tried(old):
            voucher = VoucherFactory(**{old: True})
            others = set(VoucherStatus) - {old, *VoucherStatus.TRANSITIONS[old]}

            assert others
            for new in others:
                with pytest.raises(IntegrityError), transaction.atomic():
                    write(voucher, status=new)


def test_an_ended_voucher_only_returns_to_its_previous_status():
    for old, steps in {"expired": {"in_stock", "handed_out", "activated"}, "cancelled": {}}.items():
        with tried(old):
            voucher = VoucherFactory(**{old: True})
            for new in set(VoucherStatus) - {old, *steps}:
                with refused("inventory_voucher_steps"):
                    write(voucher, status=new)


def test_a_cancelled_voucher_has_a_reason_and_is_final():
    voucher = VoucherFactory(cancelled=True)
    stock = VoucherFactory(in_stock=True)

    with refused("inventory_voucher_steps"):
        write(voucher, status=VoucherStatus.IN_STOCK, cancel_reason="")
    for reason in ("", "because"):
        with refused("inventory_voucher_cancelled_why"):
            write(stock, status=VoucherStatus.CANCELLED, cancel_reason=reason)
        with refused("inventory_voucher_cancelled_why"):
            copy(stock, code_hash="0" * 64, status="cancelled", cancel_reason=reason)
    with refused("inventory_voucher_cancelled_why"):
        write(stock, cancel_reason="error")
    assert write(stock, status=VoucherStatus.CANCELLED, cancel_reason="error") == 1


def test_a_handed_out_voucher_keeps_its_code_and_holder():
    for status in ("handed_out", "activated", "lost", "cancelled", "expired"):
        with tried(status):
            voucher = VoucherFactory(handed_out=True, iccid="8933100000000000011")
            if status != "handed_out":
                why = "refused" if status == "cancelled" else ""
                write(voucher, status=status, cancel_reason=why)
            changes = {
                "recipient": [None, RecipientFactory()],
                "organisation": [OrganisationFactory()],
                "handed_out_at": [timezone.now()],
                "iccid": [None, "8933100000000000029"],
                "last_digits": ["0000"],
            }

            for name, values in changes.items():
                for value in values:
                    with refused("inventory_voucher_whose_frozen"):
                        write(voucher, **{name: value})


def test_a_code_does_not_change():
    voucher = VoucherFactory()

    with refused("inventory_voucher_sealed"):
        write(voucher, code_encrypted=b"another")
    with refused("inventory_voucher_frozen"):
        write(voucher, code_hash="0" * 64)


def test_a_voucher_code_is_unique():
    voucher = VoucherFactory()

    with refused_as(unique_sentence(Voucher, "code_hash")):
        copy(voucher)


def test_a_voucher_stays_in_its_batch():
    with refused("inventory_voucher_frozen"):
        write(VoucherFactory(), batch=VoucherBatchFactory())


def test_a_voucher_and_its_batch_are_never_deleted():
    voucher = VoucherFactory()

    with refused("inventory_voucher_kept"):
        delete(voucher)
    with refused("inventory_voucherbatch_kept"):
        delete(VoucherBatchFactory())


def test_an_iccid_is_digits_or_unknown():
    for iccid in ("", "8933 1000", "ABC", "893310000"):
        with tried(iccid), refused("inventory_voucher_iccid_digits"):
            write(VoucherFactory(in_stock=True), iccid=iccid)


def test_a_sim_card_is_one_voucher():
    VoucherFactory(in_stock=True, iccid="8933100000000000011")

    with refused("inventory_voucher_iccid_once"):
        write(VoucherFactory(in_stock=True), iccid="8933100000000000011")


def test_a_voucher_payment_is_frozen_with_its_means():
    voucher = VoucherFactory(handed_out=True, price_paid=5, paid_by="cash")
    with refused("inventory_voucher_paid_frozen"):
        write(voucher, price_paid=4)
    reserved = VoucherFactory(reserved=True)
    for facts in ({"price_paid": 5}, {"paid_by": "cash"}, {"price_paid": 5, "paid_by": "gold"}):
        with refused("inventory_voucher_paid"):
            write(reserved, **facts)
    write(reserved, price_paid=0)
    with refused("inventory_voucher_paid_by_somebody"):
        write(reserved, status=VoucherStatus.IN_STOCK)
