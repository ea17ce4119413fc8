"""Demo data of the module."""

from inventory.devices.lifecycle.devices import DeviceStatus
from inventory.devices.lifecycle.specifications import Os
from inventory.models import Specification

SYSTEMS = [
    (Os.WINDOWS, "10 Pro 22H2"),
    (Os.WINDOWS, "11 Pro 24H2"),
    (Os.LINUX, "Ubuntu 22.04.5 LTS"),
    (Os.LINUX, "Linux Mint 22.1"),
]


def note_systems(world):
    """Note the system and version of a few devices that are ready."""
    ready = Specification.objects.filter(
        os="", device__status=DeviceStatus.READY, device__category__has_imei=False
    )
    for specs, (system, version) in zip(ready.order_by("pk"), SYSTEMS, strict=False):
        specs.os, specs.os_version = system, version
        specs.save(update_fields=["os", "os_version"])
