"""Repairs of devices: fault, work done, status and outcome."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from catalogue.models import FaultType
from core.guards import frozen, never_deleted, only_forgotten
from core.lives import Workflow, WorkflowQuerySet, status_field, valid_status
from inventory.lifecycle.repairs import (
    OPEN_REPAIRS,
    OUTCOME_BADGES,
    REPAIR_BADGES,
    REPAIR_TRANSITIONS,
    Barrier,
    RepairOutcome,
    RepairStatus,
)
from inventory.models.device import Device
from inventory.models.outside import Refurbisher


class RepairQuerySet(WorkflowQuerySet):
    def visible_to(self, user):
        """Repairs of devices of the user's sites; all for a coordinator."""
        if user.has_perm("inventory.view_every_site"):
            return self
        if user.has_perm("inventory.view_device"):
            return self.filter(device__site__in=user.site_ids)
        return self.none()

    def going_on(self):
        return self.filter(status__in=OPEN_REPAIRS)

    def standing(self):
        """Those that count: all but what was opened by mistake."""
        return self.exclude(status=RepairStatus.CANCELLED)

    def for_list(self):
        return self.select_related(
            "device__category", "device__brand", "device__model", "fault", "technician"
        )


HAS_ENDED = _("This repair has ended: take it up again to change it.")
STAYS_ENDED = "OLD.status IN ('ended', 'cancelled') AND NEW.status = OLD.status"


def _frozen_once_ended(*names):
    """Guards: free texts of an ended repair can only be blanked (anonymisation)."""
    return [
        only_forgotten(f"inventory_repair_{name}_kept", name, HAS_ENDED, when=STAYS_ENDED)
        for name in names
    ]


class Repair(Workflow):
    """One repair of one device, from the reported fault to its outcome."""

    Status = RepairStatus
    TRANSITIONS = REPAIR_TRANSITIONS
    BADGES = REPAIR_BADGES

    status = status_field(RepairStatus, RepairStatus.OPEN)
    device = models.ForeignKey(Device, models.PROTECT, editable=False, related_name="repairs")
    fault = models.ForeignKey(
        FaultType, models.PROTECT, verbose_name=pgettext_lazy("repair", "fault")
    )
    reported = models.TextField(
        _("what was said to be wrong"),
        max_length=1000,
        blank=True,
        help_text=_("About the device, never about a person."),
    )
    found = models.TextField(_("what was found"), max_length=2000, blank=True)
    done = models.TextField(_("what was done"), max_length=2000, blank=True)
    minutes = models.PositiveIntegerField(_("time spent, in minutes"), default=0)
    technician = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        verbose_name=_("technician"),
        null=True,
        blank=True,
        editable=False,
        related_name="+",
    )
    # The outside workshop that did it, as its audit says; then none of ours is its technician.
    refurbisher = models.ForeignKey(
        Refurbisher,
        models.PROTECT,
        verbose_name=_("outside workshop"),
        null=True,
        editable=False,
        related_name="+",
    )
    outcome = models.CharField(
        pgettext_lazy("repair", "outcome"),
        max_length=12,
        choices=RepairOutcome,
        blank=True,
        editable=False,
    )
    barrier = models.CharField(
        _("what prevents it"), max_length=16, choices=Barrier, blank=True, editable=False
    )
    # A fault that was not repaired is a limitation disclosed to the recipient.
    is_accepted = models.BooleanField(_("left as it is"), default=False, editable=False)
    cancel_reason = models.CharField(
        _("why it is cancelled"), max_length=200, blank=True, editable=False
    )
    opened_at = models.DateTimeField(_("opened"), default=timezone.now, editable=False)
    ended_at = models.DateTimeField(_("ended"), null=True, editable=False)

    objects = RepairQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("repair")
        verbose_name_plural = _("repairs")
        indexes = [models.Index(fields=["status", "-id"], name="inventory_repair_status")]
        constraints = [
            valid_status("inventory_repair_status_known", RepairStatus),
            models.UniqueConstraint(
                fields=["device"],
                condition=Q(status__in=OPEN_REPAIRS),
                name="inventory_repair_one_open",
                violation_error_message=_("This device is in repair already."),
            ),
            models.CheckConstraint(
                name="inventory_repair_ended",
                condition=Q(
                    status=RepairStatus.ENDED,
                    outcome__in=RepairOutcome.values,
                    ended_at__isnull=False,
                    ended_at__gte=F("opened_at"),
                )
                | ~Q(status=RepairStatus.ENDED) & Q(outcome="", ended_at=None),
                violation_error_message=_("A repair that ended says how, and when; no other does."),
            ),
            models.CheckConstraint(
                name="inventory_repair_barrier",
                condition=Q(outcome__in=["", RepairOutcome.FIXED], barrier="")
                | Q(
                    outcome__in=[RepairOutcome.REPAIRABLE, RepairOutcome.END_OF_LIFE],
                    barrier__in=Barrier.values,
                ),
                violation_error_message=_("Say what prevents its repair, if it is not fixed."),
            ),
            models.CheckConstraint(
                name="inventory_repair_accepted",
                condition=Q(is_accepted=False) | Q(outcome=RepairOutcome.REPAIRABLE),
                violation_error_message=_("Only what could not be repaired is left as it is."),
            ),
            models.CheckConstraint(
                name="inventory_repair_cancelled",
                condition=Q(status=RepairStatus.CANCELLED) & ~Q(cancel_reason="")
                | ~Q(status=RepairStatus.CANCELLED) & Q(cancel_reason=""),
                violation_error_message=_("Say why the repair is cancelled."),
            ),
            frozen(
                "inventory_repair_frozen",
                ["device_id", "opened_at"],
                _("A repair stays in the story of its device."),
            ),
            frozen(
                "inventory_repair_closed",
                ["fault_id", "minutes", "technician_id"],
                HAS_ENDED,
                when=STAYS_ENDED,
            ),
            *_frozen_once_ended("reported", "found", "done"),
            frozen(
                "inventory_repair_stays_cancelled",
                ["status"],
                _("A cancelled repair stays so: open another."),
                when="OLD.status = 'cancelled'",
            ),
            never_deleted("inventory_repair_kept", _("A repair is cancelled, never deleted.")),
        ]

    def __str__(self):
        return f"{self.device} · {self.fault}"

    def get_absolute_url(self):
        return reverse("repair_detail", args=[self.pk])

    @property
    def is_open(self):
        return self.status in OPEN_REPAIRS

    @property
    def is_waiting(self):
        return self.status == RepairStatus.WAITING

    @property
    def status_label(self):
        """How it ended says more than that it did."""
        return self.get_outcome_display() or super().status_label

    @property
    def status_tone(self):
        return OUTCOME_BADGES.get(self.outcome) or super().status_tone
