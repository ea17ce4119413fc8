from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from catalogue.models import VoucherProduct
from core.guards import never_deleted
from inventory.lifecycle.vouchers import VoucherStatus
from people.models import Site


def in_order(name):
    """A CHECK: nobody can use it before the last day to activate it."""
    return models.CheckConstraint(
        name=name,
        condition=Q(activate_by=None) | Q(valid_until=None) | Q(valid_until__gte=F("activate_by")),
        violation_error_message=_("The last day of use is not before the last day to activate."),
    )


class VoucherBatchQuerySet(models.QuerySet):
    def visible_to(self, user):
        if user.has_perm("inventory.view_every_site"):
            return self
        return (
            self.filter(site__in=user.site_ids)
            if user.has_perm("inventory.view_voucher")
            else self.none()
        )

    def matching_code(self, code):
        return self.filter(reference=code)

    def for_list(self):
        """Each with `delivered`, the number of its vouchers, and `in_stock`."""
        in_stock = Q(vouchers__status=VoucherStatus.IN_STOCK)
        rows = self.select_related("product", "site").annotate(
            delivered=models.Count("vouchers"),
            in_stock=models.Count("vouchers", filter=in_stock),
        )
        return rows.order_by("-pk")


class VoucherBatch(models.Model):
    """So many vouchers of one product, received together."""

    reference = models.CharField(_("reference"), max_length=12, unique=True, editable=False)
    product = models.ForeignKey(VoucherProduct, models.PROTECT, verbose_name=_("product"))
    site = models.ForeignKey(Site, models.PROTECT, verbose_name=_("site"))
    activate_by = models.DateField(_("last day to activate"), null=True, blank=True)
    valid_until = models.DateField(_("last day of use"), null=True, blank=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = VoucherBatchQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("batch of vouchers")
        verbose_name_plural = _("batches of vouchers")
        constraints = [
            in_order("inventory_voucherbatch_days"),
            never_deleted("inventory_voucherbatch_kept", _("A batch stays in the register.")),
        ]

    def __str__(self):
        return self.reference

    def get_absolute_url(self):
        return reverse("voucherbatch_detail", args=[self.pk])
