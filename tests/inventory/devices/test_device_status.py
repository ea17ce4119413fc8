"""Status changes of a device in stock, outside the workshop."""

import pytest
from django.core.exceptions import ValidationError

from core.models import Event
from core.workflow.lifecycle import Refused
from inventory.devices import operations as device_operations
from inventory.devices.lifecycle.devices import OUT, DeviceStatus, RetireReason
from inventory.exits import operations as exit_operations
from inventory.intake.operations import intake as intake_operations
from inventory.workshop.operations import bench as bench_operations
from inventory.workshop.operations import checklists as checklist_operations
from tests.cases import tried
from tests.factories import CategoryFactory, DeviceFactory, PlaceFactory, SiteFactory
from tests.operations import OPERATIONS
from tests.visits import undone

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]


def story(device):
    return [event.kind for event in Event.objects.about(device)]


# --- Transitions of a device, as a table ----------------------------------------------------------
ACTS = {
    "refurbish": ("refurbishing", {"received", "ready", "quarantined"}),
    "quarantine": ("quarantined", {"received", "refurbishing", "ready"}),
    "release": ("refurbishing", {"quarantined"}),
    "retire": ("retired", {"received", "refurbishing", "ready", "quarantined"}),
    "revive": ("received", {"retired"}),
    "declare_lost": ("lost", {"received", "refurbishing", "ready", "quarantined"}),
    "find_again": ("received", {"lost", "stolen"}),
}


def step(device, act, by):
    more = {"reason": RetireReason.PARTS} if act == "retire" else {}
    OPERATIONS["inventory"][act](device, by=by, **more)


def test_a_device_takes_declared_transitions_only(admin):
    for state in DeviceStatus.values:
        device = DeviceFactory(**{state: True})
        for act, (becomes, starts) in ACTS.items():
            with undone():
                row = type(device).objects.get(pk=device.pk)
                if state in starts:
                    step(row, act, admin)
                else:
                    with pytest.raises(Refused) as refusal:
                        step(row, act, admin)
                    assert str(device) in refusal.value.messages[0]
                row.refresh_from_db()
                wanted = (becomes, 1) if state in starts else (state, 0)
                assert (row.status, len(story(row))) == wanted, (state, act)


def test_a_device_on_loan_is_freed_by_loan_operations_only(admin):
    for state in OUT:
        with tried(state):
            device = DeviceFactory(**{state: True})

            with pytest.raises(Refused, match=r"elease it first|ecord its return first"):
                exit_operations.retire(device, by=admin, reason=RetireReason.PARTS)


def test_a_revived_device_is_a_new_arrival(admin):
    for act, state in (("revive", "retired"), ("find_again", "lost"), ("find_again", "stolen")):
        with tried(act, state):
            device = DeviceFactory(erased=True, grade="A", **{state: True})
            before = device.received_at

            OPERATIONS["inventory"][act](device, by=admin)

            device.refresh_from_db()
            assert device.received_at > before
            assert device.needs_erasure
            assert device.grade == ""
            assert device.retire_reason == ""


def test_a_device_without_storage_comes_back_without_erasure(admin):
    device = DeviceFactory(lost=True, category=CategoryFactory(without_data=True))

    device_operations.find_again(device, by=admin)

    device.refresh_from_db()
    assert not device.needs_erasure


def test_a_retired_device_with_a_reused_serial_number_is_not_revived(admin):
    device = DeviceFactory(retired=True, serial="ABC1")
    DeviceFactory(serial="ABC1")

    with pytest.raises(Refused, match="This serial number is already in the register"):
        exit_operations.revive(device, by=admin)
    device.refresh_from_db()
    assert device.status == DeviceStatus.RETIRED


def test_theft_and_loss_are_recorded_separately(admin):
    device = DeviceFactory()

    device_operations.declare_lost(device, by=admin, is_stolen=True)

    assert device.status == DeviceStatus.STOLEN
    assert story(device) == ["device.stolen"]


# --- Shelves --------------------------------------------------------------------------------------
def test_a_device_is_moved_to_a_shelf_of_its_site(volunteer, site):
    device, place = DeviceFactory(site=site), PlaceFactory(site=site)

    device_operations.move_to_place(device, by=volunteer, place=place)

    device.refresh_from_db()
    assert device.place == place
    assert Event.objects.about(device).get().data == {
        "former": "—",
        "to": place.code,
        "place": place.pk,
        "from": None,
    }


def test_a_move_event_has_both_shelves(volunteer, site):
    device = DeviceFactory(site=site)
    shelves = [PlaceFactory(site=site, code=code) for code in ("A1", "B2")]
    for shelf in [shelves[0], shelves[0], shelves[1], shelves[1]]:
        device_operations.move_to_place(device, by=volunteer, place=shelf)
    device_operations.move_back(device, by=volunteer, place=shelves[1], former=None)
    assert [str(event.sentence) for event in Event.objects.about(device)] == [
        "Move undone: B2 → —",
        "Shelf: A1 → B2",
        "Shelf: — → A1",
    ]


def test_a_device_is_not_moved_to_a_shelf_of_another_site(volunteer, site):
    device, elsewhere = DeviceFactory(site=site), PlaceFactory(site=SiteFactory())

    with pytest.raises(Refused, match="is at another site"):
        device_operations.move_to_place(device, by=volunteer, place=elsewhere)


def test_a_reserved_device_may_be_moved(volunteer, site):
    device, place = DeviceFactory(reserved=True, site=site), PlaceFactory(site=site)

    device_operations.move_to_place(device, by=volunteer, place=place)

    assert device.place == place


def test_lent_devices_have_no_place(volunteer, site):
    for state in ("on_loan", "given"):
        with tried(state):
            device, place = DeviceFactory(site=site, **{state: True}), PlaceFactory(site=site)

            with pytest.raises(Refused, match="ecord its return first"):
                device_operations.move_to_place(device, by=volunteer, place=place)


# --- Corrections ----------------------------------------------------------------------------------
def test_a_correction_does_not_change_the_status(technician):
    device = DeviceFactory(received=True)
    as_it_was_opened = type(device).objects.get(pk=device.pk)
    bench_operations.refurbish(device, by=technician)

    as_it_was_opened.serial, as_it_was_opened.remark = "XYZ9", "Stickers on the lid."
    device_operations.correct(as_it_was_opened, by=technician)

    device.refresh_from_db()
    assert (device.serial, device.remark) == ("XYZ9", "Stickers on the lid.")
    assert device.status == DeviceStatus.REFURBISHING


def test_brand_and_model_are_matched_by_their_typed_names(technician):
    device = DeviceFactory()

    device_operations.correct(device, by=technician, brand="asus", model="X550")
    other = DeviceFactory(category=device.category)
    device_operations.correct(other, by=technician, brand=" ASUS ", model="x550")

    device.refresh_from_db()
    assert (device.brand.name, device.model.name) == ("asus", "X550")
    assert type(device.brand).objects.count() == 1


def test_a_device_corrected_to_a_category_with_storage_needs_erasure(technician):
    device = DeviceFactory(category=CategoryFactory(without_data=True))

    device.category = CategoryFactory(holding_data=True)
    device_operations.correct(device, by=technician)

    device.refresh_from_db()
    assert device.needs_erasure
    assert device.media.count() == 1


def test_a_serial_number_of_another_device_is_refused(technician):
    DeviceFactory(serial="ABC1")
    device = DeviceFactory(serial="ABC2")

    device.serial = "ABC1"
    with pytest.raises(ValidationError, match="This serial number is already in the register"):
        device_operations.correct(device, by=technician)
    device.refresh_from_db()
    assert device.serial == "ABC2"


# --- Entered in error -----------------------------------------------------------------------------
def test_devices_entered_in_error_are_withdrawn(coordinator):
    devices = DeviceFactory.create_batch(2)

    intake_operations.withdraw(devices, by=coordinator)

    assert {type(d).objects.get(pk=d.pk).status for d in devices} == {DeviceStatus.WITHDRAWN}
    assert [story(d) for d in devices] == [["device.withdrawn"]] * 2


def test_no_device_is_withdrawn_if_one_was_worked_on(coordinator, technician):
    devices = DeviceFactory.create_batch(2)
    device_operations.quarantine(devices[1], by=technician)
    checklist_operations.release(devices[1], by=technician)

    with pytest.raises(Refused):
        intake_operations.withdraw(devices, by=coordinator)
    devices[0].refresh_from_db()
    assert devices[0].status == DeviceStatus.RECEIVED
