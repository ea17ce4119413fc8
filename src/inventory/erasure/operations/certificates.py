"""Issue, render, send and revoke erasure certificates; record reports of erasure tools.

A certificate is verified at a public URL with a random 128-bit token, distinct from its number. The
page shows whether it is valid, replaced or revoked, its date, standards, counts, and the ends of
the serial numbers. Only data that never changes is read, and the page is never cached or indexed;
the response to an unknown code looks the same.
"""

import hashlib
from base64 import b32encode
from datetime import datetime, timedelta
from secrets import token_bytes

from django.conf import settings
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from core.models import Document, Event, Sequence
from core.text_input import line_of
from core.workflow.lifecycle import Refused
from core.workflow.operations import operation, stores
from donations.models import Donation, Letter
from inventory.devices.lifecycle.devices import DeviceStatus, MediumKind
from inventory.devices.operations import check_on_hand
from inventory.erasure.certificate_content import (
    check_certifiable,
    content_of,
    proofs_in,
    sha256_of,
)
from inventory.erasure.operations.erasure import note_medium, record
from inventory.erasure.report_files import Reading
from inventory.intake.operations.papers import send
from inventory.models import (
    CertifiedErasure,
    Device,
    Erasure,
    ErasureCertificate,
    ErasureReport,
    Medium,
)
from people.models import User

TOKEN_BYTES = 16


@operation("inventory.certify_erasure", locks=True)
def certify_device(device: Device, *, by: User) -> ErasureCertificate:
    """Certify the media of a device; return the existing certificate unless the content changed.

    Raises `Refused` unless all media of the device are proven erased.
    """
    return _certify(device, by)


@operation("donations.change_donation", locks=True)
def certify_lot(donation: Donation, *, by: User) -> ErasureCertificate:
    """Issue a certificate for a lot as it is now; it lists devices without proof separately."""
    donation.devices.lock()
    return _certify(donation, by)


def _certify(subject: Device | Donation, by: User) -> ErasureCertificate:
    check_certifiable(subject)
    language = _language_of(subject)
    with translation.override(language):
        content = content_of(subject)
    digest = sha256_of(content)
    latest = _latest(subject)
    if latest and latest.content_sha256 == digest and latest.language == language:
        return latest
    certificate = ErasureCertificate.objects.create(
        **{"device" if isinstance(subject, Device) else "donation": subject},
        number=Sequence.objects.number_of_year("certificate", "CE"),
        token=b32encode(token_bytes(TOKEN_BYTES)).decode().rstrip("="),
        language=language,
        content=content,
        content_sha256=digest,
        by=by,
    )
    CertifiedErasure.objects.bulk_create(
        CertifiedErasure(certificate=certificate, erasure_id=pk) for pk in proofs_in(content)
    )
    _record_event("certified", certificate, by)
    return certificate


def _language_of(subject: Device | Donation) -> str:
    """Language of the donor, or the default language of the installation."""
    lot = subject if isinstance(subject, Donation) else subject.donation
    return lot.donor.language if lot else settings.LANGUAGE_CODE


def _record_event(what: str, certificate: ErasureCertificate, by: User) -> None:
    noun = "device" if certificate.device_id else "donation"
    number = certificate.number
    Event.objects.record(f"{noun}.{what}", certificate.subject, by=by, number=number)


@operation("inventory.certify_erasure", prepare=stores("pdf"))
def keep_certificate_file(certificate: ErasureCertificate, *, by: User, pdf: bytes) -> Document:
    """Store the PDF of a certificate and return its document; the first stored file is final."""
    certificate = ErasureCertificate.objects.select_for_update(of=("self",)).get(pk=certificate.pk)
    if certificate.document is None:
        certificate.document = Document.objects.store_paper(
            pdf, kind="erasure_certificate", of=certificate, by=by
        )
        certificate.save(update_fields=["document"])
    return certificate.document


def _check_file(donation: Donation, **_by: object) -> dict:
    certificate = _latest(donation)
    if certificate and certificate.document:
        certificate.document.read()
    return {}


def _latest(subject: Device | Donation) -> ErasureCertificate | None:
    return subject.certificates.filter(revoked_at=None, forgotten_at=None).first()


@operation("donations.change_donation", prepare=_check_file, locks=True)
def send_certificate(donation: Donation, *, by: User) -> Letter:
    """Mail the latest certificate of a lot to its donor, if it is up to date and has its PDF."""
    certificate = _latest(donation)
    if certificate is None:
        raise Refused(_("Create the certificate first."))
    if certificate.content_sha256 != _current_digest(donation, certificate.language):
        raise Refused(
            _("The lot has changed since its certificate was made: make a new certificate.")
        )
    if certificate.document is None:
        raise Refused(_("The certificate is being created: try again in a minute."))
    return send(donation, certificate.document, certificate.number, by=by)


def _current_digest(donation: Donation, language: str) -> str:
    with translation.override(language):
        return sha256_of(content_of(donation))


@operation("inventory.revoke_certificate")
def revoke_certificate(
    certificate: ErasureCertificate, *, by: User, why: str
) -> ErasureCertificate:
    """Revoke a certificate: its public page shows that it is invalid."""
    certificate.subject.lock()
    certificate.refresh_from_db()
    if certificate.revoked_at:
        raise Refused(_("%(number)s is already revoked.") % {"number": certificate})
    return revoke(certificate, by, why)


def revoke(certificate: ErasureCertificate, by: User, why: str) -> ErasureCertificate:
    """Revoke a valid certificate whose subject is locked."""
    certificate.revoked_at, certificate.revoked_by = timezone.now(), by
    certificate.revoked_why = line_of(why)
    certificate.save(update_fields=["revoked_at", "revoked_by", "revoked_why"])
    _record_event("certificate_revoked", certificate, by)
    return certificate


# Reports of erasure tools: attached to a device, shown, then recorded disk by disk.

# Reports without a recorded erasure are purged after this time.
UNUSED_REPORT_RETENTION = timedelta(days=7)


@operation("inventory.erase_medium", prepare=stores("reading"), locks=True)
def attach_report(device: Device, *, by: User, reading: Reading, name: str) -> ErasureReport:
    """Attach a private report to its device, without recording an erasure yet.

    A repeated file is stored once. Raises `Refused` for a device that is not in our stock.
    """
    check_on_hand(device)
    sha256 = hashlib.sha256(reading.content).hexdigest()
    existing = device.reports.filter(sha256=sha256).first()
    if existing and not existing.document.purged_at:
        return existing
    if existing:
        raise Refused(_("This report was deleted because nobody recorded it: export it again."))
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
    """Record all erasures of a report, or raise `Refused` and record none.

    Each record has the keywords of `record_erasure`, and `medium`, which is None for a disk that
    was not recorded yet (with its `capacity_gb`).
    """
    device = report.device
    device.lock()
    if report.document.purged_at:
        raise Refused(_("This report was deleted: attach it again."))
    if not records:
        raise Refused(_("Choose the disk of this device that the report is about."))
    media = [facts.pop("medium") or _another(device, by, facts) for facts in records]
    written = []
    for medium, facts in zip(media, records, strict=True):
        facts.pop("capacity_gb", None)
        medium.lock()
        written.append(record(medium, by, **facts, report=report))
    return written


def _another(device: Device, by: User, facts: dict) -> Medium:
    """Create a medium for an unrecorded disk of the report."""
    if device.status == DeviceStatus.READY:
        raise Refused(_("Take the device to the bench first."))
    kind = facts.get("kind") or MediumKind.UNKNOWN
    serial, size = facts["medium_serial"], facts.get("capacity_gb")
    override = facts.get("override", False)
    return note_medium(device, by, kind=kind, serial=serial, capacity_gb=size, override=override)


@operation("inventory.erase_medium")
def forget_reports(*, by: User, now: datetime) -> int:
    """Purge reports without a recorded erasure after a week; return their number."""
    left = (
        ErasureReport.objects.unused()
        .filter(at__lt=now - UNUSED_REPORT_RETENTION)
        .select_related("document")
    )
    reports = list(left.select_for_update(of=("self",)))
    for report in reports:
        report.document.purge()
    return len(reports)
