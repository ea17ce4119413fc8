from collections import Counter
from datetime import timedelta
from operator import attrgetter

from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.timesince import timesince
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django_filters import ChoiceFilter
from django_tables2 import Column

from catalogue.models import Category
from core.lists.filters import ALL_FEMININE, FilterSet, ModelChoiceFilter, SearchFilter
from core.lists.tables import Table, TickColumn, badge
from core.templatetags.rebond import icon
from inventory.devices.lifecycle.devices import DeviceStatus
from inventory.devices.tables import kind_and_name
from inventory.models import Device
from inventory.workshop.workbench.progress import work_left
from people.organisations.tables import SiteFilter


def since(moment):
    """Format the time elapsed since `moment` in one unit, which is precise enough for a list."""
    if timezone.now() - moment < timedelta(minutes=1):
        return gettext("just now")
    return gettext("for %(time)s") % {"time": timesince(moment, depth=1)}


class BenchTable(Table):
    """Table of devices on the bench, ticked for the form `together`. Requires `with_work_left`."""

    tick = TickColumn("device", form="together")
    designation = Column(_("device"))
    work_left = Column(_("to do, in order"))
    none_yet = _("The bench is empty: scan a device to begin.")

    class Meta(Table.Meta):
        model = Device
        fields = ["tick", "asset_tag", "designation", "work_left", "bench_by", "fault", "place"]
        wide_columns = ["bench_by", "fault", "place"]
        empty_text = _("No device matches.")

    def __init__(self, data, *, is_mine=False, **kwargs):
        if is_mine:
            kwargs["exclude"] = [*kwargs.get("exclude", []), "bench_by"]
        super().__init__(data, **kwargs)

    def cell_asset_tag(self, device):
        """The tag, with the time on the bench below it."""
        return format_html(
            '<a class="tag" href="{}">{}</a><br><span class="text-muted small">{}</span>',
            reverse("device_bench", args=[device.pk]),
            device,
            since(device.status_since),
        )

    cell_designation = staticmethod(kind_and_name)

    def cell_work_left(self, device):
        return work_cell(device)

    def cell_place(self, device):
        return device.place.code if device.place else ""


def work_cell(device):
    """Render the remaining work of a device as links; the next link is emphasised."""
    left = work_left(device)
    if not left:
        return format_html('<span class="status status-good">{}</span>', gettext("can be finished"))
    page = reverse("device_bench", args=[device.pk])
    rows = [
        ("action-secondary" if place else "action-primary", f"{page}?part={part}#{part}", words)
        for place, (part, words) in enumerate(left)
    ]
    return format_html_join(" · ", '<a class="{}" href="{}">{}</a>', rows)


# --- Table comparing a group of devices on the bench, with their work left. ---


name_of = attrgetter("designation")


def specs_of(device):
    """Text of the main specifications: memory, disk, operating system."""
    specs = getattr(device, "specification", None)
    if specs is None:
        return ""
    sizes = [specs.ram_gb, specs.storage_gb]
    parts = [gettext("%(size)s GB") % {"size": size} if size else "" for size in sizes]
    parts.append(f"{specs.get_os_display()} {specs.os_version}".strip())
    return " · ".join(filter(None, parts))


class TogetherTable(Table):
    """Table of a group of devices with their specifications; the form `drop` removes a device.

    Requires `with_work_left`.
    """

    designation = Column(_("device"))
    work_left = Column(_("to do, in order"))
    drop = Column("")

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
        """The designation, with the specifications and the fault named by the donor below it."""
        named, specs = gettext("Fault reported by the donor"), self._marked(specs_of, device)
        return format_html(
            "{}{}{}",
            self._marked(name_of, device, kind_and_name(device)),
            format_html('<br><span class="small">{}</span>', specs) if specs else "",
            format_html("<br>{} <strong>{}</strong>", named, device.fault) if device.fault else "",
        )

    def _marked(self, say, device, words=None):
        """Mark values that differ from the majority, also for screen readers."""
        text = say(device)
        if not text or self.usual[say] in {None, text}:
            return words or text
        return format_html(
            '<span class="is-different"><span aria-hidden="true">≠</span>'
            '<span class="visually-hidden">{}</span> {}</span>',
            gettext("Different:"),
            words or text,
        )

    def cell_work_left(self, device):
        return work_cell(device) if device.status == DeviceStatus.REFURBISHING else badge(device)

    def cell_drop(self, device):
        return format_html(
            '<button class="btn btn-bare" form="drop" name="device" value="{}">{}'
            '<span class="visually-hidden">{}</span></button>',
            device.pk,
            icon("x", 18),
            gettext("Remove %(device)s from the group") % {"device": device},
        )


def _usual(say, devices):
    """The value that more than half of the devices have, or None."""
    words, count = Counter(map(say, devices)).most_common(1)[0]
    return words if count * 2 > len(devices) else None


class BenchFilter(FilterSet):
    """Filter by bench: the user's own bench by default."""

    whose = ChoiceFilter(
        label=_("Bench"),
        choices=[("everybody", _("all")), ("nobody", _("unassigned"))],
        empty_label=_("mine"),
        method="as_it_is",
    )
    q = SearchFilter(_("tag, serial, model"))
    category = ModelChoiceFilter(
        label=_("Category"), queryset=Category.objects.all(), empty_label=ALL_FEMININE
    )
    site = SiteFilter()

    def filter_queryset(self, devices):
        benches = {"everybody": {}, "nobody": {"bench_by": None}}
        whose = self.form.cleaned_data.get("whose")
        mine = {"bench_by": self.request.user}
        return super().filter_queryset(devices.filter(**benches.get(whose, mine)))

    def as_it_is(self, devices, name, value):
        return devices

    def search(self, devices, name, text):
        return devices.matching(text)
