from django.utils.translation import gettext_lazy as _
from django_tables2 import Column

from core.lists.tables import Table, link
from inventory.device_pages.bulk_actions import ACTS
from inventory.devices.tables import kind_and_name
from inventory.models import Device


class DeviceTable(Table):
    """Devices, each with its category, brand, model, site and place (`for_list`)."""

    list_name = "device_list"
    correcting = "device_export"
    acts = ACTS
    tick_name = "device"

    designation = Column(_("device"))
    donor = Column(_("donor"), accessor="donation__donor")
    cpu = Column(_("processor"), accessor="specification__cpu")
    ram_gb = Column(_("memory (GB)"), accessor="specification__ram_gb")
    storage_gb = Column(_("storage (GB)"), accessor="specification__storage_gb")
    screen_inches = Column(_("screen (inches)"), accessor="specification__screen_inches")
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
            "cpu",
            "ram_gb",
            "storage_gb",
            "screen_inches",
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
        ]
        more_columns = fields[8:]
        joins = {
            **{name: ["specification"] for name in fields[13:18]},
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
        if user is None or not user.has_perm("donations.view_donor"):
            kwargs["exclude"] = [*kwargs.get("exclude", []), "donor"]
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
