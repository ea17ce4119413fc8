"""One device, one voucher, one signature, and four who want it at once."""

from uuid import uuid4

import pytest
from django.urls import reverse

from core.models import Event, Submission
from core.workflow.lifecycle import Refused
from inventory.devices.lifecycle.devices import DeviceStatus
from inventory.models import Device, Voucher
from inventory.vouchers.lifecycle import VoucherStatus
from loans.agreements.operations import agreements as agreement_operations
from loans.allocation.operations import preparation as preparation_operations
from loans.allocation.operations import reservations as reservations_operations
from loans.base.lifecycle.loans import AgreementStatus, LoanStatus
from loans.models import Agreement, Loan, LoanItem
from tests.factories import (
    AgreementTextFactory,
    BriefingFactory,
    DeviceFactory,
    LoanFactory,
    SiteFactory,
    UserFactory,
    VoucherFactory,
)
from tests.loans.conftest import drawing, sign
from tests.races.together import FOUR, losers, race, winners

pytestmark = pytest.mark.usefixtures("again")


@pytest.fixture
def counter(site):
    return UserFactory(counter=True, sites=[site])


@pytest.fixture
def site(again):
    return SiteFactory()


@pytest.fixture
def loans(site):
    return LoanFactory.create_batch(FOUR, site=site)


@pytest.fixture
def device(site):
    return DeviceFactory(ready=True, site=site)


@pytest.fixture
def agreement(counter, loans, device):
    """The agreement of the first loan, issued for the device."""
    AgreementTextFactory()
    reservations_operations.reserve(loans[0], by=counter, devices=[device])
    BriefingFactory(loan=loans[0])
    return agreement_operations.issue(loans[0], by=counter)


def only_one_won(results):
    """One result, and a sentence for each of the others."""
    assert all(isinstance(loser, Refused) and loser.messages for loser in losers(results))
    return len(winners(results)) == 1


def test_one_device_is_reserved_once(counter, loans, device):
    results = race(
        FOUR, lambda n: reservations_operations.reserve(loans[n], by=counter, devices=[device])
    )

    assert only_one_won(results)
    assert LoanItem.objects.get(device=device).status == "reserved"
    assert Event.objects.filter(kind="device.reserved").count() == 1


def test_the_last_voucher_is_reserved_once(counter, loans, site):
    voucher = VoucherFactory(in_stock=True, batch__site=site)
    product = voucher.batch.product

    results = race(
        FOUR,
        lambda n: reservations_operations.reserve_vouchers(
            loans[n], by=counter, product=product, quantity=1
        ),
    )

    assert only_one_won(results)
    assert LoanItem.objects.get(voucher=voucher).status == "reserved"
    assert Voucher.objects.get().status == VoucherStatus.RESERVED


def test_one_device_is_handed_over_once(counter, agreement):
    pdf = b"%PDF-"

    def sign_mine(_number):
        mine = Agreement.objects.get(pk=agreement.pk)
        return sign(mine, counter, pdf)

    results = race(FOUR, sign_mine)

    assert only_one_won(results)
    assert Device.objects.get().status == DeviceStatus.ON_LOAN
    assert Event.objects.filter(kind="device.lent").count() == 1
    assert Loan.objects.get(pk=agreement.loan_id).status == LoanStatus.ACTIVE


def test_a_form_sent_four_times_signs_once(counter, agreement, sign_in):
    clients = [sign_in(counter) for _ in range(FOUR)]
    form = {"submission": uuid4(), "signature": drawing()}
    url = reverse("agreement_sign", args=[agreement.pk])

    answers = race(FOUR, lambda n: clients[n].post(url, form))

    assert [answer.status_code for answer in answers] == [302] * FOUR
    assert Submission.objects.count() == 1
    assert Event.objects.filter(kind="loan.signed").count() == 1
    agreement.refresh_from_db()
    assert agreement.status == AgreementStatus.SIGNED
    assert agreement.document.read().startswith(b"%PDF-")


def test_concurrent_removal_and_signature_stay_consistent(counter, agreement, device):
    item = device.loan_items.get()

    def act(number):
        if number % 2:
            return preparation_operations.free(LoanItem.objects.get(pk=item.pk), by=counter)
        mine = Agreement.objects.get(pk=agreement.pk)
        return sign(mine, counter)

    results = race(FOUR, act)

    assert only_one_won(results)
    item.refresh_from_db()
    device.refresh_from_db()
    ends = (item.status, device.status)
    assert ends in {("open", DeviceStatus.ON_LOAN), ("cancelled", DeviceStatus.READY)}
