from urllib.parse import urlencode

from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from django_tables2 import Column

from core.tables import Table, TickColumn, badge, link
from core.templatetags.rebond import icon
from donations.tables import day
from inventory.columns import heading_of
from inventory.lifecycle import ImportStatus
from inventory.models import Device, ImportRow, Place, Voucher, VoucherBatch


def kind_and_name(device):
    """What a device is called, with the picture of its category (and its word, for who listens)."""
    return format_html(
        '<span class="device">{}<span><span class="visually-hidden">{}, </span>{}</span></span>',
        icon(device.category.icon, 18),
        device.category,
        device.designation,
    )


def work_left(device):
    """What is left to do on a device of the bench, in a few words. Needs `with_work_left`."""
    checks, media, faults = device.checks_left, device.media_left, device.faults_left
    said = [
        checks and ngettext("%(count)s check", "%(count)s checks", checks) % {"count": checks},
        media
        and ngettext("%(count)s disk to erase", "%(count)s disks to erase", media)
        % {"count": media},
        faults
        and ngettext("%(count)s blocking fault", "%(count)s blocking faults", faults)
        % {"count": faults},
    ]
    return " · ".join(filter(None, said))


class DeviceTable(Table):
    """Devices; with `ticks`, each can be ticked for the form `selection` of the page."""

    tick = TickColumn("device", form="selection")
    designation = Column(_("device"), empty_values=())

    class Meta(Table.Meta):
        model = Device
        fields = [
            "tick",
            "asset_tag",
            "designation",
            "serial",
            "place",
            "site",
            "grade",
            "status",
            "status_since",
        ]
        order_by_columns = ["asset_tag", "status"]
        wide_columns = ["serial", "place", "site", "grade", "status_since"]
        empty_text = _("No device matches.")

    def __init__(self, data, *, ticks=False, **kwargs):
        if not ticks:
            kwargs["exclude"] = [*kwargs.get("exclude", []), "tick"]
        super().__init__(data, **kwargs)

    def cell_tick(self, device):
        return self.columns["tick"].column.cell(device)

    def cell_asset_tag(self, device):
        return link(device)

    def cell_designation(self, device):
        return kind_and_name(device)

    def cell_place(self, device):
        return device.place.code if device.place else ""

    def cell_status(self, device):
        return badge(device)

    def cell_status_since(self, device):
        return day(device.status_since)


class BenchTable(Table):
    """What is on the bench, and what is left to do on each. Needs `with_work_left`."""

    designation = Column(_("device"), empty_values=())
    work_left = Column(_("left to do"), empty_values=())
    none_yet = _("Nothing is on the bench: scan a device to begin.")

    class Meta(Table.Meta):
        model = Device
        fields = ["asset_tag", "designation", "work_left", "fault", "place", "status_since"]
        wide_columns = ["fault", "place", "status_since"]
        empty_text = _("No device matches.")

    def cell_asset_tag(self, device):
        return format_html('<a href="{}">{}</a>', reverse("device_bench", args=[device.pk]), device)

    def cell_designation(self, device):
        return kind_and_name(device)

    def cell_work_left(self, device):
        return work_left(device) or format_html(
            '<span class="status status-good">{}</span>', gettext("can be finished")
        )

    def cell_place(self, device):
        return device.place.code if device.place else ""

    def cell_status_since(self, device):
        return day(device.status_since)


class PlaceTable(Table):
    devices = Column(_("devices there"), empty_values=())

    class Meta(Table.Meta):
        model = Place
        fields = ["code", "name", "site", "devices", "is_active"]
        order_by_columns = ["code"]
        wide_columns = ["site", "is_active"]
        empty_text = _("No place matches.")

    def __init__(self, data, *, user, **kwargs):
        super().__init__(data, **kwargs)
        self.may_change = user.has_perm("inventory.change_place")

    def cell_code(self, place):
        return link(place, place.code) if self.may_change else place.code

    def cell_devices(self, place):
        href = f"{reverse('device_list')}?{urlencode({'place': place.code})}"
        return format_html('<a href="{}">{}</a>', href, place.devices) if place.devices else 0

    def cell_is_active(self, place):
        return gettext("yes") if place.is_active else gettext("no")


class VoucherBatchTable(Table):
    delivered = Column(_("delivered"), empty_values=())
    in_stock = Column(_("in stock"), empty_values=())

    class Meta(Table.Meta):
        model = VoucherBatch
        fields = ["reference", "product", "site", "delivered", "in_stock", "valid_until"]
        order_by_columns = ["reference"]
        wide_columns = ["site", "delivered"]
        empty_text = _("No batch of vouchers matches.")

    def cell_reference(self, batch):
        return link(batch)

    def cell_valid_until(self, batch):
        return day(batch.valid_until)


class VoucherTable(Table):
    """Vouchers, each by its last characters: a list never shows a code."""

    class Meta(Table.Meta):
        model = Voucher
        fields = ["last_digits", "valid_until", "status", "status_since"]
        wide_columns = ["status_since"]
        empty_text = _("No voucher matches.")

    def cell_last_digits(self, voucher):
        return link(voucher)

    def cell_valid_until(self, voucher):
        return day(voucher.valid_until)

    def cell_status(self, voucher):
        return badge(voucher)

    def cell_status_since(self, voucher):
        return day(voucher.status_since)


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
