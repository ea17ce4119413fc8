"""PDF of the receipt of a solidarity sale."""

from django.utils import timezone, translation

from core.formatting import full_date
from core.models import Identity
from core.numbers import euros
from core.pdf.render import render_pdf
from loans.base.kit_lines import shares_of
from loans.base.papers import language_of
from loans.models import Rules


def render_sale_receipt(receipt):
    """The PDF (bytes) of a receipt or counter-document, in the language of the person."""
    identity, loan = Identity.cached(), receipt.loan
    with translation.override(language_of(loan)):
        facts = {
            "receipt": receipt,
            "loan": loan,
            "identity": identity,
            "logo": identity.logo_uri,
            "amount": euros(receipt.amount),
            "paid_by": receipt.get_paid_by_display(),
            "cancelled": receipt.cancels,
            "shares": shares_of(list(loan.items.exclude(status="cancelled").for_list())),
            "today": full_date(timezone.localdate(receipt.at)),
            "vat_mention": Rules.cached().vat_mention,
        }
        return render_pdf("papers/loans/vouchers/sale_receipt.html", facts)
