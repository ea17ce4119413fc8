"""The content of a tax receipt: the donor's own figures, frozen, and rendered from there.

French law fixes the mentions (Cerfa 11580 and 16216): the paper is always in French.
"""

import base64
import hashlib
import json
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from num2words import num2words

from core.lives import Refused
from core.models import Identity
from core.pdf import render_pdf
from donations.lifecycle import DonationStatus, DonorKind, ReceiptForm, ValueBasis
from inventory.papers.goods import goods_of

FORMS = {
    DonorKind.INDIVIDUAL: ReceiptForm.INDIVIDUAL,
    DonorKind.COMPANY: ReceiptForm.COMPANY,
}
HOUSE = ["name", "siren", "rna", "address", "town", "purpose", "tax_quality", "signatory"]
DONOR = ["name", "legal_form", "siren", "address"]


@dataclass
class Prospect:
    """Preview of a receipt: its content today, and what is missing before it can be issued.

    `left_out` names what of the lot it does not speak of, since no value is declared.
    """

    content: dict
    amount: Decimal
    lacks: list
    left_out: list

    @property
    def sha256(self):
        text = json.dumps([self.content, str(self.amount)], ensure_ascii=False, sort_keys=True)
        return hashlib.sha256(text.encode()).hexdigest()


def prospect_of(donation):
    """The `Prospect` of a lot's tax receipt; only a sum is computed."""
    house, donor = Identity.cached(), donation.donor
    with translation.override("fr"):
        goods, amount = _declared_goods(donation)
        content = {
            "house": {name: getattr(house, name) for name in HOUSE},
            "donor": {name: getattr(donor, name) for name in DONOR},
            "lot": donation.reference,
            "given_on": str(donation.owned_from or donation.received_on or ""),
            "goods": goods,
            "amount": str(amount),
            "words": in_words(amount),
        }
    return Prospect(content, amount, _lacks(donation, house, goods), _left_out(donation))


def in_words(amount):
    """An amount in full French words; a Decimal, as num2words reads whole numbers as cents."""
    words = num2words(Decimal(amount).quantize(Decimal("0.01")), lang="fr", to="currency")
    return words.removesuffix(" et zéro centimes")


def _declared_goods(donation):
    """What is declared, as rows of a receipt, and its sum."""
    rows, amount = [], Decimal(0)
    for kind in goods_of(donation):
        line = kind.declared
        if line.declared_value is not None:
            rows.append(_row(_nature(kind), line.declared_count, line))
            amount += line.declared_value
        for device in kind.valued:
            named = [str(kind.category), str(device.brand or ""), str(device.model or "")]
            what = " ".join(filter(None, named))
            if device.serial:
                what = f"{what}, n° {device.serial}"
            rows.append(_row(what, 1, device))
            amount += device.declared_value
    return rows, amount


def _row(what, quantity, declared):
    return {
        "what": what,
        "quantity": quantity,
        "value": str(declared.declared_value),
        "basis": str(ValueBasis(declared.value_basis).label),
        "declared_by": declared.declared_by,
        "declared_on": str(declared.declared_on),
    }


def _nature(kind):
    """A category and the makes and models in it: what, and how many of each."""
    named = {}
    for good in kind.goods:
        name = " ".join(filter(None, [good.brand, good.model]))
        if name:
            named[name] = named.get(name, 0) + good.quantity
    details = ", ".join(f"{count} {name}" for name, count in named.items())
    return f"{kind.category} ({details})" if details else str(kind.category)


def _lacks(donation, house, goods):
    """What keeps a lot from having its tax receipt, in plain sentences; or nothing."""
    lacks = [*_lacks_of_house(house), *_lacks_of_donor(donation.donor)]
    if donation.status not in {DonationStatus.RECEIVED, DonationStatus.CLOSED}:
        lacks.append(_("The lot is not received yet."))
    if not goods:
        lacks.append(_("The donor has declared no value."))
    for kind in goods_of(donation):
        line = kind.declared
        if line.declared_value is not None:
            lacks += _lacks_of_line(kind, line)
    receipt = donation.receipts.standing().first()
    if receipt:
        lacks.append(_("It has a tax receipt: %(receipt)s.") % {"receipt": receipt})
    return lacks


def _lacks_of_house(house):
    if house.issues_tax_receipts:
        return []
    return [_("Tax receipts are switched off: an administrator may switch them on.")]


def _lacks_of_donor(donor):
    if donor.is_public:
        return [_("A public body pays no tax: it gets an agreement and a statement, no receipt.")]
    lacks = []
    if not donor.address:
        lacks.append(_("The donor's full address is missing."))
    if donor.kind == DonorKind.COMPANY and not donor.siren:
        lacks.append(_("The company's SIREN is missing."))
    if donor.kind == DonorKind.COMPANY and not donor.legal_form:
        lacks.append(_("The company's legal form is missing."))
    return lacks


def _lacks_of_line(kind, line):
    params = {"category": kind.category, "declared": line.declared_count, "counted": line.counted}
    if line.counted is None:
        return [_("%(category)s: count them first.") % params]
    if line.counted != line.declared_count:
        return [
            _(
                "%(category)s: the value is declared for %(declared)s, and %(counted)s were"
                " counted. Ask the donor for the right value: we never work it out."
            )
            % params
        ]
    return []


def _left_out(donation):
    """The categories of the lot of which some or all carry no declared value, with how many."""
    left = []
    for kind in goods_of(donation):
        missing = kind.quantity - len(kind.valued)
        if kind.declared.declared_value is None and missing > 0:
            left.append((kind.category, missing))
    return left


def check_issuable(prospect):
    """Raise `Refused` with all that lacks."""
    if prospect.lacks:
        raise Refused(prospect.lacks)


def render_receipt(receipt):
    """The PDF (bytes) of a receipt or counter-document, from what its row froze and nothing else.

    But for the logo and the signature, which the house lends it.
    """
    house, content = Identity.cached(), receipt.frozen_content()
    with translation.override("fr"):
        facts = {
            "receipt": receipt,
            "said": content,
            "house": content["house"],
            "logo": house.logo_uri,
            "signature": _picture(house.signature),
            "given_on": _full(content["given_on"]),
            "cancels_issued_on": _full(content.get("cancels_issued_on")),
            "issued_on": date_format(receipt.issued_on, "j F Y"),
            "goods": [row | {"worth": Decimal(row["value"])} for row in content["goods"]],
            "is_company": receipt.form == ReceiptForm.COMPANY,
        }
        return render_pdf("papers/tax_receipt.html", facts)


def _full(day):
    return date_format(date.fromisoformat(day), "j F Y") if day else ""


def _picture(document):
    if document is None:
        return ""
    try:
        encoded = base64.b64encode(document.read()).decode()
    except Refused:  # its file is lost: it is signed by hand
        return ""
    return f"data:{document.content_type};base64,{encoded}"
