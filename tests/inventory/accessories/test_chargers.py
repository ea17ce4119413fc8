"""The charger of a device: recorded at the bench, taken from the stock, put back."""

import pytest

from catalogue.models import Connector
from core.models import Event
from core.workflow.lifecycle import Refused
from inventory.accessories import operations as accessory_operations
from inventory.accessories.lifecycle import ChargerSupply
from inventory.models import AccessoryStock, DeviceCharger
from tests.cases import tried
from tests.factories import (
    AccessoryKindFactory,
    AccessoryStockFactory,
    DeviceChargerFactory,
    DeviceFactory,
    DeviceModelFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def device(site):
    return DeviceFactory(refurbishing=True, site=site, model=DeviceModelFactory())


@pytest.fixture
def kind():
    return AccessoryKindFactory(usb_c=True)


@pytest.fixture
def stock(kind, site):
    return AccessoryStockFactory(kind=kind, site=site, holding=2)


def quantity_of(stock):
    return AccessoryStock.objects.get(pk=stock.pk).quantity


def test_the_charger_is_set_for_one_device(technician, device):
    accessory_operations.set_charging(device, by=technician, connector=Connector.USB_C, watts=65)

    charger = DeviceCharger.objects.get()
    assert (charger.device, charger.connector, charger.watts) == (device, "usb_c", 65)
    device.model.refresh_from_db()
    assert device.model.charger_connector == ""
    assert Event.objects.about(device).first().kind == "device.charger_known"


def test_the_charger_is_set_for_a_whole_model(technician, device):
    accessory_operations.set_charging(
        device, by=technician, connector="barrel_4_5", watts=45, for_model=True
    )

    device.model.refresh_from_db()
    assert (device.model.charger_connector, device.model.charger_watts) == ("barrel_4_5", 45)
    charger = DeviceCharger.objects.get()
    assert (charger.connector, charger.watts) == ("", None)
    assert Event.objects.about(device.model).get().kind == "reference.changed"


def test_the_charger_is_not_set_for_a_missing_model(technician, site):
    device = DeviceFactory(refurbishing=True, site=site, model=None)

    with pytest.raises(Refused, match="modèle"):
        accessory_operations.set_charging(
            device, by=technician, connector="usb_c", watts=65, for_model=True
        )


@pytest.mark.parametrize(
    ("is_here", "supply", "event"),
    [
        (True, ChargerSupply.OWN, "device.charger_here"),
        (False, ChargerSupply.MISSING, "device.charger_missing"),
    ],
)
def test_a_charger_is_recorded_as_present_or_missing(technician, device, is_here, supply, event):
    charger = accessory_operations.set_charger(device, by=technician, is_here=is_here)

    assert charger.supply == supply
    assert Event.objects.about(device).first().kind == event


def test_a_charger_is_taken_from_the_stock_for_a_device(technician, device, stock):
    accessory_operations.set_charger(device, by=technician, is_here=False)

    charger = accessory_operations.take_charger(device, by=technician, kind=stock.kind)

    assert (charger.supply, charger.kind) == (ChargerSupply.STOCK, stock.kind)
    assert quantity_of(stock) == 1
    assert (stock.movements.first().kind, stock.movements.first().device) == ("taken", device)
    event = Event.objects.about(device).first()
    assert (event.kind, event.data) == ("device.charger_taken", {"accessory": stock.kind.names})


def test_a_device_has_one_charger(technician, device, stock):
    accessory_operations.take_charger(device, by=technician, kind=stock.kind)

    with pytest.raises(Refused, match="déjà"):
        accessory_operations.take_charger(device, by=technician, kind=stock.kind)
    assert quantity_of(stock) == 1


def test_no_charger_is_taken_from_an_empty_stock(technician, device, kind, site):
    AccessoryStockFactory(kind=kind, site=site)

    with pytest.raises(Refused, match="0 en stock"):
        accessory_operations.take_charger(device, by=technician, kind=kind)
    assert not DeviceCharger.objects.exists()


def test_a_charger_is_put_back(technician, device, stock):
    accessory_operations.take_charger(device, by=technician, kind=stock.kind)

    charger = accessory_operations.put_charger_back(device, by=technician)

    assert (charger.supply, charger.kind) == (ChargerSupply.MISSING, None)
    assert quantity_of(stock) == 2


def test_a_charger_not_from_stock_is_not_put_back(technician, device):
    DeviceChargerFactory(device=device, own=True)

    with pytest.raises(Refused):
        accessory_operations.put_charger_back(device, by=technician)


def test_a_charger_that_left_with_its_device_came_back_with_it(technician, device, stock):
    accessory_operations.take_charger(device, by=technician, kind=stock.kind)

    charger = accessory_operations.set_charger(device, by=technician, is_here=True)

    assert (charger.supply, charger.kind) == (ChargerSupply.STOCK, stock.kind)
    assert quantity_of(stock) == 1


def test_no_charger_answer_for_a_device_that_is_out(technician):
    for state in ("reserved", "on_loan", "given"):
        with tried(state):
            device = DeviceFactory(**{state: True})

            with pytest.raises(Refused):
                accessory_operations.set_charger(device, by=technician, is_here=False)
