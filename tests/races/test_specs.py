"""Concurrent specifications of a device: one row, without lost updates."""

from inventory.models import Device, Specification
from inventory.workshop.operations import specifications as specification_operations
from tests.factories import DeviceFactory
from tests.races.together import FOUR, losers, race

SPECS = [{"ram_gb": 8}, {"os": "linux"}, {"cpu": "Intel N100"}, {"tpm": "2.0"}]


def test_concurrent_specifications_are_all_saved_in_one_row(again, technician):
    device = DeviceFactory(refurbishing=True)

    def set_memory(number):
        fresh = Device.objects.get(pk=device.pk)
        return specification_operations.specify([fresh], by=technician, **SPECS[number])

    assert losers(race(FOUR, set_memory)) == []
    row = Specification.objects.get(device=device)
    assert (row.ram_gb, row.os, row.cpu, row.tpm) == (8, "linux", "Intel N100", "2.0")
