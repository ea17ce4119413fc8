"""PDF of the receipt of a sale, and the terms of sales as papers print them."""

from decimal import ROUND_DOWN, Decimal

from django.utils import timezone, translation
from django.utils.formats import localize
from django.utils.translation import gettext as _

from core.formatting import full_date
from core.models import Identity
from core.numbers import euros
from core.pdf.render import render_pdf
from loans.base.kit_lines import shares_of
from loans.base.lifecycle.loans import ItemStatus
from loans.base.papers import language_of
from modules.sales.lifecycle import VatStatus
from modules.sales.models import SaleTerms

CENT = Decimal("0.01")


def terms_on_papers():
    """The placeholder values of the text of a sale: its sentences on the mediator and on VAT."""
    terms = SaleTerms.cached()
    return {"mediator": _mediator(terms), "vat_mention": _vat(terms)}


def _mediator(terms):
    if terms.mediator_name:
        sentence = _(
            "If we cannot agree, you can contact our consumer mediator, free of "
            "charge: %(name)s, %(address)s."
        )
        address = terms.mediator_address.rstrip(".")
        return sentence % {"name": terms.mediator_name, "address": address}
    if not terms.no_mediator_because:
        return ""
    why = terms.no_mediator_because.rstrip(".")
    return _("We have no consumer mediator: we are not subject to mediation because %(why)s.") % {
        "why": why
    }


def _vat(terms):
    if terms.vat == VatStatus.SUBJECT:
        return _("VAT of %(rate)s %% is included.") % {"rate": _rate(terms)}
    sentences = {
        VatStatus.NOT_SUBJECT: _("VAT not applicable, article 293 B of the CGI."),
        VatStatus.NON_PROFIT: _("VAT exemption, article 261, 7-1° of the CGI."),
    }
    return sentences.get(terms.vat, "")


def _rate(terms):
    return localize(terms.vat_rate.normalize() + 0)


def vat_in(amount, rate):
    """The VAT in an amount that includes it, in euros, rounded to the cent."""
    return (amount * rate / (100 + rate)).quantize(CENT)


def prices_of(receipt, items):
    """{id of an item: its part of the amount}; the first devices take the cents of the remainder.

    The price is that of the devices; a sale without a device is shared between all its items.
    """
    sold = [item for item in items if item.device_id] or list(items)
    share = (receipt.amount / len(sold)).quantize(CENT, ROUND_DOWN) if sold else Decimal(0)
    cents = int((receipt.amount - share * len(sold)) / CENT)
    return {item.pk: share + CENT * (place < cents) for place, item in enumerate(sold)}


def _priced_items(receipt):
    """The items that were first handed over, each with its `price` as printed, "" if none."""
    items = receipt.loan.items.filter(follows=None).exclude(status=ItemStatus.CANCELLED)
    items = list(items.for_list())
    prices = prices_of(receipt, items)
    for item in items:
        item.price = euros(prices[item.pk]) if item.pk in prices else ""
    return items


def render_sale_receipt(receipt):
    """The PDF (bytes) of a receipt or counter-document, in the language of the person."""
    identity, loan, terms = Identity.cached(), receipt.loan, SaleTerms.cached()
    with translation.override(language_of(loan)):
        items = _priced_items(receipt)
        facts = {
            "receipt": receipt,
            "loan": loan,
            "identity": identity,
            "logo": identity.logo_uri,
            "amount": euros(receipt.amount),
            "paid_by": receipt.get_paid_by_display(),
            "cancelled": receipt.cancels,
            "shares": shares_of(items),
            "today": full_date(timezone.localdate(receipt.at)),
            "vat_mention": _vat(terms),
            "vat_amount": euros(vat_in(receipt.amount, terms.vat_rate)) if terms.vat_rate else "",
        }
        return render_pdf("sales/papers/sale_receipt.html", facts)
