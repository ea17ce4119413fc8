"""The filters of the lists of repairs and of the parts they wait for."""

from django.utils.translation import gettext_lazy as _
from django_filters import ChoiceFilter

from catalogue.models import AccessoryKind, FaultType
from core.lists.filters import ALL_FEMININE, FilterSet, ModelChoiceFilter, SearchFilter
from inventory.devices.lifecycle.repairs import RepairOutcome, RepairStatus
from inventory.models import Device, Repair, RepairPart
from people.organisations.tables import SiteFilter

WHOSE = [("mine", _("mine")), ("nobody", _("nobody's"))]


class RepairFilter(FilterSet):
    """Open repairs by default; `state` selects closed ones by outcome, or all."""

    q = SearchFilter(_("tag, serial, model"))
    state = ChoiceFilter(
        label=_("State"),
        choices=[
            *[(s.value, s.label) for s in RepairStatus if s != RepairStatus.ENDED],
            *RepairOutcome.choices,
            ("arrived", _("the part is in stock")),
            ("all", _("all, ended or not")),
        ],
        empty_label=_("going on"),
        method="in_state",
    )
    fault = ModelChoiceFilter(
        label=_("Fault"), queryset=FaultType.objects.all(), empty_label=ALL_FEMININE
    )
    technician = ChoiceFilter(label=_("Technician"), choices=WHOSE, method="of_technician")
    site = SiteFilter(field_name="device__site")

    class Meta:
        model = Repair
        fields = ["q", "state", "fault", "technician", "site"]

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

    class Meta:
        model = RepairPart
        fields = ["kind", "site"]
