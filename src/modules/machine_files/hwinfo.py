"""Parser of the output of `hwinfo`: numbered blocks, each of a hardware class."""

import re

from inventory.devices.lifecycle.specifications import Firmware, ReportKind
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
from modules.machine_files.sizes import bytes_of

BLOCK = re.compile(r"^\d{2,4}: [A-Z][^\n]*$", re.MULTILINE)
CLASS = re.compile(r"^ {2}Hardware Class: ([a-z ]{2,30})$", re.MULTILINE)
LINE = re.compile(r"^ {2,6}([A-Za-z][^:\n]{0,40}): (.*)$")
QUOTED = re.compile(r'"([^"\n]*)"')
BYTES = re.compile(r"\((\d{1,18}) bytes\)")
SYSTEM_INFO = re.compile(r"^ {2}System Info:[^\n]*\n((?: {4}[^\n]*\n?)+)", re.MULTILINE)


def is_like(text):
    return BLOCK.search(text) is not None and CLASS.search(text) is not None


def read(text):
    blocks = list(_blocks(text))
    info = SYSTEM_INFO.search(text)
    system = _lines(info[1]) if info else {}
    maker = _value(system, "Manufacturer")
    model = model_name(maker, _value(system, "Product"), _value(system, "Version"))
    return Machine(
        kind=ReportKind.HWINFO,
        maker=maker,
        model=model,
        serial=_value(system, "Serial"),
        facts=_parse_facts(blocks, text),
        disks=[_disk(lines) for kind, lines in blocks if kind == "disk" and not _is_plugged(lines)],
    )


def _blocks(text):
    """Yield (hardware class, {name: value}) of each block."""
    starts = [match.start() for match in BLOCK.finditer(text)]
    for start, end in zip(starts, [*starts[1:], len(text)], strict=True):
        body = text[start:end]
        kind = CLASS.search(body)
        if kind:
            yield kind[1], _lines(body)


def _lines(body):
    """Return {name: value} from the first line of each name; later lines are details."""
    lines = {}
    for line in body.splitlines():
        match = LINE.match(line)
        if match:
            lines.setdefault(match[1].strip(), match[2])
    return lines


def _value(lines, name):
    """Return the quoted text of a value, or the whole value if it has no quotes."""
    value = lines.get(name, "")
    quoted = QUOTED.search(value)
    return plain(quoted[1] if quoted else value)


def _parse_facts(blocks, text):
    def of(kind):
        return [lines for block_type, lines in blocks if block_type == kind]

    processors = of("cpu")
    memory = [bytes_of(lines.get("Memory Size")) or 0 for lines in of("memory")]
    networks = [_value(lines, "Device File") for lines in of("network interface")]
    is_uefi = "UEFI is supported" in text or "EFI: yes" in text
    return {
        "cpu": _value(processors[0], "Model") if processors else "",
        "ram_gb": ram_gb(sum(memory)),
        "has_webcam": True if of("camera") else None,
        "has_cellular": True if any(n.startswith("wwan") for n in networks) else None,
        "firmware": Firmware.UEFI if is_uefi else "",
        **_screen(of("monitor")),
    }


def _screen(monitors):
    """Facts about the first screen, since hwinfo lists the built-in screen first."""
    for lines in monitors[:1]:
        size = re.match(r"(\d{2,4})x(\d{2,4}) mm", lines.get("Size", ""))
        pixels = re.match(r"(\d{3,5})x(\d{3,5})@", lines.get("Resolution", ""))
        return {
            "screen_inches": inches(int(size[1]), int(size[2])) if size else None,
            "screen_width": int(pixels[1]) if pixels else None,
            "screen_height": int(pixels[2]) if pixels else None,
        }
    return {}


def _is_plugged(lines):
    return "usb" in lines.get("Driver", "") or "usb" in lines.get("SysFS Device Link", "")


def _disk(lines):
    size = BYTES.search(lines.get("Capacity", ""))
    model = _value(lines, "Model")
    return Disk(
        kind=disk_kind(_value(lines, "Device File").partition(" ")[0], model),
        serial=_value(lines, "Serial ID"),
        capacity_gb=disk_gb(whole(size[1])) if size else None,
        model=model,
    )
