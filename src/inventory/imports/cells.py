"""Cell parsers (import-export widgets) for the fields of a donor's list."""

import re
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from django.utils import timezone
from django.utils.formats import get_format
from django.utils.translation import gettext_noop
from import_export.widgets import Widget

from catalogue.models import Brand, Category, DeviceModel
from catalogue.names import brands_named, key_of, models_named
from core.forms.reserved_terms import FORBIDDEN, reserved_in
from core.imports.cells import SCIENTIFIC, SHORTENED, check_length, is_unknown, wrong
from core.imports.columns import word_key
from inventory.devices.identifiers import clean_code, imeis_in, is_tag
from inventory.imports.synonyms import BARE_KINDS
from inventory.models import Device

BRAND_MAX = Brand._meta.get_field("name").max_length
MODEL_MAX = DeviceModel._meta.get_field("name").max_length
FAULT_MAX = Device._meta.get_field("fault").max_length
LIMITS_MAX = Device._meta.get_field("known_limits").max_length
REMARK_MAX = Device._meta.get_field("remark").max_length
FIRST_YEAR = 1980
MAX_AGE_YEARS = 60
MAX_UNITS = 1_000

NO_CATEGORY = gettext_noop(
    "The category is missing: fill in the cell, or choose one for the whole list."
)
UNKNOWN_CATEGORY = gettext_noop("“%(text)s” is not a known category.")
NOT_A_YEAR = gettext_noop("“%(text)s” is not a year between %(first)s and %(last)s.")
NOT_A_QUANTITY = gettext_noop("“%(text)s” is not a quantity from 1 to %(most)s.")
ONE_NUMBER = gettext_noop(
    "A serial number or IMEI belongs to one device, but this row is for %(quantity)s "
    "devices: give each device its own row."
)
SEVERAL_NUMBERS = gettext_noop(
    "“%(text)s” seems to have several serial numbers: give each device its own row."
)
NOT_AN_AGE = gettext_noop("“%(text)s” is not an age from 0 to %(oldest)s years.")

LIKE_OURS = gettext_noop("Inventory number %(number)s has the same form as our own tags.")

YEAR = re.compile(
    r"(?:\d{1,2}[/.-]){0,2}(?P<last>\d{4})|(?P<first>\d{4})(?:-\d{1,2}){1,2}(?:[T ][\d:.]+)?"
)
AGE = re.compile(r"(?P<number>\d+(?:[.,]\d+)?)\s*(?P<unit>ans?|years?|yrs?|y|mois|months?)?", re.I)
QUANTITY = re.compile(
    r"[x×]?\s*0*(\d{1,6})(?:[.,]0+)?\s*(?:[x×]|st(?:k|ck)?\.?|pi[eè]ces?|pcs|unit[eé]?s?)?",
    re.IGNORECASE,
)
# label that some lists repeat before a number
LABEL = re.compile(
    r"^(?:s[/.]?n\.?|n/s|serial(?: (?:no\.?|number))?|(?:n°|no|num[ée]ro)(?: de)? s[ée]rie"
    r"|service tag|seriennr\.?|seriennummer)(?:\s*[:=#]\s*|\s+(?=\S{5}))|^(?:s/n|n/s)(?=\w)",
    re.IGNORECASE,
)
# between the serial numbers of several devices, or the first and the last of them
BETWEEN = re.compile(r"\s*[;,|&+\n]\s*|\s+(?:/|et|and|und|y|e)\s+|/", re.IGNORECASE)
RANGE = r"\s+(?:-|–|à|au|a|al|to|bis|tot|ate|até|hasta)\s+"
BETWEEN_OR_RANGE = re.compile(rf"{BETWEEN.pattern}|{RANGE}|\s+", re.IGNORECASE)
OF_RANGE = re.compile(rf"(\S*?)(\d{{1,6}}){RANGE}\1(\d{{1,6}})", re.IGNORECASE)
SERIAL = re.compile(r"(?=.*\d)[A-Z0-9-]{6,}", re.IGNORECASE)
AS_TEXT = re.compile(r'="(.*)"')


@dataclass(kw_only=True)
class Lookups:
    """Cache of the catalogue rows to which the cells of a list may refer.

    Brands and models that the catalogue lacks are unsaved until `create_missing_brands`.
    """

    categories: dict
    default_category: Category | None
    brands: dict
    models: dict
    this_year: int

    @classmethod
    def of(cls, rows, default_category):
        """Return the lookups for the names in these rows, which are dicts by field."""
        fitting = [row["brand"] for row in rows if len(key_of(row["brand"])) <= BRAND_MAX]
        brands = brands_named(fitting, make=False)
        pairs = [
            (brands.get(key_of(row["brand"])), row["model"])
            for row in rows
            # “Smartphone” only repeats the category
            if len(key_of(row["model"])) <= MODEL_MAX and word_key(row["model"]) not in BARE_KINDS
        ]
        return cls(
            categories={category.code: category for category in Category.objects.all()},
            default_category=default_category,
            brands=brands,
            models=models_named(pairs, make=False),
            this_year=timezone.localdate().year,
        )


class CategoryWidget(Widget):
    def clean(self, value, row=None, *, lookup, **kwargs):
        if is_unknown(value):
            if lookup.default_category is None:
                raise wrong(NO_CATEGORY)
            return lookup.default_category
        category = lookup.categories.get(value)
        if category is None:
            raise wrong(UNKNOWN_CATEGORY, text=value[:60])
        return category


class BrandWidget(Widget):
    def clean(self, value, row=None, *, lookup, **kwargs):
        check_length(key_of(value), BRAND_MAX)
        return lookup.brands.get(key_of(value))


class ModelWidget(Widget):
    def clean(self, value, row=None, *, lookup, **kwargs):
        check_length(key_of(value), MODEL_MAX)
        return lookup.models.get((lookup.brands.get(key_of(row["brand"])), key_of(value)))


class NumberWidget(Widget):
    """Widget for a serial number or IMEI, as text; refuses numbers shortened by a spreadsheet."""

    def clean(self, value, row=None, **kwargs):
        quoted = AS_TEXT.fullmatch(value)
        if SCIENTIFIC.fullmatch(value):
            raise wrong(SHORTENED, text=value)
        return LABEL.sub("", quoted[1] if quoted else value, count=1)


class SerialWidget(NumberWidget):
    """Widget for a serial number; refuses cells with several of them, which look alike."""

    def clean(self, value, row=None, **kwargs):
        number = super().clean(value, row, **kwargs).strip()
        if serials_in(number):
            raise wrong(SEVERAL_NUMBERS, text=number[:60])
        return number


def serials_in(text, between=BETWEEN_OR_RANGE):
    """Return the serial numbers of a cell with several of them, which look alike, or []."""
    parts = [LABEL.sub("", part, count=1) for part in between.split(text.strip())]
    is_alike = len({len(part) for part in parts}) == 1 < len({*parts})
    return parts if is_alike and all(map(SERIAL.fullmatch, parts)) else []


def _range_in(text, units):
    """Return the serial numbers of a range (X01 to X05) that has as many as there are units."""
    match = OF_RANGE.fullmatch(text.strip())
    first, last = (int(match[2]), int(match[3])) if match else (0, 0)
    if not match or len(match[2]) != len(match[3]) or last - first + 1 != units:
        return []
    return [f"{match[1]}{number:0{len(match[2])}}" for number in range(first, last + 1)]


def numbers_in(row, units):
    """Return (field, numbers, whether they certainly are of several devices) for a row of texts."""
    if in_range := _range_in(row["serial"], units):
        return "serial", in_range, True
    serials = serials_in(row["serial"])
    if serials:
        return "serial", serials, serials == serials_in(row["serial"], BETWEEN)
    imeis = [] if row["imei2"] else imeis_in(row["imei"])
    if len(imeis) > 1:
        return "imei", imeis, False  # a phone may have two
    name = "imei" if is_unknown(row["serial"]) else "serial"
    return name, [] if is_unknown(row[name]) else [row[name]], False


class YearWidget(Widget):
    """Widget for a year, alone or in a date: 2015, 04/03/2015, 2015-03-04."""

    def clean(self, value, row=None, *, lookup, **kwargs):
        if is_unknown(value):
            return None
        match = YEAR.fullmatch(value)
        year = int(match["last"] or match["first"]) if match else 0
        if not FIRST_YEAR <= year <= lookup.this_year:
            raise wrong(NOT_A_YEAR, text=value[:30], first=FIRST_YEAR, last=lookup.this_year)
        return year


class AgeWidget(Widget):
    """Widget for an age in years, to one decimal: 3, 2,5, 18 mois."""

    def clean(self, value, row=None, **kwargs):
        if is_unknown(value):
            return None
        match = AGE.fullmatch(value)
        age = Decimal(match["number"].replace(",", ".")) if match else Decimal(-1)
        if match and (match["unit"] or "").casefold().startswith("mo"):
            age /= 12
        if not 0 <= age <= MAX_AGE_YEARS:
            raise wrong(NOT_AN_AGE, text=value[:30], oldest=MAX_AGE_YEARS)
        return age.quantize(Decimal("0.1"), ROUND_HALF_UP)

    def render(self, value, obj=None, **kwargs):
        return "" if value is None else str(value).replace(".", get_format("DECIMAL_SEPARATOR"))


class FaultWidget(Widget):
    """Widget for a fault on one line; a long text is truncated, and kept in full in the remark."""

    def clean(self, value, row=None, **kwargs):
        line = " ".join(value.split())
        return line if len(line) <= FAULT_MAX else f"{line[: FAULT_MAX - 1]}…"


class RemarkWidget(Widget):
    def clean(self, value, row=None, **kwargs):
        fault = row["fault"] if len(" ".join(row["fault"].split())) > FAULT_MAX else ""
        text = "\n".join(filter(None, [fault, value]))
        check_length(text, REMARK_MAX)
        return text


class LimitsWidget(Widget):
    def clean(self, value, row=None, **kwargs):
        check_length(value, LIMITS_MAX)
        if value and (reserved := reserved_in(value)):
            raise wrong(FORBIDDEN, words=", ".join(reserved))
        return value


class LineWidget(Widget):
    """Widget for a single-line text, limited to the maximum length of a `Device` field."""

    def __init__(self, name):
        super().__init__()
        self.max_length = Device._meta.get_field(name).max_length

    def clean(self, value, row=None, **kwargs):
        line = " ".join((value or "").split())
        check_length(line, self.max_length)
        return line


class DonorTagWidget(LineWidget):
    """Widget for a donor's code as scanned; refuses codes in the format of our labels."""

    def __init__(self):
        super().__init__("donor_tag")

    def clean(self, value, row=None, **kwargs):
        code = clean_code(super().clean(value))
        if is_tag(code):
            raise wrong(LIKE_OURS, number=code)
        return code


def units_in(text):
    """Return the number of devices in a cell, such as 12 or x12; 0 if there is none."""
    match = QUANTITY.fullmatch(text)
    return int(match[1]) if match else 0


class QuantityWidget(Widget):
    """Widget for a quantity of identical units, by default 1; a serial number allows only 1."""

    def clean(self, value, row=None, **kwargs):
        units = units_in(value) if value else 1
        if not 1 <= units <= MAX_UNITS:
            raise wrong(NOT_A_QUANTITY, text=value[:30], most=MAX_UNITS)
        numbers = (row["serial"], row["imei"], row["imei2"])
        if units > 1 and not all(map(is_unknown, numbers)):
            raise wrong(ONE_NUMBER, quantity=units)
        return units
