"""What most computers of the demo are made of: processors that their models were sold with."""

from random import Random

from demo.book import in_turn, write_all
from inventory.lifecycle import DeviceStatus
from inventory.models import Device, Specification

# Processor, cores, whether it is portable; those of before the 8th generation get Linux.
OLD, NEW = "1.2", "2.0"
COMPUTERS = {
    "Latitude 5490": ("Intel(R) Core(TM) i5-8350U CPU @ 1.70GHz", 4, 14, NEW),
    "Latitude 5480": ("Intel(R) Core(TM) i5-7300U CPU @ 2.60GHz", 2, 14, NEW),
    "Latitude 7490": ("Intel(R) Core(TM) i5-8350U CPU @ 1.70GHz", 4, 14, NEW),
    "Latitude 5400": ("Intel(R) Core(TM) i5-8365U CPU @ 1.60GHz", 4, 14, NEW),
    "Latitude E5470": ("Intel(R) Core(TM) i5-6300U CPU @ 2.40GHz", 2, 14, OLD),
    "EliteBook 840 G5": ("Intel(R) Core(TM) i5-8350U CPU @ 1.70GHz", 4, 14, NEW),
    "ProBook 450 G5": ("Intel(R) Core(TM) i5-8250U CPU @ 1.60GHz", 4, 15.6, NEW),
    "ProBook 640 G4": ("Intel(R) Core(TM) i5-8350U CPU @ 1.70GHz", 4, 14, NEW),
    "ThinkPad T470": ("Intel(R) Core(TM) i5-7200U CPU @ 2.50GHz", 2, 14, NEW),
    "ThinkPad T480": ("Intel(R) Core(TM) i5-8350U CPU @ 1.70GHz", 4, 14, NEW),
    "ThinkPad L480": ("Intel(R) Core(TM) i5-8250U CPU @ 1.60GHz", 4, 14, NEW),
    "ThinkPad X270": ("Intel(R) Core(TM) i5-7300U CPU @ 2.60GHz", 2, 12.5, NEW),
    "OptiPlex 3060 Micro": ("Intel(R) Core(TM) i5-8500T CPU @ 2.10GHz", 6, None, NEW),
    "OptiPlex 7060 SFF": ("Intel(R) Core(TM) i5-8500 CPU @ 3.00GHz", 6, None, NEW),
}


def happen(world):
    """Those that have been on a bench; one in eight is not described."""
    known = Device.objects.filter(model__name__in=COMPUTERS, specification=None)
    rows = known.exclude(status__in=[DeviceStatus.RECEIVED, DeviceStatus.WITHDRAWN])
    for devices in in_turn(rows.select_related("model").prefetch_related("media")):
        write_all([spec for spec in map(_of, devices) if spec])


def _of(device):
    dice = Random(device.asset_tag)  # noqa: S311  (dice, no secret)
    if dice.random() < 1 / 8:
        return None
    cpu, cores, inches, tpm = COMPUTERS[device.model.name]
    disk = device.media.all()[0] if device.media.all() else None
    facts = _screen_and_battery(dice, inches) if inches else {}
    return Specification(
        device=device,
        cpu=cpu,
        cores=cores,
        ram_gb=dice.choice([8, 8, 8, 16, 4]),
        storage_gb=disk.capacity_gb if disk else None,
        storage_kind=disk.kind if disk and disk.kind != "unknown" else "",
        tpm=tpm,
        firmware="uefi" if dice.random() < 0.9 else "bios",
        licence="digital",
        **facts,
    )


def _screen_and_battery(dice, inches):
    new = dice.choice([48_000, 51_000, 60_000, 68_000])
    cycles = dice.randint(60, 700)
    return {
        "screen_inches": inches,
        "screen_width": 1920,
        "screen_height": 1080,
        "keyboard": "azerty_fr",
        "has_webcam": True,
        "has_cellular": False,
        "battery_design_mwh": new,
        "battery_full_mwh": int(new * (1 - cycles / 1_500) * dice.uniform(0.9, 1)),
        "battery_cycles": cycles,
    }
