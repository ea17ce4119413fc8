"""Parse the rows of a legacy register into the lines that `take_over` writes."""

import re
from dataclasses import dataclass
from datetime import date

from django.core.exceptions import NON_FIELD_ERRORS
from django.utils.translation import gettext_noop

from core.imports.cells import is_unknown, line_within, parse_cell, wrong
from core.imports.columns import plain, word_key
from core.imports.days import day_of
from core.imports.kinds import Vocabulary
from core.workflow.event_messages import Sentence
from inventory.devices.lifecycle.devices import DeviceStatus, Grade, RetireReason
from inventory.imports.cells import NumberWidget
from inventory.imports.donor_list import understand
from inventory.imports.resources import DeviceResource, create_missing_brands
from inventory.imports.synonyms import CATEGORIES
from inventory.imports.synonyms import GRADES as DEVICE_GRADES
from inventory.intake.validation import category_conflicts, misfits
from inventory.models import Device, Erasure, Place
from loans.models import Loan
from modules.legacy_import.lines import NO_RETURN, OF_A_REFUSED, WITH_SOMEBODY, Line, faults_of
from modules.legacy_import.operations.takeover import take_over
from modules.legacy_import.synonyms import (
    BACK,
    METHODS,
    STATUSES,
    accessories_by_word,
    status_choices,
    statuses_by_word,
)
from modules.legacy_import.synonyms import KINDS as RECIPIENT_KINDS
from people.base.lifecycle import RecipientKind
from people.models import Organisation, Recipient

MAX_AT_HOME = 30
# The option of a list that says what is right in its contradictory rows: "status", "holder" or "".
DECISION = "contradictory"

NOT_A_COUNT = gettext_noop("“%(text)s” is not a number of people, from 1 to %(most)s.")
UNKNOWN_STATUS = gettext_noop("“%(text)s” is not a status we know: match it above.")
HERE_BUT_LENT = gettext_noop(
    "Its status says that nobody has it, but the row names a holder, or a loan without a return:"
    " say above which is right, or correct the list."
)
GIVEN_BUT_DUE = gettext_noop(
    "Its status says that it was given, but the row has a day to bring it back: say above which is"
    " right, or correct the list."
)
CONTRADICTIONS = {HERE_BUT_LENT, GIVEN_BUT_DUE}
UNKNOWN_ORGANISATION = gettext_noop(
    "“%(text)s” is not an organisation we know: correct it, or choose to enter unknown ones."
)
UNKNOWN_PLACE = gettext_noop("“%(text)s” is not a shelf of this site.")
UNKNOWN_ACCESSORY = gettext_noop("“%(text)s” is not an accessory we know.")

COUNTED = re.compile(
    r"(?:(?P<first>\d{1,3})\s*[x×]?\s+)?(?P<what>.*?)(?:\s*[x×(]\s*(?P<last>\d{1,3})\)?)?"
)
NONE = {"", "aucun", "aucune", "non", "no", "none", "sans", "rien"}


def people_in(text):
    """The household size; defaults to 1."""
    if is_unknown(text):
        return 1
    number = int(text) if re.fullmatch(r"\d{1,2}", text) else 0
    if not 1 <= number <= MAX_AT_HOME:
        raise wrong(NOT_A_COUNT, text=text[:30], most=MAX_AT_HOME)
    return number


def chosen(text, ours, complaint):
    """The code in `ours` ({code: value}) that the cell names; None if empty."""
    if is_unknown(text):
        return None
    if text not in ours:
        raise wrong(complaint, text=text[:60])
    return ours[text]


def accessories_in(text, kinds):
    """The accessories of a cell, {kind: how many}: “Chargeur, 2 souris”, “souris x2 + sac”."""
    counts = {}
    for part in re.split(r"[,;+/\n]|\bet\b|\band\b|&", text):
        name = " ".join(part.split())
        if word_key(name) in NONE or is_unknown(name):
            continue
        match = COUNTED.fullmatch(name)
        kind = kinds.get(word_key(match["what"]))
        if kind is None:
            raise wrong(UNKNOWN_ACCESSORY, text=name[:40])
        counts[kind] = counts.get(kind, 0) + int(match["first"] or match["last"] or 1)
    return counts


PERSONAL = ["last_name", "first_name", "reference", "phone", "email", "address", "town"]
ROOM = {name: Recipient._meta.get_field(name).max_length for name in PERSONAL}
NAMING = ["last_name", "first_name", "reference"]
# Cells of a loan that has not ended, if there is no day of return; and an organisation.
OF_A_LOAN = [*NAMING, "starts_on", "given_on", "due_on"]
LIMITS_MAX = Device._meta.get_field("known_limits").max_length
TOOL_MAX = Erasure._meta.get_field("tool").max_length
AGREEMENT_MAX = Loan._meta.get_field("former_agreement").max_length
ORGANISATION_MAX = Organisation._meta.get_field("name").max_length
PLACE_MAX = Place._meta.get_field("name").max_length

GRADES = {str(grade): grade for grade in Grade}
KINDS = {str(kind): kind for kind in RecipientKind}


@dataclass(kw_only=True)
class Lookup:
    """Cached lookups for the cells of one register, in a few queries for all rows."""

    organisations: dict
    default_organisation: Organisation | None
    enters_organisations: bool
    places: dict
    accessories: dict
    starts_on: date | None
    due_on: date | None
    returned_on: date | None
    decision: str

    @classmethod
    def of(cls, batch):
        """The lookup of the list `batch`, with its options."""
        rows = list(Organisation.objects.select_related("merged_into"))
        chosen = batch.options.get("organisation")
        defaults = [o for o in rows if (o.pk == chosen if chosen else o.is_ours)]
        places = Place.objects.filter(site=batch.site_id)
        return cls(
            organisations={plain(row.name): row.merged_into or row for row in rows},
            default_organisation=next(iter(defaults), None),
            enters_organisations=bool(batch.options.get("enters_organisations")),
            places={plain(name): place for place in places for name in (place.name, place.code)},
            accessories=accessories_by_word(),
            starts_on=day_of(batch.options.get("starts_on") or ""),
            due_on=day_of(batch.options.get("due_on") or ""),
            returned_on=day_of(batch.options.get("returned_on") or ""),
            decision=batch.options.get(DECISION) or "",
        )

    def organisation(self, text):
        name = line_within(text, ORGANISATION_MAX)
        if not name:
            return None
        if plain(name) not in self.organisations and not self.enters_organisations:
            raise wrong(UNKNOWN_ORGANISATION, text=name[:60])
        return self.organisations.setdefault(plain(name), Organisation(name=name))

    def place(self, text):
        name = line_within(text, PLACE_MAX)
        if not name:
            return None
        if plain(name) not in self.places:
            raise wrong(UNKNOWN_PLACE, text=name[:60])
        return self.places[plain(name)]


class RegisterRow:
    """A row that is parsed, its texts by field; the errors of its cells are in `problems`."""

    def __init__(self, texts, lookup):
        self.texts, self.problems, self.lookup = texts, [], lookup

    def get(self, name, read, *more):
        """The value of a cell; None when it has none, or when it is wrong."""
        return parse_cell(self.problems, read, self.texts[name], *more)

    def line(self, facts):
        """The line that the row says; if there are `problems`, it is not to be used."""
        returned_on = self._returned_on()
        status, reason = self._status(returned_on)
        if contradiction := self._contradiction(status, returned_on):
            status, reason = self._decided(contradiction, status, reason)
        is_out = status in WITH_SOMEBODY
        facts.place = None if is_out else self.get("place", self.lookup.place)
        facts.known_limits = self.get("known_limits", line_within, LIMITS_MAX) or ""
        tool = self.get("erased_with", line_within, TOOL_MAX) or ""
        method = METHODS.get(word_key(tool), "")
        return Line(
            device=facts,
            status=status,
            retire_reason=reason or RetireReason.RECYCLED,
            code=self.get("code", _number) or "",
            grade=GRADES.get(self.texts["grade"], ""),
            received_on=self.get("received_on", day_of),
            erased_on=self.get("erased_on", day_of),
            erased_with="" if method else tool,
            erasure_method=method,
            returned_on=returned_on,
            **(self._outing(status, returned_on) if is_out or returned_on else {}),
        )

    def _returned_on(self):
        """The day of its return; one that came back from somebody has one."""
        day = self.get("returned_on", day_of)
        holders = [self.texts[name] for name in (*NAMING, "organisation")]
        if self.texts["returned_on"] or self.texts["status"] != BACK or not any(holders):
            return day
        if self.lookup.returned_on is None:
            self.problems.append(Sentence(NO_RETURN, {}))
        return self.lookup.returned_on

    def _status(self, returned_on):
        """The status of the device and its retire reason; without one, the status implied.

        A day of giving means given; a day of lending or a name, lent; else, or once it came back,
        it is to check.
        """
        status = self.get("status", chosen, STATUSES, UNKNOWN_STATUS)
        if status:
            return status
        says = [name for name in ("given_on", "starts_on", *NAMING) if self.texts[name]]
        if returned_on or not says:
            return DeviceStatus.RECEIVED, ""
        return DeviceStatus.GIVEN if says[0] == "given_on" else DeviceStatus.ON_LOAN, ""

    def _contradiction(self, status, returned_on):
        """What the cells of a loan that did not end say against the status cell; None if nothing.

        Of a device that came back from somebody `_returned_on` asks for the day.
        """
        if self.texts["status"] not in STATUSES.keys() - {BACK} or returned_on:
            return None
        if status == DeviceStatus.GIVEN:
            return None if is_unknown(self.texts["due_on"]) else GIVEN_BUT_DUE
        names_loan = any(not is_unknown(self.texts[name]) for name in OF_A_LOAN)
        if status != DeviceStatus.ON_LOAN and (names_loan or self._is_elsewhere()):
            return HERE_BUT_LENT
        return None

    def _is_elsewhere(self):
        """Whether the row names an organisation that is not ours."""
        name = self.texts["organisation"]
        found = self.lookup.organisations.get(plain(name))
        return not is_unknown(name) and not (found and found.is_ours)

    def _decided(self, contradiction, status, reason):
        """The status by the decision on all contradictory rows; a problem until it is made."""
        if self.lookup.decision == "holder":
            is_gift = is_unknown(self.texts["due_on"]) and not is_unknown(self.texts["given_on"])
            return (DeviceStatus.GIVEN if is_gift else DeviceStatus.ON_LOAN), ""
        if self.lookup.decision != "status":
            self.problems.append(Sentence(contradiction, {}))
        return status, reason

    def _outing(self, status, returned_on):
        """The holder, the dates and the accessories."""
        person = self._person()
        organisation = self.get("organisation", self.lookup.organisation)
        if person and organisation is None:
            organisation = self.lookup.default_organisation
        order = ["starts_on", "given_on"]
        if status == DeviceStatus.GIVEN:
            order.reverse()
        days = [self.get(name, day_of) for name in order]
        return {
            "organisation": organisation,
            "person": person,
            "starts_on": next(filter(None, days), self.lookup.starts_on),
            "due_on": self.get("due_on", day_of) or (None if returned_on else self.lookup.due_on),
            "agreement": self.get("agreement", line_within, AGREEMENT_MAX) or "",
            "accessories": self.get("accessories", accessories_in, self.lookup.accessories) or {},
        }

    def _person(self):
        values = {name: self.get(name, line_within, ROOM[name]) or "" for name in ROOM}
        size = self.get("household_size", people_in)
        if not any(values[name] for name in NAMING):
            return None
        kind = KINDS.get(self.texts["kind"], RecipientKind.FAMILY)
        return Recipient(**values, kind=kind, household_size=size or 1)


def _number(text):
    return NumberWidget().clean(text).strip()


class RegisterResource(DeviceResource):
    """A line per row: a device as it is now, and its holder, or a loan that ended."""

    vocabularies = {
        "category": CATEGORIES,
        "status": Vocabulary(choices=status_choices, words=statuses_by_word, is_needed=True),
        "grade": DEVICE_GRADES,
        "kind": RECIPIENT_KINDS,
    }
    days = ("received_on", "erased_on", "starts_on", "given_on", "due_on", "returned_on")

    def before_import(self, dataset, **kwargs):
        self.understood = understand(self, dataset)
        self.look_up(dataset, self.batch.default_category)
        self.holders, self.lines = Lookup.of(self.batch), {}

    def problems(self, draft, errors):
        parsed = RegisterRow(self.row, self.holders)
        self.line = parsed.line(draft)
        self.line.device.row = self.rows[self.index].label
        self.line.is_unfinished = bool(errors or parsed.problems)
        self.lines[self.index] = self.line
        yield from ((NON_FIELD_ERRORS, problem) for problem in parsed.problems)

    def after_import(self, dataset, result, **kwargs):
        """Refuse lines for what the others say, or the register.

        All that is wrong with a row is named at once: its cells, and its numbers beside the others.
        """
        lines = list(self.lines.values())
        places = {line: index for index, line in self.lines.items()}
        devices = [line.unsaved(self.batch.site) for line in lines]
        for index, problems in faults_of(lines, devices).items():
            result.rows[index].refuse(problems)
        fitting = {
            i: one.device for i, one in self.lines.items() if one.device.category and not one.of
        }
        for index, problems in misfits(fitting).items():
            result.rows[index].refuse(problems)
        for index, warning in category_conflicts(fitting).items():
            result.rows[index].warnings.append(warning)
        for index, line in self.lines.items():
            if line.of and result.rows[places[line.of]].is_invalid():
                row = Sentence(OF_A_REFUSED, {"row": line.of.device.row})
                result.rows[index].refuse([row])
            result.rows[index].draft = line
            result.rows[index].diff = self.understood.get(index)

    def write(self, rows, *, by):
        """Take the lines of these rows over, on the word of who started the writing."""
        lines = [row.outcome.draft for row in rows]
        create_missing_brands([line.device for line in lines])
        is_attested = bool(self.batch.options.get("is_attested"))
        devices = take_over(lines, by=by, site=self.batch.site, is_attested=is_attested)
        return [[device] for device in devices]
