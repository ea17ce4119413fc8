"""Content of tax receipts: the donor's own figures, frozen, from which the PDF is rendered."""

import base64
import hashlib
import json
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from num2words import num2words

from core.models import Identity
from core.modules.registry import is_on
from core.pdf.render import render_pdf
from core.workflow.lifecycle import Refused
from donations.lifecycle import DonationStatus, DonorKind, ValueBasis
from inventory.intake.papers import goods_of
from modules.receipts.lifecycle import ReceiptForm

FORMS = {
    DonorKind.INDIVIDUAL: ReceiptForm.INDIVIDUAL,
    DonorKind.COMPANY: ReceiptForm.COMPANY,
}

IDENTITY_FIELDS = ["name", "siren", "rna", "address", "town", "purpose", "tax_quality", "signatory"]
DONOR = ["name", "legal_form", "siren", "address"]
INCOMPLETE = gettext_lazy(
    "To issue tax receipts, enter our SIREN or RNA number, address, purpose, status "
    "and signatory: receipts must show them."
)


@dataclass
class Prospect:
    """Preview of a receipt: its current content, and the details missing before it can be issued.

    `left_out` names the items of the lot without a declared value, which the receipt omits.
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
    identity, donor = Identity.cached(), donation.donor
    with translation.override("fr"):
        goods, amount = _declared_goods(donation)
        content = {
            "identity": {name: getattr(identity, name) for name in IDENTITY_FIELDS},
            "donor": {name: getattr(donor, name) for name in DONOR},
            "lot": donation.reference,
            "given_on": str(donation.owned_from or donation.received_on or ""),
            "goods": goods,
            "list": _listed(donation),
            "amount": str(amount),
            "words": in_words(amount),
        }
    return Prospect(content, amount, _lacks(donation, identity, goods), _left_out(donation))


def in_words(amount):
    """An amount in full French words.

    Takes a Decimal, since num2words reads whole numbers as cents.
    """
    words = num2words(Decimal(amount).quantize(Decimal("0.01")), lang="fr", to="currency")
    return words.removesuffix(" et zéro centimes")


def _declared_goods(donation):
    """The declared goods as rows of a receipt, and their sum."""
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
        "basis": declared.value_basis,
    }


def _listed(donation):
    """The devices of the categories valued as a whole, for the annexed list of the receipt."""
    return [
        {
            "what": " ".join(filter(None, [str(kind.category), good.brand, good.model])),
            "serial": good.serial,
            "tag": good.tag,
            "quantity": good.quantity,
        }
        for kind in goods_of(donation)
        if kind.declared.declared_value is not None
        for good in kind.goods
    ]


def _nature(kind):
    """The category with its makes and models, and the number of each."""
    named = {}
    for good in kind.goods:
        name = " ".join(filter(None, [good.brand, good.model]))
        if name:
            named[name] = named.get(name, 0) + good.quantity
    details = ", ".join(f"{count} {name}" for name, count in named.items())
    return f"{kind.category} ({details})" if details else str(kind.category)


def _lacks(donation, identity, goods):
    """The missing details that prevent the tax receipt of a lot, as sentences."""
    lacks = [*_lacks_of_association(identity), *_lacks_of_donor(donation.donor)]
    if donation.status not in {DonationStatus.RECEIVED, DonationStatus.CLOSED}:
        lacks.append(_("The lot has not been received yet."))
    if not goods:
        lacks.append(_("The donor has declared no value."))
    # A company alone determines its value: sources differ for fixed assets (CGI 238 bis).
    is_individual, wanted = donation.donor.kind == DonorKind.INDIVIDUAL, ValueBasis.MARKET
    if is_individual and any(row["basis"] != wanted for row in goods):
        lacks.append(
            _("The receipt must state the %(basis)s: ask the donor for it.")
            % {"basis": wanted.label}
        )
    for kind in goods_of(donation):
        line = kind.declared
        if line.declared_value is not None:
            lacks += _lacks_of_line(kind, line)
    receipt = donation.receipts.standing().first()
    if receipt:
        lacks.append(
            _("This donation already has a tax receipt: %(receipt)s.") % {"receipt": receipt}
        )
    return lacks


def is_complete(identity):
    """Whether all mandatory fields of a tax receipt are filled in."""
    mandatory = [identity.address, identity.purpose, identity.tax_quality, identity.signatory]
    return all([*mandatory, identity.siren or identity.rna])


def _lacks_of_association(identity):
    if not is_on("receipts"):
        return [_("Tax receipts are switched off: an administrator can switch them on.")]
    return [] if is_complete(identity) else [INCOMPLETE]


def _lacks_of_donor(donor):
    if donor.is_public:
        return [
            _(
                "A public body pays no tax: it receives an agreement and a statement, but no "
                "receipt."
            )
        ]
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
        return [_("%(category)s: count the devices first.") % params]
    if line.counted != line.declared_count:
        return [
            _(
                "%(category)s: the value is declared for %(declared)s, but %(counted)s were"
                " counted. Ask the donor for the right value: we never calculate it."
            )
            % params
        ]
    return []


def _left_out(donation):
    """The categories of the lot with devices without a declared value, and their number."""
    left = []
    for kind in goods_of(donation):
        missing = kind.quantity - len(kind.valued)
        if kind.declared.declared_value is None and missing > 0:
            left.append((kind.category, missing))
    return left


def check_issuable(prospect):
    """Raise `Refused` with everything that is missing."""
    if prospect.lacks:
        raise Refused(prospect.lacks)


MAX_ROWS_ABOVE_SIGNATURE = 8  # rows above the signature; a longer list has a page of its own


def render_receipt(receipt):
    """The PDF (bytes) of a receipt or counter-document.

    Rendered from the frozen content of its row, with our current logo and signature.
    """
    identity, content = Identity.cached(), receipt.frozen_content()
    with translation.override("fr"):
        facts = {
            "receipt": receipt,
            "content": content,
            "identity": content["identity"],
            "logo": identity.logo_uri,
            "signature": _picture(identity.signature),
            "given_on": _full(content["given_on"]),
            "cancels_issued_on": _full(content.get("cancels_issued_on")),
            "issued_on": date_format(receipt.issued_on, "j F Y"),
            "goods": [row | {"worth": Decimal(row["value"])} for row in content["goods"]],
            "is_company": receipt.form == ReceiptForm.COMPANY,
            "is_long": len(content.get("list", [])) > MAX_ROWS_ABOVE_SIGNATURE,
        }
        return render_pdf("receipts/paper.html", facts)


def _full(day):
    return date_format(date.fromisoformat(day), "j F Y") if day else ""


def _picture(document):
    if document is None:
        return ""
    try:
        encoded = base64.b64encode(document.read()).decode()
    except Refused:  # its file is lost, so it is signed by hand
        return ""
    return f"data:{document.content_type};base64,{encoded}"
