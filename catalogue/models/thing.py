from django.db import models
from django.utils.translation import gettext_lazy as _

from catalogue.models.accessory import AccessoryKind
from catalogue.models.kinds import Category, VoucherProduct


class OfOneKind(models.Model):
    """Mixin of rows about exactly one of: a category, a voucher product, an accessory."""

    category = models.ForeignKey(
        Category, models.PROTECT, verbose_name=_("category"), null=True, blank=True
    )
    product = models.ForeignKey(
        VoucherProduct, models.PROTECT, verbose_name=_("voucher"), null=True, blank=True
    )
    accessory = models.ForeignKey(
        AccessoryKind, models.PROTECT, verbose_name=_("accessory"), null=True, blank=True
    )

    class Meta:
        abstract = True

    @property
    def kind(self):
        """The name of the column that is filled in."""
        return "category" if self.category_id else "product" if self.product_id else "accessory"

    @property
    def what_id(self):
        return getattr(self, f"{self.kind}_id")

    @property
    def what(self):
        return self.category or self.product or self.accessory

    @property
    def icon(self):
        return self.category.icon if self.category else "ticket" if self.product else "plug"
