"""Site scope of a page: one of the user's sites, or all of them.

The default is the user's current site, or all sites for users who see every site; the last choice
is stored in the session. A device counts at its current site.
"""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from core.text_input import number_of
from desk.figures.scope import Scope
from people.models import Site, User

REMEMBERED, ALL = "home_site", "all"
MAX_TABS = 6  # with more sites, a select replaces the tabs


@dataclass(frozen=True)
class Look:
    """The user's open sites, and the selected one, or None for all of them."""

    user: User
    sites: list[Site]
    site: Site | None = None
    page: str = "home"  # name of the URL of the page

    @property
    def scope(self):
        return Scope.today(self.user, site=self.site)

    @property
    def shown_sites(self):
        return [self.site] if self.site else self.sites

    @property
    def tabs(self):
        """Each (label, URL, is current) of the site tabs; empty for one site."""
        if len(self.sites) < 2:
            return []
        label = _("All sites") if self.sees_every_site else _("All my sites")
        choices = [(ALL, label, None), *((site.pk, site.name, site) for site in self.sites)]
        return [(label, self._address(key), site == self.site) for key, label, site in choices]

    @property
    def is_long(self):
        return len(self.sites) > MAX_TABS

    @property
    def sees_every_site(self):
        return self.user.has_perm("inventory.view_every_site")

    def _address(self, key):
        return f"{reverse(self.page)}?{urlencode({'site': key})}"


def look_of(request):
    """Scope of the home page: from the URL, else the last choice, else the user's site.

    Users who see every site get all sites by default. The choice is stored in the session.
    """
    user = request.user
    if user.organisation_id:
        return Look(user, [])
    sites = {site.pk: site for site in Site.objects.visible_to(user).filter(is_active=True)}
    chosen = request.GET.get("site")
    if chosen == ALL or number_of(chosen) in sites:
        request.session[REMEMBERED] = chosen
    key = request.session.get(REMEMBERED)
    if key is None:
        key = ALL if user.has_perm("inventory.view_every_site") else user.site_id
    site = sites.get(number_of(str(key)))
    page = request.resolver_match.url_name
    return Look(user, list(sites.values()), site if len(sites) > 1 else None, page)
