"""Minimum stock of vouchers, and uploaded lists that wait to be entered."""

from datetime import timedelta

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from catalogue.models import VoucherProduct
from core.guards import frozen, never_deleted
from people.models import Site

# A list that nobody enters is forgotten, codes and all.
RETENTION = timedelta(hours=1)


class VoucherMinimumQuerySet(models.QuerySet):
    def visible_to(self, user):
        if user.has_perm("inventory.view_every_site"):
            return self
        sees = user.has_perm("inventory.view_voucher")
        return self.filter(site__in=user.site_ids) if sees else self.none()


class VoucherMinimum(models.Model):
    """Stock level of a product under which a site is alerted."""

    product = models.ForeignKey(VoucherProduct, models.PROTECT, verbose_name=_("product"))
    site = models.ForeignKey(Site, models.PROTECT, verbose_name=_("site"))
    minimum = models.PositiveIntegerField(_("minimum"), default=0)

    objects = VoucherMinimumQuerySet.as_manager()

    class Meta:
        verbose_name = _("minimum of vouchers")
        verbose_name_plural = _("minimums of vouchers")
        constraints = [
            models.UniqueConstraint(
                fields=["product", "site"],
                name="inventory_voucherminimum_once",
                violation_error_message=_("This site has a minimum of this product already."),
            ),
            frozen(
                "inventory_voucherminimum_frozen",
                ["product_id", "site_id"],
                _("A minimum stays that of its site."),
            ),
            never_deleted("inventory_voucherminimum_kept", _("A minimum is zero, never deleted.")),
        ]

    def __str__(self):
        return f"{self.product} · {self.site}"


class VoucherListQuerySet(models.QuerySet):
    def visible_to(self, user):
        """To those who may enter it; even they are shown no code of it."""
        return self if user.has_perm("inventory.change_voucher") else self.none()

    def forgotten(self, now):
        return self.filter(created_at__lt=now - RETENTION)


class VoucherList(models.Model):
    """A list of vouchers that was sent and is looked at before it is entered.

    Its cells are encrypted whole. It has no history: it is deleted once it is entered or dropped,
    or after an hour.
    """

    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    product = models.ForeignKey(VoucherProduct, models.PROTECT, verbose_name=_("product"))
    site = models.ForeignKey(Site, models.PROTECT, verbose_name=_("site"))
    activate_by = models.DateField(_("last day to activate"), null=True, blank=True)
    valid_until = models.DateField(_("last day of use"), null=True, blank=True)
    cells_encrypted = models.BinaryField(editable=False)
    # {index of a column: what it says}
    columns = models.JSONField(default=dict)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = VoucherListQuerySet.as_manager()

    class Meta:
        verbose_name = _("list of vouchers to enter")
        verbose_name_plural = _("lists of vouchers to enter")

    def __str__(self):
        return str(self.product)

    def get_absolute_url(self):
        return reverse("voucherlist_detail", args=[self.pk])
