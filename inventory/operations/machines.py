"""Hardware reports: store the file, compare it, apply the ticked changes."""

from collections.abc import Collection

from django.utils import timezone
from django.utils.translation import gettext as _

from core.lives import Refused
from core.models import Document, Event
from core.operations import operation
from inventory import machines
from inventory.lifecycle import DeviceStatus
from inventory.machines.comparison import ADD, IDENTITY, Comparison, DiskMatch, compare
from inventory.models import Device, MachineReport
from inventory.operations.media import add_medium, identify_medium
from inventory.operations.specs import specify
from inventory.operations.stock import correct
from people.models import User

MAX_REPORTS = 20


@operation("inventory.change_device")
def keep_report(device: Device, *, by: User, content: bytes) -> MachineReport:
    """Keep a file that a machine wrote, as it came; refused when it cannot be read.

    Nothing of it is taken over yet: `apply_report` does, once somebody has seen what it changes.
    """
    device.lock()
    if device.status == DeviceStatus.WITHDRAWN:
        raise Refused(_("%(device)s was entered in error.") % {"device": device})
    if device.machine_reports.filter(document__purged_at=None).count() >= MAX_REPORTS:
        raise Refused(_("There are twenty files of this machine already: delete some first."))
    kind = machines.read(content).kind
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


def compared(report: MachineReport) -> Comparison:
    """What the file of a report would change now; raises `Refused` when it was deleted or lost."""
    return compare(report.device, machines.read(report.document.read()))


@operation("inventory.change_device")
def apply_report(
    report: MachineReport,
    *,
    by: User,
    seen: str,
    names: Collection[str] = (),
    disks: Collection[int] = (),
) -> MachineReport:
    """Take over the ticked fields and disks of a file, all in one act.

    `seen` is the fingerprint of the comparison that was shown: refused when it would be another.
    """
    report.device.lock()
    comparison = compared(report)
    if comparison.fingerprint != seen:
        raise Refused(_("The record changed since this page was shown: look again."))
    changes = [change for change in comparison.changes if change.name in names]
    ticked = [disk for disk in comparison.new_disks if disk.number in disks]
    if not (changes or ticked):
        raise Refused(_("Tick what is to be taken over."))
    values = {change.name: change.value for change in changes}
    _identify(report.device, values, by)
    facts = {name: value for name, value in values.items() if name not in IDENTITY}
    if facts:
        specify(report.device, by=by, **facts)
    for disk in ticked:
        _note_disk(report.device, disk, by)
    report.applied_at = timezone.now()
    report.save(update_fields=["applied_at"])
    count = len(changes) + len(ticked)
    Event.objects.record("device.machine_applied", report.device, by=by, count=count)
    return report


def _identify(device: Device, values: dict, by: User) -> None:
    if not values.keys() & IDENTITY.keys():
        return
    device.serial = values.get("device_serial", device.serial)
    brand = values.get("device_brand") or str(device.brand or "")
    model = values.get("device_model") or str(device.model or "")
    correct(device, by=by, brand=brand, model=model)


def _note_disk(device: Device, matched: DiskMatch, by: User) -> None:
    disk = matched.disk
    facts = {"kind": disk.kind, "serial": disk.serial, "capacity_gb": disk.capacity_gb}
    if matched.act == ADD:
        add_medium(device, by=by, **facts)
    else:
        matched.medium.device = device
        identify_medium(matched.medium, by=by, **facts)


@operation("inventory.change_device")
def drop_report(report: MachineReport, *, by: User) -> MachineReport:
    """Delete the file of a report; that there was one stays written."""
    report.device.lock()
    report.document.refresh_from_db()
    if report.document.purged_at is None:
        report.document.purge()
        Event.objects.record("device.machine_dropped", report.device, by=by, tool=report.kind)
    return report
