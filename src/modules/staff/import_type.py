"""Import of a staff list: each valid row becomes a prepared loan, with a matching device."""

import re
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from django import forms
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext, gettext_noop, pgettext
from django.utils.translation import gettext_lazy as _

from catalogue.category_words import CATEGORIES
from catalogue.models import Category
from core.imports.cells import is_unknown, wrong
from core.imports.columns import headings_in, plain
from core.imports.days import day_of
from core.imports.kinds import ListKind, Start
from core.imports.resource import (
    EmailWidget,
    ListField,
    ListResource,
    Looked,
    Reader,
    TextWidget,
)
from core.models.by_language import by_language
from core.workflow.event_messages import Sentence
from inventory.devices.lifecycle.devices import DeviceStatus
from inventory.imports.cells import CategoryWidget
from inventory.imports.contents import LOOKS
from inventory.models import Device
from loans.allocation.offers import Stock
from loans.allocation.stock import Alike, Kind
from loans.base.lifecycle.loans import Audience, ItemStatus, Purpose
from loans.base.loan_terms import usual_end
from loans.base.needs import Needs, facts_of
from loans.models import Loan, LoanItem
from loans.organisations.eligibility import may_ask
from modules.staff.operations import cancel_staff, prepare_staff
from people.base.lifecycle import RecipientKind
from people.models import Organisation, Recipient
from people.organisations.forms import OrganisationField


def deal_devices(site, wants):
    """Map the indices of `wants`, {index: (category, Needs)}, to devices, if they can be served.

    The want that is hardest to serve comes first. Each gets a device that the fewest other
    wants could use, and among these the device that has been ready longest. Stock promised to
    accepted requests is not used.
    """
    by_category = defaultdict(dict)
    for index, (category, needs) in wants.items():
        by_category[category][index] = needs
    stock, dealt = Stock([site.pk]), {}
    for category, needs_by_index in by_category.items():
        left = stock.left(Kind(site.pk, category.pk))
        dealt |= _deal(_ready(site, category), Counter(left), needs_by_index)
    return dealt


def _ready(site, category):
    """The ready devices there, as (device, `Alike`), oldest first."""
    rows = Device.objects.filter(
        site=site, category=category, status=DeviceStatus.READY, transfer=None
    )
    rows = rows.select_related("specification", "category").order_by("received_at", "pk")
    return [(device, Alike(facts_of(device), device.grade)) for device in rows]


def _deal(ready, left, wants):
    wanted_counts = Counter(wants.values())
    fits = {
        alike: {needs for needs in wanted_counts if needs.is_met_by(alike.facts)}
        for alike in {alike for _device, alike in ready}
    }
    chances = {needs: sum(left[a] for a in fits if needs in fits[a]) for needs in wanted_counts}
    piles = defaultdict(list)
    for device, alike in reversed(ready):  # the oldest is popped from the end
        piles[alike].append(device)
    dealt = {}
    for index in sorted(wants, key=lambda i: (chances[wants[i]], i)):
        fitting = [a for a in piles if piles[a] and left[a] > 0 and wants[index] in fits[a]]
        if fitting:
            alike = min(fitting, key=lambda a: (len(fits[a]), piles[a][-1].received_at))
            dealt[index] = piles[alike].pop()
            left[alike] -= 1
    return dealt


UNKNOWN_NEED = gettext_noop(
    "“%(text)s” is not a known need: enter inches, GB of memory, webcam or 4G, separated by commas."
)
SCREEN = re.compile(
    r"(?P<size>\d{1,2}(?:[.,]\d)?)\s*(?:pouces?|po|inch(?:es)?|\"|''|″)\s*(?:min|\+)?", re.I
)
RAM = re.compile(
    r"(?P<size>\d{1,3})\s*(?:go|gb)(?:\s*(?:de\s*)?(?:ram|mémoire|memoire|memory))?", re.I
)
WEBCAM = re.compile(r"(?:avec\s+|with\s+(?:a\s+)?)?(?:webcam|cam[eé]ra|camera)", re.I)
CELLULAR = re.compile(r"(?:avec\s+|with\s+)?(?:4g|5g|lte|carte sim|sim|cellulaire|cellular)", re.I)


def needs_in(text):
    """The `Needs` in a cell; raises `ValidationError` if it cannot be parsed."""
    values = {}
    parts = [] if is_unknown(text) else re.split(r"[;,\n+](?!\d)|\bet\b|\band\b", text)
    for part in map(str.strip, parts):
        if part:
            values |= _one(part)
    return Needs(**values)


def _one(part):
    if match := SCREEN.fullmatch(part):
        return {"screen": Decimal(match["size"].replace(",", "."))}
    if match := RAM.fullmatch(part):
        return {"ram": int(match["size"])}
    if WEBCAM.fullmatch(part):
        return {"webcam": True}
    if CELLULAR.fullmatch(part):
        return {"cellular": True}
    raise wrong(UNKNOWN_NEED, text=part[:40])


NO_NAME = gettext_noop("This row has no person’s name.")
TWICE = gettext_noop("Row %(row)s names the same person.")
PAST = gettext_noop("%(on)s is in the past: choose another due date.")
NONE_LEFT = gettext_noop("No suitable %(what)s is left: %(needs)s.")
NONE_LEFT_AT_ALL = gettext_noop(
    "No %(what)s is left: those ready at this site are promised to requests or used in this list. "
    "You can choose another site under “Columns and words”."
)

FIELDS = {
    "last_name": _("person: name"),
    "first_name": _("person: first name"),
    "email": _("person: e-mail"),
    "phone": _("person: phone"),
    "reference": _("person: the organisation's own reference"),
    "category": _("type of device"),
    "needs": _("needs: inches, memory, webcam, 4G"),
    "due_on": _("due on"),
}
HEADINGS = {
    "first_name": "prenom|first name|given name|forename",
    "last_name": """nom|nom de famille|nom et prenom|nom prenom|salarie|agent|personne|name|
        last name|surname|full name|staff|employee""",
    "email": "email|e mail|mail|courriel|adresse mail|adresse email",
    "phone": "telephone|tel|mobile|portable|phone|phone number|numero de telephone",
    "reference": "reference|ref|matricule|numero de dossier|n matricule|staff number|employee id",
    "category": """materiel|type de materiel|type d appareil|appareil|equipement|categorie|type|
        device|kind of device|category|equipment""",
    "needs": "besoins|besoin|caracteristiques|needs|requirements|specifications",
    "due_on": """a rendre le|date de retour|retour|retour prevu|echeance|fin|date de fin|due date|
        due on|return by|to bring back by|until|jusqu au""",
}


@dataclass
class StaffFacts:
    """The data of a row: a person (perhaps existing), the due date, the assigned device."""

    person: Recipient
    due_on: date | None = None
    category: Category | None = None
    needs: Needs = field(default_factory=Needs)
    device: Device | None = None


class Lookup:
    """Cached lookups for the rows of one list, in a few queries."""

    def __init__(self, batch):
        options = batch.options
        self.organisation = Organisation.objects.filter(pk=options.get("organisation")).first()
        self.today = timezone.localdate()
        self.due_on = day_of(options.get("due_on") or "") or usual_end(Purpose.TELEWORK, self.today)
        self.categories = {category.code: category for category in Category.objects.all()}
        self.default_category = batch.default_category
        rows = Recipient.objects.not_anonymised().filter(
            organisation=self.organisation, kind=RecipientKind.STAFF
        )
        self.people = {key_of(person): person for person in rows}
        self.seen = {}

    def day(self, text):
        day = day_of(text) or self.due_on
        if day < self.today:
            raise wrong(PAST, on=day.isoformat())
        return day


def key_of(person):
    """The identity of a person in a list: the reference, otherwise name and e-mail."""
    if person.reference:
        return plain(person.reference)
    return plain(f"{person.first_name} {person.last_name}"), person.email.lower()


def lent_to(**organisation):
    """The current and prepared staff loans of these organisations, as rows of a list."""
    loans = Loan.objects.filter(**organisation, audience=Audience.STAFF).exclude(recipient=None)
    items = LoanItem.objects.filter(
        loan__in=loans, status__in=[ItemStatus.RESERVED, ItemStatus.OPEN]
    )
    items = items.exclude(device=None).select_related("loan__recipient", "device__category")
    return [
        StaffFacts(item.loan.recipient, item.loan.due_on, item.device.category) for item in items
    ]


class StaffResource(ListResource):
    """Resource with a prepared loan per row: a person, and a ready device that meets the needs."""

    titles = FIELDS

    last_name, first_name, phone, reference = (
        ListField(TextWidget(Recipient, name), attribute=f"person__{name}")
        for name in ("last_name", "first_name", "phone", "reference")
    )
    email = ListField(EmailWidget(Recipient, "email"), attribute="person__email")
    due_on = ListField(Looked("day"), reads_empty=True)
    category = ListField(CategoryWidget(), reads_empty=True)
    needs = ListField(Reader(needs_in), in_export=False)

    vocabularies = {"category": CATEGORIES}

    def before_import(self, dataset, **kwargs):
        self.lookup, self.seen = Lookup(self.batch), {}
        super().before_import(dataset)

    def find_records(self, dataset):
        """Find records by the person, in the organisation of the list."""
        lent = {key_of(one.person): one for one in lent_to(organisation=self.lookup.organisation)}
        fields = {"last_name", "first_name", "email", "reference"}
        keys = enumerate(key_of(Recipient(**{n: row[n] for n in fields})) for row in dataset)
        return {index: lent[key] for index, key in keys if key in lent}

    def records_for(self, user):
        return lent_to(organisation__in=Organisation.objects.visible_to(user))

    def init_instance(self, row=None):
        person = Recipient(kind=RecipientKind.STAFF, organisation=self.lookup.organisation)
        return StaffFacts(person)

    def problems(self, draft, errors):
        person = draft.person
        if not (person.first_name or person.last_name):
            yield "last_name", Sentence(NO_NAME, {})
        row, key = self.rows[self.index].label, key_of(person)
        if (first := self.seen.setdefault(key, row)) != row:
            yield "last_name", Sentence(TWICE, {"row": first})
        draft.person = self.lookup.people.get(key, person)

    def after_import(self, dataset, result, **kwargs):
        """Assign ready devices to the valid rows; refuse rows for which no device is left."""
        good = {i: one.draft for i, one in enumerate(result.rows) if one.is_new()}
        dealt = deal_devices(self.batch.site, {i: (d.category, d.needs) for i, d in good.items()})
        for index, draft in good.items():
            draft.device = dealt.get(index)
            if draft.device is None:
                result.rows[index].refuse([_none_left(draft.category, draft.needs)])

    def write(self, rows, *, by):
        """Prepare a loan for each of these rows, all in one transaction."""
        # Rows of several sheets have no number of their own, so their place in the list is used.
        numbers = [place if row.sheet else row.number for place, row in enumerate(rows, 1)]
        drafts = [row.outcome.draft for row in rows]
        return prepare_staff(self.batch, list(zip(numbers, drafts, strict=True)), by=by)


def _none_left(category, needs):
    what = {"what": {code: name.lower() for code, name in category.names.items()}}
    return (
        Sentence(NONE_LEFT, what | {"needs": by_language(needs)})
        if any(needs)
        else Sentence(NONE_LEFT_AT_ALL, what)
    )


def undo(batch, rows, *, by):
    cancel_staff(batch, by=by)


def _check_may_ask(organisation):
    asking = may_ask(organisation, timezone.localdate())
    if not asking:
        raise ValidationError(asking.reason)


def options():
    """The options of the whole list."""
    organisation = OrganisationField(
        label=_("Organisation of these people"), validators=[_check_may_ask]
    )
    organisation.queryset = Organisation.objects.approved()
    return {
        "organisation": organisation,
        "due_on": forms.DateField(
            label=_("Default due date"),
            required=False,
        ),
    }


def example_rows():
    """The headings, then two invented people."""
    heads = [
        pgettext("heading of a register", "Last name"),
        pgettext("heading of a register", "First name"),
        gettext("E-mail"),
        gettext("Phone"),
        gettext("Reference"),
        gettext("Device"),
        gettext("Needs"),
        pgettext("heading of a register", "Due"),
    ]
    laptop = gettext("Laptop")
    return [
        heads,
        [
            "Stervinou",
            "Maëlle",
            "maelle@example.org",
            "06 39 98 12 34",
            "A-104",
            laptop,
            gettext("14 inches, webcam"),
            "",
        ],
        ["Lagadec", "Idriss", "idriss@example.org", "", "A-105", laptop, "", ""],
    ]


STAFF = ListKind(
    code="staff",
    label=_("list of staff"),
    fields=FIELDS,
    has_default_category=True,
    headings=headings_in(HEADINGS),
    **LOOKS,
    resource=StaffResource,
    undo=undo,
    promise=_(
        "Each valid row becomes a loan in preparation, with a suitable device set "
        "aside for the person. All rows are imported, or none."
    ),
    act=_("Prepare these loans"),
    done=_("The loans are prepared: print the agreements, then match each machine to its person."),
    undo_promise=_(
        "The loans in this list are cancelled and their devices go back on the shelf. "
        "This is no longer possible once one of them has been handed over."
    ),
    undone=_("The loans in this list have been cancelled. You can send the same list again."),
    start=Start(
        page="staff_list",
        title=_("Bulk staff loans"),
        lead=_(
            "Turn a list of people into loans and agreements, with a device for each person, in"
            " one step."
        ),
        back="loan_list",
        back_title=_("Loans and gifts"),
        steps=(
            _(
                "One row per person: the name and, if you know them, the e-mail "
                "address, phone number, reference, type of device, needs (14 inches, 8 "
                "GB, webcam, 4G) and due date."
            ),
            _(
                "Each person gets a suitable ready device, the oldest first. Rows "
                "without a suitable device are listed: skip them, or wait."
            ),
            _("Print the agreements in the order of the list, and the labels."),
            _("Scan the devices: each scan shows the person who gets it."),
        ),
        example=example_rows,
        example_page="staff_example",
        site_label=_("Site"),
        permission="inventory.import_device",
    ),
    onward=lambda batch: reverse("staff_detail", args=[batch.staff_run.pk]),
    onward_words=_("Continue with this list"),
    options=options,
    names_people=True,
)
