"""Devices that leave, arrive, are lent or loaded twice, all at the same moment."""

import pytest

from core.models import Event
from core.workflow.lifecycle import Refused
from inventory.models import Device, Freight, Transfer
from inventory.transfers import operations as transfer_operations
from loans.allocation.operations.reservations import reserve
from tests.factories import (
    DeviceFactory,
    FreightFactory,
    LoanFactory,
    SiteFactory,
    TransferFactory,
    UserFactory,
)
from tests.races.together import FOUR, losers, race, winners

pytestmark = pytest.mark.usefixtures("again")


@pytest.fixture
def site(again):
    return SiteFactory()


@pytest.fixture
def user(site):
    return UserFactory(coordinator=True, sites=[site])


def test_a_device_is_loaded_on_one_transfer(site, user):
    device = DeviceFactory(site=site)
    transfers = TransferFactory.create_batch(FOUR, origin=site)
    results = race(
        FOUR,
        lambda n: transfer_operations.load(
            transfers[n], by=user, device=Device.objects.get(pk=device.pk)
        ),
    )
    assert len(winners(results)) == 1
    assert all(isinstance(loser, Refused) for loser in losers(results))
    assert Freight.objects.count() == 1


def test_a_transfer_is_sent_once(site, user):
    transfer = FreightFactory(transfer__origin=site).transfer
    results = race(
        FOUR, lambda _n: transfer_operations.send(Transfer.objects.get(pk=transfer.pk), by=user)
    )
    assert len(winners(results)) == 1
    assert all(isinstance(loser, Refused) for loser in losers(results))
    assert Event.objects.filter(kind="device.sent").count() == 1


def test_a_device_is_sent_or_lent(site, user):
    device = DeviceFactory(ready=True, site=site)
    transfer = FreightFactory(transfer__origin=site, device=device).transfer
    loan = LoanFactory(site=site)

    def act(number):
        mine = Device.objects.get(pk=device.pk)
        if number % 2:
            return reserve(loan, by=user, devices=[mine])
        return transfer_operations.send(Transfer.objects.get(pk=transfer.pk), by=user)

    results = race(FOUR, act)
    assert len(winners(results)) == 1
    assert all(isinstance(loser, Refused) for loser in losers(results))
    device.refresh_from_db()
    assert (device.status == "reserved") != (device.transfer_id == transfer.pk)


def test_a_device_scanned_by_four_arrives_once(site, user):
    row = FreightFactory(sent=True, transfer__destination=site)
    results = race(
        FOUR,
        lambda _n: transfer_operations.arrive(
            Transfer.objects.get(pk=row.transfer_id),
            by=user,
            device=Device.objects.get(pk=row.device_id),
        ),
    )
    assert losers(results) == []
    assert sum(result is not None for result in results) == 1
    assert Event.objects.filter(kind="device.arrived").count() == 1
    row.refresh_from_db()
    assert row.status == "arrived"
