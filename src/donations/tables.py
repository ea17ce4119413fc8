from django.utils.html import format_html
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _
from django_tables2 import Column

from core.formatting import day
from core.lists.actions import BulkAction
from core.lists.tables import Table, link
from donations.models import Donation, Donor
from donations.operations import lots as operations


class DonorTable(Table):
    list_name = "donor_list"
    lots = Column(_("donations"))
    last_lot = Column(_("last donation"))

    class Meta(Table.Meta):
        model = Donor
        more_columns = ["email", "siren", "language"]
        fields = ["name", "kind", "contact", "phone", "lots", "last_lot", *more_columns]
        order_by_columns = ["name"]
        wide_columns = ["contact", "phone", "last_lot"]
        empty_text = _("No donor matches.")

    cell_name = staticmethod(link)

    def cell_last_lot(self, donor):
        return day(donor.last_lot)

    def value_last_lot(self, donor):
        return donor.last_lot and localdate(donor.last_lot)


class DonationTable(Table):
    """Table of lots; the donor's name is shown to users who may see donors."""

    list_name = "donation_list"
    acts = (
        BulkAction(
            "close", _("Everything is accounted for: close"), "circle-check", run=operations.close
        ),
    )
    announced = Column(_("announced"))

    class Meta(Table.Meta):
        model = Donation
        more_columns = ["carrier"]
        fields = [
            "reference",
            "donor",
            "site",
            "announced",
            "collect_on",
            "received_on",
            "status",
            *more_columns,
        ]
        order_by_columns = ["reference"]
        wide_columns = ["site", "announced", "collect_on", "received_on"]
        empty_text = _("No donation matches.")

    cell_reference = staticmethod(link)

    def cell_donor(self, donation):
        """The donor; below, on phones, the day of an expected lot, whose column is hidden."""
        name = donation.donor.named_for(self.user)
        if not (donation.is_expected and donation.collect_on):
            return name
        when = " ".join(filter(None, [day(donation.collect_on), donation.slot]))
        shown = '{}<span class="d-md-none text-muted small"><br>{}</span>'
        return format_html(shown, name, when)

    def value_donor(self, donation):
        return donation.donor.named_for(self.user)

    def cell_announced(self, donation):
        return donation.announced or ""
