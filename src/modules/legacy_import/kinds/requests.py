"""List of requests that wait for an answer."""

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext, gettext_noop, pgettext
from django.utils.translation import gettext_lazy as _
from import_export.widgets import Widget

from catalogue.category_words import categories_by_word
from catalogue.models import AccessoryKind, Category
from core.imports.cells import wrong
from core.imports.columns import by_word, headings_in, word_key
from core.imports.days import DayWidget, read_days
from core.imports.kinds import ListKind, Start, Vocabulary
from core.imports.resource import ChoiceWidget, ListField, within
from core.workflow.event_messages import Sentence
from loans.base.lifecycle.loans import Purpose
from loans.models import Request
from modules.legacy_import.drafts import RequestDraft
from modules.legacy_import.holders import ANONYMOUS, People, name_key
from modules.legacy_import.kinds.accessories import CountWidget
from modules.legacy_import.kinds.arriving import Undoing
from modules.legacy_import.kinds.people import PeopleResource, options
from modules.legacy_import.operations import requests as operations
from modules.legacy_import.planned import Stage, register
from modules.legacy_import.questions import AS_EMPTY, answer_of, ask
from modules.legacy_import.synonyms import HEADINGS as OF_REGISTER
from modules.legacy_import.systems import REQUESTS
from people.models import Recipient

UNKNOWN_ITEM = gettext_noop("“%(text)s” is neither a type of device nor a known accessory.")
NO_ITEM = gettext_noop("What is requested? Enter a type of device, or an accessory.")
TO_COME = gettext_noop("The request is dated %(day)s: this day is in the future.")
PURPOSE_WORDS = {
    Purpose.SCHOOL: "ecole|etudes|scolarite|formation scolaire|school|studies|education",
    Purpose.JOB: "emploi|recherche d emploi|formation|job|work|training|employment",
    Purpose.RIGHTS: "acces aux droits|droits|demarches|rights|administrative",
    Purpose.ONLINE: "demarches en ligne|rendez vous en ligne|online procedures|online",
    Purpose.SOCIAL_LINK: "lien social|isolement|social|isolation",
    Purpose.TELEWORK: "teletravail|telework|remote work",
    Purpose.HOUSING: "logement|housing",
    Purpose.FAMILY: "famille|enfants|family|children",
    Purpose.OTHER: "autre|other",
}
HEADINGS = {
    "what": """materiel demande|type de materiel|equipement demande|materiel|besoin|article|
        demande|type d appareil|appareil|equipment|device|item requested|requested item|
        requested|item|category|categorie|what""",
    "quantity": "quantite|nombre|quantite demandee|quantity|quantity requested|qty|count",
    "requested_on": """date de la demande|date de demande|demande le|recue le|date|requested on|
        request date|date requested|created at|received on|asked on""",
    "wanted_on": """souhaite pour le|pour le|date souhaitee|besoin pour le|avant le|wanted by|
        needed by|need by date|desired date""",
    "purpose": "motif|usage|objet|raison|projet|purpose|reason|use",
    "number": """numero de demande|n de demande|reference de la demande|numero de la demande|
        request number|request id|reference de demande""",
}


def _items(_migration):
    rows = [("category", row) for row in Category.objects.all()]
    rows += [("accessory", row) for row in AccessoryKind.objects.accessories()]
    return [AS_EMPTY, *((f"{name}:{row.pk}", str(row)) for name, row in rows)]


ask(UNKNOWN_ITEM, _("What is requested:"), _items)


class ItemWidget(Widget):
    def clean(self, value, row=None, *, lookup, **kwargs):
        key = word_key(value)
        found = lookup.categories.get(key) or lookup.accessories.get(key)
        answer = answer_of(lookup.batch, UNKNOWN_ITEM, value[:60])
        if found is None and answer:
            found = lookup.items.get(answer)
        if found is None and answer != AS_EMPTY[0]:
            raise wrong(UNKNOWN_ITEM, text=value[:60])
        return found


class RequestResource(PeopleResource):
    """Resource with a request line per row, for a person or for the organisation itself."""

    what = ListField(ItemWidget(), _("what is requested"))
    quantity = ListField(CountWidget(), _("quantity"))
    requested_on = ListField(DayWidget(), _("requested on"))
    wanted_on = ListField(DayWidget(), _("needed by"))
    purpose = ListField(ChoiceWidget(Purpose, Purpose.OTHER), _("purpose"), reads_empty=True)
    number = ListField(Widget(), _("number of the request"))

    vocabularies = PeopleResource.vocabularies | {
        "purpose": Vocabulary(choices=lambda: Purpose.choices, words=lambda: by_word(PURPOSE_WORDS))
    }
    days = ("requested_on", "wanted_on")

    def before_import(self, dataset, **kwargs):
        read_days(dataset, self.days)
        super().before_import(dataset, **kwargs)
        codes = {category.code: category for category in Category.objects.all()}
        words = categories_by_word()
        self.lookup.categories = {word: codes[c] for word, c in words.items() if c in codes}
        rows = [("category", row) for row in codes.values()]
        rows += [("accessory", row) for row in AccessoryKind.objects.all()]
        self.lookup.items = {f"{name}:{row.pk}": row for name, row in rows}

    def organisation_of_person(self, draft):
        return self.lookup.organisation_of(draft)

    def init_instance(self, row=None):
        return RequestDraft(person=Recipient())

    def problems(self, draft, errors):
        for field, sentence in super().problems(draft.person, errors):
            if sentence.source != ANONYMOUS:  # it is for the organisation itself
                yield field, sentence
        if draft.what is None and "what" not in errors:
            yield "what", Sentence(NO_ITEM, {})
        if draft.requested_on and draft.requested_on > timezone.localdate():
            yield "requested_on", Sentence(TO_COME, {"day": f"{draft.requested_on:%d/%m/%Y}"})

    def after_import(self, dataset, result, **kwargs):
        """Match each person with the register and with earlier rows."""
        good = [one for one in result.rows if not one.is_invalid()]
        organisations = {id(o): o for o in (one.draft.person.organisation for one in good)}
        people = People(list(organisations.values()), self.lookup.planned.people)
        for outcome in sorted(good, key=lambda one: not one.draft.person.reference):
            person = outcome.draft.person
            if not name_key(person) and not person.reference:
                continue
            found = people.find(person, person.organisation)
            if isinstance(found, Sentence):
                outcome.refuse([found])
            else:
                outcome.draft.person = found

    def enter(self, drafts, by):
        return operations.enter_requests(drafts, by=by, site=self.batch.site)


# The cells of a person belong to the person of the draft.
RequestResource.fields |= within("person", PeopleResource.fields)


def example_rows():
    return [
        [
            gettext("Organisation"),
            pgettext("heading of a register", "Last name"),
            pgettext("heading of a register", "First name"),
            gettext("Equipment"),
            gettext("Quantity"),
            gettext("Requested on"),
            gettext("Purpose"),
        ],
        ["CCAS de Valbourg", "Kerjean", "Awa", gettext("Laptop"), "1", "04/03/2026", ""],
    ]


UNDOING = Undoing(Request, operations.check_requests, operations.take_requests_back)
KIND = ListKind(
    code=REQUESTS,
    label=_("list of requests"),
    fields=RequestResource.labels(),
    headings={name: OF_REGISTER[name] for name in RequestResource.labels() if name in OF_REGISTER}
    | headings_in(HEADINGS),
    resource=RequestResource,
    undo=UNDOING.undo,
    check_undo=UNDOING.check_undo,
    promise=_("Valid rows become requests waiting for an answer. No letter is sent."),
    act=_("Add the requests"),
    done=_("The requests are waiting for your answer."),
    undo_promise=_(
        "The requests in this list are cancelled. This is no longer possible once one "
        "of them has been answered."
    ),
    undone=_("The requests in this list have been cancelled. You can send the same list again."),
    start=Start(
        page="old_request_import",
        title=_("Import pending requests"),
        back="request_list",
        back_title=_("Requests"),
        steps=(
            _(
                "One row per item requested: the organisation, the person if there is one, the"
                " item, the quantity and the date of the request."
            ),
            _("Rows for the same person and day become one request. No letter is sent."),
        ),
        example=example_rows,
        example_page="old_request_example",
        site_label=_("Collection site"),
        permission=operations.TAKE_OVER,
    ),
    onward=lambda _batch: reverse("request_list"),
    onward_words=_("View the requests"),
    options=options,
    names_people=True,
)
register(Stage(rank=100, label=_("pending requests"), kind=KIND, telling=("what",)))
