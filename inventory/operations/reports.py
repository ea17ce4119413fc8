"""Reports of erasing tools: attached to their device, shown, then recorded, each disk by itself."""

import hashlib
from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from core.lives import Refused
from core.models import Document, Event
from core.operations import operation
from core.typed import line_of
from inventory.lifecycle import DeviceStatus, MediumKind
from inventory.models import Device, Erasure, ErasureReport, Medium
from inventory.operations.erasure import record
from inventory.operations.media import note_medium
from inventory.operations.stock import check_in_the_house
from inventory.reports.files import Reading
from people.models import User

# A report that nobody made a record of is forgotten after so long.
UNUSED = timedelta(days=7)


@operation("inventory.erase_medium")
def attach_report(device: Device, *, by: User, reading: Reading, name: str) -> ErasureReport:
    """Keep a report with its device, private; nothing is recorded yet. The same file is one report.

    Raises `Refused` for a device that nobody here has in hand.
    """
    device.lock()
    check_in_the_house(device)
    sha256 = hashlib.sha256(reading.content).hexdigest()
    existing = device.reports.filter(sha256=sha256).first()
    if existing and not existing.document.purged_at:
        return existing
    if existing:
        raise Refused(_("This report was forgotten, as nobody recorded it: export it again."))
    document = Document.objects.store(
        reading.content,
        kind="erasure_report",
        name=line_of(name)[-120:],
        content_type=reading.content_type,
        by=by,
    )
    report = ErasureReport.objects.create(
        device=device,
        document=document,
        sha256=sha256,
        tool=reading.tool[:60],
        found=[entry.as_data() for entry in reading.entries],
        by=by,
    )
    Event.objects.record("device.report_read", device, by=by, report=report.pk)
    return report


@operation("inventory.erase_medium")
def record_report(report: ErasureReport, *, by: User, records: list[dict]) -> list[Erasure]:
    """Record the erasures of a report: all of them, or none.

    Each record holds the keywords of `record_erasure`, and `medium`, None for a disk that was not
    noted yet (with its `capacity_gb`).
    """
    device = report.device
    device.lock()
    if report.document.purged_at:
        raise Refused(_("This report was forgotten: attach it again."))
    if not records:
        raise Refused(_("Say which disk of this device the report is about."))
    media = [facts.pop("medium") or _another(device, by, facts) for facts in records]
    written = []
    for medium, facts in zip(media, records, strict=True):
        facts.pop("capacity_gb", None)
        medium.lock()
        written.append(record(medium, by, **facts, report=report))
    return written


def _another(device: Device, by: User, facts: dict) -> Medium:
    """A disk that the report names and nobody had noted."""
    if device.status == DeviceStatus.READY:
        raise Refused(_("Take the device to the bench first."))
    kind = facts.get("kind") or MediumKind.UNKNOWN
    serial, size = facts["medium_serial"], facts.get("capacity_gb")
    override = facts.get("override", False)
    return note_medium(device, by, kind=kind, serial=serial, capacity_gb=size, override=override)


@operation("inventory.erase_medium")
def forget_reports(*, by: User, now: datetime) -> int:
    """Purge the files of reports that nobody made a record of for a week; return how many."""
    left = ErasureReport.objects.unused().filter(at__lt=now - UNUSED).select_related("document")
    reports = list(left.select_for_update(of=("self",)))
    for report in reports:
        report.document.purge()
    return len(reports)
