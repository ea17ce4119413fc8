"""List of places as a file of a move: a place without a code gets a code from its name.

A row may name another site than the site of the move. An unknown site, or an empty cell in the
column of sites, is asked once.
"""

from dataclasses import replace

from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from core.imports.cells import wrong
from core.imports.columns import headings_in, plain
from core.imports.resource import ListField, Looked
from core.workflow.event_messages import Sentence
from inventory.device_pages.place_import import (
    NO_NAME,
    SAME_CODE,
    SAME_NAME,
    SHELVES,
    UNKNOWN_SITE,
    PlaceResource,
)
from inventory.models import Place
from modules.legacy_import.kinds.arriving import Arriving, Undoing
from modules.legacy_import.operations import records
from modules.legacy_import.planned import Planned, Stage, register
from modules.legacy_import.questions import answer_of, ask
from modules.legacy_import.references import References
from modules.legacy_import.systems import PLACES, SITES
from people.models import Site

HEADINGS = headings_in(
    {
        "site": "site|site name|nom du site|antenne|agence|branch",
        "name": """nom du lieu|nom de l emplacement|nom complet|intitule|localisation|lieu|
            location name|location|full name""",
        "code": "code du lieu|location code|pathstring",
    }
)


NO_SITE = gettext_noop("The row has no site: at which site is this shelf?")


def _sites(migration):
    rows = Site.objects.visible_to(migration.by).filter(is_active=True)
    return [(str(site.pk), str(site)) for site in rows]


ask(UNKNOWN_SITE, _("Site"), _sites)
ask(NO_SITE, _("Default site for shelves"), _sites, has_word=False)


class OldPlaceResource(Arriving, PlaceResource):
    """Resource with a place per row, at the named site, or at the move's if there is no column."""

    site = ListField(Looked("site_named"), _("site"))

    unique = {"site name": SAME_NAME, "code": SAME_CODE}

    class Meta:
        model = Place
        fields = ("site", "code", "name")

    def get_queryset(self):
        return super().get_queryset().exclude(pk__in=records.places_taken_back().values("pk"))

    def before_import(self, dataset, **kwargs):
        self.references = References(self.batch)
        sites = Site.objects.filter(pk__in=self.batch.options.get(SITES, [self.batch.site_id]))
        self.sites = {plain(site.name): site for site in sites}
        asks = "site" in self.batch.mapping.values() and len(self.sites) > 1
        usual = self._answered(NO_SITE) if asks else self.batch.site
        for row in dataset:
            site = self._site_of(row["site"]) if row["site"] else usual
            row["site"] = str(site) if site else row["site"]
            row["code"] = "-".join(plain(row["code"]).upper().split())
        super().before_import(dataset, **kwargs)
        self.lookup = self.references
        self.lookup.site_named = self._site_named

    def init_instance(self, row=None):
        return Place()

    def _site_named(self, text):
        if not text:
            return None
        if site := self._site_of(text):
            return site
        raise wrong(UNKNOWN_SITE, text=text[:60])

    def _site_of(self, text):
        return self.sites.get(plain(text)) or self._answered(UNKNOWN_SITE, text[:60])

    def _answered(self, source, word=""):
        answer = answer_of(self.batch, source, word)
        return next((site for site in self.sites.values() if str(site.pk) == answer), None)

    def problems(self, draft, errors):
        if draft.site_id is None:
            if "site" not in errors:
                yield "site", Sentence(NO_SITE, {})
            return
        if not draft.name:
            yield "name", Sentence(NO_NAME, {})
            return
        draft.code = draft.code or self.references.code_for(draft.name)
        self.references.places.setdefault(plain(draft.code), draft)
        yield from super().problems(draft, errors)

    def enter(self, drafts, by):
        return records.enter_places(drafts, by=by)


UNDOING = Undoing(Place, records.check_places, records.take_places_back)
register(
    Stage(
        rank=10,
        label=_("shelves"),
        kind=replace(
            SHELVES,
            code=PLACES,
            fields=OldPlaceResource.labels(),
            headings={
                "site": HEADINGS["site"],
                **{name: [*SHELVES.headings[name], *HEADINGS[name]] for name in ("code", "name")},
            },
            resource=OldPlaceResource,
            start=None,
            undo=UNDOING.undo,
            check_undo=UNDOING.check_undo,
            undo_promise=_(
                "The shelves in this list are deleted; a shelf that has held a device "
                "is no longer in use."
            ),
        ),
        telling=("name",),
        plan=Planned.add_place,
    )
)
