"""Record specifications of devices, by hand or from a hardware report."""

import hashlib
from collections.abc import Collection
from decimal import Decimal

from django.utils import timezone
from django.utils.translation import gettext as _

from core.models import Document, Event
from core.workflow.lifecycle import Refused
from core.workflow.operations import operation, stores
from inventory.devices.lifecycle.devices import DeviceStatus
from inventory.devices.operations import correct
from inventory.erasure.operations.erasure import add_medium, describe_medium, identify_medium
from inventory.models import Device, MachineReport, Medium, Specification
from inventory.workshop.machine_reports import readers as machines
from inventory.workshop.machine_reports.comparison import (
    ADD,
    IDENTITY,
    MATCHED,
    Change,
    Comparison,
    DiskMatch,
    compare,
)
from inventory.workshop.operations.machine_answers import SERIAL, answer_from_files
from people.models import User

Fact = str | int | Decimal | bool | None


@operation("inventory.change_device")
def specify(
    devices: Device | Collection[Device],
    *,
    by: User,
    clears: Collection[str] = (),
    **facts: Fact,
) -> list[Specification]:
    """Set `facts` of one or several devices, by field names of `Specification`; return the rows.

    The values None and "" change nothing; the fields in `clears` become unknown. Raises `Refused`
    for a device entered in error, or for an impossible value.
    """
    ids = {device.pk for device in ([devices] if isinstance(devices, Device) else devices)}
    locked = Device.objects.filter(pk__in=ids).lock()
    for device in locked:
        if device.status == DeviceStatus.WITHDRAWN:
            raise Refused(_("%(device)s was entered in error.") % {"device": device})
    cleaned = _clean({name: fact for name, fact in facts.items() if fact not in (None, "")})
    blank = Specification()
    cleaned |= {name: getattr(blank, name) for name in clears if name not in cleaned}
    return _write(locked, cleaned, by)


def _clean(facts: dict) -> dict:
    """Return the validated values to store; raise `ValidationError` if one is invalid."""
    if "coa_number" in facts:
        facts["coa_number"] = "".join(str(facts["coa_number"]).upper().split())
    for name in ("cpu", "os_version"):
        if name in facts:
            facts[name] = " ".join(str(facts[name]).split())
    row = Specification(**facts)
    row.clean_fields(exclude=[f.name for f in row._meta.fields if f.name not in facts])
    return {name: getattr(row, name) for name in facts}


def _write(devices: list[Device], facts: dict, by: User) -> list[Specification]:
    specifications = {
        row.device_id: row for row in Specification.objects.filter(device__in=devices)
    }
    stored = set(specifications)
    specifications |= {d.pk: Specification(device=d) for d in devices if d.pk not in stored}
    changes = {}
    for device in devices:
        row = specifications[device.pk]
        differing = sorted(name for name, value in facts.items() if getattr(row, name) != value)
        for name in differing:
            setattr(row, name, facts[name])
        if differing:
            changes[device] = {"count": len(differing), "fields": differing}
    new = [specifications[device.pk] for device in changes if device.pk not in stored]
    Specification.objects.bulk_create(new)
    Specification.objects.filter(device__in=[d.pk for d in changes if d.pk in stored]).update(
        **facts
    )
    Event.objects.record_many("device.specified", changes.items(), by=by)
    return [specifications[device.pk] for device in devices]


def same_coa(specification: Specification) -> list[Device]:
    """List other current devices with the same COA number: a licence belongs to one machine.

    Use it only for a warning: the number may have been misread on either device.
    """
    if not specification.coa_number:
        return []
    others = Device.objects.living().exclude(pk=specification.device_id)
    return list(others.filter(specification__coa_number=specification.coa_number)[:5])


# --- Hardware reports: store the file, compare it, apply the ticked changes. ---

MAX_REPORTS = 20


@operation("inventory.change_device", prepare=stores("content"), locks=True)
def keep_report(device: Device, *, by: User, content: bytes) -> MachineReport:
    """Store a hardware report unchanged, once; raise `Refused` if it cannot be parsed.

    The values are applied by `apply_report`, after a preview.
    """
    if device.status == DeviceStatus.WITHDRAWN:
        raise Refused(_("%(device)s was entered in error.") % {"device": device})
    kind = machines.read(content).kind
    sha256 = hashlib.sha256(content).hexdigest()
    same = device.machine_reports.filter(document__sha256=sha256, document__purged_at=None).first()
    if same:
        return same
    if device.machine_reports.filter(document__purged_at=None).count() >= MAX_REPORTS:
        raise Refused(_("There are already twenty files for this machine: delete some first."))
    document = Document.objects.store(
        content,
        kind="machine",
        name=f"{device.asset_tag}-{kind}.txt",
        content_type="text/plain",
        by=by,
    )
    report = MachineReport.objects.create(device=device, kind=kind, document=document, by=by)
    Event.objects.record("device.machine_read", device, by=by, tool=str(kind))
    return report


def compared(report: MachineReport, content: bytes | None = None) -> Comparison:
    """Return the changes that a report would make now; raise `Refused` if the file is gone.

    With `content`, the file is not read again.
    """
    return compare(report.device, machines.read(content or report.document.read()))


def _read(report: MachineReport, **_ticked: object) -> dict:
    """Read the content of the file before any lock."""
    return {"content": report.document.read()}


@operation("inventory.change_device", prepare=_read)
def apply_report(
    report: MachineReport,
    *,
    by: User,
    seen: str,
    names: Collection[str] = (),
    disks: Collection[int] = (),
    content: bytes = b"",
) -> MachineReport:
    """Apply the ticked fields and disks of a report in one transaction.

    `seen` is the fingerprint of the comparison that was shown. Raises `Refused` if the comparison
    has changed.
    """
    report.device.lock()
    comparison = compared(report, content)
    if comparison.fingerprint != seen:
        raise Refused(_("The record has changed since this page was opened: check it again."))
    changes = [change for change in comparison.changes if change.name in names]
    ticked = [disk for disk in comparison.new_disks if disk.number in disks]
    if (comparison.changes or comparison.new_disks) and not (changes or ticked):
        raise Refused(_("Tick the values to copy."))
    return _take_over(report, comparison, changes, ticked, by)


@operation("inventory.change_device", prepare=stores("content"))
def take_report(device: Device, *, by: User, content: bytes) -> MachineReport:
    """Store a report and apply all its values, like the page with all values ticked.

    Raises `Refused` for a report of another machine.
    """
    report = keep_report(device, by=by, content=content)
    if report.applied_at:
        return report  # values corrected since must not be overwritten
    comparison = compared(report, content)
    if comparison.is_other_machine:
        raise Refused(
            _(
                "This is another machine: its serial number is %(serial)s, that of "
                "%(device)s is %(ours)s."
            )
            % {"serial": comparison.machine.serial, "device": device, "ours": device.serial}
        )
    if comparison.is_other_model:
        raise Refused(
            _("This file describes this device: %(machine)s. Is it the right one?")
            % {"machine": comparison.machine.designation}
        )
    return _take_over(report, comparison, comparison.changes, comparison.new_disks, by)


def _take_over(
    report: MachineReport,
    comparison: Comparison,
    changes: list[Change],
    ticked: list[DiskMatch],
    by: User,
) -> MachineReport:
    values = {change.name: change.value for change in changes}
    _identify(report.device, values, by)
    facts = {name: value for name, value in values.items() if name not in IDENTITY}
    if facts:
        specify(report.device, by=by, **facts)
    for found in comparison.disks:
        if found in ticked:
            found.medium = _note_disk(report.device, found, by)
        if found in ticked or found.act == MATCHED:
            disk = found.disk
            describe_medium(found.medium, disk.model, disk.health, disk.hours_on)
    report.applied_at, report.confirmed = timezone.now(), _confirmed(report.device, comparison)
    if comparison.machine.serial and "device_serial" not in values:
        report.confirmed += [SERIAL] * (comparison.machine.serial == report.device.serial)
    report.save(update_fields=["applied_at", "confirmed"])
    report.device.refresh_from_db(fields=["status", "received_at"])
    answer_from_files([report.device], by=by)
    count = len(changes) + len(ticked)
    if count:
        Event.objects.record("device.machine_applied", report.device, by=by, count=count)
    return report


def _confirmed(device: Device, comparison: Comparison) -> list[str]:
    """Names of the specification fields whose value matches the report."""
    row = Specification.objects.filter(device=device).first() or Specification()
    facts = comparison.machine.facts
    return sorted(name for name, value in facts.items() if getattr(row, name) == value)


def _identify(device: Device, values: dict, by: User) -> None:
    if not values.keys() & IDENTITY.keys():
        return
    device.serial = values.get("device_serial", device.serial)
    brand = values.get("device_brand") or str(device.brand or "")
    model = values.get("device_model") or str(device.model or "")
    correct(device, by=by, brand=brand, model=model)


def _note_disk(device: Device, matched: DiskMatch, by: User) -> Medium:
    disk = matched.disk
    facts = {"kind": disk.kind, "serial": disk.serial, "capacity_gb": disk.capacity_gb}
    if matched.act == ADD:
        return add_medium(device, by=by, **facts)
    matched.medium.device = device
    return identify_medium(matched.medium, by=by, **facts)


@operation("inventory.change_device")
def drop_report(report: MachineReport, *, by: User) -> MachineReport:
    """Delete the file of a report; the row stays."""
    report.device.lock()
    report.document.refresh_from_db()
    if report.document.purged_at is None:
        report.document.purge()
        Event.objects.record("device.machine_dropped", report.device, by=by, tool=report.kind)
    return report
