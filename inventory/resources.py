"""The rows of a donor's list, field by field, on their way to `receive_devices`."""

import re
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

import tablib
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_noop
from import_export.fields import Field
from import_export.instance_loaders import BaseInstanceLoader
from import_export.resources import Resource
from import_export.results import RowResult
from import_export.widgets import Widget

from catalogue.models import Brand, Category, DeviceModel
from catalogue.names import brands_named, is_unknown, key_of, models_named
from core.sentences import Sentence
from inventory.columns import FIELDS, arrange
from inventory.kinds import BARE_KINDS, categories_by_word, word_key
from inventory.models import Device
from inventory.operations.intake import (
    DeviceFacts,
    RowsRefused,
    build,
    problems_of,
    receive_devices,
)

BRAND_MAX = Brand._meta.get_field("name").max_length
MODEL_MAX = DeviceModel._meta.get_field("name").max_length
FAULT_MAX = Device._meta.get_field("fault").max_length
REMARK_MAX = Device._meta.get_field("remark").max_length
FIRST_YEAR = 1980
OLDEST = 60

NO_CATEGORY = gettext_noop("No category: fill the cell, or choose one for the whole list.")
UNKNOWN_CATEGORY = gettext_noop("“%(text)s” is not a category we know.")
TOO_LONG = gettext_noop("“%(text)s…” is too long: %(most)s characters at most.")
SHORTENED = gettext_noop(
    "The spreadsheet has shortened a number to “%(text)s”: format this column as text."
)
NOT_A_YEAR = gettext_noop("“%(text)s” is not a year between %(first)s and %(last)s.")
NOT_AN_AGE = gettext_noop("“%(text)s” is not an age in years, from 0 to %(oldest)s.")

YEAR = re.compile(
    r"(?:\d{1,2}[/.-]){0,2}(?P<last>\d{4})|(?P<first>\d{4})(?:-\d{1,2}){1,2}(?:[T ][\d:.]+)?"
)
AGE = re.compile(r"(?P<number>\d+(?:[.,]\d+)?)\s*(?P<unit>ans?|years?|yrs?|y|mois|months?)?", re.I)
AS_TEXT = re.compile(r'="(.*)"')
SCIENTIFIC = re.compile(r"\d([.,]\d+)?E\+\d+", re.IGNORECASE)


def wrong(source, **data):
    return ValidationError(source, params=data)


@dataclass(kw_only=True)
class Known:
    """What the cells of one list may name: found, or made, in a few queries for all its rows."""

    categories: dict
    default_category: Category | None
    brands: dict
    models: dict
    this_year: int

    @classmethod
    def of(cls, rows, default_category, *, make):
        """What these rows, dicts of our fields, name; `make` writes missing brands and models."""
        fitting = [row["brand"] for row in rows if len(key_of(row["brand"])) <= BRAND_MAX]
        brands = brands_named(fitting, make=make)
        pairs = [
            (brands.get(key_of(row["brand"])), row["model"])
            for row in rows
            if names_model(row["model"])
        ]
        return cls(
            categories=categories_by_word(),
            default_category=default_category,
            brands=brands,
            models=models_named(pairs, make=make),
            this_year=timezone.localdate().year,
        )


def names_model(text):
    """Whether a cell names a model: “Smartphone” only says the category again."""
    return len(key_of(text)) <= MODEL_MAX and word_key(text) not in BARE_KINDS


def check_length(text, most):
    if len(text) > most:
        raise wrong(TOO_LONG, text=text[:20], most=most)


class CategoryWidget(Widget):
    def clean(self, value, row=None, *, known, **kwargs):
        if is_unknown(value):
            if known.default_category is None:
                raise wrong(NO_CATEGORY)
            return known.default_category
        category = known.categories.get(word_key(value))
        if category is None:
            raise wrong(UNKNOWN_CATEGORY, text=value[:60])
        return category


class BrandWidget(Widget):
    def clean(self, value, row=None, *, known, **kwargs):
        check_length(key_of(value), BRAND_MAX)
        return known.brands.get(key_of(value))


class ModelWidget(Widget):
    def clean(self, value, row=None, *, known, **kwargs):
        check_length(key_of(value), MODEL_MAX)
        return known.models.get((known.brands.get(key_of(row["brand"])), key_of(value)))


class NumberWidget(Widget):
    """A serial number or IMEI: never a number to a spreadsheet that shortens numbers."""

    def clean(self, value, row=None, **kwargs):
        quoted = AS_TEXT.fullmatch(value)
        if SCIENTIFIC.fullmatch(value):
            raise wrong(SHORTENED, text=value)
        return quoted[1] if quoted else value


class YearWidget(Widget):
    """A year, alone or in a date: 2015, 04/03/2015, 2015-03-04."""

    def clean(self, value, row=None, *, known, **kwargs):
        if is_unknown(value):
            return None
        found = YEAR.fullmatch(value)
        year = int(found["last"] or found["first"]) if found else 0
        if not FIRST_YEAR <= year <= known.this_year:
            raise wrong(NOT_A_YEAR, text=value[:30], first=FIRST_YEAR, last=known.this_year)
        return year


class AgeWidget(Widget):
    """An age in years, to the tenth: 3, 2,5, 18 mois."""

    def clean(self, value, row=None, **kwargs):
        if is_unknown(value):
            return None
        found = AGE.fullmatch(value)
        age = Decimal(found["number"].replace(",", ".")) if found else Decimal(-1)
        if found and (found["unit"] or "").casefold().startswith("mo"):
            age /= 12
        if not 0 <= age <= OLDEST:
            raise wrong(NOT_AN_AGE, text=value[:30], oldest=OLDEST)
        return age.quantize(Decimal("0.1"), ROUND_HALF_UP)


class FaultWidget(Widget):
    """The fault in one line; a story too long for it is cut here, and whole in the remark."""

    def clean(self, value, row=None, **kwargs):
        line = " ".join(value.split())
        return line if len(line) <= FAULT_MAX else f"{line[: FAULT_MAX - 1]}…"


class RemarkWidget(Widget):
    def clean(self, value, row=None, **kwargs):
        fault = row["fault"] if len(" ".join(row["fault"].split())) > FAULT_MAX else ""
        text = "\n".join(filter(None, [fault, value]))
        check_length(text, REMARK_MAX)
        return text


class QuietRow(RowResult):
    """A row's result without the words for each object that the library would keep."""

    def add_instance_info(self, instance):
        pass


class DeviceResource(Resource):
    """Rows of our fields, as text, that become devices of a donation together.

    Without `by` they are only checked; `problems` is then what `receive_devices` would refuse.
    """

    category = Field("category", "category", CategoryWidget())
    brand = Field("brand", "brand", BrandWidget())
    model = Field("model", "model", ModelWidget())
    serial = Field("serial", "serial", NumberWidget())
    imei = Field("imei", "imei", NumberWidget())
    imei2 = Field("imei2", "imei2", NumberWidget())
    year_made = Field("year_made", "year_made", YearWidget())
    age_years = Field("age_years", "age_years", AgeWidget())
    fault = Field("fault", "fault", FaultWidget())
    remark = Field("remark", "remark", RemarkWidget())

    class Meta:
        model = Device
        fields = list(FIELDS)
        instance_loader_class = BaseInstanceLoader
        force_init_instance = True
        use_bulk = True
        batch_size = None  # all the rows at once: an import is one act
        skip_diff = True
        use_transactions = False  # the operation is the transaction

    def __init__(self, donation, *, by=None):
        super().__init__()
        self.donation = donation
        self.by = by
        self.problems = {}
        self.indexes = []
        self.devices = []

    @classmethod
    def get_row_result_class(cls):
        return QuietRow

    def init_instance(self, row=None):
        return DeviceFacts(category=None)

    def import_instance(self, instance, row, **kwargs):
        """Fill in the facts; everything that is wrong with a row is said at once."""
        errors = {}
        for name, field in self.fields.items():
            try:
                field.save(instance, row, **kwargs)
            except ValidationError as error:
                errors[name] = error
        if errors:
            raise ValidationError(errors)

    def after_save_instance(self, instance, row, **kwargs):
        self.indexes.append(kwargs["row_number"] - 1)

    def bulk_create(self, using_transactions, dry_run, raise_errors, batch_size=None, result=None):
        """Hand the facts over, all of them; when only checking, say what would be refused."""
        self.problems = {row.number - 1: sentences_of(row.error) for row in result.invalid_rows}
        if self.by is None:
            found = problems_of([build(facts, self.donation) for facts in self.create_instances])
            self.problems |= {self.indexes[index]: why for index, why in found.items()}
        elif not self.problems:
            self.devices = receive_devices(
                self.create_instances, by=self.by, donation=self.donation
            )


def sentences_of(error):
    """What a row's `ValidationError` says, field by field, for every reader's language."""
    return [
        Sentence(each.message, each.params)
        for errors in error.error_dict.values()
        for each in errors
    ]


def check_rows(rows, mapping, *, donation, default_category):
    """What is wrong with which of these rows of cells, {index: [Sentence, ...]}; writes nothing."""
    return _run(DeviceResource(donation), rows, mapping, default_category).problems


def write_rows(rows, mapping, *, donation, default_category, by):
    """The devices that these rows became, in order; raises `RowsRefused` if one row is wrong."""
    resource = _run(DeviceResource(donation, by=by), rows, mapping, default_category)
    if resource.problems:
        raise RowsRefused(resource.problems)
    return resource.devices


def _run(resource, rows, mapping, default_category):
    said = [arrange(cells, mapping) for cells in rows]
    known = Known.of(said, default_category, make=resource.by is not None)
    dataset = tablib.Dataset(*[list(row.values()) for row in said], headers=list(FIELDS))
    result = resource.import_data(dataset, known=known)
    failed = [row.errors[0] for row in result.error_rows] + result.base_errors
    if failed:  # a fault of ours, never of the list: it must be heard
        raise failed[0].error
    return resource
