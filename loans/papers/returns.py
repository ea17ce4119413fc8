"""The receipt of what came back: for one person, or for the structure that brings it all."""

from django.utils import timezone, translation

from core.models import Identity
from core.pdf import render_pdf
from loans.lifecycle import Audience
from loans.papers.agreements import data_uri
from loans.papers.dates import full_date, full_time
from loans.papers.facts import language_of
from loans.returns.receipts import Receipt, single


def render_receipt(loan, back):
    """The PDF (bytes) of the receipt of what one loan alone gets back."""
    return render_return(Receipt([single(loan, back)]))


def render_return(receipt, *, signature=None, signed_at=None):
    """The PDF (bytes) of a return receipt, with lines to sign on, or signed on the screen.

    That of a structure names no person; one that is a person's is in their language.
    """
    house, loan = Identity.current(), receipt.loan
    language = "fr" if receipt.is_of_structure else language_of(loan)
    with translation.override(language):
        facts = {
            "receipt": receipt,
            "house": house,
            "logo": house.logo_uri,
            "is_family": loan.audience == Audience.FAMILY and not receipt.is_of_structure,
            "today": full_date(timezone.localdate()),
            "signature": data_uri(signature) if signature else "",
            "signed_on": full_time(signed_at) if signed_at else "",
        }
        return render_pdf("papers/return_receipt.html", facts)


def render_returns(receipts, signature=None):
    """The PDFs of the receipts of a return, in order, all signed at once if it was on screen."""
    signed_at = timezone.now() if signature else None
    return [
        render_return(receipt, signature=signature, signed_at=signed_at) for receipt in receipts
    ]
