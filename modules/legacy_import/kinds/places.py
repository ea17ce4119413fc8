"""List of places as a file of a move: a place without a code gets one from its name."""

from dataclasses import replace

from django.utils.translation import gettext_lazy as _

from core.imports.columns import headings_in, plain
from core.workflow.event_messages import Sentence
from inventory.device_pages.place_import import (
    NO_NAME,
    SAME_CODE,
    SAME_NAME,
    SHELVES,
    PlaceResource,
)
from inventory.models import Place
from modules.legacy_import.kinds.arriving import Arriving, Undoing
from modules.legacy_import.operations import records
from modules.legacy_import.planned import Planned, Stage, register
from modules.legacy_import.references import References
from modules.legacy_import.systems import PLACES

HEADINGS = headings_in(
    {
        "name": """nom du lieu|nom de l emplacement|nom complet|intitule|localisation|lieu|
            location name|location|full name""",
        "code": "code du lieu|location code|pathstring",
    }
)


class OldPlaceResource(Arriving, PlaceResource):
    """A place of the move's site per row; a column of sites is not read."""

    unique = {"site name": SAME_NAME, "code": SAME_CODE}

    class Meta:
        model = Place
        fields = ("code", "name")

    def get_queryset(self):
        return super().get_queryset().exclude(pk__in=records.places_taken_back().values("pk"))

    def before_import(self, dataset, **kwargs):
        self.references = References(self.batch)
        for row in dataset:
            row["site"] = str(self.batch.site)
            row["code"] = "-".join(plain(row["code"]).upper().split())
        super().before_import(dataset, **kwargs)

    def problems(self, draft, errors):
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
                name: [*SHELVES.headings[name], *HEADINGS[name]]
                for name in OldPlaceResource.labels()
            },
            resource=OldPlaceResource,
            start=None,
            undo=UNDOING.undo,
            check_undo=UNDOING.check_undo,
            undo_promise=_(
                "Its shelves are deleted; one that a device was on is no longer in use."
            ),
        ),
        telling=("name",),
        plan=Planned.add_place,
    )
)
