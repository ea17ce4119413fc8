"""Vouchers left with an organisation, and the outcomes it reports."""

from django.db import models
from django.db.models import Count, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.models.addressed import Numbered, NumberedQuerySet
from core.models.fields import check, once, protected_key
from core.workflow.guards import frozen, never_deleted
from inventory.models import Voucher
from modules.consignments.lifecycle import Outcome
from people.base.site_scope import of_own_sites
from people.models import Organisation, Site


class ConsignmentQuerySet(NumberedQuerySet):
    def visible_to(self, user):
        """Rows of the sites where the user may see vouchers; all for a coordinator."""
        return of_own_sites(self, user, "inventory.view_voucher")

    def for_list(self):
        """Annotate the counts `left`, `used`, `given_back`, `lost` and `unknown`."""
        counts = {
            name: Count("lines", filter=Q(lines__outcome=outcome))
            for name, outcome in {**{o.value: o for o in Outcome}, "unknown": ""}.items()
        }
        rows = self.select_related("organisation", "site")
        return rows.annotate(left=Count("lines"), **counts).order_by("-pk")


class Consignment(Numbered):
    """Sealed vouchers left with an organisation, for recipients who are not recorded here."""

    number = models.CharField(_("number"), max_length=12, unique=True, editable=False)
    organisation = protected_key(Organisation, _("organisation"), related_name="consignments")
    site = protected_key(Site, _("site"))
    created_at = models.DateTimeField(_("left on"), default=timezone.now, editable=False)

    objects = ConsignmentQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("consignment of vouchers")
        verbose_name_plural = _("consignments of vouchers")
        constraints = [
            frozen(
                ["number", "site_id", "created_at"],
                _("Vouchers consigned to an organisation cannot be deleted."),
                merged=["organisation_id"],
            ),
            never_deleted(_("A consignment cannot be deleted from the register.")),
        ]


class ConsignmentLineQuerySet(models.QuerySet):
    def unknown(self):
        """Lines without an outcome reported by the organisation."""
        return self.filter(outcome="")

    def for_list(self):
        return self.select_related("voucher__batch__product").order_by("pk")


class ConsignmentLine(models.Model):
    """Voucher of a consignment, and its reported outcome."""

    consignment = protected_key(Consignment, related_name="lines")
    voucher = protected_key(Voucher, related_name="consigned")
    outcome = models.CharField(_("what happened to it"), max_length=12, choices=Outcome, blank=True)
    ended_at = models.DateTimeField(null=True, editable=False)

    objects = ConsignmentLineQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        verbose_name = _("line of a consignment")
        verbose_name_plural = _("lines of consignments")
        constraints = [
            check(
                "outcome",
                Q(outcome="", ended_at=None)
                | Q(outcome__in=Outcome.values, ended_at__isnull=False),
                _("Choose what happened to the consigned voucher: used, returned or lost."),
            ),
            once(
                ["voucher"],
                _("This voucher is already with an organisation."),
                condition=Q(outcome=""),
            ),
            frozen(
                ["consignment_id", "voucher_id"],
                _("Vouchers consigned to an organisation cannot be deleted."),
            ),
            frozen(
                ["outcome", "ended_at"],
                _("The answer from an organisation cannot be changed."),
                name="said",
                when="OLD.outcome <> ''",
            ),
            never_deleted(_("Vouchers consigned to an organisation cannot be deleted.")),
        ]

    def __str__(self):
        return str(self.voucher)
