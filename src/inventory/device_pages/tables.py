from django.utils.translation import gettext_lazy as _
from django_tables2 import Column

from core.formatting import yes_or_no
from core.lists.tables import Table, link
from core.lists.toolbar import blank
from inventory.device_pages.bulk_actions import ACTS
from inventory.devices.models.specification import FACTS
from inventory.devices.tables import kind_and_name
from inventory.imports.device_export import specification_of
from inventory.models import Device, Specification

# Specifications with a separate column; the operating system shares a column with its version.
SPECIFIED = [name for name in FACTS if name not in {"os", "os_version"}]
# Columns that require a permission.
RESTRICTED = {"donor": "donations.view_donor", "coa_number": "inventory.change_device"}


class DeviceTable(Table):
    """Table of devices with their category, brand, model, site and place (see `for_list`)."""

    list_name = "device_list"
    correcting = "device_export"
    acts = ACTS
    tick_name = "device"

    designation = Column(_("device"))
    donor = Column(_("donor"), accessor="donation__donor")
    os = Column(_("system"))

    class Meta(Table.Meta):
        model = Device
        fields = [
            "asset_tag",
            "designation",
            "serial",
            "place",
            "site",
            "grade",
            "status",
            "status_since",
            "category",
            "brand",
            "model",
            "imei",
            "imei2",
            "os",
            "donation",
            "donor",
            "received_at",
            "seen_at",
            "bench_by",
            "needs_erasure",
            "year_made",
            "age_years",
            "fault",
            "known_limits",
            "remark",
            "retire_reason",
            "donor_tag",
            "donor_grade",
            "donor_condition",
            "bought_year",
            "warranty_until",
            "collected_from",
        ]
        more_columns = fields[8:]
        joins = {
            **{name: ["specification"] for name in FACTS},
            "donation": ["donation"],
            "donor": ["donation__donor"],
            "bench_by": ["bench_by"],
        }
        exported_with = {"designation": ["category"]}
        order_by_columns = ["asset_tag", "status"]
        wide_columns = ["serial", "place", "site", "grade", "status_since"]
        as_stored = ["grade"]
        linkify = ["donation"]
        empty_text = _("No device matches.")

    def __init__(self, data, *, user=None, **kwargs):
        hidden = [
            name
            for name, permission in RESTRICTED.items()
            if not (user and user.has_perm(permission))
        ]
        kwargs["exclude"] = [*kwargs.get("exclude", []), *hidden]
        super().__init__(data, **kwargs)

    cell_asset_tag = staticmethod(link)

    def value_asset_tag(self, device):
        return device.asset_tag

    cell_designation = staticmethod(kind_and_name)

    def value_designation(self, device):
        return device.designation

    def cell_place(self, device):
        return device.place.code if device.place else ""

    def cell_needs_erasure(self, device):
        return _("to erase") if device.needs_erasure else ""

    def cell_os(self, device):
        specs = getattr(device, "specification", None)
        return f"{specs.get_os_display()} {specs.os_version}".strip() if specs else ""


def _fact_column(name):
    field = Specification._meta.get_field(name)
    labels = dict(field.flatchoices)

    def cell(_table, device):
        value = getattr(specification_of(device), name, None)
        if isinstance(value, bool):
            return yes_or_no(value)
        return str(labels[value]) if value in labels else blank(value)

    return Column(field.verbose_name, accessor=f"specification__{name}"), cell


DeviceTable.add_columns({name: _fact_column(name) for name in SPECIFIED})
