"""Parse values of hardware reports: texts, sizes, kinds of disks."""

import json
import re
import unicodedata
from decimal import Decimal

from inventory.devices.lifecycle.devices import MediumKind

GIB = 1024**3
GB = 1000**3
MAX_NAME_LENGTH = 100
# Memory sizes in GiB: the reported size lacks the memory reserved for graphics.
RAM_SIZES = [1, 2, 3, 4, 6, 8, 10, 12, 16, 20, 24, 32, 40, 48, 64, 80, 96, 128, 192, 256, 384, 512]
HDD = re.compile(
    r"^(?:ST\d{3,5}[A-Z]|WDC? ?WD\d|WD\d{3,5}[A-Z]|HGST|HITACHI|HTS\d|TOSHIBA (?:MQ|DT|MK|HDW)"
    r"|SAMSUNG (?:HM|HD|HN)|APPLE HDD)"
)
SSD = re.compile(
    r"SSD|SOLID|CRUCIAL|^(?:SAMSUNG MZ|MZ|SANDISK SD|WDC WDS|KINGSTON S|MTFD|MICRON|HFS"
    r"|LITEON|THNS|CT\d+(?:MX|BX|P))"
)


def refuse_constant(name):
    raise ValueError(name)


def as_json(text):
    """Parse JSON; None if it is invalid or nested too deeply."""
    try:
        return json.loads(text, parse_constant=refuse_constant)
    except (ValueError, RecursionError):
        return None


def plain(value):
    """Return a string on one line without control characters, or "" for any other value."""
    if not isinstance(value, str):
        return ""
    printable = "".join(
        " " if unicodedata.category(c)[0] in "CZ" else c for c in value[: 4 * MAX_NAME_LENGTH]
    )
    return " ".join(printable.split())[:MAX_NAME_LENGTH]


def whole(value):
    """Convert a value to a non-negative whole number, or None."""
    if isinstance(value, bool):
        return None
    if isinstance(value, str):
        digits = value.strip()
        value = int(digits) if re.fullmatch(r"[0-9]{1,18}", digits) else None
    if isinstance(value, float):
        value = int(value) if 0 <= value < 10**18 else None
    return value if isinstance(value, int) and 0 <= value < 10**18 else None


def ram_gb(size):
    """Convert the memory visible to the system, in bytes, into the installed memory in GB."""
    if not size:
        return None
    exact = size / GIB
    return next((gb for gb in RAM_SIZES if gb >= exact - 0.05), round(exact))


def disk_gb(size):
    """Convert bytes into decimal gigabytes, the unit in which disks are sold."""
    return round(size / GB) if size else None


def inches(width_mm, height_mm):
    """Diagonal of a screen in inches, to one decimal; None if it is unknown or implausible."""
    if not width_mm or not height_mm or max(width_mm, height_mm) > 10_000:
        return None
    diagonal = Decimal(width_mm**2 + height_mm**2).sqrt() / Decimal("25.4")
    return diagonal.quantize(Decimal("0.1"))


def disk_kind(path, model, *, rotates=None):
    """Return the kind of a disk: hard disk, SSD, NVMe, memory on the board, or unknown."""
    name, model = path.rpartition("/")[2], model.upper()
    if name.startswith("nvme"):
        return MediumKind.NVME
    if name.startswith("mmcblk"):
        return MediumKind.EMBEDDED
    if rotates is None:
        rotates = True if HDD.search(model) else False if SSD.search(model) else None
    return {True: MediumKind.HDD, False: MediumKind.SSD, None: MediumKind.UNKNOWN}[rotates]


def model_name(maker, product, version):
    """Return the marketing name of a model, which Lenovo writes in the version field."""
    names = version if maker.upper().startswith("LENOVO") and len(version) > 3 else product
    return names.removeprefix(maker).strip() or names
