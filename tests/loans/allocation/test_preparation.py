from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from core.models import Event
from core.workflow.lifecycle import Refused
from inventory.devices.lifecycle.devices import DeviceStatus
from inventory.vouchers.lifecycle import VoucherStatus
from loans.allocation.operations import preparation as preparation_operations
from loans.allocation.operations import reservations as reservations_operations
from loans.appointments import operations as appointment_operations
from loans.base import operations as base_operations
from loans.base.lifecycle.loans import Audience, ItemStatus, LoanKind, LoanStatus
from loans.handovers import operations as handover_operations
from tests.factories import (
    AccessoryKindFactory,
    DeviceFactory,
    RecipientFactory,
    RequestFactory,
    VoucherBatchFactory,
    VoucherFactory,
)


def test_only_ready_devices_are_reserved_all_or_nothing(loan, device, counter, site, volunteer):
    with pytest.raises(PermissionDenied):
        reservations_operations.reserve(loan, by=volunteer, devices=[device])
    for state in ("received", "refurbishing", "on_loan", "retired", "lost"):
        other = DeviceFactory(**{state: True}, site=site)
        before = other.status
        with pytest.raises(Refused):
            reservations_operations.reserve(loan, by=counter, devices=[device, other])
        other.refresh_from_db()
        assert other.status == before
    device.refresh_from_db()
    assert device.status == DeviceStatus.READY
    assert not loan.items.exists()


def test_reserving_records_events_and_releasing_makes_the_device_ready(loan, device, counter):
    (item,) = reservations_operations.reserve(loan, by=counter, devices=[device])
    device.refresh_from_db()
    assert (item.status, device.status) == (ItemStatus.RESERVED, DeviceStatus.RESERVED)
    assert Event.objects.about(device).first().data == {"loan": loan.number}
    assert Event.objects.about(loan).first().data == {"item": device.asset_tag}
    preparation_operations.free(item, by=counter)
    device.refresh_from_db()
    item.refresh_from_db()
    assert (item.status, device.status) == (ItemStatus.CANCELLED, DeviceStatus.READY)
    assert item.ended_at is not None


def test_only_an_accepted_request_is_prepared_once_with_no_more_than_accepted(
    accepted_request, device, counter, site
):
    for state in ("draft", "sent", "refused", "closed", "cancelled"):
        with pytest.raises(Refused):
            preparation_operations.prepare_for(RequestFactory(**{state: True}), by=counter)
    loan = preparation_operations.prepare_for(accepted_request, by=counter)
    assert preparation_operations.prepare_for(accepted_request, by=counter) == loan
    assert loan.recipient == accepted_request.recipient
    second, third = DeviceFactory.create_batch(2, ready=True, site=site, category=device.category)
    reservations_operations.reserve(loan, by=counter, devices=[device, second])
    with pytest.raises(Refused):
        reservations_operations.reserve(loan, by=counter, devices=[third])
    line = accepted_request.lines.with_reserved().get()
    assert (line.reserved, line.still_open) == (2, 0)


def test_cancelling_a_loan_releases_all_reservations(loan, device, counter, site):
    product = VoucherBatchFactory(site=site).product
    voucher = VoucherFactory(batch__product=product, batch__site=site)
    reservations_operations.reserve(loan, by=counter, devices=[device])
    reservations_operations.reserve_vouchers(loan, by=counter, product=product, quantity=1)
    appointment_operations.cancel_loan(loan, by=counter)
    device.refresh_from_db()
    voucher.refresh_from_db()
    loan.refresh_from_db()
    assert (loan.status, device.status, voucher.status) == (
        LoanStatus.CANCELLED,
        DeviceStatus.READY,
        VoucherStatus.IN_STOCK,
    )


def test_vouchers_are_reserved_first_to_expire_first(loan, counter, site):
    today = timezone.localdate()
    batch = VoucherBatchFactory(site=site)
    VoucherFactory(batch=batch, valid_until=None)
    later = VoucherFactory(batch=batch, valid_until=today + timedelta(days=60))
    soon = VoucherFactory(batch=batch, valid_until=today + timedelta(days=1))
    VoucherFactory(batch=batch, valid_until=today - timedelta(days=1))
    items = reservations_operations.reserve_vouchers(
        loan, by=counter, product=batch.product, quantity=2
    )
    assert {item.voucher for item in items} == {soon, later}


def test_no_more_vouchers_are_reserved_than_there_are(loan, counter, site):
    voucher = VoucherFactory(batch__site=site)
    with pytest.raises(Refused):
        reservations_operations.reserve_vouchers(
            loan, by=counter, product=voucher.batch.product, quantity=2
        )
    voucher.refresh_from_db()
    assert voucher.status == VoucherStatus.IN_STOCK


def test_adding_an_accessory_twice_counts_it_twice(loan, counter):
    charger = AccessoryKindFactory()
    preparation_operations.add_accessory(loan, by=counter, accessory=charger)
    preparation_operations.add_accessory(loan, by=counter, accessory=charger, quantity=2)
    assert loan.items.get().quantity == 3


def test_without_a_person_of_its_own_the_organisation_is_the_borrower(loan, counter):
    with pytest.raises(Refused):
        base_operations.set_recipient(loan, by=counter, recipient=RecipientFactory())
    base_operations.set_recipient(loan, by=counter, recipient=None)
    loan.refresh_from_db()
    assert (loan.audience, loan.recipient) == (Audience.STRUCTURE, None)


def test_a_gift_has_no_due_date_and_a_loan_has_a_future_one(loan, counter):
    today = timezone.localdate()
    handover_operations.set_terms(loan, by=counter, kind=LoanKind.GIFT, due_on=today)
    loan.refresh_from_db()
    assert (loan.kind, loan.due_on) == (LoanKind.GIFT, None)
    for terms in ({}, {"due_on": today - timedelta(days=1)}):
        with pytest.raises(Refused):
            handover_operations.set_terms(loan, by=counter, kind=LoanKind.LOAN, **terms)
