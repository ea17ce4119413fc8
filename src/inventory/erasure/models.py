"""Erasure certificates, and the reports of erasure tools.

The row of a certificate freezes its content; the PDF is rendered from it once, by a worker if it is
long. Issuing a certificate again returns the same certificate until the content changes. Only
proofs are listed: attested erasures, media not erased yet and erasures entered in error are named
separately. The certificate of a lot names the donor, so only users who see donors may read it;
technicians print certificates of devices. For a lot, the proof of a disk is the first erasure that
no failure voids: a device that is lent, returns and must be erased again stays proven for its
donor.
"""

import re

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Length
from django.db.models.lookups import Exact
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.models import Document
from core.models.addressed import Addressed
from core.models.by_language import languages
from core.models.fields import check, once, protected_key, user_key
from core.workflow.guards import EMPTY_JSON, append_only, frozen, never_deleted, only_forgotten
from donations.models import Donation
from inventory.devices.models.device import Device
from inventory.devices.models.erasure import Erasure

TOKEN = re.compile(r"[A-Z2-7]{26}", re.ASCII)


class ErasureCertificateQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Certificates of the devices and lots that `user` sees.

        Use `readable_by` for access to the PDF.
        """
        devices, lots = Device.objects.visible_to(user), Donation.objects.visible_to(user)
        return self.filter(Q(device__in=devices) | Q(donation__in=lots))

    def readable_by(self, user):
        """Certificates whose PDF `user` may read; the certificate of a lot names the donor."""
        if not user.has_perm("inventory.certify_erasure"):
            return self.none()
        rows = self.visible_to(user)
        return rows if user.has_perm("donations.view_donor") else rows.filter(donation=None)

    def matching_code(self, code):
        """Certificates with this number or this printed code."""
        if re.fullmatch(r"CE\d\d-\d{4,}", code.upper(), re.ASCII):
            return self.filter(number=code.upper())
        return self.opened_by(code)

    def opened_by(self, token):
        """Certificates with this public token, case-insensitive; the number is not accepted."""
        code = token.upper()
        return self.filter(token=code) if TOKEN.fullmatch(code) else self.none()

    def with_state(self):
        """Annotate `is_replaced`: whether the device or lot has a later valid certificate."""
        later = ErasureCertificate.objects.filter(pk__gt=OuterRef("pk"), revoked_at=None)
        same = Q(device=OuterRef("device")) | Q(donation=OuterRef("donation"))
        return self.annotate(is_replaced=Exists(later.filter(same)))

    def standing(self):
        """Valid certificates: neither revoked nor replaced."""
        return self.with_state().filter(revoked_at=None, is_replaced=False)

    def undrawn(self):
        return self.filter(document=None, forgotten_at=None)


class ErasureCertificate(models.Model):
    """An erasure certificate of one device or of a lot, as at the time of issue.

    `content` is frozen; the PDF is rendered from it once. After the retention of accounting
    records, both are erased; hashes and proofs remain. `token` is in the URL of the public page,
    which shows only the proofs.
    """

    number = models.CharField(_("number"), max_length=12, unique=True)
    token = models.CharField(max_length=26, unique=True)
    device = protected_key(Device, null=True, related_name="certificates")
    donation = protected_key(Donation, null=True, related_name="certificates")
    language = models.CharField(max_length=2, choices=languages)
    content = models.JSONField()
    forgotten_at = models.DateTimeField(null=True, editable=False)
    content_sha256 = models.CharField(max_length=64)
    document = models.OneToOneField(Document, models.PROTECT, null=True, related_name="+")
    offered_at = models.DateTimeField(default=timezone.now)  # time of the latest enqueuing
    by = user_key()
    at = models.DateTimeField(default=timezone.now)
    revoked_at = models.DateTimeField(null=True)
    revoked_by = user_key(null=True)
    revoked_why = models.CharField(_("reason"), max_length=200, blank=True)

    objects = ErasureCertificateQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("erasure certificate")
        verbose_name_plural = _("erasure certificates")
        constraints = [
            check(
                "subject",
                Q(device__isnull=True, donation__isnull=False)
                | Q(device__isnull=False, donation__isnull=True),
                _("A certificate must cover one device or one lot."),
            ),
            check(
                "token",
                Exact(Length("token"), 26),
                _("The code of a certificate must be impossible to guess."),
            ),
            check(
                "revoked",
                Q(revoked_at=None, revoked_by=None, revoked_why="")
                | Q(revoked_at__isnull=False, revoked_by__isnull=False) & ~Q(revoked_why=""),
                _("A revocation must have a date, an author and a reason."),
            ),
            frozen(
                [
                    "number",
                    "token",
                    "device_id",
                    "donation_id",
                    "language",
                    "content_sha256",
                    "by_id",
                    "at",
                ],
                _("A certificate cannot be changed: make another."),
            ),
            only_forgotten(
                "content",
                _("A certificate cannot be changed: make another."),
                name="said",
                instead=EMPTY_JSON,
            ),
            frozen(
                ["document_id"],
                _("The file of a certificate cannot be changed."),
                name="document",
                when="OLD.document_id IS NOT NULL",
            ),
            frozen(
                ["revoked_at", "revoked_by_id", "revoked_why"],
                _("A revocation is final: make another certificate."),
                name="revoked_once",
                when="OLD.revoked_at IS NOT NULL",
            ),
            never_deleted(_("A certificate cannot be deleted: revoke it instead.")),
        ]

    def __str__(self):
        return self.number

    def get_absolute_url(self):
        return self.subject.get_absolute_url()

    @property
    def subject(self):
        return self.device or self.donation


class CertifiedErasure(models.Model):
    """A proof that a certificate lists."""

    certificate = protected_key(ErasureCertificate, related_name="proofs")
    erasure = protected_key(Erasure, related_name="certified")

    class Meta:
        ordering = ["pk"]
        constraints = [
            once(["certificate", "erasure"], _("This certificate already lists this erasure.")),
            append_only(_("A certificate cannot be changed: make another.")),
        ]

    def __str__(self):
        return f"{self.certificate}: {self.erasure}"


class ErasureReportQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self.filter(device__in=Device.objects.visible_to(user))

    def unused(self):
        """Reports from which no erasure was recorded."""
        return self.filter(erasures=None, document__purged_at=None)


class ErasureReport(Addressed):
    """A private file in which a tool reported erasures, and its parsed content.

    `found` has an entry for each medium in the file: see `inventory.erasure.report_files`.
    """

    PAGE = "erasure_report"

    device = protected_key(Device, related_name="reports")
    document = models.OneToOneField(Document, models.PROTECT, related_name="+")
    sha256 = models.CharField(max_length=64)
    tool = models.CharField(_("tool"), max_length=60, blank=True)
    found = models.JSONField(default=list)
    by = user_key()
    at = models.DateTimeField(default=timezone.now)

    objects = ErasureReportQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("erasure report")
        verbose_name_plural = _("erasure reports")
        constraints = [
            once(["device", "sha256"], _("This report is already attached to this device.")),
            frozen(
                ["device_id", "document_id", "sha256", "tool", "found", "by_id", "at"],
                _("A report cannot be changed."),
            ),
            never_deleted(_("A report cannot be deleted.")),
        ]

    def __str__(self):
        return self.document.name
