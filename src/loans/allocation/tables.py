"""The waiting list and the reservations, for downloads; their pages render the rows themselves."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django_tables2 import Column

from core.lists.tables import Table
from loans.models import Loan


class WaitingTable(Table):
    """Rows of the waiting list: (turn, line, recipient, number ready for it)."""

    list_name = "waiting_list"
    list_title = _("waiting list")
    place = Column(pgettext_lazy("waiting list", "place"))
    missing = Column(_("missing"))
    what = Column(_("what"))
    needs = Column(_("needs"))
    ready = Column(_("available for it"))
    request = Column(_("request"))
    organisation = Column(_("organisation"))
    person = Column(_("for"))
    site = Column(_("site"))

    def cell_place(self, row):
        turn, *_others = row
        return turn.place

    def cell_missing(self, row):
        turn, *_others = row
        return turn.left

    def cell_what(self, row):
        return str(row[1].what)

    def cell_needs(self, row):
        return str(row[1].needs or "")

    def cell_ready(self, row):
        turn, _line, _person, ready = row
        return min(ready, turn.left)

    def cell_request(self, row):
        return row[1].request.number

    def cell_organisation(self, row):
        return str(row[1].request.organisation)

    def cell_person(self, row):
        return row[2]

    def cell_site(self, row):
        return str(row[1].request.site)


class ReservationTable(Table):
    """Prepared loans; needs `set_aside`, the items of each loan."""

    list_name = "reservation_list"
    list_title = _("items set aside")
    what = Column(_("what"))
    person = Column(_("for"))

    class Meta(Table.Meta):
        model = Loan
        fields = [
            "number",
            "what",
            "person",
            "organisation",
            "site",
            "pickup_on",
            "mode",
            "held_until",
        ]

    def cell_what(self, loan):
        return ", ".join(map(str, loan.set_aside))

    def cell_person(self, loan):
        return loan.seen_by(self.user)
