"""Tables of external workshops and the lots sent to them."""

from django.utils.html import format_html
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django_filters import ChoiceFilter
from django_tables2 import Column

from core.lists.filters import FilterSet
from core.lists.tables import Table, link, link_on_one_line
from inventory.devices.lifecycle.transfers import TransferStatus
from inventory.models import Refurbisher, Transfer


class TransferFilter(FilterSet):
    status = ChoiceFilter(label=_("Status"), choices=TransferStatus)


class TransferTable(Table):
    """Table of transfers between sites, latest first."""

    list_name = "transfer_list"
    loaded = Column(_("devices"))
    none_yet = _("No transfer yet. Devices that move from one site to another will be listed here.")

    class Meta(Table.Meta):
        model = Transfer
        fields = ["number", "origin", "destination", "loaded", "status", "status_since"]
        wide_columns = ["loaded", "status_since"]
        empty_text = _("No transfer matches.")

    cell_number = staticmethod(link_on_one_line)


class OutingTable(Table):
    """Table of lots at external workshops, latest first."""

    list_name = "outing_list"
    list_title = _("lots at outside workshops")
    loaded = Column(_("devices"))
    none_yet = _(
        "Nothing has been sent to an outside workshop yet. Lots for a workshop will be listed here."
    )

    class Meta(Table.Meta):
        model = Transfer
        fields = ["number", "refurbisher", "origin", "loaded", "status", "due_on"]
        wide_columns = ["origin", "loaded", "due_on"]
        empty_text = _("No lot matches.")

    cell_number = staticmethod(link_on_one_line)


class RefurbisherTable(Table):
    """Table of external workshops."""

    list_name = "refurbisher_list"
    lots = Column(_("lots"))
    away = Column(_("devices there now"))
    none_yet = _("No outside workshop yet.")

    class Meta(Table.Meta):
        model = Refurbisher
        fields = ["name", "contact", "phone", "lots", "away"]
        wide_columns = ["contact", "lots"]

    def cell_name(self, workshop):
        name = link(workshop)
        if workshop.is_active:
            return name
        return format_html(
            '{} <span class="text-muted">{}</span>', name, gettext("no longer works for us")
        )
