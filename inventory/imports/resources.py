"""What a row of devices is: for lists that come in, our export, and its corrections.

The rows of a list become drafts for `receive_devices`; those of our export are in
`device_export.py`.
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
    YearWidget,
)
from inventory.intake.validation import DeviceDraft


class DeviceResource(ListResource):
    """What a row may say of a device, in the order of our export."""

    category = ListField(_("category"), CategoryWidget(), reads_empty=True)
    brand = ListField(_("brand"), BrandWidget())
    model = ListField(_("model"), ModelWidget())
    serial = ListField(_("serial number"), NumberWidget())
    imei = ListField(_("IMEI"), NumberWidget())
    imei2 = ListField(_("second IMEI"), NumberWidget())
    year_made = ListField(_("year made"), YearWidget())
    age_years = ListField(_("age on arrival (years)"), AgeWidget())
    fault = ListField(_("fault named by the donor"), FaultWidget())
    donor_grade = ListField(_("grade named by the donor"), Widget())
    remark = ListField(_("remark"), RemarkWidget(), reads_empty=True)
    known_limits = ListField(_("known limitations"), LimitsWidget())
    donor_tag = ListField(_("donor's asset number"), DonorTagWidget())
    donor_condition = ListField(_("condition in the donor's words"), LineWidget("donor_condition"))
    bought_year = ListField(_("year of purchase"), YearWidget())
    warranty_until = ListField(_("end of the warranty"), DayWidget())
    collected_from = ListField(_("place of collection"), LineWidget("collected_from"))

    def look_up(self, dataset, default_category=None):
        """Prefetch what the cells of these rows name; the widgets expect every field in a row."""
        for row in dataset:
            row |= NOTHING | row
        self.lookup = Lookups.of(dataset, default_category)

    def init_instance(self, row=None):
        return DeviceDraft(category=None)


COLUMNS = {name: field.label for name, field in DeviceResource.fields.items()}
NOTHING = dict.fromkeys([*COLUMNS, "quantity"], "")


class ArrivalResource(DeviceResource):
    """A row of one or more devices that come in, as another program sends them."""

    quantity = ListField(_("quantity"), QuantityWidget(), is_exported=False)

    def before_import(self, dataset, **kwargs):
        self.look_up(dataset, self.batch and self.batch.default_category)


def create_missing_brands(drafts):
    """Make the brands and models that these drafts name and the catalogue lacks; point at them."""
    named = {id(draft): draft for draft in drafts}.values()  # several units may share their draft
    brands = brands_named([draft.brand.name for draft in named if draft.brand])
    for draft in named:
        draft.brand = draft.brand and brands[draft.brand.key]
    models = models_named([(draft.brand, draft.model.name) for draft in named if draft.model])
    for draft in named:
        draft.model = draft.model and models[draft.brand, draft.model.key]
