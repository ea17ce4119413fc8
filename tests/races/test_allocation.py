"""What is promised, what is kept for a time, and several who want it at once."""

from datetime import timedelta

import pytest
from django.utils import timezone

from core.models import Event
from core.workflow.lifecycle import NeedsConfirmation, Refused
from inventory.devices.lifecycle.devices import DeviceStatus
from inventory.models import Device
from loans.agreements.operations import agreements as agreement_operations
from loans.allocation.operations import expiry as expiry_operations
from loans.allocation.operations import reservations as reservations_operations
from loans.base.lifecycle.loans import LoanStatus, RequestStatus
from loans.models import Loan, LoanItem, Request
from loans.requests.operations import requests as request_operations
from people.models import Message
from tests.factories import (
    AgreementTextFactory,
    CategoryFactory,
    DeviceFactory,
    LoanFactory,
    RequestFactory,
    RequestLineFactory,
    SiteFactory,
    UserFactory,
)
from tests.races.together import FOUR, losers, race, winners

pytestmark = pytest.mark.usefixtures("again")


@pytest.fixture
def site(again):
    return SiteFactory()


@pytest.fixture
def counter(site):
    return UserFactory(coordinator=True, sites=[site])


@pytest.fixture
def laptop(again):
    return CategoryFactory()


def requested_line(site, laptop, **state):
    request = RequestFactory(site=site, **state)
    accepted = 1 if "accepted" in state else None
    return RequestLineFactory(request=request, category=laptop, requested=1, accepted=accepted)


def test_the_last_device_is_promised_once(counter, site, laptop):
    DeviceFactory(ready=True, site=site, category=laptop)
    lines = [requested_line(site, laptop, sent=True) for _ in range(FOUR)]

    def accept(number):
        line = lines[number]
        request = Request.objects.get(pk=line.request_id)
        seen = {"quantities": {line: 1}, "shown": {line: 1}}
        return request_operations.accept_request(request, by=counter, **seen)

    results = race(FOUR, accept)

    assert len(winners(results)) == 1
    assert all(isinstance(loser, Refused) for loser in losers(results))
    assert Request.objects.filter(status=RequestStatus.ACCEPTED).count() == 1


def test_concurrent_walk_ins_do_not_take_promised_devices(counter, site, laptop):
    devices = DeviceFactory.create_batch(FOUR, ready=True, site=site, category=laptop)
    promised = RequestFactory(accepted=True, site=site)
    RequestLineFactory(request=promised, category=laptop, requested=3, accepted=3)
    loans = LoanFactory.create_batch(FOUR, site=site)

    results = race(
        FOUR, lambda n: reservations_operations.reserve(loans[n], by=counter, devices=[devices[n]])
    )

    assert len(winners(results)) == 1
    assert all(isinstance(loser, NeedsConfirmation) for loser in losers(results))
    assert Device.objects.filter(status=DeviceStatus.READY).count() == 3


def test_auto_reserve_reserves_once(counter, site, laptop):
    DeviceFactory.create_batch(2, ready=True, site=site, category=laptop)
    line = requested_line(site, laptop, accepted=True)

    race(
        FOUR,
        lambda _n: reservations_operations.reserve_fitting(
            Request.objects.get(pk=line.request_id), by=counter
        ),
    )

    assert LoanItem.objects.count() == 1
    assert Device.objects.filter(status=DeviceStatus.RESERVED).count() == 1


@pytest.fixture
def over(counter, site):
    """A reservation whose last day was yesterday."""
    AgreementTextFactory()
    loan = LoanFactory(site=site)
    device = DeviceFactory(ready=True, site=site)
    reservations_operations.reserve(loan, by=counter, devices=[device])
    yesterday = timezone.localdate() - timedelta(days=1)
    Loan.objects.filter(pk=loan.pk).update(held_until=yesterday)
    return loan


def test_a_reservation_expires_once(over):
    today = timezone.localdate()

    results = race(FOUR, lambda _n: expiry_operations.release_expired(today=today))

    assert sum(winners(results)) == 1
    assert Event.objects.filter(kind="loan.expired").count() == 1
    assert Event.objects.filter(kind="device.freed").count() == 1
    assert Message.objects.count() == 1


def test_a_reservation_expires_or_is_handed_over(counter, over):
    today = timezone.localdate()

    def act(number):
        if number % 2:
            return expiry_operations.release_expired(today=today)
        return agreement_operations.issue(Loan.objects.get(pk=over.pk), by=counter)

    race(2, act)

    over.refresh_from_db()
    device = Device.objects.get()
    issued = over.agreements.filter(status="issued").exists()
    ended = over.status == LoanStatus.CANCELLED
    assert issued != ended
    assert device.status == (DeviceStatus.READY if ended else DeviceStatus.RESERVED)
