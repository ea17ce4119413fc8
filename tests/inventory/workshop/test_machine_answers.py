"""The report of a machine answers checklist items, but keeps a technician's answers."""

import json

import pytest

from inventory.models import TestResult
from inventory.workshop.operations.bench import refurbish
from inventory.workshop.operations.checklists import record_results
from inventory.workshop.operations.specifications import take_report
from tests.factories import ChecklistFactory, ChecklistItemFactory, DeviceFactory
from tests.inventory.workshop.machines import sample

THINKPAD = sample("collect_thinkpad.json")


@pytest.fixture
def checklist(db):
    checklist = ChecklistFactory(category__holds_data=True)
    for code in ("processor-read", "memory-read", "disk-read", "webcam"):
        ChecklistItemFactory(checklist=checklist, code=code)
    for code in ("battery-capacity", "battery-cycles"):
        ChecklistItemFactory(checklist=checklist, code=code, number=True, lowest=65, beyond="fault")
    return checklist


@pytest.fixture
def device(site, checklist):
    device = DeviceFactory(
        site=site, category=checklist.category, refurbishing=True, brand=None, serial=None
    )
    device.media.update(serial="", capacity_gb=None)
    return device


def answers(device):
    latest = {result.item.code: result for result in device.results.order_by("pk")}
    return {code: (result.outcome, result.value) for code, result in latest.items()}


def with_battery(full):
    machine = json.loads(THINKPAD)
    machine["battery"] |= {"design_mwh": 50_000, "full_mwh": full, "cycles": 412}
    return json.dumps(machine).encode()


def test_a_file_answers_what_it_measured(device, technician):
    report = take_report(device, by=technician, content=with_battery(35_500))
    assert answers(device) == {
        "processor-read": ("pass", ""),
        "memory-read": ("pass", ""),
        "disk-read": ("pass", ""),
        "battery-capacity": ("pass", "71"),
        "battery-cycles": ("pass", "412"),
    }
    assert set(device.results.values_list("report", flat=True)) == {report.pk}


def test_a_later_file_replaces_only_answers_of_files(device, checklist, technician):
    take_report(device, by=technician, content=with_battery(35_500))
    cycles = checklist.items.get(code="battery-cycles")
    record_results(device, by=technician, outcomes={cycles: ("pass", "", "400")})
    take_report(device, by=technician, content=with_battery(20_000))
    assert answers(device)["battery-capacity"] == ("fail", "40")
    assert answers(device)["battery-cycles"] == ("pass", "400")
    assert TestResult.objects.filter(item__code="processor-read").count() == 1


def test_a_file_read_before_answers_once_the_device_is_on_the_bench(site, checklist, technician):
    device = DeviceFactory(
        site=site, category=checklist.category, received=True, brand=None, serial=None
    )
    take_report(device, by=technician, content=with_battery(35_500))
    assert answers(device) == {}
    refurbish(device, by=technician)
    assert answers(device)["battery-capacity"] == ("pass", "71")
