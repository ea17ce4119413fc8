from django.utils.translation import gettext_lazy as _
from django_filters import ChoiceFilter

from catalogue.models import AccessorySort
from core.lists.filters import ALL_FEMININE, FilterSet
from inventory.models import AccessoryStock
from people.organisations.tables import SiteFilter


class AccessoryStockFilter(FilterSet):
    SEE_TO = [("true", _("to see to"))]
    PARTS = [("false", _("accessories")), ("true", _("spare parts"))]

    site = SiteFilter()
    part = ChoiceFilter(label=_("Kind"), choices=PARTS, method="of_parts")
    sort = ChoiceFilter(
        label=_("What it is"),
        field_name="kind__sort",
        choices=AccessorySort,
        empty_label=ALL_FEMININE,
    )
    see_to = ChoiceFilter(label=_("Stock"), choices=SEE_TO, method="lacking")

    class Meta:
        model = AccessoryStock
        fields = ["site", "part", "sort", "see_to"]

    def of_parts(self, stocks, name, value):
        return stocks.filter(kind__is_part=value == "true")

    def lacking(self, stocks, name, value):
        return stocks.to_see_to()
