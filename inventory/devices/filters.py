from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django_filters import ChoiceFilter

from core.lists.filters import FilterSet, SearchFilter
from people.organisations.tables import SiteFilter

DUE = [("true", _("due for a count"))]


class PlaceFilter(FilterSet):
    q = SearchFilter(_("code, name"))
    site = SiteFilter()

    due = ChoiceFilter(label=_("Last counted"), choices=DUE, method="to_count")

    def to_count(self, places, name, value):
        return places.to_count(timezone.now())

    def search(self, places, name, text):
        return places.filter(Q(code__icontains=text) | Q(name__icontains=text))
