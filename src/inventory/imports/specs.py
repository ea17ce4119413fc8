"""Parse specifications as written by donors: `16 Go`, `SSD 256`, `i5-8350U`, `Windows 10 Pro`.

Each parser returns {field of the specifications: value}, empty if the text is unreadable.
"""

import re
import tomllib
from decimal import Decimal
from functools import lru_cache
from pathlib import Path

from catalogue.names import key_of
from core.imports.cells import is_unknown
from core.imports.columns import word_key
from core.imports.kinds import words_of
from inventory.devices.lifecycle.specifications import Os, StorageKind
from inventory.devices.models.specification import LIMITS, LISTS, Specification

CPU_MAX = Specification._meta.get_field("cpu").max_length
VERSION_MAX = Specification._meta.get_field("os_version").max_length
PER_GB = {"b": 1024**3, "k": 1024 * 1024, "m": 1024, "g": 1, "t": Decimal(1) / 1000}
TABLE = tomllib.loads(Path(__file__).with_name("spec_words.toml").read_text(encoding="utf-8"))
DISK_KINDS, LAYOUTS, SYSTEMS, LICENCES = (
    list(TABLE[name].items()) for name in ("disk_kinds", "layouts", "systems", "licences")
)
SPECS = {"cpu", "ram", "storage", "screen"}
STORE_FIRST = {"phone", "tablet"}
# usual sizes in GB: 64,000 MB is 64 GB, 8,192 MB is 8 GB, 243,081 MB is a disk sold as 256 GB
USUAL = {1, 2, 3, 4, 6, 8, 12, 16, 32, 64, 128, 256, 512, 120, 240, 250, 320, 480, 500, 1000, 2000}
TIMES, SIZE, THOUSANDS, DISKS, BETWEEN, RAM_WORD, DISK_WORD = (
    re.compile(TABLE["sizes"][name], re.IGNORECASE)
    for name in ("times", "size", "thousands", "disks", "between", "ram_word", "disk_word")
)
# in GB: largest usual memory and smallest usual disk of a computer
LARGEST_RAM, SMALLEST_DISK = 64, 100
LARGEST_OF_PHONE = 16  # usual memory of a phone or tablet, in GB
YES, NO = (set(TABLE["answers"][name].split("|")) for name in ("yes", "no"))


def _first(text, table):
    lowered = " ".join(text.split()).casefold()
    return next((code for code, pattern in table if re.search(pattern, lowered)), None)


def _in_limits(name, value):
    least, most = LIMITS[name]
    return value is not None and least <= value <= most


def _gigabytes(number, unit, bare):
    """Return a size in GB; `bare` has the unit of a number without a unit, by minimum value."""
    size = Decimal(number.replace(",", "."))
    unit = unit.lower() if unit else next(u for least, u in bare if size >= least)
    gb = size / PER_GB[unit]
    sizes = [size / 1000, gb, gb * 1024**3 / 10**9] if unit in "bkm" else []
    near = [(off, u) for each in sizes for u in USUAL if (off := abs(each / u - 1)) < 0.007]
    return min(near, key=lambda pair: pair[0], default=(0, gb))[1]


def _sum_of(parts, bare):
    """Return the sizes in GB of modules or disks; a size without a unit takes the next unit."""
    sizes, unit = [], None
    for part in reversed(parts):
        text = re.sub(r"\bm\.?2\b|\bddr\d\w*|\bpc\d-\d+", "", part, flags=re.IGNORECASE)
        times = TIMES.search(text)
        match = SIZE.search(text, times.end() if times else 0)
        if match:
            unit = match[2] or unit
            sizes.append((int(times[1]) if times else 1) * _gigabytes(match[1], unit, bare))
    return sizes


def read_cpu(text):
    name = " ".join(re.sub(r"\((?:r|tm|c)\)|®|™", "", text, flags=re.IGNORECASE).split())
    return {"cpu": name[:CPU_MAX]} if re.search(r"[A-Za-z]", name) else {}


def _two_sizes(text):
    """Split a cell into two sizes: return (parts, sizes in GB), or two empty lists."""
    parts = [part for part in BETWEEN.split(text) if part.strip()]
    sizes = _sum_of(parts, [(16_000, "m"), (0, "g")])[::-1] if len(parts) == 2 else []
    return (parts, sizes) if len(sizes) == 2 else ([], [])


def ram_and_disk(text):
    """Return (memory, disk) in GB for a cell with both sizes, or None if it is unclear."""
    parts, sizes = _two_sizes(text)
    if not sizes:
        return None
    are_ram, are_disks = ([bool(word.search(p)) for p in parts] for word in (RAM_WORD, DISK_WORD))
    place = sizes.index(min(sizes))
    if are_ram[0] != are_ram[1]:
        place = are_ram.index(True)
    else:
        # 3/32 and 4/64 of phones
        is_phone = "/" in text and sizes[0] <= LARGEST_OF_PHONE and sizes[1] >= 4 * sizes[0]
        is_disk = max(sizes) >= SMALLEST_DISK or (are_disks[1 - place] and "/" in text) or is_phone
        if are_disks[place] or sizes[place] > LARGEST_RAM or not is_disk:
            return None
    return round(sizes[place]), round(sizes[1 - place])


def _read_both(text):
    """Parse a cell with memory and disk; {} if their order is unclear (64/4), None if not both."""
    both, (_parts, sizes) = ram_and_disk(text), _two_sizes(text)
    if both is None:
        is_unclear = "/" in text and sizes and max(sizes) <= LARGEST_RAM and len({*sizes}) > 1
        return {} if is_unclear and not DISK_WORD.search(text) else None
    read = dict(zip(("ram_gb", "storage_gb"), both, strict=True))
    disks = " ".join(part for part in BETWEEN.split(text) if not RAM_WORD.search(part))
    return {name: gb for name, gb in read.items() if _in_limits(name, gb)} | read_kind(disks)


def read_ram(text):
    """Parse the memory size, or the sum of modules (2x4 GB, 4+4), and a disk in the same cell."""
    if (both := _read_both(text)) is not None:
        return both
    text = THOUSANDS.sub(r"\1\2", text)
    parts = [part for part in re.split(r"\+|&|\bet\b", text) if part.strip()]
    bare = [(100_000_000, "b"), (1_000_000, "k"), (256, "m"), (0, "g")]
    size = round(sum(_sum_of(parts, bare)))
    return {"ram_gb": size} if _in_limits("ram_gb", size) else {}


def read_kind(text):
    kind = _first(text, DISK_KINDS)
    return {"storage_kind": kind} if kind else {}


def read_storage(text):
    """Parse the size and the kind of storage, and memory in the same cell.

    Disks are added up, and their kind may be mixed.
    """
    if (both := _read_both(text)) is not None:
        return both
    specs, parts = {}, [part for part in DISKS.split(text) if part.strip()]
    sizes = _sum_of(parts, [(10_000_000_000, "b"), (16_000, "m"), (0, "g")])
    kinds = [kind for part in parts for kind in read_kind(part).values()]
    if sizes and _in_limits("storage_gb", round(sum(sizes))):
        specs["storage_gb"] = round(sum(sizes))
    if kinds:
        specs["storage_kind"] = kinds[0] if len(set(kinds)) == 1 else StorageKind.MIXED
    return specs


def read_screen(text):
    match = re.search(r"(\d{1,3}(?:[.,]\d{1,2})?)", text)
    size = Decimal(match[1].replace(",", ".")).quantize(Decimal("0.1")) if match else None
    return {"screen_inches": size} if _in_limits("screen_inches", size) else {}


def read_keyboard(text):
    layout = _first(text, LAYOUTS)
    return {"keyboard": layout} if layout else {}


def read_os(text):
    """Parse the operating system, and its version as written in the list."""
    line = " ".join(text.split())
    system = _first(line, SYSTEMS)
    if system is None:
        return {"os_version": line[:VERSION_MAX]} if re.search(r"\d", line) else {}
    version = re.sub(r"microsoft|windows|android|ipados|mac ?os( x)?|chrome ?os|\bios\b", " ", line,
                     flags=re.IGNORECASE)  # fmt: skip
    version = re.sub(r"\bw(?:in)? ?(?=\d)", "", version, flags=re.IGNORECASE)
    version = " ".join(version.split()) if system != Os.NONE else ""
    return {"os": system, **({"os_version": version[:VERSION_MAX]} if version else {})}


def read_licence(text):
    licence = _first(text, LICENCES)
    return {"licence": licence} if licence else {}


def read_webcam(text):
    word = key_of(text)
    return {"has_webcam": word in YES} if word in YES | NO else {}


def read_battery(text):
    """Parse the health of the battery in percent, and its cycles: `87 %`, `92`, `312 cycles`."""
    cycles = re.search(r"(\d{1,5})\s*(?:cycles?|zyklen)\b", text, re.IGNORECASE)
    health = re.fullmatch(r"\D*?(\d{1,3})\s*%.*|(\d{2,3})", text.strip())
    read = {
        "battery_cycles": cycles and int(cycles[1]),
        "battery_percent": health and int(health[1] or health[2]),
    }
    return {name: number for name, number in read.items() if _in_limits(name, number)}


READERS = {"cpu": read_cpu, "ram": read_ram, "storage": read_storage, "storage_kind": read_kind}
READERS |= {"screen": read_screen, "os": read_os, "licence": read_licence}
READERS |= {"keyboard": read_keyboard, "battery": read_battery, "webcam": read_webcam}


@lru_cache(maxsize=4_096)
def read_spec(name, text):
    """Parse a cell of a donor's list into {field of the specifications: value}, or None if empty.

    The cells of a column are often repeated: each text is parsed once.
    """
    return None if is_unknown(text) else READERS[name](text)


# {field of the specifications: column of a donor's list that has the same parser}
COLUMN_OF = {name: name for name in ("cpu", "storage_kind", "keyboard", "os", "licence")}
COLUMN_OF |= {"ram_gb": "ram", "storage_gb": "storage", "screen_inches": "screen"}
COLUMN_OF |= {"has_webcam": "webcam", "battery_percent": "battery"}
# fields of lists whose cells may have both sizes
SIZES = {"ram", "storage", "ram_gb", "storage_gb"}
FIGURE = re.compile(r"(\d+)(?:[.,]0+)?\D*")


@lru_cache(maxsize=4_096)
def read_fact(name, text):
    """Parse a cell of the field `name` into {field of the specifications: value}; {} if unreadable.

    Labels of fixed choices are accepted as well as the words of donors.
    """
    code = _codes(name).get(word_key(text))
    if code:
        return {name: code}
    if name in COLUMN_OF:
        return READERS[COLUMN_OF[name]](text)
    if name in LIMITS:
        match = FIGURE.fullmatch("".join(text.split()))
        figure = int(match[1]) if match else None
        return {name: figure} if _in_limits(name, figure) else {}
    if name == "has_cellular":
        word = key_of(text)
        return {name: word in YES} if word in YES | NO else {}
    return _line(name, text)


@lru_cache
def _codes(name):
    return words_of(LISTS[name]) if name in LISTS else {}


def _line(name, text):
    """Return {name: text on one line}, or {} if it is too long; COA numbers without spaces."""
    line = "".join(text.upper().split()) if name == "coa_number" else " ".join(text.split())
    fits = line and len(line) <= Specification._meta.get_field(name).max_length
    return {name: line} if fits else {}
