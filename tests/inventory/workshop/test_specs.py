"""Specifications of devices are set, corrected, and retained through returns."""

from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext

from core.models import Event
from core.workflow.lifecycle import Refused
from inventory.devices.models.specification import FACTS
from inventory.models import Specification
from inventory.workshop.operations.specifications import same_coa, specify
from loans.base.lifecycle.loans import Condition
from loans.returns import operations as return_operations
from loans.returns import receipts as return_receipts
from tests.cases import tried
from tests.factories import DeviceFactory, LoanItemFactory, SpecificationFactory

pytestmark = pytest.mark.django_db


def test_given_values_are_written_with_an_event(technician):
    device = DeviceFactory(refurbishing=True)
    (row,) = specify(
        device, by=technician, cpu="  Intel  Core i5-8350U ", ram_gb=8, coa_number="00196 142-a"
    )
    row.refresh_from_db()
    assert (row.device, row.cpu, row.ram_gb, row.coa_number) == (
        device,
        "Intel Core i5-8350U",
        8,
        "00196142-A",
    )
    event = Event.objects.about(device).get()
    assert (event.kind, event.by) == ("device.specified", technician)
    assert event.data == {"count": 3, "fields": ["coa_number", "cpu", "ram_gb"]}


def test_omitted_values_are_unchanged(technician):
    row = SpecificationFactory(ram_gb=8, os="windows", has_webcam=True)
    specify(row.device, by=technician, ram_gb=16, os="", cpu=None)
    row.refresh_from_db()
    assert (row.ram_gb, row.os, row.has_webcam) == (16, "windows", True)
    assert row.cpu == SpecificationFactory.cpu


def test_false_is_stored_as_a_value(technician):
    row = SpecificationFactory(has_webcam=True)
    specify(row.device, by=technician, has_webcam=False)
    row.refresh_from_db()
    assert row.has_webcam is False


def test_unknown_specifications_are_cleared(technician):
    row = SpecificationFactory()
    specify(row.device, by=technician, clears=["ram_gb", "keyboard"], keyboard="other")
    row.refresh_from_db()
    assert (row.ram_gb, row.keyboard) == (None, "other")


def test_several_devices_are_specified_at_once(technician):
    alike = [row.device for row in SpecificationFactory.create_batch(2, ram_gb=4)]
    new = DeviceFactory.create_batch(2)
    same = SpecificationFactory(ram_gb=16, os="linux").device
    rows = specify([*alike, *new, same], by=technician, ram_gb=16, os="linux")
    assert len(rows) == 5
    stored = Specification.objects.filter(ram_gb=16, os="linux")
    assert {row.device for row in stored} == {*alike, *new, same}
    assert Event.objects.filter(kind="device.specified").count() == 4
    assert Specification.objects.get(device=alike[0]).storage_gb == 256


def test_specifying_many_devices_takes_constant_queries(technician):
    def statements(number):
        devices = DeviceFactory.create_batch(number)
        SpecificationFactory(device=devices[0])
        technician.has_perm("inventory.change_device")
        with CaptureQueriesContext(
            connection,
        ) as seen:
            specify(devices, by=technician, ram_gb=16)
        return len(seen)

    statements(2)
    assert statements(40) == statements(2)


def test_an_impossible_specification_is_refused_for_all(technician):
    for facts in (
        {"ram_gb": 0},
        {"ram_gb": "plenty"},
        {"screen_inches": Decimal(200)},
        {"keyboard": "dvorak"},
        {"battery_design_mwh": 10},
        {"battery_design_mwh": 40_000, "battery_full_mwh": 70_000},
        {"screen_width": 1920},
    ):
        with tried(facts):
            devices = [
                SpecificationFactory(screen_width=None, screen_height=None).device,
                DeviceFactory(),
            ]
            before = list(Specification.objects.values())
            with pytest.raises(ValidationError):
                specify(devices, by=technician, os="linux", **facts)
            assert list(Specification.objects.values()) == before
            assert not Event.objects.filter(kind="device.specified").exists()


def test_an_unknown_field_raises_an_error(technician):
    with pytest.raises(TypeError):
        specify(DeviceFactory(), by=technician, colour="red")


def test_withdrawn_devices_have_no_specification(technician):
    with pytest.raises(Refused):
        specify(DeviceFactory(withdrawn=True), by=technician, ram_gb=8)


def test_an_empty_specification_writes_nothing(technician):
    specify(DeviceFactory(), by=technician)
    assert not Specification.objects.exists()
    assert not Event.objects.filter(kind="device.specified").exists()


def test_the_health_of_a_battery_is_computed():
    for design, full, health in (
        (50_000, 40_000, 80),
        (50_000, 0, 0),
        (40_000, 41_000, 102),
        (None, 40_000, None),
    ):
        with tried(design, full, health):
            row = SpecificationFactory(battery_design_mwh=design, battery_full_mwh=full)
            assert row.battery_health == health
            assert "battery_health" not in FACTS


def test_a_duplicate_licence_names_the_other_device():
    row = SpecificationFactory(coa_number="00196-142")
    twin = SpecificationFactory(coa_number="00196-142")
    SpecificationFactory(coa_number="00196-142", device__retired=True)
    SpecificationFactory(coa_number="")
    assert same_coa(row) == [twin.device]
    assert same_coa(SpecificationFactory(coa_number="")) == []


def test_licence_and_coa_stay_when_the_device_comes_back(counter):
    item = LoanItemFactory(open=True)
    SpecificationFactory(device=item.device, licence="oem", coa_number="00196-142")
    back = return_receipts.Return(devices={item: Condition.GOOD})
    return_operations.take_back(item.loan, by=counter, back=back, receipt=b"%PDF-")
    item.device.refresh_from_db()
    row = item.device.specification
    assert item.device.status == "received"
    assert (row.licence, row.coa_number, row.os) == ("oem", "00196-142", "windows")
