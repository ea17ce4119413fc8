from django.utils.translation import gettext_lazy as _

from core.lists.filters import ModelChoiceFilter
from people.models import Site


class SiteFilter(ModelChoiceFilter):
    """One of the sites that its user sees."""

    def __init__(self, **kwargs):
        super().__init__(label=_("Site"), queryset=sites_of, empty_label=_("all"), **kwargs)


def sites_of(request):
    """The sites that a list may be narrowed to, for its reader."""
    return Site.objects.visible_to(request.user)
