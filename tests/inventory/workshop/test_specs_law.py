"""Guards of specifications: limits of figures in the database."""

from decimal import Decimal

import pytest

from core.workflow.triggers import every_guard
from inventory.devices.models.specification import LIMITS, LISTS
from inventory.models import Specification
from tests.cases import tried
from tests.factories import DeviceFactory, MachineReportFactory, SpecificationFactory
from tests.law import delete, refused, write

pytestmark = pytest.mark.django_db
RULES = {
    "cores": "inventory_specification_sizes",
    "ram_gb": "inventory_specification_sizes",
    "storage_gb": "inventory_specification_sizes",
    "screen_inches": "inventory_specification_screen",
    "screen_width": "inventory_specification_screen",
    "screen_height": "inventory_specification_screen",
    "battery_design_mwh": "inventory_specification_battery",
    "battery_full_mwh": "inventory_specification_battery",
    "battery_cycles": "inventory_specification_battery",
    "battery_percent": "inventory_specification_battery",
}
# Values with which rules about two figures do not interfere with tests of a single figure.
APART = {"battery_design_mwh": {"battery_full_mwh": None}, "battery_full_mwh": {}}


def test_specification_numbers_are_within_limits():
    for name in LIMITS:
        with tried(name):
            specification = SpecificationFactory()
            least, largest = LIMITS[name]
            alone = APART.get(name, {}) | (
                {"battery_design_mwh": None} if name == "battery_full_mwh" else {}
            )

            assert write(specification, **{name: least}, **alone) == 1
            assert write(specification, **{name: largest}, **alone) == 1
            with refused(RULES[name]):
                write(specification, **{name: largest + 1})
            if least:
                with refused(RULES[name]):
                    write(specification, **{name: Decimal(least) - 1}, **alone)


def test_specification_choices_are_valid_or_unknown():
    for name in LISTS:
        with tried(name):
            specification = SpecificationFactory()

            assert write(specification, **{name: ""}) == 1
            with refused("inventory_specification_lists"):
                write(specification, **{name: "xyz"})


def test_a_battery_never_exceeds_twice_its_design_capacity():
    specification = SpecificationFactory(battery_design_mwh=40_000, battery_full_mwh=41_000)

    assert write(specification, battery_full_mwh=60_000) == 1
    with refused("inventory_specification_battery"):
        write(specification, battery_full_mwh=60_001)


def test_a_screen_resolution_has_width_and_height():
    specification = SpecificationFactory()

    assert write(specification, screen_width=None, screen_height=None) == 1
    with refused("inventory_specification_screen"):
        write(specification, screen_width=1920)


def test_a_coa_number_is_in_capitals_without_spaces():
    specification = SpecificationFactory()

    with refused("inventory_specification_coa"):
        write(specification, coa_number="00196 142")
    with refused("inventory_specification_coa"):
        write(specification, coa_number="x15-1")


def test_specifications_stay_with_their_device():
    specification = SpecificationFactory()

    with refused("inventory_specification_of_device"):
        write(specification, device=DeviceFactory())
    with refused("inventory_specification_kept"):
        delete(specification)
    assert Specification.objects.count() == 1


def test_a_machine_report_does_not_change():
    report = MachineReportFactory()

    with refused("inventory_machinereport_frozen"):
        write(report, device=DeviceFactory())
    with refused("inventory_machinereport_frozen"):
        write(report, kind="hwinfo")
    with refused("inventory_machinereport_kept"):
        delete(report)


def test_a_report_has_a_supported_tool():
    with refused("inventory_machinereport_kind"):
        MachineReportFactory(kind="crystal")


def test_the_guards_belong_to_these_tables():
    tables = {
        model._meta.db_table
        for guard, model in every_guard()
        if guard.name.startswith("inventory_spec")
    }

    assert tables == {"inventory_specification"}
