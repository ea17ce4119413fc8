"""Parse and validate a list of vouchers; errors never contain a code.

No message here repeats a cell, since a wrongly mapped column may contain codes.
"""

from collections import Counter
from dataclasses import dataclass, field, replace
from datetime import date

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from import_export.widgets import Widget

from catalogue.models import VoucherKind, VoucherProduct
from core.imports.cells import SCIENTIFIC, wrong
from core.imports.days import day_of
from core.imports.kinds import ListKind
from core.imports.resource import ListField, ListResource
from inventory.devices.identifiers import clean_iccid, clean_number, is_sound_iccid
from inventory.models import Voucher
from inventory.vouchers.encryption import clean_voucher_code, keyed_hash
from inventory.vouchers.list_columns import CARD, CODE, COLUMNS, ESIM, FIELDS, PIN, PUK, masked


@dataclass(kw_only=True)
class VoucherFacts:
    """A parsed voucher; empty dates default to the dates of the batch."""

    code: str = field(default="", repr=False)
    iccid: str | None = None
    number: str | None = field(default=None, repr=False)
    pin: str = field(default="", repr=False)
    puk: str = field(default="", repr=False)
    activate_by: date | None = None
    valid_until: date | None = None

    @property
    def code_hash(self):
        return keyed_hash(self.code) if self.code else None

    @property
    def last_digits(self):
        return (self.code or self.iccid)[-4:]


@dataclass(kw_only=True)
class VoucherDraft:
    """A parsed row of a list: its values, errors and warnings."""

    row: int | str
    facts: VoucherFacts | None = None
    problems: list[str] = field(default_factory=list)
    doubts: list[str] = field(default_factory=list)


class CodeWidget(Widget):
    """Widget that parses a cell with `READERS`; its error message never repeats the cell."""

    def __init__(self, name):
        super().__init__()
        self.name = name

    def clean(self, value, row=None, **kwargs):
        if SCIENTIFIC.fullmatch(value):
            text = _("%(field)s: shortened by the spreadsheet; format this column as text.")
            raise wrong(text % {"field": FIELDS[self.name]})
        try:
            return READERS[self.name](value)
        except (ValueError, ValidationError) as error:
            raise wrong(WRONG[self.name]()) from error


class VoucherResource(ListResource):
    """Resource that parses rows into `VoucherDraft`s, with the dates of the list by default."""

    titles = FIELDS

    code = ListField(CodeWidget("code"), attribute="facts__code")
    iccid = ListField(CodeWidget("iccid"), attribute="facts__iccid")
    number = ListField(CodeWidget("number"), attribute="facts__number")
    pin = ListField(CodeWidget("pin"), attribute="facts__pin")
    puk = ListField(CodeWidget("puk"), attribute="facts__puk")
    activate_by = ListField(CodeWidget("activate_by"), attribute="facts__activate_by")
    valid_until = ListField(CodeWidget("valid_until"), attribute="facts__valid_until")

    is_exported = False  # codes must not be exported

    def init_instance(self, row=None):
        return VoucherDraft(row=self.rows[self.index].label, facts=VoucherFacts())

    def after_import(self, dataset, result, **kwargs):
        product = VoucherProduct.objects.get(pk=self.batch.options["product"])
        usual = [self.batch.options.get(name) for name in ("activate_by", "valid_until")]
        for outcome in result.rows:
            draft = outcome.draft
            if outcome.is_invalid():
                draft.facts, draft.problems = None, list(map(str, outcome.problems))
            else:
                draft.facts = with_days(draft.facts, *usual)
        self.drafts = [outcome.draft for outcome in result.rows]
        check_drafts(self.drafts, product, today=timezone.localdate())


def check(facts, product, *, today):
    """Return validated `VoucherDraft`s of parsed vouchers; rows are numbered from 1."""
    drafts = [VoucherDraft(row=row, facts=one) for row, one in enumerate(facts, 1)]
    check_drafts(drafts, product, today=today)
    return drafts


def check_drafts(drafts, product, *, today):
    """Set the errors of parsed rows, checked individually and as a set."""
    for draft in drafts:
        if draft.facts:
            draft.problems += _missing(draft.facts, product)
        _check_days(draft, today)
    _check_once(drafts)


def _code(text):
    code = clean_voucher_code(text)
    if code and not (CODE.fullmatch(code) or ESIM.fullmatch(code)):
        raise ValueError
    return code


def _card(text):
    """Parse an ICCID; raise ValueError if its prefix is missing, since it may be a code."""
    card = clean_iccid(text)
    if card and not CARD.fullmatch(card):
        raise ValueError
    return card


def _digits(pattern):
    def read(text):
        digits = text.replace(" ", "")
        if digits and not pattern.fullmatch(digits):
            raise ValueError
        return digits

    return read


READERS = {
    "code": _code,
    "iccid": _card,
    "number": clean_number,
    "pin": _digits(PIN),
    "puk": _digits(PUK),
    "activate_by": day_of,
    "valid_until": day_of,
}
WRONG = {
    "code": lambda: _("This is not a code: a code has 6 to 24 letters and digits."),
    "iccid": lambda: _("This is not an ICCID: an ICCID has 19 or 20 digits and begins with 89."),
    "number": lambda: _("This is not a phone number."),
    "pin": lambda: _("This is not a PIN: a PIN has 4 to 8 digits, zeros included."),
    "puk": lambda: _("This is not a PUK: a PUK has 8 digits, zeros included."),
    "activate_by": lambda: _("The last day for activation is not a date."),
    "valid_until": lambda: _("The last day of use is not a date."),
}


def _missing(facts, product):
    if product.kind in (VoucherKind.TOP_UP, VoucherKind.ESIM) and not facts.code:
        return [_("The code is missing.")]
    if not (facts.code or facts.iccid):
        return [_("Enter a code or an ICCID: both are missing.")]
    if facts.iccid and not product.is_card:
        return [_("This row has an ICCID, but this product is not a card.")]
    return []


def _check_days(draft, today):
    facts = draft.facts
    if facts is None:
        return
    days = facts.activate_by, facts.valid_until
    if all(days) and facts.valid_until < facts.activate_by:
        draft.problems.append(_("The last day of use is before the last day for activation."))
    elif any(day and day < today for day in days):
        draft.problems.append(_("The last day of this voucher has passed."))
    if facts.iccid and not is_sound_iccid(facts.iccid):
        draft.doubts.append(_("The check digit of the ICCID is wrong: compare it with the card."))


def _check_once(drafts):
    """Add errors for codes and cards that are repeated in the list or already recorded."""
    good = [draft for draft in drafts if draft.facts]
    for name, twice, sentence in (
        (
            "code_hash",
            _("This code appears twice in the list."),
            _("This code is already in the register."),
        ),
        (
            "iccid",
            _("This card appears twice in the list."),
            _("This card is already in the register."),
        ),
    ):
        values = {draft.row: getattr(draft.facts, name) for draft in good}
        counts = Counter(filter(None, values.values()))
        rows = Voucher.objects.filter(**{f"{name}__in": list(counts)})
        taken = set(rows.values_list(name, flat=True))
        for draft in good:
            value = values[draft.row]
            if value in taken:
                draft.problems.append(sentence)
            elif value and counts[value] > 1:
                draft.problems.append(twice)


def with_days(facts, activate_by, valid_until):
    """Return the parsed voucher with the default dates filled in."""
    return replace(
        facts,
        activate_by=facts.activate_by or activate_by,
        valid_until=facts.valid_until or valid_until,
    )


VOUCHERS = ListKind(
    code="vouchers",
    label=gettext_lazy("list of vouchers"),
    **COLUMNS,
    resource=VoucherResource,
    names_people=True,
    mask=masked,
)
