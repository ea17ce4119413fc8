"""List of loans, open and past, of devices that are registered or in an earlier file.

A row is a loan; in an activity report it is a check-out, and the next check-in of the same device
ends it.
"""

import re
from collections import defaultdict
from functools import partial

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop
from import_export.widgets import Widget

from core.imports.columns import by_word, plain
from core.imports.days import DayWidget, read_days
from core.imports.kinds import ListKind, Vocabulary
from core.imports.resource import ListField, Looked, TextWidget, within
from core.models.by_language import by_language
from core.workflow.event_messages import Sentence
from inventory.devices.lifecycle.devices import DeviceStatus
from inventory.intake.validation import DeviceDraft
from inventory.models import Device
from loans.base.lifecycle.loans import ItemStatus
from loans.models import Loan, LoanItem
from modules.legacy_import.drafts import LoanDraft
from modules.legacy_import.holders import ANONYMOUS, name_key, settle
from modules.legacy_import.kinds.arriving import Undoing
from modules.legacy_import.kinds.people import NO_ORGANISATION, PeopleResource
from modules.legacy_import.kinds.people import options as of_people
from modules.legacy_import.lines import (
    LENT_MEANWHILE,
    NO_RETURN,
    Line,
    faulty_days,
    missing,
)
from modules.legacy_import.operations.history import enter_history
from modules.legacy_import.operations.undo import check_history_untouched, undo_history
from modules.legacy_import.planned import Stage, register
from modules.legacy_import.questions import answer_of, ask
from modules.legacy_import.references import missing_day
from modules.legacy_import.returns import DECISIVE, NOT_BACK_BUT_DATED, RETURNS, looks
from modules.legacy_import.returns import OUT as NOT_RETURNED
from modules.legacy_import.synonyms import BACK as RETURNED
from modules.legacy_import.synonyms import HEADINGS as OF_REGISTER
from modules.legacy_import.systems import LOANS
from people.models import Recipient

OUT, BACK, OTHER = "out", "back", "other"
ACTION_WORDS = {
    OUT: "checkout|check out|checked out|sortie|pret|prete|remise|attribution",
    BACK: """checkin|check in|checkin from|checked in|retour|rendu|restitution""",
    OTHER: """create|created|update|updated|delete|deleted|audit|upload|uploaded|requested|accepted|
        declined|restore|note added|creation|modification|suppression""",
}
DEVICE_WORDS = {"", "asset", "actif", "materiel", "item", "equipement", "device"}
IN_BRACKETS = re.compile(r"\(#?\s*([^()]+?)\s*\)[^()]*$")
# A time in a zone other than UTC: the written date is used.
ZONED = re.compile(r"(\d{4}-\d\d-\d\d)[T ][\d:.]+ ?[+-](?!00:?00)\d\d:?\d\d")

NO_CHECKOUT = gettext_noop("This item was returned on %(day)s, but no row says when it left.")
NO_DAY = gettext_noop("This loan has no date: enter its start or return date.")
NOT_READY = gettext_noop(
    "This device is on loan according to this list, but “%(status)s” according to the "
    "register or an earlier file: which is right?"
)
OVERLAPS = gettext_noop(
    "According to the register, this device was lent to someone else at that time."
)
LENT, HERE = "lent", "here"

ask(
    NOT_READY,
    _("Devices on loan in one file, but not in another"),
    lambda _migration: [
        (LENT, _("they are on loan: import the loan, if the device is ready")),
        (HERE, _("they are not on loan: skip these loans")),
    ],
    has_word=False,
)

HEADINGS = {
    "code": OF_REGISTER["code"],
    "serial": ["numero de serie", "n de serie", "serial number", "serial", "s n"],
    "action": ["action", "mouvement", "evenement", "event"],
    "subject": ["type d objet", "item type"],
    "moved_on": ["date", "date du mouvement", "moved on", "le"],
    **{
        name: OF_REGISTER[name]
        for name in ("organisation", "last_name", "first_name", "kind", "reference", "phone")
    },
    **{name: OF_REGISTER[name] for name in ("email", "address", "town", "household_size")},
    "starts_on": [*OF_REGISTER["starts_on"], "checked out at", "created at"],
    "due_on": [*OF_REGISTER["due_on"], "due at", "expected checkin date"],
    "returned_on": [*OF_REGISTER["returned_on"], "ended at", "checked in at"],
    "is_back": OF_REGISTER["is_back"],
    "agreement": OF_REGISTER["agreement"],
}


class WrittenDayWidget(DayWidget):
    """Widget for a date; for a time with a zone, the date in that zone."""

    def clean(self, value, row=None, **kwargs):
        return super().clean(ZONED.sub(r"\1", value or ""))


class LoanResource(PeopleResource):
    """Resource with a loan, or a movement of a loan, per row."""

    code = ListField(Widget(), _("inventory number"))
    serial = ListField(Widget(), _("serial number"))
    action = ListField(Widget(), _("movement: out or returned"))
    subject = ListField(Widget(), _("type of item moved"))
    moved_on = ListField(WrittenDayWidget(), _("date of the movement"))
    starts_on = ListField(WrittenDayWidget(), _("lent on"))
    due_on = ListField(WrittenDayWidget(), _("due on"))
    returned_on = ListField(WrittenDayWidget(), _("returned on"))
    is_back = ListField(Looked("is_back"), _("returned: yes or no"))
    agreement = ListField(TextWidget(Loan, "former_agreement"), _("agreement number"))

    vocabularies = PeopleResource.vocabularies | {
        "action": Vocabulary(
            choices=lambda: [
                (OUT, _("it left")),
                (BACK, _("it was returned")),
                (OTHER, _("neither")),
            ],
            words=lambda: by_word(ACTION_WORDS),
        ),
        "is_back": RETURNS,
    }
    days = ("moved_on", "starts_on", "due_on", "returned_on")

    def before_import(self, dataset, **kwargs):
        for row in dataset:
            for name in self.days:
                row[name] = ZONED.sub(r"\1", row[name])
            row["code"] = self._code(row["code"])
        read_days(dataset, self.days)
        super().before_import(dataset, **kwargs)
        self.lookup.find_devices(dataset)
        self.has_movements = "action" in self.batch.mapping.values()
        self.starts_on = missing_day(self.batch, "starts_on")
        self.due_on = missing_day(self.batch, "due_on")
        self.returned_on = missing_day(self.batch, "returned_on")

    def _code(self, text):
        """The number in “Laptop of the hall (PC-001)”, as activity reports write it."""
        match = IN_BRACKETS.search(text)
        return match[1] if match else text

    def init_instance(self, row=None):
        return LoanDraft(person=Recipient())

    def organisation_of_person(self, draft):
        return self.lookup.organisation_of(draft)

    def skip_row(self, instance, original, row, import_validation_errors=None):
        """Skip movements of other items, and rows that are not movements."""
        if not self.has_movements:
            return False
        return instance.action in {OTHER, ""} or plain(instance.subject) not in DEVICE_WORDS

    def problems(self, draft, errors):
        if self.has_movements and draft.moved_on is None and "moved_on" not in errors:
            yield "moved_on", Sentence(NO_DAY, {})
        if not self.has_movements or draft.action == OUT:
            for field, sentence in super().problems(draft.person, errors):
                is_alone = sentence.source == ANONYMOUS
                if not (is_alone or (sentence.source == NO_ORGANISATION and not _named(draft))):
                    yield field, sentence
        if not self.has_movements:
            yield from self._settle_return(draft, errors)
        try:
            draft.device = self.lookup.device(draft.code, draft.serial)
        except ValidationError as error:
            yield "code", Sentence(error.message, error.params or {})

    def _settle_return(self, draft, errors):
        """Complete the return date by the column “returned: yes or no”; yield what is unclear."""
        if draft.is_back == RETURNED and draft.returned_on is None and "returned_on" not in errors:
            draft.returned_on = self.returned_on
            if draft.returned_on is None:
                yield "returned_on", Sentence(NO_RETURN, {})
        elif draft.is_back == NOT_RETURNED and draft.returned_on:
            decision = answer_of(self.batch, NOT_BACK_BUT_DATED)
            if not decision:
                yield "is_back", Sentence(NOT_BACK_BUT_DATED, {})
            elif decision == "status":
                draft.returned_on = None

    def after_import(self, dataset, result, **kwargs):
        good = {i: one for i, one in enumerate(result.rows) if _is_good(one)}
        if self.has_movements:
            self._pair(good)
        for index, outcome in good.items():
            if _is_good(outcome):
                outcome.draft.line = self._line(outcome.draft, self.rows[index].label)
        good = {i: one for i, one in good.items() if _is_good(one)}
        self._settle_people(good)
        self._compare(good)

    def _pair(self, good):
        """End each check-out with the next check-in of its device."""
        by_device = defaultdict(list)
        for index, outcome in good.items():
            by_device[_key(outcome.draft.device)].append((outcome.draft.moved_on, index, outcome))
        for moves in by_device.values():
            # On the same day, a return comes before the next loan.
            moves.sort(key=lambda move: (move[0], move[2].draft.action == OUT, move[1]))
            if [m[2].draft.action for m in moves[:2]] == [BACK, OUT] and moves[0][0] == moves[1][0]:
                moves[:2] = moves[1::-1]
            left = None
            for day, _index, outcome in moves:
                if outcome.draft.action == OUT:
                    left = outcome.draft
                    left.starts_on = day
                elif left is not None:
                    left.returned_on = day
                    left, outcome.import_type = None, outcome.IMPORT_TYPE_SKIP
                else:
                    outcome.refuse([Sentence(NO_CHECKOUT, {"day": f"{day:%d/%m/%Y}"})])

    def _line(self, draft, label):
        person = draft.person if _named(draft) else None
        return Line(
            device=DeviceDraft(category=None, row=label),
            status=DeviceStatus.RECEIVED if draft.returned_on else DeviceStatus.ON_LOAN,
            organisation=_organisation(draft.person),
            person=person,
            starts_on=draft.starts_on or self.starts_on,
            due_on=draft.due_on or (None if draft.returned_on else self._due_on(draft)),
            returned_on=draft.returned_on,
            agreement=draft.agreement,
        )

    def _due_on(self, draft):
        """The due date of an open loan that the list omits: from the register, or as chosen."""
        of_register = draft.device.due_on if isinstance(draft.device, Line) else None
        return of_register or self.due_on

    def _settle_people(self, good):
        indexes, today = list(good), timezone.localdate()
        lines = [good[index].draft.line for index in indexes]
        faults = settle(lines, today, self.lookup.planned.people)
        for place, index in enumerate(indexes):
            problems = [*faulty_days(lines[place], today), *faults.get(place, ())]
            if not self._is_in_register(good[index].draft):
                problems += missing(lines[place])
            if problems:
                good[index].refuse(problems)

    def _is_in_register(self, draft):
        """Whether the register or an earlier file already has this loan."""
        return any(_is_same(draft.line, *other) for other in self._others(draft.device))

    def _compare(self, good):
        """Skip known loans; refuse loans that contradict others of their device."""
        by_device = defaultdict(list)
        for index, outcome in good.items():
            if outcome.is_invalid():
                continue
            draft, device = outcome.draft, outcome.draft.device
            if self._is_in_register(draft):
                outcome.import_type = outcome.IMPORT_TYPE_SKIP
                continue
            if any(_meet(draft.line, start, end) for start, end, *_who in self._others(device)):
                outcome.refuse([Sentence(OVERLAPS, {})])
            for label, other in by_device[_key(device)]:
                if _meet(draft.line, other.starts_on, other.returned_on):
                    outcome.refuse([Sentence(LENT_MEANWHILE, {"row": label})])
                    break
            by_device[_key(device)].append((self.rows[index].label, draft.line))
            if not draft.line.is_ended:
                self._check_ready(outcome, device)

    def _check_ready(self, outcome, device):
        """Refuse a device to hand over that is not ready, unless an answer resolves it."""
        answer = answer_of(self.batch, NOT_READY)
        is_ready = device.status == DeviceStatus.READY
        if answer == HERE:
            outcome.import_type = outcome.IMPORT_TYPE_SKIP
        elif answer != LENT or not is_ready:
            status = by_language(DeviceStatus(device.status).label)
            outcome.refuse([Sentence(NOT_READY, {"status": status})])

    def _others(self, device):
        """(start, end, person key, organisation key) of the known loans of a device."""
        if isinstance(device, Line):
            lines = [line for line in (device, *device.earlier) if line.has_loan]
            return [(o.starts_on, o.returned_on, *_who(o.person, o.organisation)) for o in lines]
        if not hasattr(self, "_of_devices"):
            self._of_devices = self._loans_of_devices()
        return self._of_devices[device.pk]

    def _loans_of_devices(self):
        of = defaultdict(list)
        ids = {device.pk for device in self.lookup.devices.values()}
        items = LoanItem.objects.filter(device__in=ids).exclude(
            status__in=[ItemStatus.CANCELLED, ItemStatus.RESERVED]
        )
        for item in items.select_related("loan__recipient", "loan__organisation"):
            end = item.ended_at and timezone.localtime(item.ended_at).date()
            who = _who(item.loan.recipient, item.loan.organisation)
            of[item.device_id].append((item.loan.starts_on, end, *who))
        return of

    def enter(self, drafts, by):
        pairs = [(draft.line, draft.device) for draft in drafts]
        return enter_history(pairs, by=by, site=self.batch.site)


# The cells of a person belong to the person of the draft.
LoanResource.fields |= within("person", PeopleResource.fields)


def _is_good(outcome):
    return not (outcome.is_invalid() or outcome.is_skip())


def _named(draft):
    return bool(name_key(draft.person) or draft.person.reference)


def _organisation(person):
    try:
        return person.organisation
    except Recipient.organisation.RelatedObjectDoesNotExist:
        return None


def _key(device):
    return ("device", device.pk) if isinstance(device, Device) else ("line", id(device))


def _who(person, organisation):
    return (name_key(person) if person else "", plain(organisation.name) if organisation else "")


def _is_same(line, start, end, person, organisation):
    """Whether a known loan is the loan of this line: same holder, and same start or both open."""
    ours = _who(line.person, line.organisation)
    is_holder = ours[0] == person if person or ours[0] else ours[1] == organisation
    both_open = end is None and not line.is_ended
    return is_holder and (start == line.starts_on or both_open)


def _meet(line, start, end):
    """Whether two loans of one device overlap."""
    if line.starts_on is None or start is None:
        return False
    return (line.returned_on is None or start < line.returned_on) and (
        end is None or line.starts_on < end
    )


def options():
    return of_people() | {
        "due_on": forms.DateField(label=_("Default due date"), required=False),
        "returned_on": forms.DateField(label=_("Default return date"), required=False),
    }


UNDOING = Undoing(Loan, check_history_untouched, undo_history)
KIND = ListKind(
    code=LOANS,
    label=_("list of loans"),
    fields=LoanResource.labels(),
    headings=HEADINGS,
    looks=partial(looks, LoanResource.days),
    decisive=DECISIVE,
    resource=LoanResource,
    undo=UNDOING.undo,
    check_undo=UNDOING.check_undo,
    promise=_(
        "Each valid row becomes a loan, or the end of one. Items that a holder took on "
        "the same day form one loan."
    ),
    act=_("Add the loans"),
    done=_("The loans have been added."),
    undo_promise=_("The loans in this list are cancelled. Devices that were out must be checked."),
    undone=_("The loans in this list have been cancelled. You can send the same list again."),
    options=options,
    names_people=True,
)
register(
    Stage(
        rank=60,
        label=_("loans, open and past"),
        kind=KIND,
        telling=("action", "returned_on", "is_back", "starts_on"),
    )
)
