"""Import resource: turn the rows of a list into drafts for `receive_devices`."""

import tablib
from django.core.exceptions import ValidationError
from import_export.fields import Field
from import_export.instance_loaders import BaseInstanceLoader
from import_export.resources import Resource
from import_export.results import RowResult

from catalogue.names import brands_named, is_unknown, models_named
from core.workflow.event_messages import Sentence
from inventory.imports.cells import (
    AgeWidget,
    BrandWidget,
    CategoryWidget,
    FaultWidget,
    LimitsWidget,
    Lookups,
    ModelWidget,
    NumberWidget,
    QuantityWidget,
    RemarkWidget,
    YearWidget,
)
from inventory.imports.columns import map_columns
from inventory.imports.import_types import Reading, map_synonyms
from inventory.imports.synonyms import category_in
from inventory.intake.validation import DeviceDraft, build, misfits, problems_of
from inventory.models import Device

# Rows read between two reports of how far one is.
STEP = 1_000


class QuietRow(RowResult):
    """A row's result without the words for each object that the library would keep."""

    def add_instance_info(self, instance):
        pass


class DeviceResource(Resource):
    """Rows of our fields, as text, that become the facts of devices; nothing is written.

    `facts` and `problems` are by the index of the row.
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
    donor_grade = Field("donor_grade", "donor_grade")
    known_limits = Field("known_limits", "known_limits", LimitsWidget())
    quantity = Field("quantity", "quantity", QuantityWidget())

    class Meta:
        model = Device
        fields = [
            "category",
            "brand",
            "model",
            "serial",
            "imei",
            "imei2",
            "year_made",
            "age_years",
            "fault",
            "remark",
            "donor_grade",
            "known_limits",
            "quantity",
        ]
        instance_loader_class = BaseInstanceLoader
        force_init_instance = True
        use_bulk = True
        batch_size = None  # all the rows at once: an import is one act
        skip_diff = True
        use_transactions = False  # nothing is written here

    def __init__(self):
        super().__init__()
        self.indexes = []
        self.facts = {}
        self.problems = {}

    @classmethod
    def get_row_result_class(cls):
        return QuietRow

    def init_instance(self, row=None):
        return DeviceDraft(category=None)

    def import_instance(self, instance, row, **kwargs):
        """Fill in the facts of a row; all its problems are reported at once."""
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
        """Keep the facts: writing them is for an operation."""
        self.facts = dict(zip(self.indexes, self.create_instances, strict=True))
        self.problems = {row.number - 1: sentences_of(row.error) for row in result.invalid_rows}


def sentences_of(error):
    """The messages of a row's `ValidationError` by field, translatable later."""
    return [
        Sentence(each.message, each.params)
        for errors in error.error_dict.values()
        for each in errors
    ]


def read_facts(rows, default_category, report):
    """The `DeviceDraft` and the problems of these rows, dicts of our fields, each by its index."""
    lookup = Lookups.of(rows, default_category)
    facts, problems = {}, {}
    for start in range(0, len(rows), STEP):
        resource = _read(rows[start : start + STEP], lookup)
        facts |= {start + index: fact for index, fact in resource.facts.items()}
        problems |= {start + index: why for index, why in resource.problems.items()}
        report(min(start + STEP, len(rows)))
    return facts, problems


def _read(rows, lookup):
    names = list(DeviceResource.fields)
    dataset = tablib.Dataset(*[[row.get(n, "") for n in names] for row in rows], headers=names)
    resource = DeviceResource()
    result = resource.import_data(dataset, lookup=lookup)
    failed = [row.errors[0] for row in result.error_rows] + result.base_errors
    if failed:  # a bug of ours, not an error of the list: re-raised
        raise failed[0].error
    return resource


def read_rows(
    rows, kind, mapping, *, values, donation, default_category, numbers, report, sheets=()
):
    """The `Reading` of these rows of cells as devices of `donation`; nothing is written.

    `numbers` are the rows' own in the file, by which a number that is there twice is named;
    `sheets` the names of the sheets that they are of.
    """
    mapped = [map_columns(cells, mapping, kind) for cells in rows]
    map_synonyms(mapped, kind, values)
    if sheets:
        _name_categories(mapped, sheets)
    facts, problems = read_facts(mapped, default_category, report)
    units = {index: fact.quantity for index, fact in facts.items() if fact.quantity > 1}
    indexes = list(facts)
    for index, fact in facts.items():
        fact.row = numbers[index]
    row_problems = problems_of([build(fact, donation) for fact in facts.values()])
    problems |= {indexes[place]: why for place, why in row_problems.items()}
    for index, why in misfits(facts).items():
        problems.setdefault(index, []).extend(why)
    return Reading(facts=facts, problems=problems, units=units)


def _name_categories(rows, sheets):
    """Give the rows that name no category that of their sheet, if its name tells one."""
    codes = {name: category_in(name) for name in set(sheets)}
    for row, sheet in zip(rows, sheets, strict=True):
        if is_unknown(row["category"]) and codes[sheet]:
            row["category"] = codes[sheet]


def create_missing_brands(facts):
    """Make the brands and models that these facts name and the catalogue lacks; point at them."""
    named = {id(fact): fact for fact in facts}.values()  # several units may share their facts
    brands = brands_named([fact.brand.name for fact in named if fact.brand])
    for fact in named:
        fact.brand = fact.brand and brands[fact.brand.key]
    models = models_named([(fact.brand, fact.model.name) for fact in named if fact.model])
    for fact in named:
        fact.model = fact.model and models[fact.brand, fact.model.key]
