"""Conflicts and undo of the devices' spreadsheet."""

import pytest

from core.imports.kinds import RowVerdict
from core.models import Event
from core.workflow.lifecycle import Refused
from inventory.devices.lifecycle.devices import DeviceStatus
from inventory.imports import apply as import_operations
from inventory.imports import check as matching_operations
from inventory.imports.lifecycle import ImportStatus
from inventory.intake.operations import intake
from inventory.models import Device, ImportRow
from inventory.workshop.operations import bench as bench_operations
from modules.device_updates.tests.updates import exported, sent, sheet
from tests.factories import (
    BrandFactory,
    CategoryFactory,
    DeviceFactory,
    DonationFactory,
    PlaceFactory,
)
from tests.inventory.lists import apply_import, undo_import, verdicts, written


@pytest.fixture
def laptop(db):
    return CategoryFactory(code="laptop", names__fr="Ordinateur portable", names__en="Laptop")


@pytest.fixture
def device(laptop, site):
    return DeviceFactory(
        category=laptop, site=site, serial="SN1", model=None, brand=None, remark="sacoche"
    )


def test_a_record_changed_since_the_export_is_a_conflict(english, coordinator, device, sign_in):
    content = exported().replace(b"sacoche", b"chargeur")
    Device.objects.update(fault="écran")

    batch = sent(coordinator, content)

    assert verdicts(batch) == [RowVerdict.CONFLICT]
    with pytest.raises(Refused):
        import_operations.start_import(batch, by=coordinator)
    device.refresh_from_db()
    assert device.remark == "sacoche"
    page = sign_in(coordinator).get(batch.get_absolute_url()).content.decode()
    assert "1</a> (ligne 2)" in " ".join(page.split())


def test_unchanged_cells_are_no_conflict(english, coordinator, device):
    content = exported()
    Device.objects.update(place=PlaceFactory(site=device.site))

    assert verdicts(sent(coordinator, content)) == [RowVerdict.SAME]


@pytest.mark.parametrize("of_all", [True, False])
def test_a_conflict_is_resolved_by_a_user(english, coordinator, device, of_all):
    other = DeviceFactory(remark="sacoche")
    content = exported().replace(b"sacoche", b"chargeur")
    Device.objects.update(fault="écran")
    batch = sent(coordinator, content)
    row = ImportRow.objects.get(batch=batch, cells__0=device.asset_tag)

    matching_operations.settle_conflicts(batch, by=coordinator, rows=None if of_all else [row.pk])
    written(batch, coordinator)

    device.refresh_from_db()
    other.refresh_from_db()
    assert (device.remark, device.fault) == ("chargeur", "écran")
    assert other.remark == ("chargeur" if of_all else "sacoche")


def test_a_resolved_conflict_may_be_reset(english, coordinator, device):
    content = exported().replace(b"sacoche", b"chargeur")
    Device.objects.update(fault="écran")
    batch = sent(coordinator, content)
    matching_operations.settle_conflicts(batch, by=coordinator)

    matching_operations.settle_conflicts(batch, by=coordinator, is_forced=False)

    assert verdicts(batch) == [RowVerdict.CONFLICT]


def test_changes_between_check_and_apply_are_not_overwritten(english, coordinator, device):
    batch = sent(coordinator, sheet([device.asset_tag, "SN9", "chargeur"]))
    import_operations.start_import(batch, by=coordinator)
    Device.objects.update(remark="housse")

    with pytest.raises(Refused, match="row can no longer be saved: the reason is below"):
        apply_import(batch, by=coordinator)

    device.refresh_from_db()
    assert (device.serial, device.remark) == ("SN1", "housse")


def test_an_update_is_undone_as_long_as_nothing_has_happened(english, coordinator, device):
    Device.objects.update(donor_grade="B", age_years="2.5", brand=BrandFactory(name="HP"))
    headings = [
        "tag",
        "serial number",
        "brand",
        "age on arrival (years)",
        "grade given by the donor",
    ]
    content = sheet([device.asset_tag, "SN9", "Acme", "4", "A"], headings=headings)
    batch = written(sent(coordinator, content), coordinator)
    before = Event.objects.about(device).count()

    undo_import(batch, by=coordinator)

    device.refresh_from_db()
    assert (device.serial, device.brand.name, device.donor_grade) == ("SN1", "HP", "B")
    assert str(device.age_years) == "2.5"
    assert batch.status == ImportStatus.UNDONE
    assert Event.objects.about(device).count() == before + 1
    assert verdicts(sent(coordinator, content)) == [RowVerdict.GOOD]


def test_an_update_is_written_and_undone_in_slices(coordinator, device, laptop, monkeypatch):
    monkeypatch.setattr("inventory.imports.check.SLICE", 1)
    other = DeviceFactory(
        category=laptop, site=device.site, serial="SN2", model=None, brand=None, remark="souris"
    )
    rows = [[device.asset_tag, "SN8", ""], [other.asset_tag, "SN9", ""]]
    batch = written(sent(coordinator, sheet(*rows)), coordinator)
    assert set(Device.objects.values_list("serial", flat=True)) == {"SN8", "SN9"}

    undo_import(batch, by=coordinator)

    assert batch.status == ImportStatus.UNDONE
    assert set(Device.objects.values_list("serial", flat=True)) == {"SN1", "SN2"}


def test_an_update_is_not_undone_after_later_changes(english, coordinator, device):
    batch = written(sent(coordinator, sheet([device.asset_tag, "SN9", ""])), coordinator)
    bench_operations.refurbish(device, by=coordinator)

    with pytest.raises(Refused, match="has changed since then: this import cannot be undone"):
        undo_import(batch, by=coordinator)

    device.refresh_from_db()
    assert device.serial == "SN9"


def test_an_old_tag_still_names_its_device(english, coordinator, device):
    old = device.tags.create(code="RB2600001Y", status="replaced")

    batch = sent(coordinator, sheet([old.code.lower(), "SN9", ""]))

    assert verdicts(batch) == [RowVerdict.GOOD]


def test_an_update_takes_constant_queries(
    english, coordinator, laptop, django_assert_max_num_queries
):
    devices = DeviceFactory.create_batch(40, category=laptop, remark="")
    content = sheet(*[[device.asset_tag, "", "vu"] for device in devices])

    with django_assert_max_num_queries(40):
        batch = sent(coordinator, content)
    with django_assert_max_num_queries(60):
        written(batch, coordinator)

    assert Device.objects.filter(remark="vu").count() == 40
    assert DeviceStatus.RECEIVED in {device.status for device in devices}


def test_an_update_needs_no_donation(english, coordinator, device):
    DonationFactory()
    batch = sent(coordinator, sheet([device.asset_tag, "SN9", ""]))

    assert batch.donation is None


def test_an_update_that_was_undone_prevents_no_other_undo(english, coordinator, laptop, site):
    """It prevents neither the undo of an earlier update nor of the list that brought the device."""
    device = DeviceFactory(category=laptop, site=site, serial="5CG0001AA1")
    heads = ["Serial", "RAM", "End of warranty"]
    first = written(
        sent(coordinator, sheet([device.serial, "8 GB", ""], headings=heads)), coordinator
    )
    second = sent(coordinator, sheet([device.serial, "16 GB", "03/09/2027"], headings=heads))
    written(second, coordinator)
    with pytest.raises(Refused):
        undo_import(first, by=coordinator)
    undo_import(second, by=coordinator)
    kinds = {event.kind for event in Event.objects.about(device)[:2]}
    assert kinds == {"device.changed_back", "device.specified_back"}
    with pytest.raises(Refused):
        intake.withdraw([device], by=coordinator)
    undo_import(first, by=coordinator)
    intake.withdraw([device], by=coordinator)
    device.refresh_from_db()
    assert device.status == DeviceStatus.WITHDRAWN
