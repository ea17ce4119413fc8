"""Batches of vouchers, and the minimum stock of each product at a site."""

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from catalogue.models import VoucherProduct
from core.models.addressed import Addressed
from core.models.fields import check, once, protected_key
from core.workflow.guards import frozen, never_deleted
from inventory.vouchers.lifecycle import (
    VoucherStatus,
)
from people.base.site_scope import of_own_sites
from people.models import Site


def in_order():
    """Constraint that the last day of use is not before the last day of activation."""
    return check(
        "days",
        Q(activate_by=None) | Q(valid_until=None) | Q(valid_until__gte=F("activate_by")),
        _("The last day of use cannot be before the last day for activation."),
    )


class VoucherBatchQuerySet(models.QuerySet):
    def visible_to(self, user):
        return of_own_sites(self, user, "inventory.view_voucher")

    def matching_code(self, code):
        return self.filter(reference=code)

    def for_list(self):
        """Annotate `delivered`, the number of vouchers of the batch, and `in_stock`."""
        in_stock = Q(vouchers__status=VoucherStatus.IN_STOCK)
        rows = self.select_related("product", "site").annotate(
            delivered=models.Count("vouchers"),
            in_stock=models.Count("vouchers", filter=in_stock),
        )
        return rows.order_by("-pk")


class VoucherBatch(Addressed):
    """A quantity of vouchers of one product, received together."""

    reference = models.CharField(_("reference"), max_length=12, unique=True, editable=False)
    product = protected_key(VoucherProduct, _("product"))
    site = protected_key(Site, _("site"))
    activate_by = models.DateField(_("last day for activation"), null=True, blank=True)
    valid_until = models.DateField(_("last day of use"), null=True, blank=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = VoucherBatchQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("batch of vouchers")
        verbose_name_plural = _("batches of vouchers")
        constraints = [
            in_order(),
            never_deleted(_("A batch cannot be deleted from the register.")),
        ]

    def __str__(self):
        return self.reference


class VoucherMinimumQuerySet(models.QuerySet):
    def visible_to(self, user):
        return of_own_sites(self, user, "inventory.view_voucher")


class VoucherMinimum(models.Model):
    """Minimum stock of a product, below which a site is alerted."""

    product = protected_key(VoucherProduct, _("product"))
    site = protected_key(Site, _("site"))
    minimum = models.PositiveIntegerField(_("minimum"), default=0)

    objects = VoucherMinimumQuerySet.as_manager()

    class Meta:
        verbose_name = _("voucher minimum")
        verbose_name_plural = _("voucher minimums")
        constraints = [
            once(["product", "site"], _("This site already has a minimum for this product.")),
            frozen(["product_id", "site_id"], _("A minimum must stay with its site.")),
            never_deleted(_("A minimum cannot be deleted: set it to zero instead.")),
        ]

    def __str__(self):
        return f"{self.product} · {self.site}"
