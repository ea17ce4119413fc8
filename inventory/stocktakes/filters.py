from django.utils.translation import gettext_lazy as _
from django_filters import ChoiceFilter

from core.lists.filters import FilterSet
from inventory.models import StockCount
from inventory.stocktakes.lifecycle import CountStatus
from people.organisations.filters import SiteFilter


class CountFilter(FilterSet):
    status = ChoiceFilter(label=_("Status"), choices=CountStatus, empty_label=_("all"))
    site = SiteFilter()

    class Meta:
        model = StockCount
        fields = ["status", "site"]
