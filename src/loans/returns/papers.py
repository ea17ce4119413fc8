from django.utils import timezone, translation

from core.formatting import full_date
from core.models import Identity
from core.pdf.render import render_pdf
from loans.base.lifecycle.loans import Audience
from loans.base.papers import data_uri, full_time, language_of
from loans.returns.receipts import Receipt, single


def render_receipt(loan, back, *, by):
    """The PDF (bytes) of the receipt for items returned from a single loan."""
    return render_return(Receipt([single(loan, back)]), by=by, site=loan.site)


def render_return(receipt, *, by, site, signature=b"", words="", signed_at=None):
    """The PDF (bytes) of a return receipt, with lines to sign on, or signed on the screen.

    `by` receives the items, at `site`. A drawing is the signature of the person who returned the
    items, without a name; `words` are the name that they typed instead. The receipt of an
    organisation names no person; a person's is in their language.
    """
    identity, loan = Identity.cached(), receipt.loan
    language = "fr" if receipt.is_of_structure else language_of(loan)
    with translation.override(language):
        facts = {
            "receipt": receipt,
            "identity": identity,
            "by": by,
            "site": site,
            "logo": identity.logo_uri,
            "is_family": loan.audience == Audience.FAMILY and not receipt.is_of_structure,
            "today": full_date(timezone.localdate()),
            "signature": data_uri(signature),
            "words": words,
            "signed_on": full_time(signed_at) if signed_at else "",
        }
        return render_pdf("papers/loans/returns/return_receipt.html", facts)


def render_returns(session, receipts, signed):
    """The PDFs of the receipts of a return, in order, each with its (drawing, typed name), if any.

    A signature is printed only on the receipt of the person who signed.
    """
    now = timezone.now()
    return [
        render_return(
            receipt,
            by=session.owner,
            site=session.site,
            signature=drawing,
            words=words,
            signed_at=now if drawing or words else None,
        )
        for receipt, (drawing, words) in zip(receipts, signed, strict=True)
    ]
