"""Shortages by site against accepted requests; each number links to its list."""

from typing import NamedTuple

from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from core.charts import whole
from desk.figures.lists import listed
from desk.workshop.needs import Need
from people.models import Site

MAX_SHORTAGES = 6


class Part(NamedTuple):
    """A count with its label and link."""

    count: int
    text: str
    href: str


class Shortage(NamedTuple):
    """Accepted demand and stock of one category at one site."""

    site: Site
    need: Need

    @property
    def queue(self):
        """Link to the workshop queue of this category."""
        return listed("workshop_queue", site=self.site, category=self.need.category)

    @property
    def parts(self):
        """Counts: promised, ready, on the bench, to check."""
        need, parts = self.need, []
        for count, sentence, href in (
            (need.accepted, _("%(number)s promised"), self._promised),
            (need.ready, _("%(number)s on the shelf"), self._here("ready")),
            (need.on_bench, _("%(number)s on the bench"), self._here("refurbishing")),
            (need.to_check, _("%(number)s to check"), self._here("received")),
        ):
            parts.append(Part(count, sentence % {"number": whole(count)}, href))
        return parts

    @property
    def _promised(self):
        query = urlencode({"category": self.need.category.pk, "site": self.site.pk})
        return f"{reverse('figure', args=['devices_promised'])}?{query}"

    def _here(self, status):
        """Devices in a status that are at the site, and not in transit."""
        where = {"site": self.site, "category": self.need.category}
        return listed("device_list", status=status, transit="no", **where)


def shortages(needs):
    """Return the `Shortage`s in `needs`, {site: needs}, the largest first."""
    lacking = [Shortage(site, need) for site in needs for need in needs[site] if need.missing]
    return sorted(lacking, key=lambda short: -short.need.missing)
