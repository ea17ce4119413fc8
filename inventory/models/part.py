"""Spare parts of repairs: awaited, then fitted, from the stock or from another device."""

from django.conf import settings
from django.db import models
from django.db.models import F, OuterRef, Q, Subquery
from django.utils.translation import gettext_lazy as _

from catalogue.models import AccessoryKind
from core.guards import frozen, never_deleted
from core.lives import Workflow, WorkflowQuerySet, status_field, valid_status
from inventory.lifecycle.repairs import PART_BADGES, PART_TRANSITIONS, Gap, PartStatus
from inventory.models.accessory import AccessoryStock
from inventory.models.device import Device
from inventory.models.erasure import Medium
from inventory.models.repair import Repair


class RepairPartQuerySet(WorkflowQuerySet):
    def visible_to(self, user):
        return self.filter(repair__in=Repair.objects.visible_to(user))

    def awaited(self):
        return self.filter(status=PartStatus.AWAITED)

    def fitted(self):
        return self.filter(status=PartStatus.FITTED)

    def lacking(self):
        """Those that the device they were taken from still lacks."""
        return self.fitted().filter(gap=Gap.LACKING)

    def with_stock(self):
        """Each with `in_stock`, how many the site of its device counts; None where nobody does."""
        here = AccessoryStock.objects.filter(
            kind=OuterRef("kind"), site=OuterRef("repair__device__site")
        )
        return self.annotate(in_stock=Subquery(here.values("quantity")[:1]))

    def arrived(self):
        """Those awaited of which there are enough in stock: their repairs can go on."""
        return self.awaited().with_stock().filter(in_stock__gte=F("quantity"))

    def for_list(self):
        return self.select_related(
            "kind", "taken_from", "medium", "repair__device__category", "repair__device__brand"
        ).select_related("repair__device__model", "repair__fault")


class RepairPart(Workflow):
    """One part, or some alike, of a repair: which, where from, and since when."""

    Status = PartStatus
    TRANSITIONS = PART_TRANSITIONS
    BADGES = PART_BADGES

    status = status_field(PartStatus, PartStatus.AWAITED)
    repair = models.ForeignKey(Repair, models.PROTECT, related_name="parts")
    kind = models.ForeignKey(AccessoryKind, models.PROTECT, verbose_name=_("part"))
    quantity = models.PositiveSmallIntegerField(_("quantity"), default=1)
    reference = models.CharField(
        _("reference"),
        max_length=80,
        blank=True,
        help_text=_("What to order, or the number on it."),
    )
    # The device that it was taken from; None: the stock.
    taken_from = models.ForeignKey(
        Device,
        models.PROTECT,
        verbose_name=_("taken from"),
        null=True,
        blank=True,
        related_name="parts_taken",
    )
    # Which one of several alike in that device, from 1.
    position = models.PositiveSmallIntegerField(_("which one"), default=1)
    gap = models.CharField(_("in its stead"), max_length=8, choices=Gap, blank=True)
    # A disk: as it stands in the story of the device it came from, and of the one it is in.
    medium = models.ForeignKey(Medium, models.PROTECT, null=True, blank=True, related_name="moves")
    fitted_as = models.ForeignKey(
        Medium, models.PROTECT, null=True, blank=True, related_name="came_by"
    )
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    objects = RepairPartQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        verbose_name = _("part of a repair")
        verbose_name_plural = _("parts of repairs")
        constraints = [
            valid_status("inventory_repairpart_status_known", PartStatus),
            models.CheckConstraint(
                name="inventory_repairpart_quantity",
                condition=Q(quantity__gte=1, position__gte=1)
                & (Q(taken_from=None) | Q(quantity=1)),
                violation_error_message=_("One part at a time is taken from another device."),
            ),
            models.CheckConstraint(
                name="inventory_repairpart_origin",
                condition=Q(taken_from=None, medium=None, gap="")
                | Q(taken_from__isnull=False, gap__in=Gap.values)
                & ~Q(status__in=[PartStatus.AWAITED, PartStatus.GIVEN_UP]),
                violation_error_message=_(
                    "A part that was taken from another device was fitted; the other has a gap."
                ),
            ),
            models.UniqueConstraint(
                fields=["taken_from", "kind", "position"],
                condition=Q(status=PartStatus.FITTED, medium=None) & ~Q(gap=Gap.REPLACED),
                name="inventory_repairpart_taken_once",
                violation_error_message=_("This part was taken from that device already."),
            ),
            models.UniqueConstraint(
                fields=["medium"],
                condition=Q(status=PartStatus.FITTED),
                name="inventory_repairpart_disk_once",
                violation_error_message=_("This disk was taken from that device already."),
            ),
            frozen(
                "inventory_repairpart_frozen",
                ["repair_id", "kind_id"],
                _("A part stays in the story of its repair."),
            ),
            frozen(
                "inventory_repairpart_origin_kept",
                ["quantity", "taken_from_id", "position", "medium_id"],
                _("Where a part came from does not change."),
                when="OLD.status <> 'awaited'",
            ),
            never_deleted(
                "inventory_repairpart_kept", _("A part is taken out again, never deleted.")
            ),
        ]

    def __str__(self):
        return f"{self.quantity} × {self.kind}" if self.quantity > 1 else str(self.kind)

    @property
    def is_lacking(self):
        """Whether the device it was taken from has nothing in its stead."""
        return self.status == PartStatus.FITTED and self.gap == Gap.LACKING

    @property
    def can_go_on(self):
        """Whether there are enough in stock where it is awaited. Needs `with_stock`."""
        return self.in_stock is not None and self.in_stock >= self.quantity
