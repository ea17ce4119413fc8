"""Concurrent reservations and temporary holds of the same devices."""

from datetime import timedelta

import pytest
from django.utils import timezone

from core.models import Event
from core.workflow.lifecycle import NeedsConfirmation
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
)
from tests.races.together import FOUR, done, race

pytestmark = pytest.mark.usefixtures("again")


@pytest.fixture
def laptop(again):
    return CategoryFactory()


def requested_line(site, laptop, quantity=1, **state):
    request = RequestFactory(site=site, **state)
    accepted = quantity if "accepted" in state else None
    return RequestLineFactory(
        request=request, category=laptop, requested=quantity, accepted=accepted
    )


def test_the_last_device_is_promised_once(coordinator, site, laptop):
    DeviceFactory(ready=True, site=site, category=laptop)
    lines = [requested_line(site, laptop, sent=True) for _ in range(FOUR)]

    def accept(number):
        line = lines[number]
        request = Request.objects.get(pk=line.request_id)
        seen = {"quantities": {line: 1}, "shown": {line: 1}}
        return request_operations.accept_request(request, by=coordinator, **seen)

    assert len(done(race(accept))) == 1
    assert Request.objects.filter(status=RequestStatus.ACCEPTED).count() == 1


def test_concurrent_walk_ins_do_not_take_promised_devices(coordinator, site, laptop):
    devices = DeviceFactory.create_batch(FOUR, ready=True, site=site, category=laptop)
    requested_line(site, laptop, 3, accepted=True)
    loans = LoanFactory.create_batch(FOUR, site=site)

    results = race(
        lambda n: reservations_operations.reserve(loans[n], by=coordinator, devices=[devices[n]])
    )

    assert len(done(results)) == 1
    assert sum(isinstance(result, NeedsConfirmation) for result in results) == 3
    assert Device.objects.filter(status=DeviceStatus.READY).count() == 3


def test_auto_reserve_reserves_once(coordinator, site, laptop):
    DeviceFactory.create_batch(2, ready=True, site=site, category=laptop)
    request = requested_line(site, laptop, accepted=True).request
    race(lambda _n, mine: reservations_operations.reserve_fitting(mine, by=coordinator), request)
    assert LoanItem.objects.count() == 1
    assert Device.objects.filter(status=DeviceStatus.RESERVED).count() == 1


def test_a_reservation_expires_once_or_is_handed_over(coordinator, site):
    AgreementTextFactory()
    loan = LoanFactory(site=site)
    device = DeviceFactory(ready=True, site=site)
    reservations_operations.reserve(loan, by=coordinator, devices=[device])
    today = timezone.localdate()
    Loan.objects.filter(pk=loan.pk).update(held_until=today - timedelta(days=1))

    def act(number, mine):
        if number:
            return expiry_operations.release_expired(today=today)
        return agreement_operations.issue(mine, by=coordinator)

    done(race(act, loan))

    loan.refresh_from_db()
    device.refresh_from_db()
    is_over = loan.status == LoanStatus.CANCELLED
    assert loan.agreements.filter(status="issued").exists() != is_over
    assert device.status == (DeviceStatus.READY if is_over else DeviceStatus.RESERVED)
    for kind in ("loan.expired", "device.freed"):
        assert Event.objects.filter(kind=kind).count() == is_over, kind
    assert Message.objects.count() == is_over
