"""Comparison of a hardware report with the record of a device.

A report is stored, then compared, then applied for the ticked fields. The form contains a hash of
the comparison: if it has changed meanwhile, the page is shown again. If the serial number, or
without one the model, differs, no field is ticked.
"""

import hashlib
from dataclasses import dataclass, field

from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from catalogue.names import brands_named, key_of
from inventory.imports.spec_display import display_value
from inventory.models import Device, Medium, Specification
from inventory.workshop.machine_reports.machine import Disk, Machine

# Device fields that a report may fill, only if they are empty.
IDENTITY = {
    "device_brand": _("Brand"),
    "device_model": _("Model"),
    "device_serial": _("Serial number"),
}
MATCHED, IDENTIFY, ADD = "known", "identify", "add"


@dataclass
class Change:
    """A field whose value differs between the report and the record."""

    name: str
    label: str
    before: str
    after: str
    value: object
    is_new: bool


@dataclass
class DiskMatch:
    """A disk of the report and its medium; `act` is `MATCHED`, `IDENTIFY` or `ADD` (no medium)."""

    number: int
    disk: Disk
    act: str
    medium: Medium | None = None


@dataclass
class Comparison:
    machine: Machine
    changes: list[Change] = field(default_factory=list)
    same: int = 0
    disks: list[DiskMatch] = field(default_factory=list)
    unseen: list[Medium] = field(default_factory=list)
    is_other_machine: bool = False
    is_other_model: bool = False  # another make or model, and no serial number to settle it
    owner: Device | None = None  # another device with the serial number of the report, if any

    @property
    def is_doubtful(self):
        return self.is_other_machine or self.is_other_model

    @property
    def new_disks(self):
        return [matched for matched in self.disks if matched.act != MATCHED]

    @property
    def fingerprint(self):
        """Digest of the comparison, to detect changes since it was shown."""
        rows = [(c.name, str(c.before), str(c.after)) for c in self.changes]
        rows += [(d.number, d.act, d.medium and d.medium.pk, d.disk.serial) for d in self.disks]
        return hashlib.sha256(repr(rows).encode()).hexdigest()[:16]


def compare(device, machine):
    """Compare a parsed `machine` with the record of `device`; writes nothing."""
    specification = Specification.objects.of(device)
    comparison = Comparison(machine, changes=_identity(device, machine))
    for field_ in Specification._meta.concrete_fields:
        name = field_.name
        if name not in machine.facts:
            continue
        before, after = getattr(specification, name), machine.facts[name]
        if before == after:
            comparison.same += 1
        else:
            is_new = before is None or before == ""
            words = (
                capfirst(field_.verbose_name),
                display_value(name, before),
                display_value(name, after),
            )
            comparison.changes.append(Change(name, *words, after, is_new))
    comparison.disks, comparison.unseen = _disks(device, machine)
    if machine.serial and device.serial and machine.serial != device.serial:
        comparison.is_other_machine = True
        others = Device.objects.living().exclude(pk=device.pk)
        comparison.owner = others.filter(serial=machine.serial).first()
    elif not (machine.serial and device.serial):
        comparison.is_other_model = _is_other_model(device, machine)
    return comparison


def _is_other_model(device, machine):
    """Whether the model differs or, if it is unknown on one side, the brand.

    Names fit if one has all words of the other: “EliteBook 840 G5” and “HP EliteBook 840 G5”.
    """
    if device.model_id and machine.model:
        ours, theirs = (set(key_of(name).split()) for name in (device.model.name, machine.model))
        return not (ours <= theirs or theirs <= ours)
    brand = _brand_of(machine.maker)
    return bool(device.brand_id and brand and key_of(brand) != device.brand.key)


def _identity(device, machine):
    identity = {
        "device_brand": _brand_of(machine.maker) if device.brand_id is None else "",
        "device_model": machine.model if device.model_id is None else "",
        "device_serial": machine.serial if device.serial is None else "",
    }
    unknown = display_value("cpu", "")
    return [
        Change(name, IDENTITY[name], unknown, value, value, is_new=True)
        for name, value in identity.items()
        if value
    ]


def _brand_of(maker):
    brand = brands_named([maker], make=False).get(key_of(maker))
    return brand.name if brand else ""


def _disks(device, machine):
    """Match disks with media by serial number, or else in order; return the unmatched media too."""
    present = list(device.media.exclude(status=Medium.Status.DESTROYED).order_by("pk"))
    by_serial = {medium.serial: medium for medium in present if medium.serial}
    unidentified = [medium for medium in present if not medium.serial]
    matches = []
    for number, disk in enumerate(machine.disks):
        medium = by_serial.pop(disk.serial, None) if disk.serial else None
        if medium:
            matches.append(DiskMatch(number, disk, MATCHED, medium))
        elif unidentified:
            matches.append(DiskMatch(number, disk, IDENTIFY, unidentified.pop(0)))
        else:
            matches.append(DiskMatch(number, disk, ADD))
    unseen = [*by_serial.values()] if machine.disks else []
    return matches, [medium for medium in unseen if medium.status == Medium.Status.PRESENT]
