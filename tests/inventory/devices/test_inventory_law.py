"""Database constraints and guards of devices, codes and lists."""

import pytest

from inventory.devices.identifiers import FILLERS
from inventory.devices.lifecycle.devices import ENDED, DeviceStatus
from inventory.imports.lifecycle import ImportStatus
from inventory.models import ImportedDevice
from tests.cases import tried
from tests.factories import (
    ChecklistFactory,
    ChecklistItemFactory,
    DeviceFactory,
    DeviceModelFactory,
    DonationFactory,
    ImportBatchFactory,
    ImportRowFactory,
    PlaceFactory,
    UserFactory,
)
from tests.law import copy, delete, refused, run, write
from tests.visits import undone

pytestmark = pytest.mark.django_db
IMEI, OTHER_IMEI = "490154203237518", "356938035643809"


def test_a_device_has_a_valid_status():
    with refused("inventory_device_status_known"):
        write(DeviceFactory(), status="eaten")


def test_a_device_is_never_deleted_nor_reinserted():
    device = DeviceFactory()

    with refused("inventory_device_kept"):
        delete(device)
    with refused("inventory_device_kept"):
        run("DELETE FROM inventory_device")


def test_withdrawn_devices_stay_withdrawn():
    with refused("inventory_device_no_way_back"):
        write(DeviceFactory(withdrawn=True), status=DeviceStatus.RECEIVED)


def test_a_retired_device_has_a_reason():
    for reason in ("", "bored"):
        with tried(reason), refused("inventory_device_retire_reason"):
            write(DeviceFactory(), status=DeviceStatus.RETIRED, retire_reason=reason)


def test_a_grade_is_a_b_or_c():
    with refused("inventory_device_grade"):
        write(DeviceFactory(), grade="Z")


# --- Serial numbers -------------------------------------------------------------------------------
def test_a_serial_number_is_clean_or_unknown():
    for serial in ("", " ", "abc1", " ABC1", "ABC1 ", "AB\tC1", "ABC1\n", "AB C1", *FILLERS):
        with tried(serial), refused("inventory_device_serial_clean"):
            write(DeviceFactory(), serial=serial)


def test_a_serial_number_is_unique_with_its_model():
    device = DeviceFactory(model=DeviceModelFactory(), serial="ABC1")

    with refused("inventory_device_serial_of_model"):
        copy(device, asset_tag="RB99", serial_shared_by=UserFactory(coordinator=True))


def test_a_shared_serial_number_needs_a_coordinator():
    for theirs in (True, False):
        for mine in (True, False):
            with tried(theirs, mine):
                device = DeviceFactory(model=DeviceModelFactory() if mine else None, serial="ABC1")
                other = {"asset_tag": "RB99", "model": DeviceModelFactory() if theirs else None}

                with refused("inventory_device_serial_once"):
                    copy(device, **other)
                twin = copy(device, **other, serial_shared_by=UserFactory(coordinator=True))
                with refused("inventory_device_serial_once"):
                    write(twin, serial_shared_by=None)
                for role in ("volunteer", "technician", "counter"):
                    with refused("inventory_device_serial_word"):
                        write(twin, serial_shared_by=UserFactory(**{role: True}))
                with refused("inventory_device_serial_shared"):
                    write(twin, serial=None)


def test_serial_number_and_imei_of_a_retired_device_may_be_reused():
    for state in ENDED:
        with tried(state):
            gone = DeviceFactory(serial="ABC1", imei=IMEI, **{state: True})

            again = DeviceFactory(serial="ABC1", imei=IMEI)

            assert again.serial == gone.serial
            assert again.imei == gone.imei


def test_a_withdrawn_duplicate_may_not_be_reactivated():
    gone = DeviceFactory(serial="ABC1", retired=True)
    DeviceFactory(serial="ABC1")

    with refused("inventory_device_serial_once"):
        write(gone, status=DeviceStatus.LOST)


def test_several_devices_may_have_no_serial_number():
    DeviceFactory.create_batch(2, serial=None)

    with refused("inventory_device_serial_clean"):
        write(DeviceFactory(serial=None), serial="0")


# --- IMEI -----------------------------------------------------------------------------------------
def test_an_imei_has_15_digits():
    for imei in ("", "12", "49015420323751X", f"{IMEI}\n"[-15:], f" {IMEI}"[:15]):
        with tried(imei), refused("inventory_device_imei_clean"):
            write(DeviceFactory(), imei=imei)


def test_two_imeis_of_a_device_differ():
    with refused("inventory_device_imei_clean"):
        write(DeviceFactory(imei=IMEI), imei2=IMEI)


def test_an_imei_is_unique():
    for name, rule in (
        ("imei", "inventory_device_imei_once"),
        ("imei2", "inventory_device_imei2_once"),
    ):
        with tried(name, rule):
            device = DeviceFactory(**{name: IMEI})

            with refused(rule):
                copy(device, asset_tag="RB99", serial=None)


def test_an_imei_is_unique_across_both_columns():
    for mine, theirs in (("imei", "imei2"), ("imei2", "imei")):
        with tried(mine, theirs):
            DeviceFactory(**{mine: IMEI})
            other = DeviceFactory(**{theirs: OTHER_IMEI})

            with refused("inventory_device_imei_shared"):
                write(other, **{theirs: IMEI})
            with refused("inventory_device_imei_shared"):
                copy(other, asset_tag="RB99", serial=None, **{theirs: IMEI})


# --- Places, checklists ---------------------------------------------------------------------------
def test_place_names_are_unique_in_a_site():
    place = PlaceFactory(name="Shelf A")

    with refused("inventory_place_name"):
        copy(place, code="OTHER")


def test_a_site_has_one_place_for_each_purpose():
    place = PlaceFactory(purpose="bench")

    with refused("inventory_place_purpose"):
        copy(place, code="OTHER", name="Other bench")


def test_a_category_has_one_active_checklist():
    checklist = ChecklistFactory()

    with refused("inventory_checklist_one_current"):
        copy(checklist, version=checklist.version + 1)
    with refused("inventory_checklist_version"):
        copy(checklist, is_current=False)


def test_an_item_is_unique_in_its_checklist():
    with refused("inventory_checklistitem_once"):
        copy(ChecklistItemFactory())


# --- Imported lists -------------------------------------------------------------------------------
def test_a_list_has_a_valid_status():
    with refused("inventory_importbatch_status"):
        write(ImportBatchFactory(), status="eaten")


def test_a_file_is_not_applied_twice():
    for second in ("applying", "applied"):
        for first in ("applying", "applied"):
            with tried(second, first):
                batch = ImportBatchFactory(**{first: True})

                with refused("inventory_importbatch_once"):
                    copy(batch, status=second, donation=DonationFactory())


def test_a_file_may_be_applied_again_once_undone():
    batch = ImportBatchFactory(undone=True)

    assert copy(batch, status=ImportStatus.APPLIED).pk


def test_the_file_of_an_import_is_frozen():
    batch = ImportBatchFactory(applied=True)

    with refused("inventory_importbatch_frozen"):
        write(batch, kind="update")
    with refused("inventory_importbatch_people_frozen"):
        write(batch, names_people=True)
    with refused("inventory_importbatch_kept"):
        delete(batch)


def test_a_source_row_does_not_change():
    row = ImportRowFactory(written=True, devices=[DeviceFactory()])

    with refused("inventory_importrow_word_for_word"):
        write(row, cells=["another"])
    with refused("inventory_importrow_word_for_word"):
        write(row, cells=[*row.cells, "more"])
    with undone():
        assert write(row, cells=[""] * len(row.cells))
    with refused("inventory_importrow_frozen"):
        write(row, number=99)
    with refused("inventory_importrow_kept"):
        write(row, verdict="good")
    with refused("inventory_importrow_kept"):
        delete(row)
    with refused("inventory_importrow_once"):
        copy(row)


def test_a_row_has_a_valid_verdict():
    with refused("inventory_importrow_verdict"):
        write(ImportRowFactory(), verdict="eaten")


def test_an_import_of_a_donors_list_has_its_donation():
    with refused("inventory_importbatch_of_a_donation"):
        copy(ImportBatchFactory(), donation=None)


def test_the_devices_of_a_row_do_not_change():
    row = ImportRowFactory(written=True, devices=[DeviceFactory()])
    link = ImportedDevice.objects.get(row=row)

    with refused("inventory_importeddevice_once"):
        copy(link)
    with refused("inventory_importeddevice_kept"):
        write(link, device_id=DeviceFactory().pk)
    with refused("inventory_importeddevice_kept"):
        delete(link)


def test_the_grade_claimed_by_a_donor_is_valid():
    with refused("inventory_device_grade"):
        write(DeviceFactory(), donor_grade="D")
