"""Receipts of contributions: numbered at the hand-over, drawn once."""

from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from core.lives import Refused
from core.models import Document, Event, Sequence
from core.operations import operation
from inventory.lifecycle.vouchers import PaidBy
from loans.lifecycle.answers import WhyTakenBack
from loans.models import ContributionReceipt, Loan
from people.models import User


def number_contribution(loan: Loan, *, by: User) -> ContributionReceipt | None:
    """The receipt of a loan that just left against a contribution, with the next number."""
    if not loan.contribution:
        return None
    receipt = ContributionReceipt.objects.create(
        loan=loan, amount=loan.contribution, paid_by=loan.paid_by, by=by, **_next_number()
    )
    Event.objects.record("loan.contributed", loan, by=by, receipt=str(receipt))
    return receipt


def _next_number() -> dict[str, int]:
    """The next number of the series; locks it until the transaction ends."""
    year = timezone.localdate().year
    Sequence.objects.take(f"contribution:{year}")
    last = ContributionReceipt.objects.filter(year=year).aggregate(last=Max("number"))["last"]
    return {"year": year, "number": (last or 0) + 1}


@operation("loans.cancel_contribution")
def cancel_contribution(
    receipt: ContributionReceipt, *, by: User, why: WhyTakenBack
) -> ContributionReceipt:
    """Cancel a receipt by a counter-document of the same series: its amount counts no more.

    Raises `Refused` for one that is cancelled already, or is a counter-document itself.
    """
    receipt.loan.lock()
    if not ContributionReceipt.objects.standing().filter(pk=receipt.pk).exists():
        raise Refused(_("%(receipt)s counts no more already.") % {"receipt": receipt})
    counter = ContributionReceipt(
        loan=receipt.loan,
        amount=receipt.amount,
        paid_by=receipt.paid_by,
        cancels=receipt,
        why=why,
        by=by,
        **_next_number(),
    )
    counter.full_clean(exclude=["document"])
    counter.save()
    params = {"receipt": str(receipt), "counter": str(counter), "taken_back": str(why)}
    Event.objects.record("loan.contribution_cancelled", receipt.loan, by=by, **params)
    return counter


@operation("loans.cancel_contribution")
def write_contribution_again(loan: Loan, *, by: User, paid_by: PaidBy) -> ContributionReceipt:
    """A new receipt of a contribution of which the first was cancelled: it was received after all.

    Raises `Refused` while one is valid, or where no contribution was due.
    """
    loan.lock()
    receipts = ContributionReceipt.objects.filter(loan=loan)
    if not receipts.exists() or receipts.standing().exists():
        raise Refused(_("This contribution has its receipt already, or none was asked."))
    loan.paid_by = paid_by
    loan.save(update_fields=["paid_by"])
    return number_contribution(loan, by=by)


@operation("loans.hand_over")
def keep_contribution_paper(
    receipt: ContributionReceipt, *, by: User, pdf: bytes
) -> ContributionReceipt:
    """Keep the paper of a receipt, unless somebody drew it meanwhile: that one stays."""
    rows = ContributionReceipt.objects.select_for_update(of=("self",))
    receipt = rows.get(pk=receipt.pk)
    if receipt.document is None:
        receipt.document = Document.objects.store_paper(
            pdf, kind="contribution_receipt", of=receipt, by=by
        )
        receipt.save(update_fields=["document"])
    return receipt
