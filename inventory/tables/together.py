"""Table comparing a group of devices on the bench, with their work left."""

from collections import Counter

from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django_tables2 import Column

from core.tables import Table, badge
from core.templatetags.rebond import icon
from inventory.lifecycle import DeviceStatus
from inventory.models import Device
from inventory.tables import kind_and_name
from inventory.tables.bench import work_cell


def name_of(device):
    return device.designation


def specs_of(device):
    """What one compares at a glance: memory, disk, system."""
    specs = getattr(device, "specification", None)
    if specs is None:
        return ""
    sizes = [specs.ram_gb, specs.storage_gb]
    parts = [gettext("%(size)s GB") % {"size": size} if size else "" for size in sizes]
    parts.append(f"{specs.get_os_display()} {specs.os_version}".strip())
    return " · ".join(filter(None, parts))


class TogetherTable(Table):
    """Takes a list, each with its specification. Needs `with_work_left`; the form `drop` takes
    one out.
    """

    designation = Column(_("device"), empty_values=())
    work_left = Column(_("next, then"), empty_values=())
    drop = Column("", empty_values=())

    class Meta(Table.Meta):
        model = Device
        fields = ["asset_tag", "designation", "work_left", "drop"]

    def __init__(self, data, **kwargs):
        super().__init__(data, **kwargs)
        self.usual = {say: _usual(say, data) for say in (name_of, specs_of)}

    def cell_asset_tag(self, device):
        return format_html(
            '<a class="tag" href="{}">{}</a>', reverse("device_bench", args=[device.pk]), device
        )

    def cell_designation(self, device):
        """Its name, and below what it is made of."""
        return format_html(
            '{}<br><span class="small">{}</span>',
            self._marked(name_of, device, kind_and_name(device)),
            self._marked(specs_of, device) or "—",
        )

    def _marked(self, say, device, words=None):
        """What most say is plain; what differs is marked, for the eye and for who listens."""
        text = say(device)
        if not text or self.usual[say] in {None, text}:
            return words or text
        return format_html(
            '<span class="differs"><span aria-hidden="true">≠</span>'
            '<span class="visually-hidden">{}</span> {}</span>',
            gettext("Differs:"),
            words or text,
        )

    def cell_work_left(self, device):
        if device.status == DeviceStatus.REFURBISHING:
            return work_cell(device)
        return badge(device)

    def cell_drop(self, device):
        return format_html(
            '<button class="btn btn-bare" form="drop" name="device" value="{}">{}'
            '<span class="visually-hidden">{}</span></button>',
            device.pk,
            icon("x", 18),
            gettext("Take %(device)s out of the group") % {"device": device},
        )


def _usual(say, devices):
    """What more than half of them say, or None: of eight kinds, none is the odd one."""
    words, count = Counter(map(say, devices)).most_common(1)[0]
    return words if count * 2 > len(devices) else None
