from django.utils.translation import gettext_lazy as _
from django_filters import ChoiceFilter, DateFilter

from catalogue.models import VoucherProduct
from core.lists.filters import FilterSet, ModelChoiceFilter, SearchFilter
from inventory.vouchers.lifecycle import VoucherStatus
from people.organisations.tables import SiteFilter


def operators():
    names = VoucherProduct.objects.order_by("operator").values_list("operator", flat=True)
    return [(name, name) for name in names.distinct()]


class VoucherBatchFilter(FilterSet):
    product = ModelChoiceFilter(label=_("Product"), queryset=VoucherProduct.objects.all())
    site = SiteFilter()


class BatchVoucherFilter(FilterSet):
    status = ChoiceFilter(label=_("Status"), choices=VoucherStatus)


class VoucherFilter(FilterSet):
    q = SearchFilter(_("last four characters, ICCID"))
    product = ModelChoiceFilter(
        label=_("Product"), field_name="batch__product", queryset=VoucherProduct.objects.all()
    )
    status = ChoiceFilter(label=_("Status"), choices=VoucherStatus)
    operator = ChoiceFilter(
        label=_("Operator"), field_name="batch__product__operator", choices=operators
    )
    site = SiteFilter(field_name="batch__site")
    activated_from = DateFilter(
        label=_("Activated on or after"), field_name="activated_on", lookup_expr="gte"
    )
    activated_until = DateFilter(
        label=_("Activated on or before"), field_name="activated_on", lookup_expr="lte"
    )
    ends_by = DateFilter(label=_("Activate by"), field_name="activate_by", lookup_expr="lte")

    def search(self, vouchers, name, text):
        return vouchers.ending(text) | vouchers.matching_code("".join(text.split()))
