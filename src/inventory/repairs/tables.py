from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django_filters import ChoiceFilter
from django_tables2 import Column

from catalogue.models import AccessoryKind, FaultType
from core.lists.filters import ALL_FEMININE, FilterSet, ModelChoiceFilter, SearchFilter
from core.lists.tables import Table, badge, link_on_one_line
from inventory.devices.lifecycle.repairs import RepairOutcome, RepairStatus
from inventory.devices.tables import kind_and_name
from inventory.models import Device, Repair, RepairPart
from people.organisations.tables import SiteFilter


def arrival(part):
    """Badge saying that an awaited part is in stock; "" if it is not."""
    if not part.can_go_on:
        return ""
    return format_html('<span class="status status-good">{}</span>', gettext("can continue"))


class RepairTable(Table):
    """Table of repairs. Requires `with_awaited`."""

    list_name = "repair_list"
    device = Column(_("tag"))
    designation = Column(_("device"))
    none_yet = _("Nothing is under repair.")

    class Meta(Table.Meta):
        model = Repair
        more_columns = ["ended_at", "outcome", "minutes", "refurbisher"]
        fields = [
            "device",
            "designation",
            "fault",
            "status",
            "technician",
            "opened_at",
            *more_columns,
        ]
        joins = {"refurbisher": ["refurbisher"]}
        wide_columns = ["designation", "technician", "opened_at"]
        empty_text = _("No repair matches.")

    def cell_device(self, repair):
        return link_on_one_line(repair, repair.device)

    def cell_designation(self, repair):
        return kind_and_name(repair.device)

    def cell_status(self, repair):
        """The status, with the barrier or the awaited parts below."""
        lines = [(f"{part} ", arrival(part)) for part in repair.awaited_parts]
        if repair.barrier:
            lines.append((repair.get_barrier_display(), ""))
        more = format_html_join("", '<br><span class="text-muted small">{}</span>{}', lines)
        return format_html("{}{}", badge(repair), more)


class PartTable(Table):
    """Table of parts that repairs wait for. Requires `with_stock` and `for_list`."""

    list_name = "repairpart_list"
    list_title = _("expected parts")
    device = Column(_("for"))
    designation = Column(_("device"))
    in_stock = Column(_("in stock here"))
    none_yet = _("No repair is waiting for a part.")

    class Meta(Table.Meta):
        model = RepairPart
        fields = [
            "kind",
            "reference",
            "quantity",
            "in_stock",
            "device",
            "designation",
            "status_since",
        ]
        wide_columns = ["reference", "quantity", "designation", "status_since"]
        empty_text = _("No part matches.")

    def cell_device(self, part):
        return link_on_one_line(part.repair, part.repair.device)

    def cell_designation(self, part):
        return kind_and_name(part.repair.device)

    def cell_in_stock(self, part):
        if part.in_stock is None:
            return gettext("not counted")
        return format_html("{} {}", part.in_stock, arrival(part))

    def value_in_stock(self, part):
        return part.in_stock


WHOSE = [("mine", _("mine")), ("nobody", _("unassigned"))]


class RepairFilter(FilterSet):
    """Filter for repairs; `state` selects open repairs by status, or closed repairs by outcome."""

    q = SearchFilter(_("tag, serial, model"))
    state = ChoiceFilter(
        label=_("State"),
        choices=[
            *[(s.value, s.label) for s in RepairStatus if s != RepairStatus.ENDED],
            *RepairOutcome.choices,
            ("arrived", _("the part is in stock")),
            ("all", _("all, ended or not")),
        ],
        empty_label=_("in progress"),
        method="in_state",
    )
    fault = ModelChoiceFilter(
        label=_("Fault"), queryset=FaultType.objects.all(), empty_label=ALL_FEMININE
    )
    technician = ChoiceFilter(label=_("Technician"), choices=WHOSE, method="of_technician")
    site = SiteFilter(field_name="device__site")

    def search(self, repairs, name, text):
        return repairs.filter(device__in=Device.objects.order_by().matching(text))

    def in_state(self, repairs, name, state):
        if state == "all":
            return repairs
        if state == "arrived":
            return repairs.filter(pk__in=RepairPart.objects.arrived().values("repair"))
        if state in RepairOutcome.values:
            return repairs.filter(outcome=state)
        return repairs.filter(status=state)

    def of_technician(self, repairs, name, whose):
        return repairs.filter(technician=self.request.user if whose == "mine" else None)


class PartFilter(FilterSet):
    kind = ModelChoiceFilter(
        label=_("Part"), queryset=AccessoryKind.objects.parts(), empty_label=ALL_FEMININE
    )
    site = SiteFilter(field_name="repair__device__site")
