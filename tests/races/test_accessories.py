"""Several people at one shelf of accessories: the last charger is taken once, sums hold."""

from core.workflow.lifecycle import Refused
from inventory.accessories import operations as accessory_operations
from inventory.accessories.lifecycle import MovementKind
from inventory.models import AccessoryStock, Device
from tests.factories import AccessoryKindFactory, AccessoryStockFactory, DeviceFactory, SiteFactory
from tests.races.together import FOUR, losers, race, winners


def quantity_of(stock):
    return AccessoryStock.objects.get(pk=stock.pk).quantity


def test_the_last_charger_is_taken_once(again, technician):
    stock = AccessoryStockFactory(kind=AccessoryKindFactory(usb_c=True), holding=1)
    devices = DeviceFactory.create_batch(FOUR, refurbishing=True, site=stock.site)

    def take(number):
        device = Device.objects.get(pk=devices[number].pk)
        return accessory_operations.take_charger(device, by=technician, kind=stock.kind)

    results = race(FOUR, take)

    assert len(winners(results)) == 1
    assert all(isinstance(loser, Refused) for loser in losers(results))
    assert quantity_of(stock) == 0


def test_concurrent_hand_overs_record_missing_stock(again, counter):
    stock = AccessoryStockFactory(holding=2)

    def hand_over(_number):
        return accessory_operations.take_from_stock(
            stock.kind, by=counter, site=stock.site, reason=MovementKind.HANDED_OVER
        )

    assert losers(race(FOUR, hand_over)) == []
    assert (quantity_of(stock), AccessoryStock.objects.get().short) == (0, 2)


def test_concurrent_first_receipts_of_an_accessory_add_up(again, volunteer):
    kind, site = AccessoryKindFactory(), SiteFactory()

    def receive(_number):
        return accessory_operations.receive_stock(kind, by=volunteer, site=site, quantity=5)

    assert losers(race(FOUR, receive)) == []
    assert AccessoryStock.objects.get().quantity == 20


def test_opposite_shipments_do_not_deadlock(again, volunteer):
    here = AccessoryStockFactory(holding=10)
    there = AccessoryStockFactory(kind=here.kind, holding=10)

    def send(number):
        stock, other = (here, there) if number % 2 else (there, here)
        stock = AccessoryStock.objects.get(pk=stock.pk)
        return accessory_operations.send_stock(stock, by=volunteer, site=other.site, quantity=3)

    assert losers(race(FOUR, send)) == []
    assert (quantity_of(here), quantity_of(there)) == (10, 10)
