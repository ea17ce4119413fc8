"""Drafts of devices to receive, and their validation errors.

Drafts are validated as a set, in a constant number of queries, so that the preview of a list and
its import give the same errors.
"""

from collections import defaultdict
from dataclasses import dataclass, field, fields, replace
from datetime import date
from decimal import Decimal
from functools import lru_cache
from operator import attrgetter
from typing import NamedTuple

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.functional import lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from catalogue.models import Brand, Category, DeviceModel
from core.imports.columns import OF_A_FIELD
from core.models.by_language import by_language
from core.workflow.event_messages import Sentence
from core.workflow.lifecycle import Refused
from donations.binding import binding_of
from donations.lifecycle import ValueBasis
from donations.public import check_worth
from inventory.devices.identifiers import SERIAL_MAX, clean_code, clean_imei, clean_serial, imeis_in
from inventory.devices.lifecycle.devices import DeviceStatus, TagStatus
from inventory.devices.operations import other_category
from inventory.models import Device, Place, Tag
from people.models import User

BATCH_SIZE = 5_000
DECLARER_MAX = Device._meta.get_field("declared_by").max_length

NOT_AN_IMEI = gettext_noop("%(number)s is not an IMEI.")
NO_FREE_TAG = gettext_noop("%(tag)s is not one of our unused labels.")
TAG_TAKEN = gettext_noop("The label %(tag)s is already on a device.")
SERIAL_TOO_LONG = gettext_noop("This serial number is too long.")
TWICE = {
    "serial": gettext_noop("Serial number %(number)s appears twice."),
    "imei": gettext_noop("IMEI %(number)s appears twice."),
    "tag": gettext_noop("The label %(number)s appears twice."),
}
TWICE_IN_ROWS = {
    "serial": gettext_noop("Serial number %(number)s appears twice: rows %(rows)s."),
    "imei": gettext_noop("IMEI %(number)s appears twice: rows %(rows)s."),
    "tag": gettext_noop("The label %(number)s appears twice: rows %(rows)s."),
}
TAKEN = {
    "serial": gettext_noop("Serial number %(number)s is already in the register: %(tag)s."),
    "imei": gettext_noop("IMEI %(number)s is already in the register: %(tag)s."),
}
TAKEN_IN_LOT = {
    "serial": gettext_noop(
        "Serial number %(number)s is already in the register: %(tag)s, lot %(lot)s."
    ),
    "imei": gettext_noop("IMEI %(number)s is already in the register: %(tag)s, lot %(lot)s."),
}
OTHER_MODEL = gettext_noop(
    "Serial number %(number)s belongs to %(tag)s, another model: check it. If there really are two,"
    " a coordinator enters it on the page “Register a device”, which asks for confirmation."
)
SEVERAL_CATEGORIES = gettext_noop(
    "“%(model)s” is known in several categories (%(named)s): this device is entered as "
    "“%(chosen)s”, as its row says."
)
SEVERAL_IN_LIST = gettext_noop(
    "This list gives “%(model)s” several categories (%(named)s): this device is "
    "entered as “%(chosen)s”, as its row says."
)
IMEI_LEFT_OUT = gettext_noop(
    "%(number)s is not an IMEI: the device is entered without it, and the number is "
    "kept in its remarks."
)
IMEI_NOTED = gettext_noop("IMEI from the list, not valid: %(number)s")
TOO_MANY_IMEIS = gettext_noop("A device can have at most two IMEIs, but this row gives %(count)s.")
# Maximum rows named in the message about a repeated number.
ROWS_NAMED = 5
# Location of a device in stock.
PLACE = ("asset_tag", "donation__reference")


class Numbers(NamedTuple):
    """Unique identifiers of a draft; `wrong` are the values in IMEI fields that are not IMEIs."""

    tag: str
    serial: str | None
    imeis: list
    wrong: list


@dataclass(kw_only=True, slots=True)  # a third of the memory: lists have up to 20,000
class DeviceDraft:
    """Draft of a device to receive; only the category is required."""

    category: Category
    brand: Brand | None = None
    model: DeviceModel | None = None
    serial: str = ""
    imei: str = ""
    imei2: str = ""
    year_made: int | None = None
    age_years: Decimal | None = None
    fault: str = ""
    remark: str = ""
    place: Place | None = None
    donor_grade: str = ""
    known_limits: str = ""
    # Other facts of the donor's list: see `inventory/imports/declared_facts.py`.
    donor_tag: str = ""
    donor_condition: str = ""
    bought_on: date | None = None
    bought_year: int | None = None
    warranty_until: date | None = None
    collected_from: str = ""
    book_value: Decimal | None = None
    # {field of the specifications: value}, and the codes of the accessories that came with the
    # device.
    specs: dict = field(default_factory=dict)
    came_with: list = field(default_factory=list)
    # quantity and row number in a list, and the texts of the own numbers of its devices, by field
    quantity: int = 1
    row: int | None = None
    listed: list = field(default_factory=list)
    # User who confirms that a device of another model has the same serial number.
    serial_shared_by: User | None = None
    # Preprinted free tag; if empty, the device gets the next number.
    tag: str = ""
    # tag of the device that the draft corrects, whose numbers do not count as duplicates
    corrects: str = ""
    # False for a device that is only on a list and was not seen yet.
    is_in_hand: bool = False
    _numbers: Numbers | None = field(default=None, init=False, repr=False, compare=False)

    @property
    def described(self):
        return self

    @property
    def distinct(self):
        """The drafts of its devices, only one if they are identical."""
        return [replace(self, listed=[], quantity=1, **own) for own in self.listed] or [self]

    @property
    def units(self):
        return self.distinct if self.listed else [self] * self.quantity

    @property
    def numbers(self):
        """The valid identifiers as stored, and the invalid IMEIs; read once."""
        if self._numbers is None:
            self._numbers = self._read_numbers()
        return self._numbers

    def _read_numbers(self):
        wrong, imeis = [], []
        for text in [*imeis_in(self.imei), *imeis_in(self.imei2)]:
            try:
                imeis.append(clean_imei(text))
            except ValueError:
                wrong.append(text)
        imeis = list(dict.fromkeys(filter(None, imeis)))
        return Numbers(clean_code(self.tag), clean_serial(self.serial), imeis, wrong)


# Columns of a device filled from the draft, which need validation.
OWN = {field.name for field in fields(DeviceDraft)} - {"serial", "imei", "imei2"}
DRAFTED = [f.name for f in Device._meta.fields if f.name in OWN and not f.is_relation]
CHECKED = dict(zip(DRAFTED, DRAFTED, strict=True)) | {"book_value": "declared_value"}


def build(fact, donation, site=None, **more):
    """Build an unsaved device from a draft, without validation (see `problems_of`).

    Without a donation (None), the device is at `site`; `more` are columns that the draft lacks.
    """
    imei, imei2 = [*fact.numbers.imeis, None, None][:2]
    return Device(
        asset_tag=fact.numbers.tag,
        category=fact.category,
        brand=fact.brand,
        model=fact.model,
        serial=fact.numbers.serial,
        imei=imei,
        imei2=imei2,
        site_id=site.pk if site else donation.site_id,
        place=fact.place,
        donation=donation,
        seen_at=timezone.now() if fact.is_in_hand else None,
        serial_shared_by=fact.serial_shared_by,
        needs_erasure=fact.category is None or fact.category.holds_data,
        **{name: getattr(fact, name) for name in DRAFTED},
        **declared(fact, donation),
        **more,
    )


def declared(fact, donation):
    """Columns of the net book value declared by the donor for a device."""
    if fact.book_value is None or donation is None:
        return {}
    return {
        "declared_value": fact.book_value,
        "value_basis": ValueBasis.BOOK,
        "declared_by": str(donation.donor)[:DECLARER_MAX],
        "declared_on": timezone.localdate(),
    }


def value_problems(donation, drafts):
    """Map the index of each draft whose book value cannot be declared to its [Sentence].

    No value can be added while a valid paper states the values of the lot.
    """
    valued = {index: draft for index, draft in drafts.items() if draft.book_value is not None}
    bound = binding_of([donation]) if valued and donation.pk else None
    if bound:
        binding, params = bound
        return {index: [Sentence(binding.why_not_values, params)] for index in valued}
    problems = {}
    for index, draft in valued.items():
        try:
            check_worth(donation.donor, draft.book_value)
        except Refused as refusal:
            problems[index] = [refusal.message]
    return problems


def note_wrong_imeis(drafts):
    """Move invalid IMEIs to the remarks of these drafts; return warnings ({index: [Sentence]}).

    A mistyped IMEI can be read again from the device, so the device is not refused.
    """
    noted = {}
    for index, draft in drafts.items():
        wrong = draft.numbers.wrong
        if wrong:
            draft.imei, draft.imei2 = [*draft.numbers.imeis, "", ""][:2]
            draft._numbers = None
            notes = [_(IMEI_NOTED) % {"number": number} for number in wrong]
            draft.remark = "\n".join(filter(None, [draft.remark, *notes]))
            noted[index] = [Sentence(IMEI_LEFT_OUT, {"number": number}) for number in wrong]
    return noted


def identifiers_of(draft):
    """Yield the unique identifiers of a draft as (kind, number): tag, serial number and IMEIs."""
    tag, serial, imeis, _wrong = draft.numbers
    if tag:
        yield "tag", tag
    if serial:
        yield "serial", serial
    for imei in imeis:
        yield "imei", imei


def problems_of(drafts):
    """Validation errors of these drafts: {index: [Sentence, ...]}.

    Empty if all are valid. A serial number or an IMEI is unique among our devices and within the
    list; a serial number shared with another model may have been confirmed.
    """
    places = defaultdict(list)
    for draft in drafts:
        for number in identifiers_of(draft):
            places[number].append(draft.row)
    taken, tag_statuses = _taken(places), _tag_statuses(places)
    problems = {}
    for index, draft in enumerate(drafts):
        row_problems = [Sentence(NOT_AN_IMEI, {"number": imei}) for imei in draft.numbers.wrong]
        row_problems += _field_problems(draft)
        for kind, number in identifiers_of(draft):
            if len(places[kind, number]) > 1:
                row_problems.append(twice(kind, number, places[kind, number]))
            row_problems += _taken_by(kind, number, draft, taken)
        row_problems += _tag_problems(draft.numbers.tag, tag_statuses)
        if row_problems:
            problems[index] = row_problems
    return problems


def misfits(facts):
    """Errors ({index: [Sentence]}) of drafts whose category contradicts the catalogue."""
    return {
        index: [other_category(fact.model, fact.model.category, fact.category)]
        for index, fact in facts.items()
        if fact.model and fact.model.category_id not in {None, fact.category.pk}
    }


def category_conflicts(facts):
    """Warnings ({index: Sentence}) about models in several categories, in the drafts or on record.

    Only models without a category in the catalogue are checked, and withdrawn devices are ignored.
    Each draft keeps its own category.
    """
    undecided = {i: f for i, f in facts.items() if f.model and not f.model.category_id}
    named, of_list = (
        _categories_of({fact.model.pk for fact in undecided.values()}),
        defaultdict(set),
    )
    for fact in undecided.values():
        named[fact.model.pk].add(fact.category)
        of_list[fact.model.pk].add(fact.category)
    return {
        index: Sentence(
            SEVERAL_IN_LIST if len(of_list[fact.model.pk]) > 1 else SEVERAL_CATEGORIES,
            {
                "model": str(fact.model),
                "chosen": fact.category.names,
                "named": [c.names for c in sorted(named[fact.model.pk], key=attrgetter("code"))],
            },
        )
        for index, fact in undecided.items()
        if len(named[fact.model.pk]) > 1
    }


def _categories_of(models):
    """Map the ids of models to the categories of their devices."""
    standing = Device.objects.exclude(status=DeviceStatus.WITHDRAWN).order_by()
    pairs = set()
    for some in _chunks(models):
        rows = standing.filter(model__in=some)
        pairs |= set(rows.values_list("model", "category").distinct())
    categories = Category.objects.in_bulk({pk for _model, pk in pairs}) if pairs else {}
    named = defaultdict(set)
    for model, category in pairs:
        named[model].add(categories[category])
    return named


def twice(kind, number, rows):
    """Message saying that a number is repeated, with the row numbers of the list."""
    if None in rows:
        return Sentence(TWICE[kind], {"number": number})
    more = "…" if len(rows) > ROWS_NAMED else ""
    named = ", ".join(map(str, rows[:ROWS_NAMED])) + more
    return Sentence(TWICE_IN_ROWS[kind], {"number": number, "rows": named})


def _taken_by(kind, number, draft, taken):
    """Message naming the device and lot, but not the donor, with this number; None if not taken."""
    owners = taken.get((kind, number), {})
    owners = {model: place for model, place in owners.items() if place[0] != draft.corrects}
    if not owners:
        return
    model_id = draft.model and draft.model.pk
    is_other = kind == "serial" and model_id not in owners
    if is_other and draft.serial_shared_by is None:
        tag, _lot = next(iter(owners.values()))
        yield Sentence(OTHER_MODEL, {"number": number, "tag": tag})
    elif not is_other:
        tag, lot = owners.get(model_id) or next(iter(owners.values()))
        yield already_recorded(kind, number, tag, lot)


def already_recorded(kind, number, tag, lot):
    """Message saying that a recorded device has this number."""
    if lot is None:
        return Sentence(TAKEN[kind], {"number": number, "tag": tag})
    return Sentence(TAKEN_IN_LOT[kind], {"number": number, "tag": tag, "lot": lot})


def _field_problems(draft):
    if len(draft.numbers.imeis) > 2:
        return [Sentence(TOO_MANY_IMEIS, {"count": len(draft.numbers.imeis)})]
    if draft.numbers.serial and len(draft.numbers.serial) > SERIAL_MAX:
        return [Sentence(SERIAL_TOO_LONG, {})]
    return [
        Sentence(
            OF_A_FIELD,
            {
                "thing": Sentence.of_label(Device._meta.get_field(name).verbose_name),
                "words": by_language(_words(name, value)),
            },
        )
        for own, name in CHECKED.items()
        if (value := getattr(draft, own)) and not _is_valid(name, value)
    ]


def _messages(name, value):
    """Validation errors of a value for this column of `Device`, in the active language."""
    try:
        Device._meta.get_field(name).clean(value, None)
    except ValidationError as error:
        return error.messages
    return []


_words = lazy(lambda name, value: " ".join(_messages(name, value)), str)


@lru_cache(maxsize=8_192)  # the values of a column repeat often
def _is_valid(name, value):
    return not _messages(name, value)


def _tag_problems(tag, statuses):
    if tag and tag not in statuses:
        yield Sentence(NO_FREE_TAG, {"tag": tag})
    elif tag and statuses[tag] != TagStatus.FREE:
        yield Sentence(TAG_TAKEN, {"tag": tag})


def _tag_statuses(numbers):
    """{code: status} of the tags among these (kind, number) pairs."""
    statuses = {}
    for codes in _chunks({number for kind, number in numbers if kind == "tag"}):
        statuses |= dict(Tag.objects.filter(code__in=codes).values_list("code", "status"))
    return statuses


def _taken(numbers):
    """Numbers of current devices: {(kind, number): {model: (tag, lot)}}."""
    living = Device.objects.living()
    taken = defaultdict(dict)
    for name, kind in [("serial", "serial"), ("imei", "imei"), ("imei2", "imei")]:
        for some in _chunks({number for of, number in numbers if of == kind}):
            rows = living.filter(**{f"{name}__in": some})
            for model, number, *place in rows.values_list("model_id", name, *PLACE):
                taken[kind, number][model] = place
    return taken


def _chunks(numbers):
    ordered = sorted(numbers - {None})
    return [ordered[start : start + BATCH_SIZE] for start in range(0, len(ordered), BATCH_SIZE)]


def name_former_lives(devices):
    """Link each incoming device that we gave away or retired to its former record."""
    ours = {(device.model_id, device.serial): device for device in devices if device.serial}
    gone = Device.objects.filter(status__in=[DeviceStatus.GIVEN, DeviceStatus.RETIRED])
    for serials in _chunks({device.serial for device in devices}):
        for former in gone.filter(serial__in=serials).order_by("pk"):
            again = ours.get((former.model_id, former.serial))
            if again:
                again.former = former
