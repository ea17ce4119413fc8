"""Receipts of a sale on the pages of its loan: among its papers, beside its price, once signed."""

from modules.sales.forms import AgainForm, CancelForm
from modules.sales.models import SaleReceipt


def receipts_of(user, loan):
    """The receipts of a loan, latest first, with the forms to cancel one or to issue another."""
    if not (loan.sale_price and user.has_perm("loans.hand_over")):
        return None
    receipts = list(SaleReceipt.objects.filter(loan=loan).with_state())
    return {
        "sale_receipts": receipts,
        "sale_receipt_stands": any(not (r.is_cancelled or r.cancels_id) for r in receipts),
        "cancel_form": CancelForm(),
        "again_form": AgainForm(),
    }
