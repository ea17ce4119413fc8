"""Parsing of the rows of a legacy register into lines for `take_over`."""

import re
from collections import defaultdict
from functools import partial

from django.core.exceptions import ValidationError
from django.utils.timezone import localdate
from django.utils.translation import gettext, gettext_lazy, gettext_noop

from catalogue.category_words import CATEGORIES
from core.imports.cells import is_unknown, line_within, wrong
from core.imports.columns import OF_A_FIELD, plain, word_key
from core.imports.days import DayWidget
from core.imports.kinds import Vocabulary, reason_key
from core.imports.resource import (
    ChoiceWidget,
    ListField,
    ListResource,
    Looked,
    Reader,
    TextWidget,
    within,
)
from core.workflow.event_messages import Sentence
from inventory.devices.identifiers import clean_code
from inventory.devices.lifecycle.devices import DeviceStatus, RetireReason
from inventory.imports.cells import LimitsWidget, NumberWidget, RemarkWidget
from inventory.imports.declared_facts import declared_facts
from inventory.imports.device_export import for_export
from inventory.imports.donor_list import DONOR_LIST, change_models, settle_models, understand
from inventory.imports.resources import DeviceResource, create_missing_brands
from inventory.imports.synonyms import GRADES
from inventory.intake.validation import DeviceDraft, category_conflicts, misfits
from inventory.models import Device, Erasure
from loans.base.lifecycle.loans import ItemStatus, LoanKind
from loans.models import Loan, LoanItem
from modules.legacy_import.lines import NO_RETURN, OF_A_REFUSED, Line, faults_of
from modules.legacy_import.operations.takeover import take_over
from modules.legacy_import.questions import AS_EMPTY, FOLLOWING, answer_of, ask
from modules.legacy_import.references import MISSING_DAYS, References, missing_day
from modules.legacy_import.returns import OF_RETURNS, RETURNS, settle_return
from modules.legacy_import.sentences import SEVERAL_ITEMS
from modules.legacy_import.synonyms import (
    BACK,
    DECLARED,
    FIELDS,
    KINDS,
    METHODS,
    OF_THE_DEVICE,
    STATUSES,
    status_choices,
    status_key,
    statuses_by_word,
)
from modules.legacy_import.systems import names_owners
from people.base.lifecycle import RecipientKind
from people.models import Recipient

MAX_AT_HOME = 30
# The option that resolves contradictory rows of a list: "status", "holder" or "".
DECISION = "contradictory"
# The kind of holder that is a place, as Snipe-IT writes it.
LOCATION = "location"
# The register's word for a device that is here, in any status without a word of its own.
IN_STOCK = "refurbishing"

NOT_A_COUNT = gettext_noop("“%(text)s” is not a number of people between 1 and %(most)s.")
UNKNOWN_STATUS = gettext_noop("“%(text)s” is not a known status: match it above.")
HERE_BUT_LENT = gettext_noop(
    "According to the status, nobody has this device, but the row has a holder or a "
    "loan without a return. Answer above, or correct the list."
)
GIVEN_BUT_DUE = gettext_noop(
    "According to the status, this device was given, but the row has a due date. "
    "Answer above, or correct the list."
)
CONTRADICTIONS = {HERE_BUT_LENT, GIVEN_BUT_DUE, *OF_RETURNS}
DECISIONS = {
    "status": gettext_lazy("trust the status: ignore what contradicts it"),
    "holder": gettext_lazy(
        "trust the holder and the dates: import them as lent, given or returned"
    ),
}
for _contradiction, _words in (
    (HERE_BUT_LENT, gettext_lazy("Devices in stock that have a holder")),
    (GIVEN_BUT_DUE, gettext_lazy("Devices that were given away but have a due date")),
):
    ask(_contradiction, _words, lambda _migration: [*DECISIONS.items()], has_word=False)
FOLLOWING.add(reason_key(OF_A_REFUSED))
ask(
    UNKNOWN_STATUS,
    gettext_lazy("Status"),
    lambda _migration: [AS_EMPTY, *status_choices()],
    field="status",
)
# The columns of a donor's list that a register has too; the others are not in a register.
NOT_DECLARED = dict.fromkeys(DONOR_LIST.fields, "")

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


def accessories_in(text, kind_of):
    """The accessories of a cell, {kind: number}: “Chargeur, 2 souris”, “souris x2 + sac”."""
    counts = {}
    for part in re.split(r"[,;+/\n]|\bet\b|\band\b|&", text):
        name = " ".join(part.split())
        if word_key(name) in NONE or is_unknown(name):
            continue
        match = COUNTED.fullmatch(name)
        kind = kind_of(match["what"])
        if kind is None:
            continue
        counts[kind] = counts.get(kind, 0) + int(match["first"] or match["last"] or 1)
    return counts


PERSONAL = ["last_name", "first_name", "reference", "phone", "email", "address", "town"]
NAMING = ["last_name", "first_name", "reference"]
# Cells of an organisation, or of a loan that has not ended unless there is a return date.
OF_A_LOAN = [*NAMING, "starts_on", "given_on", "due_on"]
# Cells that are read for a device that is out, or came back.
OUTING = [*PERSONAL, "kind", "household_size", "organisation", *OF_A_LOAN[3:], "agreement"]
OUTING.append("accessories")
LIMITS_MAX = Device._meta.get_field("known_limits").max_length
TOOL_MAX = Erasure._meta.get_field("tool").max_length
AGREEMENT_MAX = Loan._meta.get_field("former_agreement").max_length


class RegisterReferences(References):
    """Lookups for the cells of a register, and the values chosen for rows that omit them.

    The attributes of `of_devices`, the lookup of the devices of its rows, are copied.
    """

    def __init__(self, batch, of_devices):
        super().__init__(batch)
        vars(self).update(vars(of_devices))
        chosen = batch.options.get("organisation")
        rows = self.organisations.values()
        defaults = [o for o in rows if o.pk and (o.pk == chosen if chosen else o.is_ours)]
        self.default_organisation = next(iter(defaults), None)
        for name in MISSING_DAYS:
            setattr(self, name, missing_day(batch, name))

    def accessories_named(self, text):
        return accessories_in(text, self.accessory)

    def status(self, text):
        return chosen(text, STATUSES, UNKNOWN_STATUS)

    def decision_on(self, contradiction):
        """The answer to all contradictory rows: “status”, “holder”, or "" without an answer."""
        of_list = self.batch.options.get(DECISION) or ""
        return of_list or answer_of(self.batch, contradiction)


class StatusWidget(Looked):
    def render(self, value, obj=None, **kwargs):
        return str(dict(status_choices()).get(value, ""))


class PlaceWidget(Looked):
    def render(self, value, obj=None, **kwargs):
        return value.name if value else ""


class AccessoriesWidget(Looked):
    def render(self, value, obj=None, **kwargs):
        return ", ".join(f"{count} {kind}" for kind, count in (value or {}).items())


def limits_in(text):
    return line_within(LimitsWidget().clean(text), LIMITS_MAX)


def number_in(text):
    return NumberWidget().clean(text).strip()


def up_to(max_length):
    return Reader(partial(line_within, max_length=max_length))


def lines_of(devices):
    """The lines of these devices in a register: their ended loans, and their current state."""
    devices = devices.exclude(status=DeviceStatus.WITHDRAWN)
    items = LoanItem.objects.filter(
        device__in=devices, status__in=[ItemStatus.OPEN, ItemStatus.RETURNED]
    )
    items = items.select_related("loan__organisation", "loan__recipient").order_by("opened_at")
    loans = defaultdict(list)
    for item in items:
        loans[item.device_id].append(item)
    lines = []
    for device in devices:
        ended = [item for item in loans[device.pk] if item.status == ItemStatus.RETURNED]
        lines += [_line_of(device, BACK, item) for item in ended]
        opened = [item for item in loans[device.pk] if item.status == ItemStatus.OPEN]
        state = device.retire_reason or device.status
        lines.append(_line_of(device, state if state in STATUSES else IN_STOCK, *opened[:1]))
    return lines


def _line_of(device, state, item=None):
    status, reason = STATUSES[state]
    line = Line(device=device, status=status, retire_reason=reason, code=device.asset_tag)
    line.state, line.given_on, line.grade = state, None, device.grade
    line.received_on = localdate(device.received_at)
    if item:
        loan, line.agreement = item.loan, item.loan.former_agreement
        line.organisation, line.person, line.due_on = loan.organisation, loan.recipient, loan.due_on
        line.returned_on = item.ended_at and localdate(item.ended_at)
        day = "given_on" if loan.kind == LoanKind.GIFT else "starts_on"
        setattr(line, day, loan.starts_on)
    return line


class RegisterResource(ListResource):
    """Resource with a line per row: a device in its current state, or an ended loan."""

    titles = FIELDS

    vocabularies = {
        "category": CATEGORIES,
        "status": Vocabulary(
            choices=status_choices, words=statuses_by_word, is_needed=True, key=status_key
        ),
        "grade": GRADES,
        "kind": KINDS,
        "is_back": RETURNS,
    }
    days = (
        *("received_on", "erased_on", "starts_on", "given_on", "due_on", "returned_on"),
        *("purchased", "warranty_end"),
    )

    code = ListField(Reader(number_in))
    returned_on = ListField(DayWidget())
    is_back = ListField(Looked("is_back"), in_export=False)
    status = ListField(StatusWidget("status"), attribute="state")
    grade = ListField()
    remark = ListField(
        RemarkWidget(), attribute="device__remark", reads_empty=True, in_export=False
    )
    known_limits = ListField(Reader(limits_in), attribute="device__known_limits")
    received_on = ListField(DayWidget())
    erased_on = ListField(DayWidget())
    erased_with = ListField(up_to(TOOL_MAX))
    place = ListField(PlaceWidget("place"), attribute="device__place")
    kind = ListField(ChoiceWidget(RecipientKind), attribute="person__kind")
    household_size = ListField(Reader(people_in), attribute="person__household_size")
    organisation = ListField(Looked("organisation"))
    starts_on = ListField(DayWidget())
    given_on = ListField(DayWidget())
    due_on = ListField(DayWidget())
    agreement = ListField(up_to(AGREEMENT_MAX))
    donor = ListField(Looked("donor"))
    accessories = ListField(AccessoriesWidget("accessories_named"))

    def before_import(self, dataset, **kwargs):
        locations = [row for row in dataset if word_key(row["kind"]) == LOCATION]
        self.understood, self.of_devices = understand(self, dataset), DeviceResource()
        self._put_in_place(locations)
        self.of_devices.look_up(dataset, self.batch.default_category)
        self.lookup = RegisterReferences(self.batch, self.of_devices.lookup)
        if names_owners(self.batch):
            self._forget_owners(dataset)
        self.find_same(dataset)

    @staticmethod
    def _put_in_place(rows):
        """Read the holder of these rows as the place of a device that nobody has."""
        for row in rows:
            row["place"] = row["last_name"] or row["place"]
            row |= dict.fromkeys([*OF_A_LOAN, "organisation"], "")
            if row["status"] == "on_loan":
                row["status"] = "ready"

    @staticmethod
    def _forget_owners(dataset):
        """Clear the organisation of rows without a holder: it is the owner of the device."""
        for row in dataset:
            if all(is_unknown(row[name]) for name in (*NAMING, "starts_on", "given_on")):
                row["organisation"] = ""

    def find_records(self, dataset):
        """Find records by the inventory number and the day of leaving."""
        codes = {clean_code(row["code"]) for row in dataset} - {""}
        lines = lines_of(for_export(Device.objects.filter(asset_tag__in=codes)))
        ours = {(line.code, str(line.starts_on or line.given_on or "")): line for line in lines}
        keys = {
            index: (clean_code(row["code"]), row["starts_on"] or row["given_on"])
            for index, row in enumerate(dataset)
        }
        return {index: ours[key] for index, key in keys.items() if key in ours}

    def records_for(self, user):
        return lines_of(for_export(Device.objects.visible_to(user)))

    def init_instance(self, row=None):
        device = DeviceDraft(category=None, row=self.rows[self.index].label)
        return Line(device=device, status=DeviceStatus.RECEIVED)

    def import_instance(self, line, row, **kwargs):
        """Read the row's values of the device, then, if it is out or came back, of the loan."""
        line.person, line.state, line.given_on = Recipient(kind=RecipientKind.FAMILY), None, None
        self._declare(line.device, row)
        present = [name for name in self.fields if name not in {*OUTING, "place"}]
        errors = self.read_cells(line, row, present, **kwargs)
        errors |= self._settle_status(line, row)
        names = [] if line.is_out else ["place"]
        if line.is_out or line.returned_on:
            names += OUTING
        errors |= self.read_cells(line, row, names, **kwargs)
        self._settle_loan(line, row)
        method = METHODS.get(word_key(line.erased_with), "")
        line.erased_with, line.erasure_method = "" if method else line.erased_with, method
        if self._is_several(row):
            errors["quantity"] = wrong(SEVERAL_ITEMS, text=row["quantity"][:30])
        line.is_unfinished = bool(errors)
        if errors:
            raise ValidationError(errors)

    @staticmethod
    def _declare(device, row):
        """Set the other values of the row, besides names and numbers, as in lists of donors."""
        facts, notes = declared_facts(NOT_DECLARED | {n: row[n] for n in DECLARED}, FIELDS)
        if facts["book_value"] is not None and is_unknown(row["donor"]):
            words = {"thing": FIELDS["book_value"], "words": row["book_value"]}
            notes.append(gettext(OF_A_FIELD) % words)  # without a donor, nobody declares it
            facts["book_value"] = None
        row["remark"] = "\n".join(filter(None, [row["remark"], *notes]))
        for name, value in facts.items():
            setattr(device, name, value)

    @staticmethod
    def _is_several(row):
        """Whether a row counts items without numbers of their own."""
        count = re.fullmatch(r"(\d+)(?:[.,]0*)?", row["quantity"])
        numbers = [row[name] for name in ("code", "serial", "imei")]
        return bool(count) and int(count[1]) != 1 and not any(numbers)

    def _settle_status(self, line, row):
        """Set the current status of the device, and its return day; return {field: error}."""
        errors = {}
        if contradiction := settle_return(row, self.lookup.decision_on):
            errors["is_back"] = wrong(contradiction)
        line.returned_on = line.returned_on if row["returned_on"] else None
        line.state = STATUSES.get(row["status"])
        holders = [row[name] for name in (*NAMING, "organisation")]
        if not row["returned_on"] and row["status"] == BACK and any(holders):
            line.returned_on = self.lookup.returned_on
            if line.returned_on is None:
                errors["returned_on"] = wrong(NO_RETURN)
        status, reason = line.state or self._implied(line, row)
        if contradiction := self._contradiction(line, status, row):
            decision = self.lookup.decision_on(contradiction)
            status, reason = self._decided(decision, row, status, reason)
            if not decision:
                errors["status"] = wrong(contradiction)
        line.status, line.retire_reason = status, reason or RetireReason.RECYCLED
        return errors

    @staticmethod
    def _implied(line, row):
        """The status of a device whose row gives no status, and its retire reason.

        A gift date means given; a loan date or a name means lent; otherwise, or once returned, it
        is to be checked.
        """
        says = [name for name in ("given_on", "starts_on", *NAMING) if row[name]]
        if line.returned_on or not says:
            return DeviceStatus.RECEIVED, ""
        return DeviceStatus.GIVEN if says[0] == "given_on" else DeviceStatus.ON_LOAN, ""

    def _contradiction(self, line, status, row):
        """The error of a current loan that contradicts the status cell, or None.

        `_settle_status` asks for the return date of a device that came back.
        """
        if row["status"] not in STATUSES.keys() - {BACK} or line.returned_on:
            return None
        if status == DeviceStatus.GIVEN:
            return None if is_unknown(row["due_on"]) else GIVEN_BUT_DUE
        names_loan = any(not is_unknown(row[name]) for name in OF_A_LOAN)
        if status != DeviceStatus.ON_LOAN and (names_loan or self._is_elsewhere(row)):
            return HERE_BUT_LENT
        return None

    def _is_elsewhere(self, row):
        """Whether the row names an organisation that is not ours."""
        name = row["organisation"]
        found = self.lookup.organisations.get(plain(name))
        return not is_unknown(name) and not (found and found.is_ours)

    @staticmethod
    def _decided(decision, row, status, reason):
        """The status from the decision about all contradictory rows, once it is made."""
        if decision == "holder":
            is_gift = is_unknown(row["due_on"]) and not is_unknown(row["given_on"])
            return (DeviceStatus.GIVEN if is_gift else DeviceStatus.ON_LOAN), ""
        return status, reason

    def _settle_loan(self, line, row):
        """Complete the loan with the options of the whole list; drop a person who has no name."""
        person = line.person
        if not any(getattr(person, name) for name in NAMING):
            line.person = None
        if line.is_out or line.returned_on:
            if line.person and line.organisation is None:
                of_person = self.lookup.organisation_of(line.person)
                line.organisation = of_person or self.lookup.default_organisation
            days = [line.starts_on, line.given_on]
            if line.status == DeviceStatus.GIVEN:
                days.reverse()
            line.starts_on = next(filter(None, days), self.lookup.starts_on)
            line.due_on = line.due_on or (None if line.returned_on else self.lookup.due_on)
        line.settle()

    def after_import(self, dataset, result, **kwargs):
        """Refuse lines that contradict others, or the register.

        All errors of a row are shown at once: its cells, and its numbers compared with others.
        """
        lines = {i: one.draft for i, one in enumerate(result.rows) if not one.is_skip()}
        indexes = {line: index for index, line in lines.items()}
        devices = [line.unsaved(self.batch.site) for line in lines.values()]
        faults = faults_of(list(lines.values()), devices, self.lookup.planned.people)
        fits = {i: one.device for i, one in lines.items() if one.device.category and not one.of}
        left_out = settle_models(self.batch, fits)
        for index, problems in [
            *((list(lines)[place], problems) for place, problems in faults.items()),
            *misfits(fits).items(),
            *left_out.items(),
        ]:
            result.rows[index].refuse(problems)
        for index, warning in category_conflicts(fits).items():
            result.rows[index].warnings.append(warning)
        for index, line in lines.items():
            if line.of and result.rows[indexes[line.of]].is_invalid():
                row = Sentence(OF_A_REFUSED, {"row": line.of.device.row})
                result.rows[index].refuse([row])
        for index, understood in self.understood.items():
            result.rows[index].diff = understood

    def write(self, rows, *, by):
        """Take over the lines of these rows, as attested by the user who started the import."""
        lines = [row.outcome.draft for row in rows]
        create_missing_brands([line.device for line in lines])
        change_models(self.batch, [line.device for line in lines], by=by)
        is_attested = bool(self.batch.options.get("is_attested"))
        devices = take_over(lines, by=by, site=self.batch.site, is_attested=is_attested)
        return [[device] for device in devices]


RegisterResource.fields = {
    "code": RegisterResource.fields["code"],
    **within(
        "device",
        {n: f for n, f in DeviceResource.fields.items() if n in OF_THE_DEVICE},
    ),
    **RegisterResource.fields,
    **{
        name: ListField(TextWidget(Recipient, name), FIELDS[name], attribute=f"person__{name}")
        for name in PERSONAL
    },
}
