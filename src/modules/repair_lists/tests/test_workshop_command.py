"""Command `workshop`: a list with repairs takes its devices through the workshop, once."""

import pytest
from django.core.management import CommandError, call_command

from inventory.devices.lifecycle.devices import DeviceStatus
from inventory.models import Device, Erasure, ExitBatch, Repair
from tests.factories import CategoryFactory, FaultTypeFactory
from tests.inventory.lists import csv_of

HEADINGS = ["id", "product_category", "brand", "fault_type", "repair_status", "problem"]
ROWS = [
    ["1", "laptop", "HP", "Integrated screen", "Fixed", "no image"],
    ["2", "laptop", "HP", "Unknown", "Repairable", ""],
    ["3", "laptop", "Dell", "Integrated screen", "End of life", "cracked"],
    ["4", "laptop", "Dell", "", "Unknown", ""],
]

pytestmark = pytest.mark.usefixtures("english")


@pytest.fixture
def workshop(tmp_path, capsys, site):
    CategoryFactory(code="laptop")
    FaultTypeFactory(code="unknown", names__fr="inconnue", names__en="not found")
    FaultTypeFactory(code="screen", names__fr="écran", names__en="Integrated screen")

    def workshop(*options, rows=ROWS, headings=HEADINGS):
        file = tmp_path / "repairs.csv"
        file.write_bytes(csv_of(headings, *rows, encoding="utf-8"))
        call_command("workshop", str(file), *options)
        return capsys.readouterr().out.splitlines()

    return workshop


def test_each_device_gets_the_status_of_its_row_once_and_no_erasure(workshop, site):
    output = workshop("--donor", "Repair café")
    fixed, repairable, gone, unknown = Device.objects.order_by("pk")
    assert {fixed.status, repairable.status} == {DeviceStatus.REFURBISHING}
    assert (unknown.status, gone.status) == (DeviceStatus.RECEIVED, DeviceStatus.RETIRED)
    assert gone.retire_reason == "recycled"
    repairs = Repair.objects.order_by("pk").values_list("device", "outcome", "barrier")
    assert list(repairs) == [
        (fixed.pk, "fixed", ""),
        (repairable.pk, "repairable", "unknown"),
        (gone.pk, "end_of_life", "unknown"),
    ]
    batch = ExitBatch.objects.get()
    assert (batch.site, batch.status, batch.lines.get().device) == (site, "open", gone)
    for line in [
        "Devices received: 4",
        "On the bench: 2",
        "Not specified, to check: 1",
        "Ready: 0",
    ]:
        assert line in output
    assert not Erasure.objects.exists()
    assert not Device.objects.filter(needs_erasure=False).exists()
    with pytest.raises(CommandError, match="are already in the register"):
        workshop()
    assert Repair.objects.count() == 3


def test_unknown_files_and_words_are_named_without_any_change(workshop):
    with pytest.raises(CommandError, match="This file was not imported: run `manage"):
        workshop()
    with pytest.raises(CommandError, match="flux capacitor, melted"):
        workshop(
            "--donor",
            "Repair café",
            rows=[["1", "laptop", "HP", "flux capacitor", "melted", ""]],
        )
    assert not Repair.objects.exists()
    assert Device.objects.get().status == DeviceStatus.RECEIVED


def test_a_column_without_clear_heading_is_named_by_an_option(workshop):
    headings = [*HEADINGS[:4], "what happened to it", "problem"]
    with pytest.raises(CommandError, match="--outcome"):
        workshop("--donor", "Repair café", headings=headings)
    workshop("--outcome", "what happened to it", headings=headings)
    assert Repair.objects.count() == 3


def test_a_device_changed_meanwhile_is_skipped(workshop):
    with pytest.raises(CommandError):
        workshop("--donor", "Repair café", "--outcome", "nothing like it")
    Device.objects.filter(brand__name="HP").order_by("pk").first().transition_to(
        DeviceStatus.REFURBISHING
    )
    output = workshop()
    assert "Worked on in the meantime, left unchanged: 1" in output
    assert Repair.objects.count() == 2
