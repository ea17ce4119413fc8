from decimal import Decimal

from django.utils.translation import gettext_lazy as _
from django_filters import ChoiceFilter
from django_tables2 import Column

from core.lists.filters import FilterSet
from core.lists.tables import Table, link_on_one_line
from core.numbers import kilos
from inventory.devices.lifecycle.exits import ExitPurpose, ExitStatus
from inventory.models import ExitBatch
from people.organisations.tables import SiteFilter


class ExitFilter(FilterSet):
    status = ChoiceFilter(label=_("Status"), choices=ExitStatus)
    purpose = ChoiceFilter(label=_("Destination"), choices=ExitPurpose)
    site = SiteFilter()


class ExitTable(Table):
    """Table of exit batches, latest first; donors are named only for users who may see them."""

    list_name = "exit_list"
    to = Column(_("to"))
    devices = Column(_("devices"))
    grams = Column(_("weight (kg)"))
    none_yet = _("Nothing has left yet. Retired devices leave from here, permanently.")

    class Meta(Table.Meta):
        model = ExitBatch
        more_columns = ["purpose", "carrier", "slip_number", "planned_on", "certified_on"]
        fields = ["number", "to", "site", "devices", "grams", "sent_on", "status", *more_columns]
        wide_columns = ["site", "devices", "grams", "sent_on"]
        empty_text = _("No batch matches.")

    def __init__(self, data, *, names_donors, **kwargs):
        super().__init__(data, **kwargs)
        self.names_donors = names_donors

    cell_number = staticmethod(link_on_one_line)

    def cell_to(self, batch):
        if not batch.is_return:
            return batch.organism
        return batch.donor if self.names_donors else batch.get_purpose_display()

    def cell_grams(self, batch):
        return kilos(batch.grams) if batch.grams else ""

    def value_grams(self, batch):
        return batch.grams and Decimal(batch.grams) / 1000
