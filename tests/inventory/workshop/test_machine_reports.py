"""Hardware reports are stored, compared field by field, and applied as ticked."""

import pytest

from core.models import Event
from core.workflow.lifecycle import Refused
from inventory.devices.lifecycle.devices import MediumKind
from inventory.models import MachineReport, Specification
from inventory.workshop.machine_reports.comparison import compare
from inventory.workshop.machine_reports.machine import Machine
from inventory.workshop.machine_reports.readers import read
from inventory.workshop.operations import specifications as specification_operations
from inventory.workshop.operations.specifications import compared
from tests.factories import (
    BrandFactory,
    DeviceFactory,
    ErasureFactory,
    MediumFactory,
    SpecificationFactory,
)
from tests.inventory.workshop.machines import sample

pytestmark = pytest.mark.django_db
THINKPAD, TOWER = sample("collect_thinkpad.json"), sample("collect_tower.json")


@pytest.fixture
def device(site):
    """A device on the bench of which only the tag is known."""
    device = DeviceFactory(
        refurbishing=True, site=site, brand=None, model=None, serial=None, asset_tag="RB26000011"
    )
    device.media.update(kind=MediumKind.UNKNOWN, serial="", capacity_gb=None)
    return device


@pytest.fixture
def report(device, technician):
    return specification_operations.keep_report(device, by=technician, content=THINKPAD)


def take_over(report, by, **ticked):
    seen = compared(report).fingerprint
    return specification_operations.apply_report(report, by=by, seen=seen, **ticked)


def test_a_file_is_stored_unchanged_and_changes_nothing(device, technician):
    report = specification_operations.keep_report(device, by=technician, content=THINKPAD)
    assert (report.device, report.kind, report.applied_at) == (device, "collect", None)
    assert report.document.read() == THINKPAD
    assert report.document.name == "RB26000011-collect.txt"
    assert not Specification.objects.exists()
    event = Event.objects.about(device).get()
    assert (event.kind, event.data) == ("device.machine_read", {"tool": "collect"})


def test_an_unreadable_file_is_not_stored(device, technician):
    with pytest.raises(Refused):
        specification_operations.keep_report(device, by=technician, content=b"hello")
    with pytest.raises(Refused):
        specification_operations.keep_report(
            DeviceFactory(withdrawn=True), by=technician, content=THINKPAD
        )
    assert not MachineReport.objects.exists()


def test_the_number_of_reports_of_a_device_is_limited(device, technician):
    files = [TOWER + b" " * number for number in range(21)]
    for content in [*files[:20], files[0]]:  # a repeated file is stored once
        report = specification_operations.keep_report(device, by=technician, content=content)
    with pytest.raises(Refused):
        specification_operations.keep_report(device, by=technician, content=files[20])
    specification_operations.drop_report(report, by=technician)
    assert specification_operations.keep_report(device, by=technician, content=files[20])


def test_the_preview_shows_each_field_before_and_after(device, technician, english):
    SpecificationFactory(device=device, ram_gb=8, cores=4, has_webcam=None, tpm="1.2")
    report = specification_operations.keep_report(device, by=technician, content=THINKPAD)
    changes = {change.name: change for change in compared(report).changes}
    values = {name: (str(c.before), str(c.after), c.is_new) for name, c in changes.items()}
    assert values["ram_gb"] == ("8", "16", False)
    assert values["has_webcam"] == ("not known", "yes", True)
    assert values["tpm"] == ("1.2", "2.0", False)
    assert values["device_serial"] == ("not known", "DEMOPF1A2B3", True)
    assert "cores" not in values  # 4 is already recorded
    assert "keyboard" not in values  # missing in the report


def test_only_ticked_values_are_applied(report, device, technician):
    take_over(report, technician, names=["ram_gb", "cpu", "tpm"])
    row = Specification.objects.get(device=device)
    assert (row.ram_gb, row.cpu, row.tpm) == (16, "Intel(R) Core(TM) i5-8350U CPU @ 1.70GHz", "2.0")
    assert (row.storage_gb, row.battery_cycles) == (None, None)
    device.refresh_from_db()
    assert device.serial is None
    report.refresh_from_db()
    assert report.applied_at is not None
    event = Event.objects.about(device).first()
    assert (event.kind, event.data) == ("device.machine_applied", {"count": 3})


def test_all_values_are_applied_in_one_operation(report, device, technician):
    lenovo = BrandFactory(name="Lenovo")
    names = [change.name for change in compared(report).changes]
    take_over(report, technician, names=names, disks=[0])
    device.refresh_from_db()
    row = device.specification
    assert (device.brand, str(device.model), device.serial) == (
        lenovo,
        "ThinkPad T480",
        "DEMOPF1A2B3",
    )
    assert (row.battery_health, row.licence, row.storage_gb, row.storage_kind) == (
        80,
        "digital",
        256,
        "nvme",
    )
    medium = device.media.get()
    assert (medium.kind, medium.serial, medium.capacity_gb) == ("nvme", "DEMOS41GNX0K", 256)
    assert compared(report).changes == []
    assert [disk.act for disk in compared(report).disks] == ["known"]


def test_existing_identifiers_are_never_overwritten(device, technician):
    device.brand, device.serial = BrandFactory(name="Dell"), "DEMOPF1A2B3"
    device.save()
    names = [c.name for c in compare(device, read(THINKPAD)).changes]
    assert not {"device_brand", "device_serial"} & set(names)
    assert "device_model" in names


def test_disks_are_matched_by_their_serial_number(device, technician):
    first = device.media.get()
    first.serial, first.kind = "DEMO1951E22F", "ssd"
    first.save()
    gone = MediumFactory(device=device, present=True, serial="GONE")
    report = specification_operations.keep_report(device, by=technician, content=TOWER)
    comparison = compared(report)
    assert [(disk.act, disk.medium) for disk in comparison.disks] == [
        ("known", first),
        ("add", None),
    ]
    assert comparison.unseen == [gone]
    take_over(report, technician, disks=[1])
    added = device.media.get(serial="DEMOZN1ABC")
    assert (added.kind, added.capacity_gb) == ("hdd", 1000)
    device.refresh_from_db()
    assert device.needs_erasure


def test_an_additional_disk_requires_erasure(device, technician):
    device.media.update(serial="DEMO1951E22F", kind="ssd")
    ErasureFactory(medium=device.media.get(), passed=True, medium_serial="DEMO1951E22F")
    type(device).objects.filter(pk=device.pk).update(needs_erasure=False)
    report = specification_operations.keep_report(device, by=technician, content=TOWER)
    take_over(report, technician, disks=[1])
    device.refresh_from_db()
    assert device.needs_erasure


def test_one_invalid_value_applies_none(site, technician):
    """A device on the shelf accepts no new disk, so its memory is unchanged as well."""
    device = DeviceFactory(ready=True, site=site)
    report = specification_operations.keep_report(device, by=technician, content=TOWER)
    with pytest.raises(Refused):
        take_over(report, technician, names=["ram_gb"], disks=[0, 1])
    assert not Specification.objects.exists()
    report.refresh_from_db()
    assert report.applied_at is None


def test_no_ticked_value_is_an_error(report, technician):
    with pytest.raises(Refused):
        take_over(report, technician)
    with pytest.raises(Refused):
        take_over(report, technician, names=["keyboard"], disks=[7])


def test_stale_report_previews_are_shown_again(report, device, technician):
    seen = compared(report).fingerprint
    specification_operations.specify(device, by=technician, ram_gb=4)
    with pytest.raises(Refused):
        specification_operations.apply_report(report, by=technician, seen=seen, names=["ram_gb"])
    device.refresh_from_db()
    assert device.specification.ram_gb == 4


def test_a_deleted_report_keeps_its_row(report, device, technician):
    specification_operations.drop_report(report, by=technician)
    specification_operations.drop_report(report, by=technician)
    report.document.refresh_from_db()
    assert report.document.purged_at is not None
    assert Event.objects.about(device).filter(kind="device.machine_dropped").count() == 1
    with pytest.raises(Refused):
        compared(report)


@pytest.mark.parametrize(
    ("maker", "brand"),
    [
        ("Dell Inc.", "Dell"),
        ("LENOVO", "LENOVO"),
        ("Hewlett-Packard", "HP"),
        ("ASUSTeK COMPUTER INC.", "ASUS"),
        ("Apple Inc.", "Apple"),
        ("Acer", "Acer"),
        ("Microsoft Corporation", "Microsoft"),
    ],
)
def test_vendor_names_are_normalised(device, maker, brand):
    for name, spelling in [("HP", "Hewlett-Packard"), ("ASUS", "ASUSTeK Computer")]:
        BrandFactory(name=spelling, merged_into=BrandFactory(name=name))
    comparison = compare(device, Machine(kind="lshw", maker=maker, model="X"))
    assert [c.value for c in comparison.changes if c.name == "device_brand"] == [brand]
