"""Concurrent writes to a stock of accessories: the last is taken once, and sums match."""

import pytest

from inventory.accessories import operations as accessory_operations
from inventory.accessories.lifecycle import MovementKind
from inventory.models import AccessoryStock
from tests.factories import AccessoryKindFactory, AccessoryStockFactory, DeviceFactory
from tests.races.together import FOUR, done, race

pytestmark = pytest.mark.usefixtures("again")


def quantity_of(stock):
    return AccessoryStock.objects.get(pk=stock.pk).quantity


def test_the_last_charger_is_taken_once(technician):
    stock = AccessoryStockFactory(kind=AccessoryKindFactory(usb_c=True), holding=1)
    devices = DeviceFactory.create_batch(FOUR, refurbishing=True, site=stock.site)
    one = {"by": technician, "kind": stock.kind}
    results = race(lambda n: accessory_operations.take_charger(devices[n], **one))
    assert len(done(results)) == 1
    assert quantity_of(stock) == 0


def test_concurrent_hand_overs_record_missing_stock(counter):
    stock = AccessoryStockFactory(holding=2)
    facts = {"by": counter, "site": stock.site, "reason": MovementKind.HANDED_OVER}
    results = race(lambda _n: accessory_operations.take_from_stock(stock.kind, **facts))
    assert len(done(results)) == FOUR
    assert (quantity_of(stock), AccessoryStock.objects.get().short) == (0, 2)


def test_concurrent_first_receipts_of_an_accessory_add_up(volunteer, site):
    kind, facts = AccessoryKindFactory(), {"by": volunteer, "site": site, "quantity": 5}
    assert len(done(race(lambda _n: accessory_operations.receive_stock(kind, **facts)))) == FOUR
    assert AccessoryStock.objects.get().quantity == 20


def test_opposite_shipments_do_not_deadlock(volunteer):
    here = AccessoryStockFactory(holding=10)
    there = AccessoryStockFactory(kind=here.kind, holding=10)

    def send(number, here, there):
        stock, other = (here, there) if number % 2 else (there, here)
        return accessory_operations.send_stock(stock, by=volunteer, site=other.site, quantity=3)

    assert len(done(race(send, here, there))) == FOUR
    assert (quantity_of(here), quantity_of(there)) == (10, 10)
