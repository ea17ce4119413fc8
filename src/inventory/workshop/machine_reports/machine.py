"""The parsed content of a hardware report, independent of the tool."""

from dataclasses import dataclass, field

from django.core.exceptions import ValidationError

from inventory.devices.identifiers import SERIAL_MAX, clean_serial
from inventory.devices.lifecycle.devices import MediumKind
from inventory.devices.lifecycle.specifications import ReportKind, StorageKind
from inventory.models import Specification
from inventory.workshop.machine_reports.synonyms import plain

MAX_DISKS = 24
MAX_GB = 100_000


@dataclass
class Disk:
    kind: str = MediumKind.UNKNOWN
    serial: str = ""
    capacity_gb: int | None = None
    model: str = ""
    health: str = ""
    hours_on: int | None = None

    def __post_init__(self):
        self.serial = (clean_serial(plain(self.serial)) or "")[:SERIAL_MAX]
        self.model = plain(self.model)[:60]
        if not 1 <= (self.capacity_gb or 0) <= MAX_GB:
            self.capacity_gb = None


@dataclass
class Machine:
    """A parsed report; `facts` is {field of `Specification`: value}, without unknown values."""

    kind: ReportKind
    maker: str = ""
    model: str = ""
    serial: str = ""
    facts: dict = field(default_factory=dict)
    disks: list[Disk] = field(default_factory=list)

    def __post_init__(self):
        self.maker = name_or_blank(self.maker)[:60]
        self.model = name_or_blank(self.model)[:80]
        serial = clean_serial(plain(self.serial)) or ""
        self.serial = serial if len(serial) <= SERIAL_MAX else ""
        self.disks = self.disks[:MAX_DISKS]
        self.facts = believed({**self.facts, **storage(self.disks)})

    @property
    def designation(self):
        return f"{self.maker} {self.model}".strip()


def name_or_blank(text):
    """Return the name of a maker or model; "" for placeholders of firmware."""
    words = plain(text)
    return words if clean_serial(words) else ""


def storage(disks):
    """Return `storage_gb` and `storage_kind`, each only if it is known for every disk."""
    if not disks:
        return {}
    sizes = [disk.capacity_gb for disk in disks]
    kinds = {disk.kind for disk in disks}
    facts = {"storage_gb": sum(sizes)} if all(sizes) else {}
    if MediumKind.UNKNOWN not in kinds:
        facts["storage_kind"] = kinds.pop() if len(kinds) == 1 else StorageKind.MIXED
    return facts


def believed(facts):
    """Return the facts that are within the limits of their fields."""
    sound = {}
    for name, fact in facts.items():
        if fact in (None, ""):
            continue
        field = Specification._meta.get_field(name)
        try:
            sound[name] = field.clean(fact, None)
        except ValidationError:
            continue
    return _of_a_piece(sound)


def _of_a_piece(facts):
    """Drop incomplete pairs, and battery values above the design capacity."""
    if ("screen_width" in facts) != ("screen_height" in facts):
        facts = {k: v for k, v in facts.items() if k not in ("screen_width", "screen_height")}
    design, full = facts.get("battery_design_mwh"), facts.get("battery_full_mwh")
    if design is not None and full is not None and full > design * 3 // 2:
        facts = {k: v for k, v in facts.items() if not k.startswith("battery_")}
    return facts
