from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from catalogue.models import Category
from core.guards import append_only, frozen, never_deleted
from core.lives import Life, LifeQuerySet, known_status, life_field
from inventory.lifecycle import (
    MEDIUM_NEXT,
    ErasureMethod,
    ErasureResult,
    MediumKind,
    MediumStatus,
    Outcome,
)
from inventory.models.device import Device


class Checklist(models.Model):
    """What is checked on a category of devices; a change is a new version."""

    category = models.ForeignKey(Category, models.PROTECT, verbose_name=_("category"))
    version = models.PositiveSmallIntegerField(_("version"), default=1)
    is_current = models.BooleanField(_("in use"), default=True)

    class Meta:
        verbose_name = _("checklist")
        verbose_name_plural = _("checklists")
        constraints = [
            models.UniqueConstraint(
                fields=["category", "version"],
                name="inventory_checklist_version",
                violation_error_message=_("This version exists already."),
            ),
            models.UniqueConstraint(
                fields=["category"],
                condition=Q(is_current=True),
                name="inventory_checklist_one_current",
                violation_error_message=_("A category has one checklist in use."),
            ),
        ]

    def __str__(self):
        return f"{self.category} v{self.version}"


class ChecklistItem(models.Model):
    """One thing to check; a fault in a blocking item keeps the device from being ready."""

    checklist = models.ForeignKey(Checklist, models.PROTECT, related_name="items")
    code = models.SlugField(_("code"), max_length=40)
    position = models.PositiveSmallIntegerField(_("position"))
    label_fr = models.CharField(_("French"), max_length=160)
    label_en = models.CharField(_("English"), max_length=160)
    is_blocking = models.BooleanField(
        _("blocking"), default=False, help_text=_("With this fault, the device cannot leave.")
    )

    class Meta:
        ordering = ["position"]
        verbose_name = _("item of a checklist")
        verbose_name_plural = _("items of checklists")
        constraints = [
            models.UniqueConstraint(
                fields=["checklist", "code"],
                name="inventory_checklistitem_once",
                violation_error_message=_("This item is in the list already."),
            )
        ]

    def __str__(self):
        return self.label_en if get_language() == "en" else self.label_fr


class TestResult(models.Model):
    """What a check found, at one attempt; the latest counts, none is rewritten."""

    device = models.ForeignKey(Device, models.PROTECT, related_name="results", db_index=False)
    item = models.ForeignKey(ChecklistItem, models.PROTECT, related_name="+", db_index=False)
    outcome = models.CharField(_("result"), max_length=4, choices=Outcome)
    note = models.CharField(_("note"), max_length=200, blank=True)
    at = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("result")
        verbose_name_plural = _("results")
        # What the list of the bench asks for each item of each device; the item alone, nobody asks.
        indexes = [
            models.Index(fields=["device", "item", "-id"], name="inventory_testresult_device")
        ]
        constraints = [
            models.CheckConstraint(
                name="inventory_testresult_outcome",
                condition=Q(outcome__in=Outcome.values),
                violation_error_message=_("It works, has a fault, or does not apply."),
            ),
            append_only(
                "inventory_testresult_append_only", _("A result is not rewritten: test again.")
            ),
        ]

    def __str__(self):
        return f"{self.item}: {self.get_outcome_display()}"


class MediumQuerySet(LifeQuerySet):
    def with_last_erasure(self):
        """Each with `last_result` and `last_erased_at`, of its latest erasure."""
        latest = Erasure.objects.filter(medium=models.OuterRef("pk")).order_by("-ended_at", "-pk")
        return self.annotate(
            last_result=models.Subquery(latest.values("result")[:1]),
            last_erased_at=models.Subquery(latest.values("ended_at")[:1]),
        )


class Medium(Life):
    """A disk or a memory that holds data. A device that holds data has at least one."""

    Status = MediumStatus
    NEXT = MEDIUM_NEXT
    TONES = {}

    status = life_field(MediumStatus, MediumStatus.PRESENT)
    device = models.ForeignKey(Device, models.PROTECT, related_name="media")
    kind = models.CharField(
        _("kind"), max_length=10, choices=MediumKind, default=MediumKind.UNKNOWN
    )
    serial = models.CharField(_("serial number"), max_length=60, blank=True)
    capacity_gb = models.PositiveIntegerField(_("capacity (GB)"), null=True, blank=True)

    objects = MediumQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        verbose_name = _("storage medium")
        verbose_name_plural = _("storage media")
        constraints = [
            known_status("inventory_medium_status", MediumStatus),
            frozen(
                "inventory_medium_frozen",
                ["device_id"],
                _("A disk stays in the story of its device."),
            ),
            frozen(
                "inventory_medium_destroyed",
                ["status"],
                _("What was destroyed does not come back."),
                when="OLD.status = 'destroyed'",
            ),
            never_deleted(
                "inventory_medium_kept", _("A disk is removed or destroyed, never deleted.")
            ),
        ]

    def __str__(self):
        return self.serial or str(self.get_kind_display())

    @property
    def is_proven(self):
        """Destroyed, or passed since its device came in. Needs `with_last_erasure`, `device`."""
        if self.status == MediumStatus.DESTROYED:
            return True
        is_erased = self.last_result == ErasureResult.PASSED
        return is_erased and self.last_erased_at > self.device.received_at


class Erasure(models.Model):
    """The proof, or the failure, of one erasure of one medium; never rewritten."""

    medium = models.ForeignKey(Medium, models.PROTECT, related_name="erasures")
    method = models.CharField(_("method"), max_length=16, choices=ErasureMethod)
    tool = models.CharField(_("tool"), max_length=60)
    tool_version = models.CharField(_("version"), max_length=40)
    medium_serial = models.CharField(_("serial number of the medium"), max_length=60)
    result = models.CharField(_("result"), max_length=8, choices=ErasureResult)
    started_at = models.DateTimeField(_("started"))
    ended_at = models.DateTimeField(_("ended"))
    operator = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ["-ended_at", "-pk"]
        verbose_name = _("erasure")
        verbose_name_plural = _("erasures")
        indexes = [
            models.Index(fields=["medium", "result", "ended_at"], name="inventory_erasure_proof")
        ]
        constraints = [
            models.CheckConstraint(
                name="inventory_erasure_result",
                condition=Q(result__in=ErasureResult.values),
                violation_error_message=_("An erasure passed, failed, or is unknown."),
            ),
            models.CheckConstraint(
                name="inventory_erasure_order",
                condition=Q(ended_at__gte=F("started_at")),
                violation_error_message=_("An erasure does not end before it starts."),
            ),
            models.CheckConstraint(
                name="inventory_erasure_not_in_advance",
                condition=Q(recorded_at__gte=F("ended_at")),
                violation_error_message=_(
                    "An erasure that has not ended proves nothing: record it afterwards."
                ),
            ),
            models.CheckConstraint(
                name="inventory_erasure_proof_complete",
                condition=~Q(result=ErasureResult.PASSED)
                | Q(method__in=ErasureMethod.values)
                & ~Q(tool="")
                & ~Q(tool_version="")
                & ~Q(medium_serial=""),
                violation_error_message=_(
                    "A passed erasure names its method, tool, version and the medium's number."
                ),
            ),
            append_only(
                "inventory_erasure_append_only", _("A proof of erasure is never rewritten.")
            ),
        ]

    def __str__(self):
        return f"{self.medium_serial}: {self.get_result_display()}"
