"""The JSON of our own script, `docs/collect.sh`."""

from inventory.lifecycle.specs import Firmware, Licence, Os, ReportKind, Tpm
from inventory.machines.machine import Disk, Machine
from inventory.machines.words import disk_gb, disk_kind, inches, model_name, plain, ram_gb, whole

VERSION = 1
TPM = {"0": Tpm.NONE, "1": Tpm.V12, "2": Tpm.V20}


def is_like(told):
    return isinstance(told, dict) and whole(told.get("rebond_collect")) == VERSION


def read(told):
    maker = plain(told.get("maker"))
    return Machine(
        kind=ReportKind.COLLECT,
        maker=maker,
        model=model_name(maker, plain(told.get("model")), plain(told.get("version"))),
        serial=plain(told.get("serial")),
        facts=_facts(told),
        disks=[_disk(disk) for disk in _rows(told, "disks")],
    )


def _rows(told, name):
    rows = told.get(name)
    return [row for row in rows if isinstance(row, dict)] if isinstance(rows, list) else []


def _part(told, name):
    part = told.get(name)
    return part if isinstance(part, dict) else {}


def _facts(told):
    screen, battery = _part(told, "screen"), _part(told, "battery")
    return {
        "cpu": plain(told.get("cpu")),
        "cores": whole(told.get("cores")),
        "ram_gb": ram_gb((whole(told.get("memory_kib")) or 0) * 1024),
        "screen_inches": inches(whole(screen.get("width_mm")), whole(screen.get("height_mm"))),
        "screen_width": whole(screen.get("width")),
        "screen_height": whole(screen.get("height")),
        "has_webcam": _answer(told.get("webcam")),
        "has_cellular": _answer(told.get("cellular")),
        "battery_design_mwh": whole(battery.get("design_mwh")),
        "battery_full_mwh": whole(battery.get("full_mwh")),
        "battery_cycles": whole(battery.get("cycles")),
        "tpm": TPM.get(plain(told.get("tpm")), ""),
        "firmware": plain(told.get("firmware")) if told.get("firmware") in Firmware.values else "",
        **_system(told),
    }


def _answer(value):
    return value if isinstance(value, bool) else None


def _system(told):
    """The system that is installed: the script says none of one that runs from a USB stick."""
    facts = {}
    if told.get("windows_key") is True:
        facts["licence"] = Licence.DIGITAL
    if told.get("os") in Os.values:
        facts |= {"os": told["os"], "os_version": plain(told.get("os_version"))[:60]}
    return facts


def _disk(told):
    rotational = {0: False, 1: True}.get(whole(told.get("rotational")))
    model = plain(told.get("model"))
    return Disk(
        kind=disk_kind(plain(told.get("name")), model, rotates=rotational),
        serial=plain(told.get("serial")),
        capacity_gb=disk_gb(whole(told.get("bytes"))),
        model=model,
    )
