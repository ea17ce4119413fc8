"""List of people: families and staff, of organisations."""

from collections import defaultdict

from django import forms
from django.urls import reverse
from django.utils.translation import gettext, gettext_noop, pgettext
from django.utils.translation import gettext_lazy as _

from core.imports.columns import by_word, map_columns, plain
from core.imports.kinds import ListKind, Start, Vocabulary
from core.imports.resource import (
    ChoiceWidget,
    EmailWidget,
    ListField,
    ListResource,
    Looked,
    Reader,
    TextWidget,
)
from core.workflow.event_messages import Sentence
from modules.legacy_import.holders import ANONYMOUS, People, name_key
from modules.legacy_import.kinds.arriving import Arriving, Undoing
from modules.legacy_import.operations import records
from modules.legacy_import.planned import Planned, Stage, other_batches, register
from modules.legacy_import.questions import answer_of, ask
from modules.legacy_import.reading import people_in
from modules.legacy_import.synonyms import HEADINGS as OF_REGISTER
from modules.legacy_import.synonyms import KIND_WORDS
from modules.legacy_import.systems import PEOPLE
from people.base.lifecycle import RecipientKind
from people.models import Organisation, Recipient

TEXTS = ("last_name", "first_name", "reference", "phone", "email", "address", "town")
NO_ORGANISATION = gettext_noop("No organisation: fill the cell, or choose one for the whole list.")
SEVERAL_ORGANISATIONS = gettext_noop(
    "The other files name somebody like this under several organisations: is it one of them?"
)
TWICE = gettext_noop("Row %(row)s has the same name: is it the same person?")
NAMESAKE = gettext_noop(
    "There is already a person with this name, with a different phone or e-mail "
    "address: are they the same?"
)
SAME, ANOTHER = "same", "another"


def _choices(_migration):
    return [
        (SAME, _("the same person: nothing is added")),
        (ANOTHER, _("another person with the same name: add them too")),
    ]


ask(
    SEVERAL_ORGANISATIONS,
    _("People without an organisation, whom other files name under several"),
    _choices,
    has_word=False,
)
ask(TWICE, _("People with the same name in the list"), _choices, has_word=False)
ask(NAMESAKE, _("People with the same name as someone in the register"), _choices, has_word=False)


class PeopleResource(Arriving, ListResource):
    """Resource with a person per row; a registered person is unchanged."""

    last_name = ListField(TextWidget(Recipient, "last_name"), _("person: name"))
    first_name = ListField(TextWidget(Recipient, "first_name"), _("person: first name"))
    kind = ListField(
        ChoiceWidget(RecipientKind, RecipientKind.FAMILY),
        _("person: family or staff"),
        reads_empty=True,
    )
    organisation = ListField(Looked("organisation"), _("organisation"))
    reference = ListField(
        TextWidget(Recipient, "reference"), _("person: the organisation's own reference")
    )
    phone = ListField(TextWidget(Recipient, "phone"), _("person: phone"))
    email = ListField(EmailWidget(Recipient, "email"), _("person: e-mail"))
    address = ListField(TextWidget(Recipient, "address"), _("person: address"))
    town = ListField(TextWidget(Recipient, "town"), _("person: town"))
    household_size = ListField(Reader(people_in), _("person: people at home"))

    vocabularies = {
        "kind": Vocabulary(choices=lambda: RecipientKind.choices, words=lambda: by_word(KIND_WORDS))
    }

    def before_import(self, dataset, **kwargs):
        super().before_import(dataset, **kwargs)
        self.with_several = set()
        if self.batch.kind == PEOPLE and not self.batch.options.get("organisation"):
            self._complete_organisations(dataset)

    def _complete_organisations(self, dataset):
        """Fill empty organisations with that under which other files of the move name the person.

        Two phone numbers are two people.
        """
        named = people_named(other_batches(self.batch))
        for index, row in enumerate(dataset):
            phone = _digits(row["phone"])
            found = {
                plain(organisation): organisation
                for organisation, theirs in named.get(name_key(Recipient(**_name_in(row))), ())
                if not row["organisation"] and not (phone and theirs and phone != theirs)
            }
            if len(found) == 1:
                [row["organisation"]] = found.values()
            elif found:
                self.with_several.add(index)

    def init_instance(self, row=None):
        return Recipient()

    def find_same(self, dataset):
        """Do nothing: people are matched once all rows are read."""

    def problems(self, draft, errors):
        if not name_key(draft) and not draft.reference:
            yield "last_name", Sentence(ANONYMOUS, {})
        if draft.organisation_id is None and not _has_organisation(draft):
            self._set_default(draft)
            if not _has_organisation(draft) and "organisation" not in errors:
                yield "organisation", Sentence(NO_ORGANISATION, {})

    def _set_default(self, draft):
        """The organisation chosen for the list, or our own association."""
        if organisation := self.organisation_of_person(draft):
            draft.organisation = organisation
            return
        chosen = self.batch.options.get("organisation")
        rows = self.lookup.organisations.values()
        found = [row for row in rows if (row.pk == chosen if chosen else row.is_ours)]
        if found:
            draft.organisation = found[0]

    def organisation_of_person(self, draft):
        """The organisation that knows the person; None if the list itself creates people."""
        return

    def after_import(self, dataset, result, **kwargs):
        """Match each person with the register and with earlier rows."""
        good = {i: one for i, one in enumerate(result.rows) if not one.is_invalid()}
        organisations = {id(o): o for o in (one.draft.organisation for one in good.values())}
        people = People(list(organisations.values()), self.lookup.planned.people)
        first = {}
        for index in self.with_several & good.keys():
            self._answer(good[index], Sentence(SEVERAL_ORGANISATIONS, {}))
        for index, outcome in sorted(good.items(), key=lambda p: not p[1].draft.reference):
            draft = outcome.draft
            found = people.find(draft, draft.organisation)
            if isinstance(found, Sentence):
                outcome.refuse([found])
            elif found is draft:
                first[id(draft)] = self.rows[index].label
            else:
                self._settle(outcome, draft, found, first.get(id(found)))

    def _settle(self, outcome, draft, found, row):
        """Use `found`, the matching person of an earlier row or of the register."""
        question = Sentence(TWICE, {"row": row}) if row else Sentence(NAMESAKE, {})
        is_same = bool(draft.reference and draft.reference == found.reference) or not (
            _differs(draft, found, "phone") or _differs(draft, found, "email")
        )
        self._answer(outcome, question, SAME if is_same and not row else "")

    def _answer(self, outcome, question, answer=""):
        """Skip a row about the same person; refuse it while the question is open."""
        answer = answer or answer_of(self.batch, question.source)
        if answer == SAME:
            outcome.import_type = outcome.IMPORT_TYPE_SKIP
        elif answer != ANOTHER:
            outcome.refuse([question])

    def enter(self, drafts, by):
        return records.enter_people(drafts, by=by)


def people_named(batches):
    """{`name_key`: [(organisation, digits of the phone)]} of the rows of these lists."""
    named = defaultdict(list)
    for batch in batches:
        cells = [row.cells for row in batch.rows.all()]
        for row in map_columns(cells, batch.mapping, batch.list_kind):
            if row.get("organisation") and (row.get("last_name") or row.get("first_name")):
                who = name_key(Recipient(**_name_in(row)))
                named[who].append((row["organisation"], _digits(row.get("phone", ""))))
    return named


def _name_in(row):
    return {name: row.get(name, "") for name in ("first_name", "last_name")}


def _digits(phone):
    return "".join(filter(str.isdigit, phone))


def _has_organisation(draft):
    try:
        return draft.organisation is not None
    except Recipient.organisation.RelatedObjectDoesNotExist:
        return False


def _differs(draft, found, name):
    ours, theirs = getattr(draft, name), getattr(found, name)
    return (
        bool(ours and theirs) and "".join(ours.split()).lower() != "".join(theirs.split()).lower()
    )


def options():
    """The option of the whole list: the organisation of its people."""
    return {
        "organisation": forms.ModelChoiceField(
            Organisation.objects.all(),
            label=_("Default organisation"),
            empty_label=_("our own association"),
            required=False,
        )
    }


def example_rows():
    return [
        [
            pgettext("heading of a register", "Last name"),
            pgettext("heading of a register", "First name"),
            gettext("Organisation"),
            gettext("Reference"),
            gettext("Phone"),
            gettext("Town"),
        ],
        ["Kerjean", "Awa", "CCAS de Valbourg", "D-0042", "01 99 00 12 34", "Valbourg"],
    ]


UNDOING = Undoing(Recipient, records.check_people, records.take_people_back)
KIND = ListKind(
    code=PEOPLE,
    label=_("list of people"),
    fields=PeopleResource.labels(),
    headings={name: OF_REGISTER[name] for name in PeopleResource.labels()},
    resource=PeopleResource,
    undo=UNDOING.undo,
    check_undo=UNDOING.check_undo,
    promise=_("Each valid row adds a person to their organisation."),
    act=_("Add the people"),
    done=_("The people have been added."),
    undo_promise=_(
        "The people on this list are anonymised. This is no longer possible once one of them has"
        " been edited."
    ),
    undone=_("The people on this list have been anonymised. You can send the same list again."),
    start=Start(
        page="old_people_import",
        title=_("Import people"),
        back="recipient_list",
        back_title=_("People"),
        steps=(
            _(
                "One row per person: a name or a reference and, if you need them, the"
                " organisation, the phone number and the address."
            ),
            _("A person already in the register is not changed."),
        ),
        example=example_rows,
        example_page="old_people_example",
        permission=records.TAKE_OVER,
    ),
    onward=lambda _batch: reverse("recipient_list"),
    onward_words=_("View the people"),
    options=options,
    names_people=True,
)
register(
    Stage(
        rank=40,
        label=_("people"),
        kind=KIND,
        telling=("last_name", "reference"),
        plan=Planned.add_person,
    )
)
