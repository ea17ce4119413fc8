"""What is on the bench, and what is left to do on each."""

from datetime import timedelta

from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.timesince import timesince
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django_tables2 import Column

from core.tables import Table, TickColumn
from inventory.bench import work_left
from inventory.models import Device
from inventory.tables import kind_and_name


def since(moment):
    """For how long, in one unit: days are what a list is read for."""
    if timezone.now() - moment < timedelta(minutes=1):
        return gettext("just now")
    return gettext("for %(time)s") % {"time": timesince(moment, depth=1)}


class BenchTable(Table):
    """Devices of the bench, ticked for the form `together`. Needs `with_work_left`."""

    tick = TickColumn("device", form="together")
    designation = Column(_("device"), empty_values=())
    work_left = Column(_("next, then"), empty_values=())
    none_yet = _("Nothing is on the bench: scan a device to begin.")

    class Meta(Table.Meta):
        model = Device
        fields = [
            "tick",
            "asset_tag",
            "designation",
            "work_left",
            "bench_by",
            "fault",
            "place",
        ]
        wide_columns = ["bench_by", "fault", "place"]
        empty_text = _("No device matches.")

    def __init__(self, data, *, is_mine=False, **kwargs):
        if is_mine:
            kwargs["exclude"] = [*kwargs.get("exclude", []), "bench_by"]
        super().__init__(data, **kwargs)

    def cell_tick(self, device):
        return self.columns["tick"].column.cell(device)

    def cell_asset_tag(self, device):
        """Its tag, and for how long it has been on the bench: on a phone too."""
        return format_html(
            '<a class="tag" href="{}">{}</a><br><span class="soft small">{}</span>',
            reverse("device_bench", args=[device.pk]),
            device,
            since(device.status_since),
        )

    def cell_designation(self, device):
        return kind_and_name(device)

    def cell_work_left(self, device):
        return work_cell(device)

    def cell_place(self, device):
        return device.place.code if device.place else ""


def work_cell(device):
    """What is left to do on a device, each leading to its part, the next one first and heavier."""
    left = work_left(device)
    if not left:
        text = gettext("can be finished")
        return format_html('<span class="status status-good">{}</span>', text)
    page = reverse("device_bench", args=[device.pk])
    rows = [
        ("work-next" if place == 0 else "work-then", f"{page}?part={part}#{part}", words)
        for place, (part, words) in enumerate(left)
    ]
    return format_html_join(" · ", '<a class="{}" href="{}">{}</a>', rows)
