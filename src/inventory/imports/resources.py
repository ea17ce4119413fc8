"""Base resources for lists of devices: incoming lists, our export and its corrections.

The rows of an incoming list become drafts for `receive_devices`; `device_export.py` has the
resource of our export.
"""

from django.utils.translation import gettext_lazy as _
from import_export.widgets import Widget

from catalogue.names import brands_named, models_named
from core.imports.days import DayWidget
from core.imports.resource import ListField, ListResource
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
    SerialWidget,
    YearWidget,
)
from inventory.intake.validation import DeviceDraft


class DeviceResource(ListResource):
    """Base resource with the fields of a device, in the order of our export."""

    category = ListField(CategoryWidget(), _("category"), reads_empty=True)
    brand = ListField(BrandWidget(), _("brand"))
    model = ListField(ModelWidget(), _("model"))
    serial = ListField(SerialWidget(), _("serial number"))
    imei = ListField(NumberWidget(), _("IMEI"))
    imei2 = ListField(NumberWidget(), _("second IMEI"))
    year_made = ListField(YearWidget(), _("year of manufacture"))
    age_years = ListField(AgeWidget(), _("age on arrival (years)"))
    fault = ListField(FaultWidget(), _("fault reported by the donor"))
    donor_grade = ListField(Widget(), _("grade given by the donor"))
    remark = ListField(RemarkWidget(), _("remark"), reads_empty=True)
    known_limits = ListField(LimitsWidget(), _("known faults"))
    donor_tag = ListField(DonorTagWidget(), _("donor’s asset number"))
    donor_condition = ListField(
        LineWidget("donor_condition"), _("condition according to the donor")
    )
    bought_year = ListField(YearWidget(), _("year of purchase"))
    warranty_until = ListField(DayWidget(), _("warranty end"))
    collected_from = ListField(LineWidget("collected_from"), _("place of collection"))

    def look_up(self, dataset, default_category=None):
        """Prefetch the names in these rows, after adding missing fields, which widgets expect."""
        for row in dataset:
            row |= NOTHING | row
        self.lookup = Lookups.of(dataset, default_category)

    def init_instance(self, row=None):
        return DeviceDraft(category=None)


COLUMNS = {name: field.label for name, field in DeviceResource.fields.items()}
NOTHING = dict.fromkeys([*COLUMNS, "quantity"], "")


class ArrivalResource(DeviceResource):
    """Resource for rows of one or more incoming devices, as sent by another program."""

    quantity = ListField(QuantityWidget(), _("quantity"), in_export=False)

    def before_import(self, dataset, **kwargs):
        self.look_up(dataset, self.batch and self.batch.default_category)


def create_missing_brands(drafts):
    """Create missing brands and models of these drafts, and set them on the drafts."""
    named = {id(draft): draft for draft in drafts}.values()  # several units may share a draft
    brands = brands_named([draft.brand.name for draft in named if draft.brand])
    for draft in named:
        draft.brand = draft.brand and brands[draft.brand.key]
    models = models_named([(draft.brand, draft.model.name) for draft in named if draft.model])
    for draft in named:
        draft.model = draft.model and models[draft.brand, draft.model.key]
