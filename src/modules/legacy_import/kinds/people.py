"""List of people: families and staff, of organisations."""

from django import forms
from django.urls import reverse
from django.utils.translation import gettext, gettext_noop, pgettext
from django.utils.translation import gettext_lazy as _

from core.imports.columns import by_word
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
from modules.legacy_import.planned import Planned, Stage, register
from modules.legacy_import.questions import answer_of, ask
from modules.legacy_import.reading import people_in
from modules.legacy_import.synonyms import HEADINGS as OF_REGISTER
from modules.legacy_import.synonyms import KIND_WORDS
from modules.legacy_import.systems import PEOPLE
from people.base.lifecycle import RecipientKind
from people.models import Organisation, Recipient

TEXTS = ("last_name", "first_name", "reference", "phone", "email", "address", "town")
NO_ORGANISATION = gettext_noop("No organisation: fill the cell, or choose one for the whole list.")
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
        answer = answer_of(self.batch, question.source)
        is_same = bool(draft.reference and draft.reference == found.reference) or not (
            _differs(draft, found, "phone") or _differs(draft, found, "email")
        )
        if answer == SAME or (is_same and not row):
            outcome.import_type = outcome.IMPORT_TYPE_SKIP
        elif answer != ANOTHER:
            outcome.refuse([question])

    def enter(self, drafts, by):
        return records.enter_people(drafts, by=by)


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
