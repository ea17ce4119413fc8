"""The device list as a sheet to correct and import again: its columns and cell values."""

import hashlib

from django.utils.formats import get_format
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from core.lists.spreadsheets import clean
from inventory.devices.models.specification import FACTS
from inventory.imports.spec_display import display_value
from inventory.models import Specification

CHUNK = 2_000
# What a sheet that comes back may change; the heading of each in the export.
CORRECTED = {
    "category": _("category"),
    "brand": _("brand"),
    "model": _("model"),
    "serial": _("serial number"),
    "imei": _("IMEI"),
    "imei2": _("second IMEI"),
    "year_made": _("year made"),
    "age_years": _("age on arrival (years)"),
    "fault": _("fault named by the donor"),
    "donor_grade": _("grade named by the donor"),
    "remark": _("remark"),
    "known_limits": _("known limitations"),
    "donor_tag": _("donor's asset number"),
    "donor_condition": _("condition in the donor's words"),
    "bought_year": _("year of purchase"),
    "warranty_until": _("end of the warranty"),
    "collected_from": _("place of collection"),
}
# Exported for reading: changed by operations alone, never by an import.
READ_ONLY = {
    "status": _("status"),
    "grade": _("grade"),
    "site": _("site"),
    "place": _("place"),
    "donation": _("donation"),
    "received_at": _("last arrival"),
}
# Specification fields: exported for reading, corrected on their own page.
MADE_OF = {name: Specification._meta.get_field(name).verbose_name for name in FACTS}
TAG, REVISION = _("tag"), _("revision")
# What makes a record another than it was when it was exported.
RECORD = [
    "status",
    "site_id",
    "place_id",
    "donation_id",
    "category_id",
    "brand_id",
    "model_id",
    "serial",
    "imei",
    "imei2",
    "year_made",
    "age_years",
    "fault",
    "donor_grade",
    "remark",
    "known_limits",
    "donor_tag",
    "donor_condition",
    "bought_year",
    "warranty_until",
    "collected_from",
    "grade",
    "received_at",
]


def revision_of(device):
    """A short digest of the record, to detect changes since the export."""
    content = "\x1f".join(str(getattr(device, name)) for name in RECORD)
    return "v" + hashlib.blake2s(content.encode(), digest_size=6).hexdigest()


def field_text(device, name):
    """The cell of a field in the export, as text. Needs the relations of `for_export`."""
    if name == "status":
        return device.status_label
    value = getattr(device, name)
    if name == "age_years" and value is not None:
        return str(value).replace(".", get_format("DECIMAL_SEPARATOR"))
    if name == "received_at":
        return localdate(value).isoformat()
    return clean(value).strip()


def for_export(devices):
    whose = ["category", "brand", "model", "site", "place", "donation", "specification"]
    return devices.select_related(*whose)


def made_of(device):
    """The cells of its specifications: closed lists in words, the rest as it is."""
    specification = getattr(device, "specification", None) or Specification()
    for name in MADE_OF:
        value = getattr(specification, name)
        yield "" if value in (None, "") else str(clean(display_value(name, value)))


def export_rows(devices):
    """Yield the headings, then the row of each device."""
    names = [*CORRECTED, *READ_ONLY]
    yield [TAG, *CORRECTED.values(), *READ_ONLY.values(), *MADE_OF.values(), REVISION]
    for device in for_export(devices).iterator(chunk_size=CHUNK):
        cells = (field_text(device, name) for name in names)
        yield [device.asset_tag, *cells, *made_of(device), revision_of(device)]
