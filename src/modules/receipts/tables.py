from django.utils.html import format_html
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django_tables2 import Column

from core.lists.tables import Table, link
from core.numbers import euros
from modules.receipts.models import TaxReceipt


class ReceiptTable(Table):
    """Tax receipts and counter-documents, in the order of their numbers; needs `with_state`."""

    list_name = "receipt_list"
    state = Column(_("state"))
    none_yet = _("No tax receipts this year.")

    class Meta(Table.Meta):
        model = TaxReceipt
        fields = ["number", "donor", "donation", "amount", "issued_on", "state"]
        wide_columns = ["donor", "donation", "issued_on"]
        linkify = ["donation"]
        empty_text = _("No tax receipts this year.")

    cell_number = staticmethod(link)

    def cell_amount(self, receipt):
        return euros(receipt.amount)

    def value_amount(self, receipt):
        return receipt.amount

    def cell_state(self, receipt):
        tone, label = "good", gettext("valid")
        if receipt.cancels:
            tone, label = "done", gettext("cancels %(receipt)s") % {"receipt": receipt.cancels}
        elif receipt.is_cancelled:
            tone, label = "bad", gettext("cancelled")
        return format_html('<span class="status status-{}">{}</span>', tone, label)
