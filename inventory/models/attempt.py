from decimal import Decimal

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.guards import append_only
from core.models import Document, Photo
from inventory.lifecycle import Outcome
from inventory.lifecycle.checklists import ValueKind
from inventory.models.checklist import Checklist, ChecklistItem
from inventory.models.device import Device


class AttemptQuerySet(models.QuerySet):
    def of_this_stay(self):
        """Those since the last arrival, by a checklist of what the device is today."""
        return self.filter(
            at__gte=F("device__received_at"), checklist__category=F("device__category")
        )


class Attempt(models.Model):
    """What was saved together about a device: one sending of its checklist, at one version.

    The version of the latest attempt of a stay is the one that the device keeps.
    """

    device = models.ForeignKey(Device, models.PROTECT, related_name="attempts", db_index=False)
    checklist = models.ForeignKey(Checklist, models.PROTECT, related_name="attempts")
    # Answers to an earlier version, kept where the newer one asks the same.
    is_carried = models.BooleanField(default=False)
    at = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", db_index=False
    )

    objects = AttemptQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("attempt")
        verbose_name_plural = _("attempts")
        indexes = [models.Index(fields=["device", "-id"], name="inventory_attempt_device")]
        constraints = [
            append_only(
                "inventory_attempt_append_only", _("A result is not rewritten: test again.")
            )
        ]

    def __str__(self):
        return f"{self.device} {self.checklist}"


class TestResult(models.Model):
    """What a check found, at one attempt; the latest counts, none is rewritten."""

    device = models.ForeignKey(Device, models.PROTECT, related_name="results", db_index=False)
    attempt = models.ForeignKey(Attempt, models.PROTECT, related_name="results")
    item = models.ForeignKey(ChecklistItem, models.PROTECT, related_name="+", db_index=False)
    outcome = models.CharField(_("result"), max_length=4, choices=Outcome)
    # A number as `Decimal` writes it, a text, or the code of a choice.
    value = models.CharField(_("value"), max_length=200, blank=True)
    note = models.CharField(_("note"), max_length=200, blank=True)
    photo = models.ForeignKey(Photo, models.PROTECT, null=True, related_name="+", db_index=False)
    file = models.ForeignKey(Document, models.PROTECT, null=True, related_name="+", db_index=False)
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

    @property
    def display_value(self):
        """Its value as people read it."""
        return self.item.in_words(self.value)

    @property
    def is_beyond(self):
        """Whether its number is outside the limits of its item."""
        is_number = self.value and self.item.value_kind == ValueKind.NUMBER
        return bool(is_number and not self.item.is_within(Decimal(self.value)))
