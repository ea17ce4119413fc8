from django.utils.translation import gettext_lazy as _
from django_tables2 import Column

from core.lists.tables import Table, link
from inventory.device_pages.bulk_actions import ACTS
from inventory.devices.tables import kind_and_name
from inventory.models import Device


def of_specification(name):
    """The getter of a specification value; empty where unknown."""

    def read(table, device):
        return getattr(getattr(device, "specification", None), name, None) or ""

    return read


class DeviceTable(Table):
    """Devices, each with its category, brand, model, site and place (`for_list`)."""

    list_name = "device_list"
    correcting = "device_export"
    acts = ACTS
    tick_name = "device"

    designation = Column(_("device"))
    donor = Column(_("donor"))
    cpu = Column(_("processor"))
    ram_gb = Column(_("memory (GB)"))
    storage_gb = Column(_("storage (GB)"))
    screen_inches = Column(_("screen (inches)"))
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
        order_by_columns = ["asset_tag", "status"]
        wide_columns = ["serial", "place", "site", "grade", "status_since"]
        as_stored = ["grade"]
        empty_text = _("No device matches.")

    def __init__(self, data, *, user=None, **kwargs):
        if user is None or not user.has_perm("donations.view_donor"):
            kwargs["exclude"] = [*kwargs.get("exclude", []), "donor"]
        super().__init__(data, **kwargs)

    cell_cpu = of_specification("cpu")
    cell_ram_gb = of_specification("ram_gb")
    cell_storage_gb = of_specification("storage_gb")
    cell_screen_inches = of_specification("screen_inches")

    cell_asset_tag = staticmethod(link)

    def text_asset_tag(self, device):
        return device.asset_tag

    def cell_designation(self, device):
        return kind_and_name(device)

    def text_designation(self, device):
        return device.designation

    def cell_place(self, device):
        return device.place.code if device.place else ""

    def cell_needs_erasure(self, device):
        return _("to erase") if device.needs_erasure else ""

    def cell_os(self, device):
        specs = getattr(device, "specification", None)
        return f"{specs.get_os_display()} {specs.os_version}".strip() if specs else ""

    def cell_donation(self, device):
        return link(device.donation) if device.donation else ""

    def cell_donor(self, device):
        return device.donation.donor if device.donation else ""
