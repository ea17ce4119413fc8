from django.db import models
from django.utils.translation import gettext_lazy as _

from catalogue.models.accessory import AccessoryKind
from catalogue.models.kinds import Category, VoucherProduct
from core.models.fields import protected_key


class OfOneKind(models.Model):
    """Mixin for rows about exactly one category, voucher product or accessory."""

    category = protected_key(Category, _("category"), null=True, blank=True)
    product = protected_key(VoucherProduct, _("voucher"), null=True, blank=True)
    accessory = protected_key(AccessoryKind, _("accessory"), null=True, blank=True)

    class Meta:
        abstract = True

    @property
    def kind(self):
        """Name of the column that is filled in."""
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
