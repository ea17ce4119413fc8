"""Parser of the output of `dmidecode`, which contains neither disks nor screens."""

import re

from inventory.devices.lifecycle.specifications import Firmware, ReportKind, Tpm
from inventory.workshop.machine_reports.machine import Machine
from inventory.workshop.machine_reports.synonyms import model_name, plain, ram_gb, whole
from modules.machine_files.sizes import bytes_of

HANDLE = re.compile(r"^Handle 0x[0-9A-Fa-f]+, DMI type (\d{1,3}),", re.MULTILINE)
LINE = re.compile(r"^\t([^\t:]{1,60}):[ \t]*(.*)$")
FIRMWARE, SYSTEM, PROCESSOR, MEMORY, BATTERY, TPM_DEVICE = 0, 1, 4, 17, 22, 43


def is_like(text):
    return HANDLE.search(text) is not None


def read(text):
    tables = list(_tables(text))
    system = next((lines for kind, lines, _body in tables if kind == SYSTEM), {})
    maker = plain(system.get("Manufacturer"))
    model = model_name(maker, plain(system.get("Product Name")), plain(system.get("Version")))
    return Machine(
        kind=ReportKind.DMIDECODE,
        maker=maker,
        model=model,
        serial=plain(system.get("Serial Number")),
        facts=_parse_facts(tables),
    )


def _tables(text):
    """Yield (type, {name: value}, body) of each table."""
    handles = list(HANDLE.finditer(text))
    ends = [*(match.start() for match in handles[1:]), len(text)]
    for match, end in zip(handles, ends, strict=True):
        body = text[match.end() : end]
        named = (LINE.match(line) for line in body.splitlines())
        yield int(match[1]), {line[1]: line[2] for line in named if line}, body


def _parse_facts(tables):
    def of(kind):
        return [lines for block_type, lines, _body in tables if block_type == kind]

    processors = [lines for lines in of(PROCESSOR) if plain(lines.get("Version"))]
    sizes = [bytes_of(lines.get("Size")) or 0 for lines in of(MEMORY)]
    designs = [_milliwatts(lines.get("Design Capacity")) for lines in of(BATTERY)]
    is_uefi = any("UEFI is supported" in body for kind, _lines, body in tables if kind == FIRMWARE)
    return {
        "cpu": plain(processors[0]["Version"]) if processors else "",
        "cores": sum(whole(lines.get("Core Count")) or 0 for lines in processors) or None,
        "ram_gb": ram_gb(sum(sizes)),
        "battery_design_mwh": sum(filter(None, designs)) or None,
        "firmware": Firmware.UEFI if is_uefi else "",
        "tpm": _tpm(of(TPM_DEVICE)),
    }


def _milliwatts(text):
    match = re.match(r"(\d{1,7}) mWh", text or "")
    return int(match[1]) if match else None


def _tpm(devices):
    versions = [plain(lines.get("Specification Version")) for lines in devices]
    return next((version for version in versions if version in Tpm.values), "")
