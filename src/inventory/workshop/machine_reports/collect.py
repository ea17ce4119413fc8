"""Parser of the JSON of our script `rebond-bench`, with the JSON of smartctl for each disk."""

from inventory.devices.lifecycle.devices import MediumHealth
from inventory.devices.lifecycle.specifications import Firmware, Licence, Os, ReportKind, Tpm
from inventory.workshop.machine_reports.machine import Disk, Machine
from inventory.workshop.machine_reports.synonyms import (
    disk_gb,
    disk_kind,
    inches,
    model_name,
    plain,
    ram_gb,
    whole,
)

VERSION = 1
# ATA attributes that count lost sectors: reallocated, pending, uncorrectable.
BAD_SECTORS = {5, 197, 198}
WORN_PERCENT = 90  # NVMe “percentage used” of the rated write endurance
TPM = {"0": Tpm.NONE, "1": Tpm.V12, "2": Tpm.V20}


def is_like(data):
    return isinstance(data, dict) and whole(data.get("rebond_collect")) == VERSION


def read(data):
    maker = plain(data.get("maker"))
    return Machine(
        kind=ReportKind.COLLECT,
        maker=maker,
        model=model_name(maker, plain(data.get("model")), plain(data.get("version"))),
        serial=plain(data.get("serial")),
        facts=_parse_facts(data),
        disks=[_disk(disk) for disk in _rows(data, "disks")],
    )


def _rows(data, name):
    rows = data.get(name)
    return [row for row in rows if isinstance(row, dict)] if isinstance(rows, list) else []


def _part(data, name):
    part = data.get(name)
    return part if isinstance(part, dict) else {}


def _parse_facts(data):
    screen, battery = _part(data, "screen"), _part(data, "battery")
    return {
        "cpu": plain(data.get("cpu")),
        "cores": whole(data.get("cores")),
        "ram_gb": ram_gb((whole(data.get("memory_kib")) or 0) * 1024),
        "screen_inches": inches(whole(screen.get("width_mm")), whole(screen.get("height_mm"))),
        "screen_width": whole(screen.get("width")),
        "screen_height": whole(screen.get("height")),
        "has_webcam": _answer(data.get("webcam")),
        "has_cellular": _answer(data.get("cellular")),
        "battery_design_mwh": whole(battery.get("design_mwh")),
        "battery_full_mwh": whole(battery.get("full_mwh")),
        "battery_cycles": whole(battery.get("cycles")),
        "tpm": TPM.get(plain(data.get("tpm")), ""),
        "firmware": plain(data.get("firmware")) if data.get("firmware") in Firmware.values else "",
        **_system(data),
    }


def _answer(value):
    return value if isinstance(value, bool) else None


def _system(data):
    """Facts about the installed system; the script omits a system that runs from a USB stick."""
    facts = {}
    if data.get("windows_key") is True:
        facts["licence"] = Licence.DIGITAL
    if data.get("os") in Os.values:
        facts |= {"os": data["os"], "os_version": plain(data.get("os_version"))[:60]}
    return facts


def _disk(data):
    rotational = {0: False, 1: True}.get(whole(data.get("rotational")))
    smart = _part(data, "smart")
    model = plain(smart.get("model_name")) or plain(data.get("model"))
    return Disk(
        kind=disk_kind(plain(data.get("name")), model, rotates=rotational),
        serial=plain(data.get("serial")) or plain(smart.get("serial_number")),
        capacity_gb=disk_gb(whole(data.get("bytes"))),
        model=model,
        health=_health(smart),
        hours_on=whole(_part(smart, "power_on_time").get("hours")),
    )


def _health(smart):
    """Return the health of a disk from smartctl; "" if the disk does not report a status."""
    passes = _part(smart, "smart_status").get("passed")
    if not isinstance(passes, bool):
        return ""
    log = _part(smart, "nvme_smart_health_information_log")
    if not passes or whole(log.get("critical_warning")):
        return MediumHealth.FAILING
    lost = [
        whole(_part(row, "raw").get("value"))
        for row in _rows(_part(smart, "ata_smart_attributes"), "table")
        if whole(row.get("id")) in BAD_SECTORS
    ]
    is_worn = any(lost) or (whole(log.get("percentage_used")) or 0) >= WORN_PERCENT
    return MediumHealth.WORN if is_worn or whole(log.get("media_errors")) else MediumHealth.GOOD
