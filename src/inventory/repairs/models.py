"""Repairs of devices: fault, work done, status and outcome."""

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, OuterRef, Q, Subquery
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from catalogue.models import AccessoryKind, FaultType
from core.formatting import inside
from core.models import Document
from core.models.addressed import Addressed
from core.models.fields import check, once, protected_key, user_key
from core.workflow.guards import append_only, frozen, never_deleted, only_forgotten, sql_list
from core.workflow.lifecycle import Workflow, WorkflowQuerySet, status_field, valid_status
from inventory.accessories.models import AccessoryStock
from inventory.devices.lifecycle.repairs import (
    OPEN_REPAIRS,
    Barrier,
    Gap,
    PartStatus,
    RepairOutcome,
    RepairStatus,
)
from inventory.devices.models.device import Device
from inventory.devices.models.erasure import Medium
from inventory.devices.models.transfer import Refurbisher
from people.base.site_scope import of_own_sites


class RepairQuerySet(WorkflowQuerySet):
    def visible_to(self, user):
        """Repairs of devices at the user's sites, or all if the user sees every site."""
        return of_own_sites(self, user, "inventory.view_device", site="device__site")

    def going_on(self):
        return self.filter(status__in=OPEN_REPAIRS)

    def standing(self):
        """Repairs that were not cancelled as opened by mistake."""
        return self.exclude(status=RepairStatus.CANCELLED)

    def for_list(self):
        return self.select_related(
            "device__category", "device__brand", "device__model", "fault", "technician"
        )


HAS_ENDED = _("This repair has ended: reopen it to change it.")
ENDED = sql_list(RepairStatus.ENDED, RepairStatus.CANCELLED)
STAYS_ENDED = f"OLD.status IN {ENDED} AND NEW.status = OLD.status"


def _frozen_once_ended(*names):
    """Guards that freeze the free texts of an ended repair, except for blanking (anonymisation)."""
    return [only_forgotten(name, HAS_ENDED, when=STAYS_ENDED) for name in names]


class Repair(Addressed, Workflow):
    """A repair of a device, from the reported fault to the outcome."""

    status = status_field(RepairStatus, RepairStatus.OPEN)
    device = protected_key(Device, editable=False, related_name="repairs")
    fault = protected_key(FaultType, pgettext_lazy("repair", "fault"))
    reported = models.TextField(
        _("reported fault"),
        max_length=1000,
        blank=True,
        help_text=_("Describe the device, never a person."),
    )
    found = models.TextField(_("diagnosis"), max_length=2000, blank=True)
    done = models.TextField(_("work done"), max_length=2000, blank=True)
    minutes = models.PositiveIntegerField(_("time spent, in minutes"), default=0)
    cost = models.DecimalField(
        _("cost of parts and outside work (€)"),
        max_digits=8,
        decimal_places=2,
        default=0,
        validators=[MinValueValidator(0)],
    )
    technician = user_key(
        verbose_name=_("repair technician"), null=True, blank=True, editable=False
    )
    # External workshop that reported the repair in its audit; `technician` is then empty.
    refurbisher = protected_key(
        Refurbisher, _("outside workshop"), null=True, editable=False, related_name="+"
    )
    outcome = models.CharField(
        pgettext_lazy("repair", "outcome"),
        max_length=12,
        choices=RepairOutcome,
        blank=True,
        editable=False,
    )
    barrier = models.CharField(
        _("obstacle to the repair"), max_length=16, choices=Barrier, blank=True, editable=False
    )
    # Whether the fault was left unrepaired, as a known fault disclosed to the recipient.
    is_accepted = models.BooleanField(_("left unchanged"), default=False, editable=False)
    cancel_reason = models.CharField(
        _("reason for cancelling"), max_length=200, blank=True, editable=False
    )
    opened_at = models.DateTimeField(_("opened on"), default=timezone.now, editable=False)
    ended_at = models.DateTimeField(_("ended"), null=True, editable=False)

    objects = RepairQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("repair")
        verbose_name_plural = _("repairs")
        indexes = [models.Index(fields=["status", "-id"], name="inventory_repair_status")]
        constraints = [
            valid_status(RepairStatus),
            once(
                ["device"],
                _("This device is already under repair."),
                name="one_open",
                condition=Q(status__in=OPEN_REPAIRS),
            ),
            check(
                "ended",
                Q(
                    status=RepairStatus.ENDED,
                    outcome__in=RepairOutcome.values,
                    ended_at__isnull=False,
                    ended_at__gte=F("opened_at"),
                )
                | ~Q(status=RepairStatus.ENDED) & Q(outcome="", ended_at=None),
                _("Only a repair that has ended can have an outcome and an end date."),
            ),
            check(
                "barrier",
                Q(outcome__in=["", RepairOutcome.FIXED], barrier="")
                | Q(
                    outcome__in=[RepairOutcome.REPAIRABLE, RepairOutcome.END_OF_LIFE],
                    barrier__in=Barrier.values,
                ),
                _("Choose the obstacle to the repair if the device is not fixed."),
            ),
            check(
                "accepted",
                Q(is_accepted=False) | Q(outcome=RepairOutcome.REPAIRABLE),
                _("Only what could not be repaired can be left as it is."),
            ),
            check(
                "cancelled",
                Q(status=RepairStatus.CANCELLED) & ~Q(cancel_reason="")
                | ~Q(status=RepairStatus.CANCELLED) & Q(cancel_reason=""),
                _("Give the reason for cancelling the repair."),
            ),
            frozen(
                ["device_id", "opened_at"], _("A repair must stay in the history of its device.")
            ),
            frozen(
                ["fault_id", "minutes", "cost", "technician_id"],
                HAS_ENDED,
                name="closed",
                when=STAYS_ENDED,
            ),
            *_frozen_once_ended("reported", "found", "done"),
            frozen(
                ["status"],
                _("A cancelled repair cannot be reopened: open another."),
                name="stays_cancelled",
                when=f"OLD.status = '{RepairStatus.CANCELLED}'",
            ),
            never_deleted(_("A repair cannot be deleted: cancel it instead.")),
        ]

    def __str__(self):
        return f"{self.device} · {self.fault}"

    @property
    def is_open(self):
        return self.status in OPEN_REPAIRS

    @property
    def is_waiting(self):
        return self.status == RepairStatus.WAITING

    @property
    def status_label(self):
        """The outcome of a closed repair, or the status of an open repair."""
        return self.get_outcome_display() or super().status_label

    @property
    def status_tone(self):
        return RepairOutcome(self.outcome).tone if self.outcome else super().status_tone


class RepairFile(models.Model):
    """A file of a repair: a quote, an invoice or a photo."""

    repair = protected_key(Repair, related_name="files")
    document = models.OneToOneField(Document, models.PROTECT, editable=False, related_name="+")
    by = user_key(editable=False)
    at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ["pk"]
        verbose_name = _("file of a repair")
        verbose_name_plural = _("repair files")
        constraints = [append_only(_("A file can be deleted, but its row must stay."))]

    def __str__(self):
        return self.document.name


# --- Spare parts of repairs: awaited, then fitted, from stock or from another device. ---


class RepairPartQuerySet(WorkflowQuerySet):
    def visible_to(self, user):
        return self.filter(repair__in=Repair.objects.visible_to(user))

    def awaited(self):
        return self.filter(status=PartStatus.AWAITED)

    def fitted(self):
        return self.filter(status=PartStatus.FITTED)

    def lacking(self):
        """Parts taken out of their device and not replaced."""
        return self.fitted().filter(gap=Gap.LACKING)

    def with_stock(self):
        """Annotate `in_stock`, the stock at the device's site; NULL if not counted."""
        here = AccessoryStock.objects.filter(
            kind=OuterRef("kind"), site=OuterRef("repair__device__site")
        )
        return self.annotate(in_stock=Subquery(here.values("quantity")[:1]))

    def arrived(self):
        """Awaited parts that are in stock, so that their repairs can resume."""
        return self.awaited().with_stock().filter(in_stock__gte=F("quantity"))

    def for_list(self):
        return self.select_related(
            "kind", "taken_from", "medium", "repair__device__category", "repair__device__brand"
        ).select_related("repair__device__model", "repair__fault")


class RepairPart(Workflow):
    """A part fitted in a repair, or a quantity of identical parts: kind, origin and date."""

    status = status_field(PartStatus, PartStatus.AWAITED)
    repair = protected_key(Repair, related_name="parts")
    kind = protected_key(AccessoryKind, _("part"))
    quantity = models.PositiveSmallIntegerField(_("quantity"), default=1)
    reference = models.CharField(
        _("reference"),
        max_length=80,
        blank=True,
        help_text=_("What to order, or the number on the part."),
    )
    # device from which the part was taken; NULL if it came from stock
    taken_from = protected_key(
        Device, _("taken from"), null=True, blank=True, related_name="parts_taken"
    )
    # position among identical parts of that device, from 1
    position = models.PositiveSmallIntegerField(_("number of the part"), default=1)
    gap = models.CharField(_("replacement"), max_length=8, choices=Gap, blank=True)
    # A disk, shown in the history of its former device and of its present device.
    medium = protected_key(Medium, null=True, blank=True, related_name="moves")
    fitted_as = protected_key(Medium, null=True, blank=True, related_name="came_by")
    by = user_key()

    objects = RepairPartQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        verbose_name = _("part of a repair")
        verbose_name_plural = _("parts of repairs")
        constraints = [
            valid_status(PartStatus),
            check(
                "quantity",
                Q(quantity__gte=1, position__gte=1) & (Q(taken_from=None) | Q(quantity=1)),
                _("Only one part at a time can be taken from another device."),
            ),
            check(
                "origin",
                Q(taken_from=None, medium=None, gap="")
                | Q(taken_from__isnull=False, gap__in=Gap.values)
                & ~Q(status__in=[PartStatus.AWAITED, PartStatus.GIVEN_UP]),
                _(
                    "A part taken from another device must be fitted, and recorded as "
                    "missing from that device."
                ),
            ),
            once(
                ["taken_from", "kind", "position"],
                _("This part has already been taken from that device."),
                name="taken_once",
                condition=Q(status=PartStatus.FITTED, medium=None) & ~Q(gap=Gap.REPLACED),
            ),
            once(
                ["medium"],
                _("This disk has already been taken from that device."),
                name="disk_once",
                condition=Q(status=PartStatus.FITTED),
            ),
            frozen(["repair_id", "kind_id"], _("A part must stay in the history of its repair.")),
            frozen(
                ["quantity", "taken_from_id", "position", "medium_id"],
                _("The origin of a part cannot be changed."),
                name="origin_kept",
                when=f"OLD.status <> '{PartStatus.AWAITED}'",
            ),
            never_deleted(_("A part cannot be deleted: take it out again instead.")),
        ]

    def __str__(self):
        return f"{self.quantity} × {inside(self.kind)}" if self.quantity > 1 else str(self.kind)

    @property
    def is_lacking(self):
        """Whether the device from which the part was taken has no replacement."""
        return self.status == PartStatus.FITTED and self.gap == Gap.LACKING

    @property
    def can_go_on(self):
        """Whether the site has enough of the part in stock. Requires `with_stock`."""
        return self.in_stock is not None and self.in_stock >= self.quantity
