from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext_lazy as _
from django_tables2 import Column

from core.tables import Table, badge, link
from inventory.columns import heading_of
from inventory.lifecycle import ImportStatus
from inventory.models import Device, ImportRow


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


class ImportRowTable(Table):
    """The rows of a list: the verdict, and the cells of the columns that we read."""

    class Meta(Table.Meta):
        model = ImportRow
        fields = ["number", "verdict", "device"]
        empty_text = _("No row matches.")

    def __init__(self, rows, batch):
        self.read = sorted(int(index) for index in batch.mapping)
        headings = [
            (f"column_{index}", Column(heading_of(batch.headings, index))) for index in self.read
        ]
        is_written = batch.status in {ImportStatus.APPLIED, ImportStatus.UNDONE}
        exclude = [] if is_written else ["device"]
        super().__init__(rows, extra_columns=headings, exclude=exclude)
        self.shows_device = is_written

    def cells(self):
        for row in self.paginated_rows:
            record = row.record
            cells = [record.number, self.cell_verdict(record)]
            if self.shows_device:
                cells.append(link(record.device) if record.device else "")
            said = [record.cells[index] if index < len(record.cells) else "" for index in self.read]
            yield record, cells + said

    def cell_verdict(self, row):
        if not row.problems:
            return badge(row)
        said = format_html_join("", "<li>{}</li>", ((sentence,) for sentence in row.sentences))
        return format_html('{}<ul class="small">{}</ul>', badge(row), said)
