from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.lists.filters import FilterSet, SearchFilter
from people.organisations.tables import SiteFilter


class PlaceFilter(FilterSet):
    q = SearchFilter(_("code, name"))
    site = SiteFilter()

    def search(self, places, name, text):
        return places.filter(Q(code__icontains=text) | Q(name__icontains=text))
