"""Accessories and parts: receive, take, put back, count and send; the stock stays the sum."""

import pytest
from django.db.models import Sum
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.models import Event
from core.workflow.lifecycle import Refused
from inventory.accessories import operations as accessory_operations
from inventory.accessories.lifecycle import CountReason, MovementKind
from inventory.models import AccessoryMovement, AccessoryStock
from tests.cases import tried
from tests.factories import (
    AccessoryKindFactory,
    AccessoryStockFactory,
    DeviceFactory,
    SiteFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def kind():
    return AccessoryKindFactory(usb_c=True, names__fr="chargeur USB-C 65 W")


@pytest.fixture
def stock(kind, site):
    return AccessoryStockFactory(kind=kind, site=site, holding=12)


def last(stock):
    return stock.movements.first()


def reread(stock):
    return AccessoryStock.objects.get(pk=stock.pk)


def test_receiving_creates_a_counted_stock(volunteer, kind, site):
    stock = accessory_operations.receive_stock(
        kind, by=volunteer, site=site, quantity=20, note=" don "
    )

    assert (stock.quantity, stock.short) == (20, 0)
    row = last(stock)
    assert (row.kind, row.change, row.balance, row.by, row.note) == (
        "received",
        20,
        20,
        volunteer,
        "don",
    )
    event = Event.objects.about(stock).get()
    assert (event.kind, event.by, event.data) == ("stock.received", volunteer, {"count": 20})
    assert event.sentence == "Reçu\u00a0: 20"


def test_received_quantities_add_up(volunteer, stock):
    again = accessory_operations.receive_stock(
        stock.kind, by=volunteer, site=stock.site, quantity=3
    )

    assert again == stock
    assert again.quantity == 15


def test_an_accessory_is_taken_for_a_device(technician, stock):
    device = DeviceFactory(refurbishing=True, site=stock.site)

    taken = accessory_operations.take_from_stock(
        stock.kind,
        by=technician,
        site=stock.site,
        quantity=2,
        reason=MovementKind.FITTED,
        device=device,
    )

    assert taken.quantity == 10
    row = last(stock)
    assert (row.kind, row.change, row.balance, row.device) == ("fitted", -2, 10, device)


def test_more_than_the_stock_is_not_taken(technician, stock):
    with pytest.raises(Refused, match="12 en stock"):
        accessory_operations.take_from_stock(
            stock.kind,
            by=technician,
            site=stock.site,
            quantity=13,
            reason=MovementKind.FITTED,
        )

    assert reread(stock).quantity == 12
    assert stock.movements.count() == 1


def test_a_hand_over_is_not_blocked_by_insufficient_stock(counter, stock):
    taken = accessory_operations.take_from_stock(
        stock.kind,
        by=counter,
        site=stock.site,
        quantity=14,
        reason=MovementKind.HANDED_OVER,
        reference="P26-0001",
    )

    assert (taken.quantity, taken.short) == (0, 2)
    row = last(stock)
    assert (row.change, row.short, row.balance, row.reference) == (-12, 2, 0, "P26-0001")
    assert Event.objects.about(stock).first().data == {"count": 14}
    assert list(AccessoryStock.objects.to_count()) == [stock]


def test_uncounted_accessories_create_no_movement(counter, kind, site):
    for act in (accessory_operations.take_from_stock, accessory_operations.put_in_stock):
        assert act(kind, by=counter, site=site, quantity=3) is None

    assert not AccessoryStock.objects.exists()


def test_returned_accessories_are_in_stock(counter, stock):
    back = accessory_operations.put_in_stock(
        stock.kind, by=counter, site=stock.site, quantity=2, reason=MovementKind.CAME_BACK
    )

    assert back.quantity == 14


def test_a_count_sets_the_stock_and_clears_shortages(volunteer, stock):
    accessory_operations.take_from_stock(
        stock.kind,
        by=UserFactory(counter=True),
        site=stock.site,
        quantity=14,
        reason=MovementKind.HANDED_OVER,
    )

    counted = accessory_operations.count_stock(stock, by=volunteer, quantity=5, seen=0)

    assert (counted.quantity, counted.short) == (5, 0)
    assert counted.counted_at is not None
    assert (last(stock).change, last(stock).reason) == (5, CountReason.COUNT)
    assert Event.objects.about(stock).first().data == {"count": 5}


def test_a_correction_needs_a_reason(volunteer, stock):
    accessory_operations.count_stock(
        stock, by=volunteer, quantity=11, reason=CountReason.BROKEN, note="câble coupé"
    )

    row = last(stock)
    assert (row.change, row.reason, row.note) == (-1, "broken", "câble coupé")


def test_a_count_is_refused_after_a_concurrent_movement(volunteer, stock):
    accessory_operations.receive_stock(stock.kind, by=volunteer, site=stock.site, quantity=1)

    with pytest.raises(Refused, match="13"):
        accessory_operations.count_stock(stock, by=volunteer, quantity=12, seen=12)

    assert reread(stock).quantity == 13


def test_a_shelf_is_counted_whole_or_not_at_all(volunteer, stock):
    other = AccessoryStockFactory(site=stock.site, holding=4)

    with pytest.raises(Refused):
        accessory_operations.count_shelf([(stock, 12, 10), (other, 3, 3)], by=volunteer)
    assert reread(stock).quantity == 12

    accessory_operations.count_shelf([(stock, 12, 10), (other, 4, 4)], by=volunteer)
    assert [reread(row).quantity for row in (stock, other)] == [10, 4]
    assert last(other).change == 0


def test_accessories_are_sent_to_another_site(volunteer, stock):
    there = SiteFactory(name="Nord")

    arrived = accessory_operations.send_stock(stock, by=volunteer, site=there, quantity=5)

    assert reread(stock).quantity == 7
    assert (arrived.site, arrived.quantity) == (there, 5)
    assert (last(stock).kind, last(stock).other) == ("sent", there)
    assert (last(arrived).kind, last(arrived).other) == ("arrived", stock.site)


def test_more_than_the_stock_is_not_sent(volunteer, stock):
    for quantity in (13, 0):
        with tried(quantity):
            with pytest.raises(Refused):
                accessory_operations.send_stock(
                    stock, by=volunteer, site=SiteFactory(), quantity=quantity
                )

            assert reread(stock).quantity == 12


def test_setting_a_minimum_creates_a_counted_stock(coordinator, kind, site):
    stock = accessory_operations.set_minimum(kind, by=coordinator, site=site, minimum=5)

    assert (stock.quantity, stock.minimum, stock.is_under) == (0, 5, True)
    assert list(AccessoryStock.objects.under_minimum()) == [stock]
    assert Event.objects.about(stock).get().data == {"count": 5}


ACTS = st.lists(
    st.tuples(st.sampled_from(["receive", "fit", "hand", "back", "count"]), st.integers(1, 6)),
    max_size=12,
)


@settings(
    max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(acts=ACTS)
def test_the_stock_equals_the_sum_of_its_movements(acts, admin):
    stock = AccessoryStockFactory()
    common = {"by": admin, "site": stock.site}
    for act, number in acts:
        try:
            {
                "receive": lambda n: accessory_operations.receive_stock(
                    stock.kind, quantity=n, **common
                ),
                "fit": lambda n: accessory_operations.take_from_stock(
                    stock.kind, quantity=n, reason=MovementKind.FITTED, **common
                ),
                "hand": lambda n: accessory_operations.take_from_stock(
                    stock.kind, quantity=n, reason=MovementKind.HANDED_OVER, **common
                ),
                "back": lambda n: accessory_operations.put_in_stock(
                    stock.kind, quantity=n, **common
                ),
                "count": lambda n: accessory_operations.count_stock(stock, by=admin, quantity=n),
            }[act](number)
        except Refused:
            assert act == "fit"
        total = AccessoryMovement.objects.filter(stock=stock).aggregate(Sum("change"))
        assert reread(stock).quantity == (total["change__sum"] or 0) >= 0
