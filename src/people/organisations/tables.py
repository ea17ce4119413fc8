from django.utils.translation import gettext_lazy as _

from core.caches.local_cache import local_cache
from core.lists.filters import ModelChoiceFilter
from core.lists.tables import Table, link
from people.models import Site

MINUTE = 60


def needless_with_one_site():
    """Names of columns and filters that are hidden while there is only one site."""
    if local_cache.get("sites") is None:
        local_cache.set("sites", Site.objects.count(), MINUTE)
    return {"site"} if local_cache.get("sites") < 2 else set()


class SiteFilter(ModelChoiceFilter):
    """Filter by a site that the user may see."""

    def __init__(self, **kwargs):
        super().__init__(label=_("Site"), queryset=sites_of, **kwargs)


def sites_of(request):
    """Sites by which the user may filter a list."""
    return Site.objects.visible_to(request.user)


class SiteTable(Table):
    list_name = "site_list"

    class Meta(Table.Meta):
        model = Site
        fields = ["name", "town", "phone", "is_active"]

    cell_name = staticmethod(link)
