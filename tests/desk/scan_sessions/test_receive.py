"""Receiving by scanning: free labels, listed devices, and serial numbers."""

import pytest
import time_machine
from django.utils import timezone

from core.models import Event
from core.workflow.lifecycle import Refused
from desk.scan_sessions import operations
from inventory.devices.lifecycle.devices import TagStatus
from inventory.models import Device, Tag
from inventory.workshop.operations.bench import refurbish
from tests.factories import (
    BrandFactory,
    CategoryFactory,
    DeviceFactory,
    DonationFactory,
    PlaceFactory,
    UserFactory,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]
IMEI, IMEI2 = "490154203237518", "352099001761481"


@pytest.fixture
def batch(begin, volunteer, lot, laptop):
    return begin("receive", volunteer, donation=lot, category=laptop)


@pytest.fixture
def run(batch):
    return batch[0]


@pytest.fixture
def scan(batch):
    return batch[1]


@pytest.fixture
def phones(begin, volunteer, lot):
    phone = CategoryFactory(holding_data=True, has_imei=True, code="phone")
    return begin("receive", volunteer, donation=lot, category=phone)


# --- Preprinted labels ----------------------------------------------------------------------------
def test_a_free_label_is_a_new_device_of_the_lot(begin, volunteer, lot, laptop, labels, site):
    place, brand = PlaceFactory(site=site, code="A1"), BrandFactory(name="Dell")
    _run, scan = begin(
        "receive", volunteer, donation=lot, category=laptop, brand="dell", place=place
    )
    with time_machine.travel("2027-03-01T10:00Z", tick=False):
        scan(labels[0].lower())
        device = Device.objects.get(asset_tag=labels[0])
        facts = (device.donation, device.category, device.brand, device.place, device.seen_at)
        assert facts == (lot, laptop, brand, place, timezone.now())
    assert Tag.objects.get(code=labels[0]).status == TagStatus.CURRENT
    assert Event.objects.about(device).get().by == volunteer


def test_consecutive_labels_create_consecutive_devices(scan, run, labels, lines_of):
    scan(*labels, labels[0])
    assert [words for _tag, _status, words in lines_of(run)] == ["Received"] * 4
    assert run.counts()["done"] == Device.objects.count() == 4


def test_an_unprinted_label_creates_no_device(scan, run):
    assert scan("RB2600009I").says.startswith("RB2600009I is not one of our labels")
    assert not Device.objects.exists()


def test_a_scanned_shelf_applies_to_the_next_devices(scan, run, labels, site):
    PlaceFactory(site=site, code="A1")
    scan(labels[0], "A1", labels[1])
    assert dict(Device.objects.values_list("asset_tag", "place__code")) == {
        labels[0]: None,
        labels[1]: "A1",
    }
    assert run.counts()["done"] == 2


def test_category_and_model_can_change_during_the_session(scan, run, volunteer, labels):
    screen = CategoryFactory(code="monitor", holds_data=False)
    scan(labels[0])
    operations.change(run, by=volunteer, category=screen, brand="Dell", model="P2419H")
    scan(labels[1])
    device = Device.objects.get(asset_tag=labels[1])
    assert (device.category, str(device.model)) == (screen, "P2419H")


# --- Devices of a donor's list --------------------------------------------------------------------
def test_a_listed_device_is_present_once_scanned(scan, run, lot, site, lines_of):
    listed = DeviceFactory(site=site, donation=lot, serial="5CG8123X", seen_at=None)
    with time_machine.travel("2027-03-01T10:00Z", tick=False):
        scan("5cg8123x")
        listed.refresh_from_db()
        assert listed.seen_at == timezone.now()
    scan(listed.asset_tag)
    assert lines_of(run) == [(str(listed), "done", "On the list for this lot: it has arrived")]
    assert Device.objects.count() == 1


def test_a_device_of_another_lot_is_refused_with_a_message(scan, run, site, lines_of):
    other = DeviceFactory(site=site, donation=DonationFactory(site=site), seen_at=None)
    scan(other)
    assert lines_of(run) == [(str(other), "refused", f"{other} is not part of lot D26-0001.")]
    other.refresh_from_db()
    assert other.seen_at is None


def test_presence_and_shelf_are_recorded_and_undone_together(
    scan, run, volunteer, lot, site, lines_of
):
    shelf, former = (PlaceFactory(site=site, code=code) for code in ("A1", "B2"))
    moment = timezone.now()
    listed = DeviceFactory(site=site, donation=lot, place=former, seen_at=moment)
    line = scan("A1", listed)
    listed.refresh_from_db()
    assert listed.place == shelf
    operations.undo(line, by=volunteer)
    listed.refresh_from_db()
    assert (listed.place, listed.seen_at) == (former, moment)
    assert Event.objects.about(listed).first().kind == "device.unseen"


# --- Numbers --------------------------------------------------------------------------------------
def test_a_number_after_a_label_is_the_serial_number_of_that_device(scan, run, labels, lines_of):
    scan(labels[0], "5cg8-123x", labels[1], "PF0ABC12")
    assert dict(Device.objects.values_list("asset_tag", "serial")) == {
        labels[0]: "5CG8-123X",
        labels[1]: "PF0ABC12",
    }
    assert lines_of(run)[1] == (labels[0], "done", "Number noted: 5CG8-123X")
    assert run.counts()["done"] == 2


def test_a_phone_accepts_two_imeis(phones, labels):
    _run, scan = phones
    scan(labels[0], IMEI, IMEI2, "R58M1234")
    device = Device.objects.get()
    assert (device.imei, device.imei2, device.serial) == (IMEI, IMEI2, "R58M1234")


def test_a_number_after_a_double_scan_is_its_serial_number(scan, labels):
    scan(labels[0], labels[1])
    assert scan(labels[0]) is None
    scan("5CG8123X")
    assert Device.objects.get(serial="5CG8123X").asset_tag == labels[0]


def test_a_number_without_a_device_asks_for_a_label(scan, run, labels):
    assert "is not one of our labels: scan an unused label first, then" in scan("5CG8123X").says
    scan(labels[0])
    assert (
        scan("RB2600001X").says
        == "RB2600001X: this number is not valid. Check it, or scan the label."
    )
    assert scan("5CG8123X").status == "refused"  # the previous scan was not a label
    assert Device.objects.get().serial is None


def test_an_invalid_serial_number_is_not_saved(scan, labels):
    for code in ("WIFI:T:WPA;S:us;P:secret;;", "https://x.example/1", "javascript:alert(1)", "AB"):
        scan(labels[0])
        assert scan(code).status == "refused", code
        assert Device.objects.get().serial is None


def test_serial_numbers_and_devices_are_one_to_one(scan, site, labels):
    scan(labels[0], "5CG8123X")
    assert "already has a serial number:" in scan("OTHER123").says
    DeviceFactory(serial="ELSE1")  # at a site outside the user's scope
    scan(labels[1])
    assert scan("ELSE1").says.startswith("This serial number is already in the register.")


# --- Undo -----------------------------------------------------------------------------------------
def test_a_volunteer_undoes_their_own_entry(scan, run, volunteer, labels):
    line = scan(labels[0])
    operations.undo(line, by=volunteer)
    device = Device.objects.get()
    assert device.status == "withdrawn"
    assert scan(labels[0]).says == f"{device} was entered in error: it needs a new label."
    assert run.counts()["done"] == 0


def test_a_device_worked_on_is_not_withdrawn(scan, run, volunteer, technician, labels):
    line = scan(labels[0])
    refurbish(Device.objects.get(), by=technician)
    with pytest.raises(Refused):
        operations.undo(line, by=volunteer)


def test_only_the_author_of_an_entry_undoes_it(scan, labels, site):
    from inventory.intake.operations.intake import withdraw_own

    scan(labels[0])
    with pytest.raises(Refused, match="by someone else"):
        withdraw_own(Device.objects.get(), by=UserFactory(volunteer=True, sites=[site]))


def test_a_scanned_serial_number_is_undone(phones, volunteer, labels):
    _run, scan = phones
    for number in ("5CG8123X", IMEI):
        scan(labels[0])
        operations.undo(scan(number), by=volunteer)
        device = Device.objects.get()
        assert (device.serial, device.imei) == (None, None), number
        assert device.status == "received"
        assert Event.objects.about(device).first().kind == "device.unnumbered"


def test_a_serial_number_corrected_since_is_not_undone(scan, volunteer, labels):
    scan(labels[0])
    line = scan("5CG8123X")
    Device.objects.update(serial="5CG8123Y")
    with pytest.raises(Refused, match="has changed since"):
        operations.undo(line, by=volunteer)
