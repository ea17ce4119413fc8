from urllib.parse import urlencode

from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django_tables2 import Column

from core.quantities import euros
from core.tables import Table, badge, link
from core.wording import day
from donations.models import TaxReceipt
from inventory.models import Tag, Transfer
from inventory.tables.devices import DeviceTable, kind_and_name

__all__ = ["DeviceTable", "ReceiptTable", "TagTable", "TransferTable", "kind_and_name"]


class ReceiptTable(Table):
    """Tax receipts and counter-documents, in the order of their numbers. Needs `with_state`."""

    list_name = "receipt_list"
    state = Column(_("state"), empty_values=())
    none_yet = _("No tax receipt this year.")

    class Meta(Table.Meta):
        model = TaxReceipt
        fields = ["number", "donor", "donation", "amount", "issued_on", "state"]
        wide_columns = ["donor", "donation", "issued_on"]
        empty_text = _("No tax receipt this year.")

    def cell_number(self, receipt):
        return link(receipt)

    def cell_donation(self, receipt):
        return link(receipt.donation)

    def cell_amount(self, receipt):
        return euros(receipt.amount)

    def cell_issued_on(self, receipt):
        return day(receipt.issued_on)

    def cell_state(self, receipt):
        tone, label = "good", gettext("valid")
        if receipt.cancels:
            tone, label = "done", gettext("cancels %(receipt)s") % {"receipt": receipt.cancels}
        elif receipt.is_cancelled:
            tone, label = "bad", gettext("cancelled")
        return format_html('<span class="status status-{}">{}</span>', tone, label)


class TagTable(Table):
    """Labels made before their devices. Needs the batch and who made it."""

    list_name = "tag_list"
    list_title = _("unused labels")
    made = Column(_("made"), accessor="batch__created_at", empty_values=())
    by = Column(_("by"), accessor="batch__created_by", empty_values=())
    none_yet = _("No label waits for a device: print some before a lot comes in.")

    class Meta(Table.Meta):
        model = Tag
        fields = ["code", "batch", "made", "by", "printed_at", "status"]
        wide_columns = ["by", "printed_at"]
        empty_text = _("No unused label matches.")

    def cell_code(self, tag):
        href = f"{reverse('scan')}?{urlencode({'code': tag.code})}"
        return format_html('<a class="tag" href="{}">{}</a>', href, tag)

    def cell_batch(self, tag):
        return link(tag.batch) if tag.batch else ""

    def cell_made(self, tag):
        return day(tag.batch.created_at) if tag.batch else ""

    def cell_by(self, tag):
        return tag.batch.created_by if tag.batch else ""

    def cell_printed_at(self, tag):
        return day(tag.printed_at) or gettext("not yet")

    def cell_status(self, tag):
        return badge(tag)


class TransferTable(Table):
    """Transfers between sites, the latest first."""

    list_name = "transfer_list"
    loaded = Column(_("devices"), empty_values=())
    none_yet = _("No transfer yet: what goes from one site to another is prepared here.")

    class Meta(Table.Meta):
        model = Transfer
        fields = ["number", "origin", "destination", "loaded", "status", "status_since"]
        wide_columns = ["loaded", "status_since"]
        empty_text = _("No transfer matches.")

    def cell_number(self, transfer):
        return format_html('<span class="nowrap">{}</span>', link(transfer))

    def cell_status(self, transfer):
        return badge(transfer)

    def cell_status_since(self, transfer):
        return day(transfer.status_since)
