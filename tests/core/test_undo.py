"""Undo is offered in success messages, as long as nothing else happened to the record."""

import re
from uuid import uuid4

import pytest
import time_machine
from django.urls import reverse

from core.models import Event
from core.workflow.undo import undo
from donations.operations import lots as lot_operations
from inventory.devices import operations as device_operations
from inventory.devices.lifecycle.devices import Grade
from inventory.intake.operations import intake
from inventory.models import Device
from inventory.workshop.operations import bench as bench_operations
from loans.aftercare.operations.incidents import declare_item_lost
from tests.factories import (
    CategoryFactory,
    DeviceFactory,
    DonationFactory,
    LoanFactory,
    LoanItemFactory,
    PlaceFactory,
    UserFactory,
)
from tests.visits import signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]


@pytest.fixture
def enter(sign_in, site):
    def enter(role):
        return sign_in(UserFactory(**{role: True}, sites=[site], site=site, language="en"))

    return enter


def do(visitor, name, row, **data):
    """Do this action; return the page after it."""
    return visitor.post(reverse(name, args=[row.pk]), data, follow=True).content.decode()


def undo_in(page):
    """Return the URL of the undo that a page offers, or ""."""
    found = re.search(r'action="(/undo/\d+/)"', page)
    return found[1] if found else ""


def last_kind(row):
    return Event.objects.about(row).first().kind


def status_of(row):
    return type(row).objects.get(pk=row.pk).status


@pytest.fixture
def lot_form(db):
    category = CategoryFactory(holding_data=True)

    def fill(**data):
        return {"category": category.pk, "quantity": 1, "submission": str(uuid4())} | data

    return fill


def test_a_lot_received_by_mistake_is_expected_again(enter, site):
    lot = DonationFactory(scheduled=True, site=site)
    visitor = enter("volunteer")
    address = undo_in(do(visitor, "donation_receive", lot))
    page = visitor.post(address, follow=True).content.decode()
    lot.refresh_from_db()
    assert (lot.status, lot.received_on) == ("scheduled", None)
    assert last_kind(lot) == "donation.not_received"
    assert "Undone" in page
    assert undo_in(page) == ""


def test_a_wrong_count_is_undone(site):
    volunteer, lot = UserFactory(volunteer=True, sites=[site]), DonationFactory(site=site)
    first, second = CategoryFactory.create_batch(2)
    lot_operations.count(lot, by=volunteer, counted={first: 3})
    lot_operations.count(lot, by=volunteer, counted={first: 30, second: 1})
    undo(Event.objects.about(lot).first(), by=volunteer)
    assert list(lot.lines.values_list("category", "counted")) == [(first.pk, 3)]
    assert last_kind(lot) == "donation.count_undone"


def test_a_manual_entry_is_undone_with_the_receipt_that_it_caused(enter, site, lot_form):
    lot = DonationFactory(promised=True, site=site)
    visitor = enter("volunteer")
    page = do(visitor, "donation_enter", lot, **lot_form(quantity=2, brand="Lenovo", is_here="on"))
    assert Device.objects.filter(donation=lot, status="received").count() == 2
    answer = visitor.post(undo_in(page))
    assert answer.url == reverse("donation_enter", args=[lot.pk])
    assert set(Device.objects.values_list("status", flat=True)) == {"withdrawn"}
    assert status_of(lot) == "promised"
    assert Event.objects.about(lot).filter(kind="donation.entry_undone").exists()


@pytest.mark.parametrize(
    ("role", "name", "data", "status"),
    [
        ("technician", "device_quarantine", {}, "ready"),
        ("technician", "device_retire", {"reason": "recycled", "disks": "inside"}, "ready"),
        ("coordinator", "device_lost", {}, "ready"),
        ("coordinator", "device_stolen", {}, "ready"),
        ("technician", "device_refurbish", {}, "ready"),
    ],
)
def test_a_device_taken_out_of_stock_by_mistake_keeps_its_status_and_erasure(
    enter, site, role, name, data, status
):
    device = DeviceFactory(site=site, ready=True)
    visitor = enter(role)
    page = do(visitor, name, device, **data)
    assert status_of(device) != status
    visitor.post(undo_in(page))
    device.refresh_from_db()
    assert (device.status, device.needs_erasure, device.retire_reason) == (status, False, "")
    assert last_kind(device) in {"device.status_back", "device.off_bench"}


def test_a_device_moved_by_mistake_lies_on_its_former_shelf(enter, site):
    former, other = PlaceFactory.create_batch(2, site=site)
    device = DeviceFactory(site=site, place=former)
    visitor = enter("volunteer")
    page = do(visitor, "device_move", device, place=other.code)
    visitor.post(undo_in(page))
    device.refresh_from_db()
    assert (device.place, last_kind(device)) == (former, "device.moved_back")


def test_nothing_is_undone_once_something_else_happened(enter, site):
    place = PlaceFactory(site=site)
    device = DeviceFactory(site=site)
    visitor = enter("coordinator")
    address = undo_in(do(visitor, "device_quarantine", device))
    colleague = UserFactory(coordinator=True, sites=[site])
    device_operations.move_to_place(device, by=colleague, place=place)
    page = visitor.post(address, follow=True).content.decode()
    assert "has changed since" in page
    assert status_of(device) == "quarantined"


def test_a_bulk_act_is_undone_as_a_whole(enter, site):
    devices = DeviceFactory.create_batch(3, site=site)
    sent = {"list_act": "bulk", "do": "quarantine", "device": [d.pk for d in devices]}
    visitor = enter("technician")
    page = visitor.post(reverse("device_list"), sent | {"confirmed": "1"}, follow=True)
    address = undo_in(page.content.decode())
    visitor.post(address)
    assert {status_of(device) for device in devices} == {"received"}


def test_only_its_author_undoes_an_act(enter, site):
    device = DeviceFactory(site=site)
    address = undo_in(do(enter("technician"), "device_quarantine", device))
    page = enter("technician").post(address, follow=True).content.decode()
    assert "Only the person who did this can undo it." in page
    assert status_of(device) == "quarantined"


def test_an_event_without_undo_or_out_of_sight_is_not_found(enter, site):
    visitor = enter("technician")
    device = DeviceFactory(site=site)
    Event.objects.record("device.seen", device, by=UserFactory(technician=True))
    (event,) = Event.objects.about(device)
    assert visitor.post(reverse("act_undo", args=[event.pk])).status_code == 404
    elsewhere = DeviceFactory()
    Event.objects.record("device.lost", elsewhere, by=UserFactory(), was="received")
    (event,) = Event.objects.about(elsewhere)
    assert visitor.post(reverse("act_undo", args=[event.pk])).status_code == 404


def test_a_loss_on_loan_is_not_undone_but_found_again(site):
    user = UserFactory(coordinator=True, sites=[site], language="en")
    item = LoanItemFactory(open=True, loan__site=site, device__site=site)
    declare_item_lost(item, by=user)
    event = Event.objects.about(item.device).first()
    page = signed_in(user).post(reverse("act_undo", args=[event.pk]), follow=True)
    assert "mark it as found" in page.content.decode()
    assert status_of(item.device) == "lost"


# --- Entered by mistake ---------------------------------------------------------------------------
def test_a_form_without_any_facts_asks_first(enter, site, lot_form):
    lot = DonationFactory(received=True, site=site)
    visitor = enter("volunteer")
    page = do(visitor, "donation_enter", lot, **lot_form())
    assert "No brand, model or serial number: enter one, or tick the" in page
    assert not lot.devices.exists()
    do(visitor, "donation_enter", lot, **lot_form(override="on"))
    assert lot.devices.count() == 1


def test_the_person_who_entered_a_device_takes_it_out_the_same_day(enter, site):
    volunteer, other = (UserFactory(volunteer=True, sites=[site], site=site) for _ in range(2))
    lot, category = DonationFactory(received=True, site=site), CategoryFactory()
    with time_machine.travel("2027-03-01T10:00Z", tick=False):
        first, second = intake.receive_alike(lot, by=volunteer, category=category, quantity=2)
        assert offers_withdrawal(first, volunteer)
        assert not offers_withdrawal(first, other)
        do(signed_in(volunteer), "device_withdraw", first)
    assert status_of(first) == "withdrawn"
    with time_machine.travel("2027-03-02T10:00Z", tick=False):
        assert not offers_withdrawal(second, volunteer)
        address = reverse("device_withdraw", args=[second.pk])
        assert signed_in(volunteer).post(address).status_code == 403
    assert status_of(second) == "received"


def offers_withdrawal(device, user):
    page = signed_in(user).get(device.get_absolute_url()).content.decode()
    return reverse("device_withdraw", args=[device.pk]) in page


# --- The workshop and the counter -----------------------------------------------------------------
def test_a_device_finished_too_early_is_on_the_same_bench_again(site):
    technician = UserFactory(technician=True, sites=[site], site=site, language="en")
    device = bench_operations.refurbish(DeviceFactory(site=site, ready=True), by=technician)
    bench_operations.finish(device, by=technician, grade=Grade.B)
    undo(Event.objects.about(device).first(), by=technician)
    device.refresh_from_db()
    assert (device.status, device.bench_by) == ("refurbishing", technician)


def test_a_device_set_aside_by_mistake_is_in_stock_again(enter, site):
    device = DeviceFactory(site=site, ready=True)
    loan = LoanFactory(prepared=True, site=site)
    visitor = enter("counter")
    page = do(visitor, "loan_scan", loan, code=device.asset_tag)
    assert status_of(device) == "reserved"
    visitor.post(undo_in(page))
    assert status_of(device) == "ready"
    assert not loan.items.filter(status="reserved").exists()
