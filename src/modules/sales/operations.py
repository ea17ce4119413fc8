"""Issue and cancel receipts of sales, and save the terms of sales.

The receipt of a sale is cancelled by a counter-document, numbered in its own series; a coordinator
chooses one of the fixed reasons. Neither document ever changes; `standing()` returns the valid
ones. A new receipt may be issued if the payment is received after all.
"""

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from core.models import Document, Event, Sequence
from core.workflow.lifecycle import Refused
from core.workflow.operations import operation, save_valid, stores
from inventory.vouchers.lifecycle import PaidBy
from loans.models import Loan
from modules.sales.lifecycle import WhyTakenBack
from modules.sales.models import SaleReceipt, SaleTerms
from people.models import User


@operation("sales.change_terms")
def save_terms(terms: SaleTerms, *, by: User) -> SaleTerms:
    """Save the terms of sales; agreements issued from now on print them.

    Raises `Refused` without a mediator and without a reason why none applies.
    """
    if not terms.is_complete:
        missing = _("Enter the consumer mediator, or the reason why you do not need one.")
        raise Refused({"mediator_name": missing})
    save_valid(terms)
    Event.objects.record("sale_terms.changed", terms, by=by)
    transaction.on_commit(SaleTerms.clear_cache)
    return terms


def lacking_terms(_on: set[str]) -> str:
    """Name the settings to enter before sales are switched on, or "" if they are complete."""
    if SaleTerms.cached().is_complete:
        return ""
    return _(
        "First open “Terms of sale” in the settings: enter your consumer mediator and "
        "its address, or the reason why you do not need one."
    )


def check_terms(loan: Loan) -> None:
    """Raise `Refused` until the mediator is entered, or the reason why none applies."""
    if not SaleTerms.cached().is_complete:
        raise Refused(
            _(
                "Sales are not possible yet: an administrator must first enter the "
                "consumer mediator in the settings."
            )
        )


def number_sale_receipt(loan: Loan, *, by: User) -> SaleReceipt | None:
    """Create the receipt of a loan just handed over as a sale, with the next number."""
    if not loan.sale_price:
        return None
    receipt = SaleReceipt.objects.create(
        loan=loan, amount=loan.sale_price, paid_by=loan.paid_by, by=by, **_next_number()
    )
    Event.objects.record("loan.sold", loan, by=by, receipt=str(receipt))
    return receipt


def _next_number(cancels: SaleReceipt | None = None) -> dict[str, int]:
    """The next number of receipts or of counter-documents; locks both series."""
    year = timezone.localdate().year
    Sequence.objects.take(f"sale_receipt:{year}")
    series = SaleReceipt.objects.filter(year=year, cancels__isnull=cancels is None)
    last = series.aggregate(last=Max("number"))["last"]
    return {"year": year, "number": (last or 0) + 1}


@operation("sales.cancel_receipt")
def cancel_sale_receipt(receipt: SaleReceipt, *, by: User, why: WhyTakenBack) -> SaleReceipt:
    """Cancel a receipt by a counter-document: its amount no longer counts.

    Raises `Refused` for a receipt that is cancelled already, or is a counter-document itself.
    """
    receipt.loan.lock()
    if not SaleReceipt.objects.standing().filter(pk=receipt.pk).exists():
        raise Refused(_("%(receipt)s is already cancelled.") % {"receipt": receipt})
    counter = SaleReceipt(
        loan=receipt.loan,
        amount=receipt.amount,
        paid_by=receipt.paid_by,
        cancels=receipt,
        why=why,
        by=by,
        **_next_number(cancels=receipt),
    )
    counter.full_clean(exclude=["document"])
    counter.save()
    params = {"receipt": str(receipt), "counter": str(counter), "taken_back": str(why)}
    Event.objects.record("loan.sale_cancelled", receipt.loan, by=by, **params)
    return counter


@operation("sales.cancel_receipt", locks=True)
def reissue_sale_receipt(loan: Loan, *, by: User, paid_by: PaidBy) -> SaleReceipt:
    """Create a new receipt for a sale whose first receipt was cancelled.

    Used when the price was received after all.

    Raises `Refused` while a receipt is valid, or if no price was due.
    """
    receipts = SaleReceipt.objects.filter(loan=loan)
    if not receipts.exists() or receipts.standing().exists():
        raise Refused(_("This sale already has its receipt, or no receipt is due."))
    loan.paid_by = paid_by
    loan.save(update_fields=["paid_by"])
    return number_sale_receipt(loan, by=by)


@operation("loans.hand_over", prepare=stores("pdf"))
def keep_sale_receipt_paper(receipt: SaleReceipt, *, by: User, pdf: bytes) -> SaleReceipt:
    """Store the PDF of a receipt unless one has been stored meanwhile."""
    rows = SaleReceipt.objects.select_for_update(of=("self",))
    receipt = rows.get(pk=receipt.pk)
    if receipt.document is None:
        receipt.document = Document.objects.store_paper(pdf, kind="sale_receipt", of=receipt, by=by)
        receipt.save(update_fields=["document"])
    return receipt
