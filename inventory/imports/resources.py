"""What a row of devices is: for lists that come in, our export, and its corrections.

The rows of a list become drafts for `receive_devices`; those of our export are in
`device_export.py`.
"""

import tablib
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from import_export.fields import Field
from import_export.instance_loaders import BaseInstanceLoader
from import_export.resources import Resource
from import_export.results import RowResult
from import_export.widgets import Widget

from catalogue.names import brands_named, models_named
from core.imports.days import DayWidget
from core.workflow.event_messages import Sentence
from inventory.imports.cells import (
    AgeWidget,
    BrandWidget,
    CategoryWidget,
    DonorTagWidget,
    FaultWidget,
    LimitsWidget,
    LineWidget,
    Lookups,
    ModelWidget,
    NumberWidget,
    QuantityWidget,
    RemarkWidget,
    YearWidget,
)
from inventory.intake.validation import DeviceDraft
from inventory.models import Device

# The fields that an empty cell fills too: by the default of the list, or by another cell.
DEFAULTING = {"category", "remark"}
# Rows read between two reports of how far one is.
STEP = 1_000


# What a row may say of a device: its heading in our export, and how a cell is read and written.
COLUMNS = {
    "category": (_("category"), CategoryWidget()),
    "brand": (_("brand"), BrandWidget()),
    "model": (_("model"), ModelWidget()),
    "serial": (_("serial number"), NumberWidget()),
    "imei": (_("IMEI"), NumberWidget()),
    "imei2": (_("second IMEI"), NumberWidget()),
    "year_made": (_("year made"), YearWidget()),
    "age_years": (_("age on arrival (years)"), AgeWidget()),
    "fault": (_("fault named by the donor"), FaultWidget()),
    "donor_grade": (_("grade named by the donor"), Widget()),
    "remark": (_("remark"), RemarkWidget()),
    "known_limits": (_("known limitations"), LimitsWidget()),
    "donor_tag": (_("donor's asset number"), DonorTagWidget()),
    "donor_condition": (_("condition in the donor's words"), LineWidget("donor_condition")),
    "bought_year": (_("year of purchase"), YearWidget()),
    "warranty_until": (_("end of the warranty"), DayWidget()),
    "collected_from": (_("place of collection"), LineWidget("collected_from")),
}


class QuietRow(RowResult):
    """A row's result without the words for each object that the library would keep."""

    def add_instance_info(self, instance):
        pass


class DeviceResource(Resource):
    """Rows of our fields, as text, that become the facts of devices; nothing is written.

    `facts`, `problems` and `unfinished` (what could be read of rows with problems) are by the index
    of the row.
    """

    class Meta:
        model = Device
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
        self.unfinished = {}

    @classmethod
    def get_row_result_class(cls):
        return QuietRow

    def init_instance(self, row=None):
        return DeviceDraft(category=None)

    def import_instance(self, instance, row, **kwargs):
        """Fill in the facts of a row; all its problems are reported at once."""
        errors = {}
        for name, field in self.fields.items():
            if not row[name] and name not in DEFAULTING:
                continue  # an empty cell says what the draft has already
            try:
                field.save(instance, row, **kwargs)
            except ValidationError as error:
                errors[name] = error
        if errors:
            self.unfinished[kwargs["row_number"] - 1] = instance
            raise ValidationError(errors)

    def after_save_instance(self, instance, row, **kwargs):
        self.indexes.append(kwargs["row_number"] - 1)

    def bulk_create(self, using_transactions, dry_run, raise_errors, batch_size=None, result=None):
        """Keep the facts: writing them is for an operation."""
        self.facts = dict(zip(self.indexes, self.create_instances, strict=True))
        self.problems = {row.number - 1: sentences_of(row.error) for row in result.invalid_rows}


DeviceResource.fields = {
    name: Field(name, name, widget) for name, (_label, widget) in COLUMNS.items()
}
DeviceResource.fields["quantity"] = Field("quantity", "quantity", QuantityWidget())


def sentences_of(error):
    """The messages of a row's `ValidationError` by field, translatable later."""
    return [
        Sentence(each.message, each.params)
        for errors in error.error_dict.values()
        for each in errors
    ]


def read_facts(rows, default_category, report):
    """The `DeviceDraft` and the problems of these rows, dicts of our fields, each by its index."""
    facts, problems, _unfinished = read_drafts(rows, default_category, report)
    return facts, problems


def read_drafts(rows, default_category, report):
    """As `read_facts`, and what could be read of the rows with problems, by their index."""
    lookup = Lookups.of(rows, default_category)
    facts, problems, unfinished = {}, {}, {}
    for start in range(0, len(rows), STEP):
        resource = _read(rows[start : start + STEP], lookup)
        facts |= {start + index: fact for index, fact in resource.facts.items()}
        problems |= {start + index: why for index, why in resource.problems.items()}
        unfinished |= {start + index: fact for index, fact in resource.unfinished.items()}
        report(min(start + STEP, len(rows)))
    return facts, problems, unfinished


def _read(rows, lookup):
    names = list(DeviceResource.fields)
    dataset = tablib.Dataset(*[[row.get(n, "") for n in names] for row in rows], headers=names)
    resource = DeviceResource()
    result = resource.import_data(dataset, lookup=lookup)
    failed = [row.errors[0] for row in result.error_rows] + result.base_errors
    if failed:  # a bug of ours, not an error of the list: re-raised
        raise failed[0].error
    return resource


def create_missing_brands(facts):
    """Make the brands and models that these facts name and the catalogue lacks; point at them."""
    named = {id(fact): fact for fact in facts}.values()  # several units may share their facts
    brands = brands_named([fact.brand.name for fact in named if fact.brand])
    for fact in named:
        fact.brand = fact.brand and brands[fact.brand.key]
    models = models_named([(fact.brand, fact.model.name) for fact in named if fact.model])
    for fact in named:
        fact.model = fact.model and models[fact.brand, fact.model.key]
