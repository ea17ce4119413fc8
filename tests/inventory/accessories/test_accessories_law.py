"""Guards of counted stock: it is never negative, and always the sum of its movements."""

from contextlib import nullcontext

import pytest
from django.db import connection

from core.workflow.operations import NOT_NEGATIVE, NOT_WHOLE
from inventory.accessories.lifecycle import ChargerSupply, MovementKind
from inventory.models import AccessoryMovement, AccessoryStock
from tests.cases import tried
from tests.factories import (
    AccessoryKindFactory,
    AccessoryStockFactory,
    DeviceChargerFactory,
    DeviceFactory,
    DeviceModelFactory,
    SiteFactory,
    UserFactory,
)
from tests.law import copy, delete, refused, refused_as, refuses_fractions, replace, run, write

pytestmark = pytest.mark.django_db


@pytest.fixture
def stock():
    return AccessoryStockFactory(holding=12)


def movement(stock, change, **facts):
    """Write a movement of a stock of 12, bypassing the operation; `facts` are other columns."""
    facts = {"kind": MovementKind.RECEIVED, "balance": 12 + change} | facts
    rows = [AccessoryMovement(stock=stock, by=UserFactory(), change=change, **facts)]
    return AccessoryMovement.objects.bulk_create(rows)[0]


def test_a_stock_is_not_negative(stock):
    with refused_as(NOT_NEGATIVE):
        run("UPDATE inventory_accessorystock SET minimum = -1 WHERE id = %s", stock.pk)
    rule = "inventory_accessorystock_sum"
    with refused(rule):
        run("UPDATE inventory_accessorystock SET quantity = -1 WHERE id = %s", stock.pk)
    with refused_as(NOT_NEGATIVE):
        movement(stock, -13, kind=MovementKind.FITTED)


def test_a_stock_is_the_sum_of_its_movements(stock):
    for quantity in (0, 11, 13):
        with tried(quantity), refused("inventory_accessorystock_sum"):
            write(stock, quantity=quantity)


def test_a_new_stock_is_empty(stock):
    with refused("inventory_accessorystock_sum"):
        copy(stock, kind=AccessoryKindFactory())


def test_a_movement_starts_from_the_present_stock(stock):
    for balance in (3, 14, 16):
        with tried(balance), refused("inventory_accessorymovement_follows"):
            movement(stock, 3, balance=balance)


def test_movements_are_applied_one_after_another(stock):
    movement(stock, 3)
    with refused("inventory_accessorymovement_follows"):
        movement(stock, 3)
    with refused("inventory_accessorymovement_follows"):
        movement(stock, 1, balance=16)


def test_movements_are_frozen(stock):
    row = stock.movements.get()
    rule = "inventory_accessorymovement_kept"
    with refused(rule):
        write(row, note="other")
    with refused(rule):
        delete(row)
    with refused("inventory_accessorymovement_follows"):
        replace(row, note="other")


def test_a_stock_is_unique_for_site_and_kind(stock):
    with refused("inventory_accessorystock_once"):
        copy(stock, quantity=0)


def test_the_site_of_a_stock_is_frozen(stock):
    with refused("inventory_accessorystock_frozen"):
        write(stock, site=SiteFactory())
    with refused("inventory_accessorystock_frozen"):
        write(stock, kind=AccessoryKindFactory())
    with refused("inventory_accessorystock_kept"):
        delete(AccessoryStockFactory())


def test_stock_quantities_are_integers(stock):
    for column in ("minimum", "short"):
        assert refuses_fractions(stock, column)


def test_movement_quantities_are_integers(stock):
    """SQLite refuses a fraction; PostgreSQL rounds it."""
    is_checked = connection.vendor == "sqlite"
    with refused_as(NOT_WHOLE) if is_checked else nullcontext():
        run(
            "INSERT INTO inventory_accessorymovement (stock_id, at, by_id, kind, change, short,"
            " balance, reference, reason, note) SELECT stock_id, at, by_id, 'received', 1.5, 0,"
            " 13.5, '', '', '' FROM inventory_accessorymovement WHERE stock_id = %s",
            stock.pk,
        )


def test_stock_movements_have_the_right_sign(stock):
    for kind, change, short in (
        ("received", -1, 0),
        ("received", 0, 0),
        ("came_back", -1, 0),
        ("put_back", -1, 0),
        ("fitted", 1, 0),
        ("fitted", -1, 1),
        ("handed_over", 1, 0),
        ("handed_over", 0, 0),
        ("thrown", -1, 0),
    ):
        with tried(kind, change, short), refused("inventory_accessorymovement_sense"):
            movement(stock, change, kind=kind, short=short)


def test_only_corrections_have_a_reason(stock):
    for kind, reason in (("counted", ""), ("counted", "whim"), ("received", "broken")):
        with tried(kind, reason), refused("inventory_accessorymovement_reason"):
            movement(stock, 1, kind=kind, reason=reason)


def test_taken_and_sent_movements_have_a_target(stock):
    for kind, change in (("taken", -1), ("sent", -1), ("arrived", 1)):
        with tried(kind, change), refused("inventory_accessorymovement_named"):
            movement(stock, change, kind=kind)


def test_received_movements_have_no_origin_site(stock):
    with refused("inventory_accessorymovement_named"):
        movement(stock, 1, other=SiteFactory())


def test_a_charger_from_stock_has_its_kind():
    for supply, has_kind, is_answered in (
        ("", True, False),
        ("", False, True),
        (ChargerSupply.OWN, True, True),
        (ChargerSupply.OWN, False, False),
        (ChargerSupply.STOCK, False, True),
        (ChargerSupply.STOCK, True, False),
        ("borrowed", False, True),
    ):
        with tried(supply, has_kind, is_answered):
            charger, other = DeviceChargerFactory(), DeviceChargerFactory(from_stock=True)
            with refused("inventory_devicecharger_supply"):
                write(
                    charger,
                    supply=supply,
                    kind=other.kind if has_kind else None,
                    recorded_at=other.recorded_at if is_answered else None,
                )


def test_a_charger_answer_stays_with_its_device():
    charger = DeviceChargerFactory(own=True)
    with refused("inventory_devicecharger_frozen"):
        write(charger, device=DeviceFactory(received=True))
    with refused("inventory_devicecharger_kept"):
        delete(charger)


def test_watts_need_a_plug():
    for connector, watts in (("", 65), ("usb_c", 0)):
        with tried(connector, watts):
            charger = DeviceChargerFactory()
            kind, model = AccessoryKindFactory(usb_c=True), DeviceModelFactory()
            with refused("inventory_devicecharger_power"):
                write(charger, connector=connector, watts=watts)
            with refused("catalogue_accessorykind_power"):
                write(kind, connector=connector, watts=watts)
            with refused("catalogue_devicemodel_power"):
                write(model, charger_connector=connector, charger_watts=watts)


def test_a_plug_is_valid():
    charger = DeviceChargerFactory()
    kind, model = AccessoryKindFactory(usb_c=True), DeviceModelFactory()
    with refused("inventory_devicecharger_connector"):
        write(charger, connector="scart")
    with refused("catalogue_accessorykind_connector"):
        write(kind, connector="scart")
    with refused("catalogue_devicemodel_connector"):
        write(model, charger_connector="scart")


def test_only_a_charger_has_a_plug_and_watts():
    for wrong in (
        {"sort": "mouse"},
        {"is_part": True},
        {"watts": None},
    ):
        with tried(wrong), refused("catalogue_accessorykind_charger"):
            write(AccessoryKindFactory(usb_c=True), **wrong)


def test_an_accessory_kind_has_a_valid_sort():
    with refused("catalogue_accessorykind_sort"):
        write(AccessoryKindFactory(), sort="toaster")


def test_refused_movements_write_nothing(stock):
    with refused("inventory_accessorymovement_follows"):
        movement(stock, 3, balance=3)
    assert AccessoryStock.objects.get(pk=stock.pk).movements.count() == 1
