"""Invariants of devices, items, vouchers and requests after any sequence of operations."""

from datetime import timedelta

import pytest
from django.utils import timezone

from core.workflow.lifecycle import Refused
from inventory.devices import operations as stock
from inventory.devices.lifecycle.devices import DeviceStatus
from inventory.models import Device
from inventory.vouchers.lifecycle import VoucherStatus
from loans.aftercare.operations import incidents as incident_operations
from loans.aftercare.operations import loan_changes as loan_change_operations
from loans.agreements.operations import agreements as agreement_operations
from loans.allocation.operations import preparation as preparation_operations
from loans.allocation.operations import reservations as reservations_operations
from loans.appointments import operations as appointment_operations
from loans.base import operations as base_operations
from loans.base.lifecycle.loans import ItemStatus, LoanKind, LoanStatus, RequestStatus
from loans.handovers import operations as handover_operations
from loans.models import LoanItem
from loans.requests.operations import requests as request_operations
from tests.factories import (
    AccessoryKindFactory,
    DeviceFactory,
    LoanFactory,
    LoanItemFactory,
    OrganisationFactory,
    RequestFactory,
    RequestLineFactory,
    VoucherFactory,
)
from tests.loans.conftest import sign as sign_it
from tests.loans.returns.test_returns import bring_back


def sign(loan, by):
    sign_it(agreement_operations.issue(loan, by=by), by)
    loan.refresh_from_db()


def status_of(device):
    return Device.objects.get(pk=device.pk).status


def test_a_device_swapped_into_a_gift_is_given(counter):
    given = LoanItemFactory(given=True)
    spare = DeviceFactory(ready=True, category=given.device.category, site=given.loan.site)
    loan_change_operations.swap(given, by=counter, device=spare)
    assert status_of(spare) == DeviceStatus.GIVEN


def test_only_a_device_is_swapped_lost_or_found(counter):
    loan = LoanFactory(active=True)
    chargers = LoanItemFactory(of_accessories=True, open=True, loan=loan)
    spare = DeviceFactory(ready=True)
    for act in (
        lambda: loan_change_operations.swap(chargers, by=counter, device=spare),
        lambda: incident_operations.declare_item_lost(chargers, by=counter),
        lambda: incident_operations.find_with_borrower(chargers, by=counter),
    ):
        with pytest.raises(Refused):
            act()
    assert status_of(spare) == DeviceStatus.READY


def test_a_device_lost_with_us_is_not_found_with_its_former_borrower(counter, coordinator):
    loan = LoanFactory(active=True)
    item, _other = LoanItemFactory.create_batch(2, open=True, loan=loan)
    bring_back(loan, counter, [item])
    stock.declare_lost(item.device, by=coordinator)
    with pytest.raises(Refused):
        incident_operations.find_with_borrower(item, by=counter)
    assert status_of(item.device) == DeviceStatus.LOST


def test_a_device_lost_by_a_second_borrower_is_not_found_with_the_first(counter):
    loan = LoanFactory(active=True)
    item, _other = LoanItemFactory.create_batch(2, open=True, loan=loan)
    device = item.device
    incident_operations.declare_item_lost(item, by=counter)
    incident_operations.find_with_borrower(item, by=counter)
    again = LoanItem.objects.get(device=device, status=ItemStatus.OPEN)
    incident_operations.declare_item_lost(again, by=counter)
    with pytest.raises(Refused):
        incident_operations.find_with_borrower(item, by=counter)
    incident_operations.find_with_borrower(again, by=counter)
    assert status_of(device) == DeviceStatus.ON_LOAN


def test_a_lost_device_of_a_gift_is_found_as_given(counter, coordinator):
    loan = LoanFactory(active=True)
    item, _other = LoanItemFactory.create_batch(2, open=True, loan=loan)
    incident_operations.declare_item_lost(item, by=counter)
    loan_change_operations.keep(loan, by=coordinator)
    incident_operations.find_with_borrower(item, by=counter)
    assert status_of(item.device) == DeviceStatus.GIVEN


@pytest.fixture
def passed_on(coordinator, counter, texts, organisation):
    """The unsigned hand-over of a lent device that is transferred to another organisation."""
    item = LoanItemFactory(open=True)
    loan = loan_change_operations.transfer(item.loan, by=coordinator, organisation=organisation)
    return base_operations.set_recipient(loan, by=counter, recipient=None)


def test_a_transferred_device_turned_into_a_gift_is_given(passed_on, counter):
    handover_operations.set_terms(passed_on, by=counter, kind=LoanKind.GIFT)
    sign(passed_on, counter)
    assert status_of(passed_on.items.get().device) == DeviceStatus.GIVEN


def test_a_gift_is_not_transferred(coordinator, organisation):
    given = LoanItemFactory(given=True)
    with pytest.raises(Refused):
        loan_change_operations.transfer(given.loan, by=coordinator, organisation=organisation)
    given.refresh_from_db()
    assert given.status == ItemStatus.OPEN


def test_a_cancelled_transfer_returns_the_device(passed_on, counter):
    device = passed_on.items.get().device
    appointment_operations.cancel_loan(passed_on, by=counter)
    device.refresh_from_db()
    assert (device.status, device.needs_erasure) == (DeviceStatus.RECEIVED, True)
    assert passed_on.status == LoanStatus.CANCELLED


def test_an_expired_voucher_is_not_handed_out(loan, counter, texts):
    voucher = VoucherFactory(in_stock=True, batch__site=loan.site)
    reservations_operations.reserve_vouchers(
        loan, by=counter, product=voucher.batch.product, quantity=1
    )
    type(voucher).objects.update(valid_until=timezone.localdate() - timedelta(days=1))
    with pytest.raises(Refused):
        sign(loan, counter)
    voucher.refresh_from_db()
    assert voucher.status == VoucherStatus.RESERVED


def test_no_more_accessories_than_were_accepted(counter, site):
    for first in (0, 1):
        line = RequestLineFactory(
            request=RequestFactory(accepted=True, site=site),
            category=None,
            accessory=AccessoryKindFactory(),
            requested=3,
            accepted=1,
        )
        loan = preparation_operations.prepare_for(line.request, by=counter)
        if first:
            preparation_operations.add_accessory(
                loan, by=counter, accessory=line.accessory, quantity=first
            )
        with pytest.raises(Refused):
            preparation_operations.add_accessory(
                loan, by=counter, accessory=line.accessory, quantity=2 - first
            )
        assert sum(item.quantity for item in loan.items.all()) == first


def test_a_request_is_not_cancelled_while_something_handed_over_for_it_is_out(
    association, counter, site
):
    request = RequestFactory(accepted=True, organisation=association.organisation, site=site)
    RequestLineFactory(request=request, accepted=1)
    loan = LoanFactory(active=True, request=request, organisation=request.organisation)
    LoanItemFactory(of_accessories=True, open=True, loan=loan)
    with pytest.raises(Refused):
        request_operations.cancel_request(request, by=association)
    request.refresh_from_db()
    assert request.status == RequestStatus.ACCEPTED


def test_a_device_kept_by_its_person_is_not_transferred(coordinator):
    loan = LoanItemFactory(open=True).loan
    loan_change_operations.keep(loan, by=coordinator)
    with pytest.raises(Refused):
        loan_change_operations.transfer(
            loan, by=coordinator, organisation=OrganisationFactory(approved=True)
        )
