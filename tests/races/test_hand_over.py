"""A device, a voucher and a signature, each with four concurrent users."""

from uuid import uuid4

import pytest
from django.urls import reverse

from core.models import Event, Submission
from inventory.devices.lifecycle.devices import DeviceStatus
from inventory.models import Device, Voucher
from inventory.vouchers.lifecycle import VoucherStatus
from loans.agreements.operations import agreements as agreement_operations
from loans.allocation.operations import preparation as preparation_operations
from loans.allocation.operations import reservations as reservations_operations
from loans.base.lifecycle.loans import AgreementStatus, LoanStatus
from loans.models import Loan, LoanItem
from tests.factories import (
    AgreementTextFactory,
    BriefingFactory,
    DeviceFactory,
    LoanFactory,
    VoucherFactory,
)
from tests.loans.conftest import drawing, sign
from tests.races.together import FOUR, done, race

pytestmark = pytest.mark.usefixtures("again")


@pytest.fixture
def loans(site):
    return LoanFactory.create_batch(FOUR, site=site)


@pytest.fixture
def device(site):
    return DeviceFactory(ready=True, site=site)


@pytest.fixture
def agreement(counter, site, device):
    """The agreement of a loan, issued for the device."""
    AgreementTextFactory()
    loan = LoanFactory(site=site)
    reservations_operations.reserve(loan, by=counter, devices=[device])
    BriefingFactory(loan=loan)
    return agreement_operations.issue(loan, by=counter)


def test_one_device_is_reserved_once(counter, loans, device):
    results = race(
        lambda n, mine: reservations_operations.reserve(loans[n], by=counter, devices=[mine]),
        device,
    )
    assert len(done(results)) == 1
    assert LoanItem.objects.get(device=device).status == "reserved"
    assert Event.objects.filter(kind="device.reserved").count() == 1


def test_the_last_voucher_is_reserved_once(counter, loans, site):
    voucher = VoucherFactory(in_stock=True, batch__site=site)
    one = {"by": counter, "product": voucher.batch.product, "quantity": 1}
    results = race(lambda n: reservations_operations.reserve_vouchers(loans[n], **one))
    assert len(done(results)) == 1
    assert LoanItem.objects.get(voucher=voucher).status == "reserved"
    assert Voucher.objects.get().status == VoucherStatus.RESERVED


def test_one_device_is_handed_over_once(counter, agreement):
    assert len(done(race(lambda _n, mine: sign(mine, counter, b"%PDF-"), agreement))) == 1
    assert Device.objects.get().status == DeviceStatus.ON_LOAN
    assert Event.objects.filter(kind="device.lent").count() == 1
    assert Loan.objects.get().status == LoanStatus.ACTIVE


def test_a_form_sent_four_times_signs_once(counter, agreement, sign_in):
    clients = [sign_in(counter) for _ in range(FOUR)]
    form = {"submission": uuid4(), "signature": drawing()}
    url = reverse("agreement_sign", args=[agreement.pk])
    answers = race(lambda n: clients[n].post(url, form))
    assert [answer.status_code for answer in answers] == [302] * FOUR
    assert Submission.objects.count() == 1
    assert Event.objects.filter(kind="loan.signed").count() == 1
    agreement.refresh_from_db()
    assert agreement.status == AgreementStatus.SIGNED
    assert agreement.document.read().startswith(b"%PDF-")


def test_concurrent_removal_and_signature_stay_consistent(counter, agreement, device):
    item = device.loan_items.get()

    def act(number, item, agreement):
        if number % 2:
            return preparation_operations.free(item, by=counter)
        return sign(agreement, counter)

    assert len(done(race(act, item, agreement))) == 1
    item.refresh_from_db()
    device.refresh_from_db()
    ends = (item.status, device.status)
    assert ends in {("open", DeviceStatus.ON_LOAN), ("cancelled", DeviceStatus.READY)}
