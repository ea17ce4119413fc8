"""What a row of devices is: for lists that come in, our export, and its corrections.

The rows of a list become drafts for `receive_devices`; those of our export are in
`device_export.py`.
"""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
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


READERS = {name: widget for name, (_label, widget) in COLUMNS.items()}
READERS["quantity"] = QuantityWidget()
NOTHING = dict.fromkeys(READERS, "")


def read_facts(rows, report):
    """The `DeviceDraft` and the problems of these rows, dicts of our fields, each by its index."""
    facts, problems, _unfinished = read_drafts(rows, None, report)
    return facts, problems


def read_drafts(rows, default_category, report):
    """As `read_facts`, and what could be read of the rows with problems, by their index."""
    lookup = Lookups.of(rows, default_category)
    facts, problems, unfinished = {}, {}, {}
    for index, row in enumerate(rows):
        draft, wrong = _draft_of(row, lookup)
        if wrong:
            unfinished[index], problems[index] = draft, wrong
        else:
            facts[index] = draft
        if index % STEP == 0:
            report(index)
    report(len(rows))
    return facts, problems, unfinished


def _draft_of(row, lookup):
    """The draft of a row, and all that is wrong with its cells; an empty one adds nothing."""
    draft, problems, row = DeviceDraft(category=None), [], NOTHING | row
    for name, widget in READERS.items():
        text = row[name]
        if text or name in DEFAULTING:
            try:
                setattr(draft, name, widget.clean(text, row=row, lookup=lookup))
            except ValidationError as error:
                problems.append(Sentence(error.message, error.params))
    return draft, problems


def create_missing_brands(facts):
    """Make the brands and models that these facts name and the catalogue lacks; point at them."""
    named = {id(fact): fact for fact in facts}.values()  # several units may share their facts
    brands = brands_named([fact.brand.name for fact in named if fact.brand])
    for fact in named:
        fact.brand = fact.brand and brands[fact.brand.key]
    models = models_named([(fact.brand, fact.model.name) for fact in named if fact.model])
    for fact in named:
        fact.model = fact.model and models[fact.brand, fact.model.key]
