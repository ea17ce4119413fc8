"""The paper of a contribution: never called a sale, nor a donation."""

from django.utils import timezone, translation

from core.models import Identity
from core.pdf import render_pdf
from core.quantities import euros
from loans.kits import shares_of
from loans.papers.dates import full_date
from loans.papers.facts import language_of


def render_contribution(receipt):
    """The PDF (bytes) of a receipt, or of what cancels one, in the language of the person."""
    house, loan = Identity.cached(), receipt.loan
    with translation.override(language_of(loan)):
        facts = {
            "receipt": receipt,
            "loan": loan,
            "house": house,
            "logo": house.logo_uri,
            "amount": euros(receipt.amount),
            "paid_by": receipt.get_paid_by_display(),
            "cancelled": receipt.cancels,
            "shares": shares_of(list(loan.items.exclude(status="cancelled").for_list())),
            "today": full_date(timezone.localdate(receipt.at)),
        }
        return render_pdf("papers/contribution_receipt.html", facts)
