"""Import of a list of shelves: each valid row creates a `Place` at a site."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop
from import_export.widgets import Widget

from core.imports.cells import wrong
from core.imports.columns import headings_in, plain
from core.imports.kinds import ListKind, Start
from core.imports.resource import ListField, RecordResource, link_records, undo_records
from core.workflow.event_messages import Sentence
from inventory.devices.operations import save_place
from inventory.models import Place
from people.models import Site

NO_CODE = gettext_noop("The code is missing: fill in the cell.")
NO_NAME = gettext_noop("The name is missing: fill in the cell.")
SAME_CODE = gettext_noop("%(name)s already has this code.")
SAME_NAME = gettext_noop("%(name)s already has this name, at the same site.")
TWICE = gettext_noop("Row %(row)s describes the same shelf.")
UNKNOWN_SITE = gettext_noop("“%(text)s” is not one of our sites.")
HEADINGS = {
    "site": "site|lieu|local|batiment|building|location",
    "code": "code|code de l emplacement|etiquette|label|place code",
    "name": "nom|emplacement|etagere|armoire|rangement|name|place|shelf",
}


class SiteWidget(Widget):
    def clean(self, value, row=None, *, lookup, **kwargs):
        if plain(value) not in lookup:
            raise wrong(UNKNOWN_SITE, text=value[:60])
        return lookup[plain(value)]


class PlaceResource(RecordResource):
    """Resource that creates a place for each row, at the site of the row or of the list."""

    site = ListField(SiteWidget(), _("site"))

    unique = {"code": SAME_CODE, "site name": SAME_NAME}
    twice = TWICE

    class Meta:
        model = Place
        fields = ("site", "code", "name")

    def get_queryset(self):
        return Place.objects.select_related("site")

    def before_import(self, dataset, **kwargs):
        self.lookup = {plain(site.name): site for site in Site.objects.all()}
        for row in dataset:
            row["code"] = "".join(row["code"].split()).upper()  # printed on the label in this form
        super().before_import(dataset)

    def init_instance(self, row=None):
        return Place(site=self.batch.site)

    def problems(self, draft, errors):
        for name, sentence in (("code", NO_CODE), ("name", NO_NAME)):
            if name not in errors and not getattr(draft, name):
                yield name, Sentence(sentence, {})
        yield from super().problems(draft, errors)

    def write(self, rows, *, by):
        for row in rows:
            save_place(row.outcome.draft, by=by)
        link_records(self.batch, rows)
        return [[] for _row in rows]


SHELVES = ListKind(
    code="shelves",
    label=_("list of shelves"),
    fields=PlaceResource.labels(),
    headings=headings_in(HEADINGS),
    resource=PlaceResource,
    undo=undo_records,
    promise=_("Each valid row becomes a shelf of a site."),
    act=_("Add the shelves"),
    done=_("The shelves have been added: print their labels."),
    undo_promise=_(
        "The shelves on this list will be deleted. This is no longer possible once one of "
        "them is used."
    ),
    undone=_("The shelves on this list have been deleted. You can send the same list again."),
    start=Start(
        page="place_import",
        title=_("Import shelves"),
        back="place_list",
        back_title=_("Shelves"),
        steps=(
            _("One row per shelf: its code, its name and, if you have several, its site."),
            _("Each row is checked. A row with a code or name already in use is refused."),
        ),
        site_label=_("Site of the rows without one"),
        offers_export=True,
        permission="inventory.change_place",
    ),
    onward=lambda _batch: reverse("place_list"),
    onward_words=_("View the shelves"),
)
