from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from catalogue.models import Category
from core.guards import Guard, frozen
from core.lives import Life, LifeQuerySet, known_status, life_field
from core.models import Document
from core.sentences import Sentence
from donations.models import Donation
from inventory.lifecycle import (
    IMPORT_NEXT,
    IMPORT_TONES,
    VERDICT_TONES,
    ImportStatus,
    RowVerdict,
)
from inventory.models.device import Device


class ImportBatchQuerySet(LifeQuerySet):
    def visible_to(self, user):
        return self.filter(donation__in=Donation.objects.visible_to(user))

    def standing(self):
        """Those whose devices are in the register, or are being written."""
        return self.filter(status__in=[ImportStatus.APPLYING, ImportStatus.APPLIED])

    def waiting_since(self, moment):
        """Those offered to a worker before `moment` and not written: it was killed, or is slow."""
        return self.filter(status=ImportStatus.APPLYING, offered_at__lt=moment)


class ImportBatch(Life):
    """A donor's list: the file, how its columns match ours, and what became of each row."""

    Status = ImportStatus
    NEXT = IMPORT_NEXT
    TONES = IMPORT_TONES
    DONOR_LIST = "donor_list"

    status = life_field(ImportStatus, ImportStatus.CHECKED)
    donation = models.ForeignKey(Donation, models.PROTECT, related_name="imports")
    document = models.ForeignKey(Document, models.PROTECT, related_name="+")
    kind = models.CharField(max_length=20, default=DONOR_LIST)
    sha256 = models.CharField(max_length=64)
    headings = models.JSONField(default=list)
    mapping = models.JSONField(default=dict)
    default_category = models.ForeignKey(
        Category,
        models.PROTECT,
        verbose_name=_("category of the rows that name none"),
        null=True,
        blank=True,
        related_name="+",
    )
    skip_refused = models.BooleanField(_("leave the refused rows out"), default=False)
    error = models.TextField(blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    # When writing was last offered to a worker: too long ago, it is offered again.
    offered_at = models.DateTimeField(null=True, editable=False)

    objects = ImportBatchQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("imported list")
        verbose_name_plural = _("imported lists")
        constraints = [
            known_status("inventory_importbatch_status", ImportStatus),
            models.UniqueConstraint(
                fields=["kind", "sha256"],
                condition=Q(status__in=[ImportStatus.APPLYING, ImportStatus.APPLIED]),
                name="inventory_importbatch_once",
                violation_error_message=_("This very file was imported already."),
            ),
            frozen(
                "inventory_importbatch_frozen",
                ["donation_id", "document_id", "kind", "sha256"],
                _("An imported list stays the file it was."),
            ),
            Guard(
                name="inventory_importbatch_kept",
                on={"DELETE": "OLD.status <> 'checked'"},
                violation_error_message=_("A list that was written is undone, never deleted."),
            ),
        ]

    def __str__(self):
        return self.document.name

    def get_absolute_url(self):
        return reverse("import_detail", args=[self.pk])


class ImportRowQuerySet(models.QuerySet):
    def good(self):
        return self.filter(verdict=RowVerdict.GOOD)

    def refused(self):
        return self.filter(verdict=RowVerdict.REFUSED)


class ImportRow(models.Model):
    """One row of a donor's list: its cells word for word, the verdict, and the device it became."""

    batch = models.ForeignKey(ImportBatch, models.PROTECT, related_name="rows", db_index=False)
    number = models.PositiveIntegerField(_("row"))
    cells = models.JSONField(default=list)
    verdict = models.CharField(_("verdict"), max_length=8, choices=RowVerdict)
    problems = models.JSONField(default=list)
    device = models.ForeignKey(Device, models.PROTECT, null=True, related_name="import_rows")

    objects = ImportRowQuerySet.as_manager()

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(
                fields=["batch", "number"],
                name="inventory_importrow_once",
                violation_error_message=_("This row of the list is entered already."),
            ),
            frozen(
                "inventory_importrow_frozen",
                ["batch_id", "number", "cells"],
                _("A source row is kept as it came."),
            ),
            Guard(
                name="inventory_importrow_kept",
                on={"DELETE": "OLD.device_id IS NOT NULL"},
                violation_error_message=_("The row that a device came from is kept with it."),
            ),
        ]

    def __str__(self):
        return str(self.number)

    @property
    def status_label(self):
        return RowVerdict(self.verdict).label

    @property
    def status_tone(self):
        return VERDICT_TONES[self.verdict]

    @property
    def sentences(self):
        """What is wrong with this row, in the reader's language."""
        return [str(Sentence(*problem)) for problem in self.problems]
