"""Vouchers consigned to a structure, and the outcome of each."""

from django.db import models
from django.db.models import Count, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.guards import frozen, never_deleted
from inventory.lifecycle.vouchers import Outcome
from inventory.models.voucher import Voucher
from people.models import Organisation, Site


class ConsignmentQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Rows of the sites where the user sees vouchers; all for a coordinator."""
        if user.has_perm("inventory.view_every_site"):
            return self
        sees = user.has_perm("inventory.view_voucher")
        return self.filter(site__in=user.site_ids) if sees else self.none()

    def matching_code(self, code):
        return self.filter(number=code)

    def for_list(self):
        """Each with how many it has: `left`, `used`, `given_back`, `lost` and `unknown`."""
        counts = {
            name: Count("lines", filter=Q(lines__outcome=outcome))
            for name, outcome in {**{o.value: o for o in Outcome}, "unknown": ""}.items()
        }
        rows = self.select_related("organisation", "site")
        return rows.annotate(left=Count("lines"), **counts).order_by("-pk")


class Consignment(models.Model):
    """So many sealed vouchers left together with a structure, for people whom we do not know."""

    number = models.CharField(_("number"), max_length=12, unique=True, editable=False)
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, verbose_name=_("structure"), related_name="consignments"
    )
    site = models.ForeignKey(Site, models.PROTECT, verbose_name=_("site"))
    created_at = models.DateTimeField(_("left on"), default=timezone.now, editable=False)

    objects = ConsignmentQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("consignment of vouchers")
        verbose_name_plural = _("consignments of vouchers")
        constraints = [
            frozen(
                "inventory_consignment_frozen",
                ["number", "organisation_id", "site_id", "created_at"],
                _("What was left with a structure stays written."),
            ),
            never_deleted("inventory_consignment_kept", _("A consignment stays in the register.")),
        ]

    def __str__(self):
        return self.number

    def get_absolute_url(self):
        return reverse("consignment_detail", args=[self.pk])


class ConsignmentLineQuerySet(models.QuerySet):
    def unknown(self):
        """Lines whose outcome the structure has not reported yet."""
        return self.filter(outcome="")

    def for_list(self):
        return self.select_related("voucher__batch__product").order_by("pk")


class ConsignmentLine(models.Model):
    """One voucher of a consignment, and what the structure says became of it."""

    consignment = models.ForeignKey(Consignment, models.PROTECT, related_name="lines")
    voucher = models.ForeignKey(Voucher, models.PROTECT, related_name="consigned")
    outcome = models.CharField(_("what became of it"), max_length=12, choices=Outcome, blank=True)
    ended_at = models.DateTimeField(null=True, editable=False)

    objects = ConsignmentLineQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        verbose_name = _("line of a consignment")
        verbose_name_plural = _("lines of consignments")
        constraints = [
            models.CheckConstraint(
                name="inventory_consignmentline_outcome",
                condition=Q(outcome="", ended_at=None)
                | Q(outcome__in=Outcome.values, ended_at__isnull=False),
                violation_error_message=_("What became of a voucher is used, back or lost."),
            ),
            models.UniqueConstraint(
                fields=["voucher"],
                condition=Q(outcome=""),
                name="inventory_consignmentline_once",
                violation_error_message=_("This voucher is with a structure already."),
            ),
            frozen(
                "inventory_consignmentline_frozen",
                ["consignment_id", "voucher_id"],
                _("What was left with a structure stays written."),
            ),
            frozen(
                "inventory_consignmentline_said",
                ["outcome", "ended_at"],
                _("What a structure said stays written."),
                when="OLD.outcome <> ''",
            ),
            never_deleted(
                "inventory_consignmentline_kept", _("What was left with a structure stays written.")
            ),
        ]

    def __str__(self):
        return str(self.voucher)
