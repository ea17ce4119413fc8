"""Tables of consignments and their vouchers, and the bulk action that returns them."""

from django.utils.html import format_html
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django_tables2 import Column

from core.lists.actions import BulkAction
from core.lists.tables import Table, link
from inventory.vouchers.tables import named
from modules.consignments.lifecycle import Outcome
from modules.consignments.models import Consignment, ConsignmentLine
from modules.consignments.operations import return_consigned

GIVE_BACK = BulkAction(
    "give_back", _("Return to stock"), "undo-2", run=return_consigned, after="activate"
)


class ConsignmentTable(Table):
    """Consignments to organisations, latest first; needs `for_list`."""

    list_name = "consignment_list"
    left = Column(_("vouchers consigned"))
    used = Column(_("used"))
    given_back = Column(_("returned unopened"))
    lost = Column(_("lost"))
    unknown = Column(_("not known yet"))
    none_yet = _("No voucher has been consigned to an organisation yet.")

    class Meta(Table.Meta):
        model = Consignment
        fields = [
            "number",
            "organisation",
            "site",
            "created_at",
            "left",
            "used",
            "given_back",
            "lost",
            "unknown",
        ]
        wide_columns = ["site", "created_at", "used", "given_back", "lost"]

    cell_number = staticmethod(link)

    def cell_unknown(self, consignment):
        tone = "wait" if consignment.unknown else "done"
        return format_html('<span class="status status-{}">{}</span>', tone, consignment.unknown)

    def value_unknown(self, consignment):
        return consignment.unknown


class ConsignmentLineTable(Table):
    """The vouchers of a consignment; needs `for_list`."""

    voucher = Column(_("voucher"))
    product = Column(_("product"), accessor="voucher__batch__product")
    ended_at = Column(_("answered on"))

    class Meta(Table.Meta):
        model = ConsignmentLine
        fields = ["voucher", "outcome", "product", "ended_at"]
        wide_columns = ["product", "ended_at"]

    def cell_voucher(self, line):
        return named(line.voucher)

    def cell_outcome(self, line):
        tones = {Outcome.USED: "out", Outcome.GIVEN_BACK: "good", Outcome.LOST: "bad"}
        label = line.get_outcome_display() or gettext("not known yet")
        tone = tones.get(line.outcome, "hold")
        return format_html('<span class="status status-{}">{}</span>', tone, label)
