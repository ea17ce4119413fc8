from django.utils.translation import gettext_lazy as _
from django_tables2 import Column

from core.tables import Table, badge, link
from inventory.models import Device


class DeviceTable(Table):
    designation = Column(_("device"), empty_values=())

    class Meta(Table.Meta):
        model = Device
        fields = [
            "asset_tag",
            "category",
            "designation",
            "serial",
            "place",
            "site",
            "grade",
            "status",
        ]
        order_by_columns = ["asset_tag"]
        empty_text = _("No device matches.")

    def cell_asset_tag(self, device):
        return link(device)

    def cell_status(self, device):
        return badge(device)
