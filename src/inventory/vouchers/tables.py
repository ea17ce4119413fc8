"""Tables of voucher batches and vouchers; never with codes."""

from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from django_tables2 import Column

from core.lists.actions import BulkAction
from core.lists.tables import Table, link
from inventory.models import Voucher, VoucherBatch
from inventory.vouchers.forms import ActivateForm, CancelForm
from inventory.vouchers.operations import vouchers as voucher_operations

ACTS = (
    BulkAction(
        "activate",
        _("Mark as activated"),
        "smartphone",
        run=voucher_operations.activate_voucher,
        form=ActivateForm,
    ),
    BulkAction(
        "reinstate",
        _("Reinstate after a wrong expiry"),
        "undo-2",
        run=voucher_operations.reinstate_voucher,
        is_rare=True,
    ),
    BulkAction(
        "lose", _("Declare lost"), "circle-question-mark", run=voucher_operations.lose_voucher
    ),
    BulkAction(
        "cancel",
        _("Cancel permanently"),
        "ban",
        run=voucher_operations.cancel_voucher,
        form=CancelForm,
    ),
)


def named(voucher):
    """The last characters of a voucher, or the number of its card."""
    card = format_html(
        '<br><span class="mono text-muted small iccid">{}</span>', voucher.iccid or ""
    )
    return format_html(
        '<span class="nowrap">{}</span>{}', link(voucher), card if voucher.iccid else ""
    )


class VoucherBatchTable(Table):
    list_name = "voucherbatch_list"
    delivered = Column(_("delivered"))
    in_stock = Column(_("in stock"))

    class Meta(Table.Meta):
        model = VoucherBatch
        fields = [
            "reference",
            "product",
            "site",
            "delivered",
            "in_stock",
            "activate_by",
            "valid_until",
        ]
        order_by_columns = ["reference"]
        wide_columns = ["site", "delivered", "valid_until"]
        empty_text = _("No batch of vouchers matches.")

    cell_reference = staticmethod(link)


class VoucherTable(Table):
    """Table of vouchers, identified by their last characters: a list never shows a code."""

    device = Column(_("in the device"), linkify=True)

    class Meta(Table.Meta):
        model = Voucher
        fields = ["last_digits", "status", "device", "activate_by", "valid_until"]
        wide_columns = ["device", "valid_until"]
        empty_text = _("No voucher matches.")

    cell_last_digits = staticmethod(named)


class VoucherListTable(VoucherTable):
    """Table of all vouchers, with columns of their batches. Requires `for_list`."""

    list_name = "voucher_list"
    acts = ACTS
    tick_name = "voucher"

    product = Column(_("product"), accessor="batch__product")
    operator = Column(_("operator"), accessor="batch__product__operator")
    site = Column(_("site"), accessor="batch__site")
    batch = Column(_("batch"), linkify=True)
    activated_on = Column(_("activated on"))
    handed_out_at = Column(_("handed over on"))
    organisation = Column(_("organisation"), linkify=True)

    class Meta(Table.Meta):
        model = Voucher
        fields = [
            "last_digits",
            "product",
            "status",
            "site",
            "activate_by",
            "valid_until",
            "activated_on",
            "operator",
            "batch",
            "iccid",
            "device",
            "organisation",
            "handed_out_at",
            "price_paid",
            "paid_by",
        ]
        more_columns = fields[7:]
        joins = {"device": ["device"], "organisation": ["organisation"]}
        wide_columns = ["site", "activate_by", "valid_until", "activated_on"]
        empty_text = _("No voucher matches.")

    none_yet = _("No vouchers have been received yet.")

    def value_last_digits(self, voucher):
        return voucher.last_digits
