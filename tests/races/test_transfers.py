"""Devices that concurrently leave, arrive, are lent, or are loaded twice."""

import pytest

from core.models import Event
from inventory.models import Freight
from inventory.transfers import operations as transfer_operations
from loans.allocation.operations.reservations import reserve
from tests.factories import DeviceFactory, FreightFactory, LoanFactory, TransferFactory
from tests.races.together import FOUR, done, race

pytestmark = pytest.mark.usefixtures("again")


def test_a_device_is_loaded_on_one_transfer(site, coordinator):
    device = DeviceFactory(site=site)
    transfers = TransferFactory.create_batch(FOUR, origin=site)
    results = race(
        lambda n, mine: transfer_operations.load(transfers[n], by=coordinator, device=mine), device
    )
    assert len(done(results)) == 1
    assert Freight.objects.count() == 1


def test_a_device_is_sent_once_or_lent(site, coordinator):
    device = DeviceFactory(ready=True, site=site)
    transfer = FreightFactory(transfer__origin=site, device=device).transfer
    loan = LoanFactory(site=site)

    def act(number, transfer, device):
        if number:
            return transfer_operations.send(transfer, by=coordinator)
        return reserve(loan, by=coordinator, devices=[device])

    assert len(done(race(act, transfer, device))) == 1
    device.refresh_from_db()
    is_sent = device.transfer_id == transfer.pk
    assert (device.status == "reserved") != is_sent
    assert Event.objects.filter(kind="device.sent").count() == is_sent


def test_a_device_scanned_by_four_arrives_once(site, coordinator):
    row = FreightFactory(sent=True, transfer__destination=site)
    results = race(
        lambda _n, mine, device: transfer_operations.arrive(mine, by=coordinator, device=device),
        row.transfer,
        row.device,
    )
    assert len(done(results)) == FOUR
    assert sum(result is not None for result in results) == 1
    assert Event.objects.filter(kind="device.arrived").count() == 1
    row.refresh_from_db()
    assert row.status == "arrived"
