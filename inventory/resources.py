"""The rows of a donor's list on their way to `receive_devices`."""

import tablib
from django.core.exceptions import ValidationError
from import_export.fields import Field
from import_export.instance_loaders import BaseInstanceLoader
from import_export.resources import Resource
from import_export.results import RowResult

from core.sentences import Sentence
from inventory.cells import (
    AgeWidget,
    BrandWidget,
    CategoryWidget,
    FaultWidget,
    Known,
    ModelWidget,
    NumberWidget,
    RemarkWidget,
    YearWidget,
)
from inventory.columns import FIELDS, arrange
from inventory.facts import DeviceFacts, build, problems_of
from inventory.models import Device
from inventory.operations.intake import RowsRefused, receive_devices


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
