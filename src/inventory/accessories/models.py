"""Untagged stock by site: chargers, bags, spare parts; and the chargers of devices."""

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from catalogue.models import AccessoryKind, Connector
from catalogue.models.power import sound_power, valid_connector
from core.models.addressed import Addressed
from core.models.fields import check, once, protected_key, user_key
from core.workflow.guards import append_only, frozen, never_deleted
from core.workflow.lifecycle import Lockable, LockableQuerySet
from inventory.accessories.lifecycle import (
    BETWEEN_SITES,
    COMING,
    OUTGOING,
    ChargerSupply,
    CountReason,
    MovementKind,
)
from inventory.devices.models.device import Device
from people.base.site_scope import of_own_sites
from people.models import Site


class AccessoryStockQuerySet(LockableQuerySet):
    def visible_to(self, user):
        """Stocks at the user's sites, or all if the user sees every site."""
        return of_own_sites(self, user, "inventory.view_stock")

    def under_minimum(self):
        return self.filter(quantity__lt=F("minimum"))

    def to_count(self):
        """Stocks with a recorded shortage, which must be counted."""
        return self.filter(short__gt=0)

    def to_see_to(self):
        return self.under_minimum() | self.to_count()

    def for_list(self):
        """Annotate `lacking`, the shortfall below the minimum; stocks to count come first."""
        rows = self.select_related("kind", "site").annotate(lacking=F("minimum") - F("quantity"))
        return rows.order_by("-short", "-lacking", "kind__code", "site__name")


class AccessoryStock(Addressed, Lockable):
    """Stock level of an accessory or part at a site.

    A kind that the site does not count has no row.
    """

    PAGE = "accessory_stock"

    site = protected_key(Site, _("site"), db_index=False)
    kind = protected_key(AccessoryKind, _("accessory or part"), related_name="stocks")
    quantity = models.PositiveIntegerField(_("in stock"), default=0, editable=False)
    minimum = models.PositiveIntegerField(_("minimum"), default=0)
    # Number of items handed over that the stock did not have, since the last count.
    short = models.PositiveIntegerField(_("missing"), default=0, editable=False)
    counted_at = models.DateTimeField(_("last counted"), null=True, editable=False)

    objects = AccessoryStockQuerySet.as_manager()

    class Meta:
        ordering = ["kind__code"]
        verbose_name = _("stock of accessories")
        verbose_name_plural = _("stock of accessories")
        constraints = [
            once(["site", "kind"], _("This accessory is already in the stock of this site.")),
            frozen(["site_id", "kind_id"], _("A stock must stay at its site.")),
            never_deleted(_("A stock cannot be deleted: reduce it to zero instead.")),
        ]

    def __str__(self):
        return f"{self.kind} · {self.site}"

    @property
    def is_under(self):
        return self.quantity < self.minimum


class AccessoryMovement(models.Model):
    """A change of a stock, with `balance`, the quantity after it; changes add up to the stock."""

    stock = protected_key(AccessoryStock, related_name="movements", db_index=False)
    at = models.DateTimeField(_("at"), default=timezone.now, editable=False)
    by = user_key(verbose_name=_("by"))
    kind = models.CharField(_("movement"), max_length=12, choices=MovementKind)
    change = models.IntegerField(_("change"))
    short = models.PositiveIntegerField(_("missing"), default=0)
    balance = models.PositiveIntegerField(_("in stock"))
    device = protected_key(Device, _("device"), null=True, related_name="+")
    other = protected_key(Site, _("other site"), null=True, related_name="+")
    reference = models.CharField(_("document"), max_length=20, blank=True)
    reason = models.CharField(_("reason"), max_length=8, choices=CountReason, blank=True)
    note = models.CharField(
        _("note"),
        max_length=120,
        blank=True,
        help_text=_("Describe the equipment, never a person."),
    )

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("stock movement")
        verbose_name_plural = _("stock movements")
        indexes = [models.Index(fields=["stock", "-id"], name="inventory_movement_stock")]
        constraints = [
            check(
                "sense",
                Q(kind__in=COMING, change__gte=1, short=0)
                | Q(kind__in=OUTGOING, change__lte=-1, short=0)
                | Q(kind=MovementKind.HANDED_OVER, change__lte=0)
                & (Q(change__lte=-1) | Q(short__gte=1))
                | Q(kind=MovementKind.COUNTED, short=0),
                _("Incoming items must add to a stock, and outgoing items must reduce it."),
            ),
            check(
                "reason",
                Q(kind=MovementKind.COUNTED, reason__in=CountReason.values)
                | ~Q(kind=MovementKind.COUNTED) & Q(reason=""),
                _("Give a reason for a count, and only for a count."),
            ),
            check(
                "named",
                (~Q(kind=MovementKind.TAKEN) | Q(device__isnull=False))
                & (
                    Q(kind__in=BETWEEN_SITES, other__isnull=False)
                    | ~Q(kind__in=BETWEEN_SITES) & Q(other=None)
                ),
                _("Enter the device, or the site it comes from or goes to."),
            ),
            append_only(_("The history cannot be changed."), name="kept"),
        ]

    def __str__(self):
        return f"{self.change:+} {self.get_kind_display()}"


class DeviceCharger(models.Model):
    """Charger of a device, if it differs from its model's, and whether the device has it."""

    device = models.OneToOneField(Device, models.PROTECT, related_name="charger")
    connector = models.CharField(_("plug"), max_length=12, choices=Connector, blank=True)
    watts = models.PositiveSmallIntegerField(_("power (W)"), null=True, blank=True)
    supply = models.CharField(
        _("its charger"), max_length=8, choices=ChargerSupply, blank=True, editable=False
    )
    kind = protected_key(AccessoryKind, null=True, editable=False, related_name="+")
    # An answer older than the device's last arrival must be given again.
    recorded_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        ordering = ["pk"]
        verbose_name = _("charger of a device")
        verbose_name_plural = _("chargers of devices")
        constraints = [
            valid_connector("connector"),
            sound_power("connector", "watts"),
            check(
                "supply",
                Q(supply="", kind=None, recorded_at=None)
                | Q(
                    supply__in=[ChargerSupply.OWN, ChargerSupply.MISSING],
                    kind=None,
                    recorded_at__isnull=False,
                )
                | Q(supply=ChargerSupply.STOCK, kind__isnull=False, recorded_at__isnull=False),
                _(
                    "If the charger comes from our stock, specify which one; otherwise, "
                    "leave this empty."
                ),
            ),
            frozen(["device_id"], _("The charger details must stay with their device.")),
            never_deleted(_("These details cannot be deleted: correct them instead.")),
        ]

    def __str__(self):
        return self.get_supply_display()
