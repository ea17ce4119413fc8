"""Issue, cancel and mail tax receipts; store the file of each."""

from django.utils import timezone
from django.utils.translation import gettext as _

from core.models import Document, Event, Identity, Sequence
from core.workflow.lifecycle import Refused
from core.workflow.operations import operation, stores
from donations.models import Donation, Letter
from inventory.intake.operations.papers import send
from modules.receipts.content import FORMS, check_issuable, prospect_of
from modules.receipts.lifecycle import ReceiptForm
from modules.receipts.models import TaxReceipt
from people.models import User


@operation("receipts.issue_receipt", locks=True)
def issue_receipt(
    donation: Donation, *, by: User, shown_sha256: str, value_check: str = ""
) -> TaxReceipt:
    """Freeze the tax receipt of a lot under the next number.

    `shown_sha256` is the hash of the preview. `value_check` says how the association checked an
    individual's value, and is printed. Raises `Refused` with everything that is missing, or if
    the content has changed since the preview.
    """
    donation.donor.refresh_from_db()
    prospect = prospect_of(donation)
    check_issuable(prospect)
    if prospect.sha256 != shown_sha256:
        raise Refused(_("Something has changed since the receipt was opened: check it again."))
    form = FORMS[donation.donor.kind]
    if form == ReceiptForm.INDIVIDUAL and not value_check.strip():
        raise Refused(_("Enter how the value was checked: this is printed on the receipt."))
    is_signed = Identity.cached().signature is not None
    receipt = _write(
        donation,
        by,
        donor=donation.donor,
        form=form,
        amount=prospect.amount,
        content=prospect.content | {"is_signed": is_signed, "value_check": value_check.strip()},
    )
    Event.objects.record("donation.receipt_issued", donation, by=by, number=str(receipt))
    return receipt


@operation("receipts.issue_receipt")
def cancel_receipt(receipt: TaxReceipt, *, by: User, reason: str) -> TaxReceipt:
    """Cancel a tax receipt by a counter-document with its own number.

    The receipt is unchanged. Returns the counter-document.
    """
    donation = receipt.donation
    donation.lock()
    stands = donation.receipts.standing().filter(pk=receipt.pk).exists()
    if receipt.is_counter_document or not stands:
        raise Refused(_("%(receipt)s is already cancelled.") % {"receipt": receipt})
    counter = _write(
        donation,
        by,
        donor=receipt.donor,
        form=receipt.form,
        amount=receipt.amount,
        cancels=receipt,
        content=receipt.frozen_content()
        | {
            "cancels": str(receipt),
            "cancels_issued_on": str(receipt.issued_on),
            "reason": " ".join(reason.split()),
            "is_signed": Identity.cached().signature is not None,
        },
    )
    facts = {"number": str(receipt), "counter": str(counter)}
    Event.objects.record("donation.receipt_cancelled", donation, by=by, **facts)
    return counter


def _write(donation: Donation, by: User, **facts: object) -> TaxReceipt:
    """Create the row with the next number of its series and year; no gap if it fails."""
    today = timezone.localdate()
    series = "receiptcancellation" if facts.get("cancels") else "taxreceipt"
    return TaxReceipt.objects.create(
        year=today.year,
        number=Sequence.objects.take(f"{series}:{today.year}")[0],
        donation=donation,
        issued_on=today,
        by=by,
        **facts,
    )


@operation("receipts.issue_receipt", prepare=stores("pdf"))
def keep_receipt_file(receipt: TaxReceipt, *, by: User, pdf: bytes) -> Document:
    """Store the file of a receipt, rendered from its row; only the first file is kept."""
    receipt = TaxReceipt.objects.select_for_update(of=("self",)).get(pk=receipt.pk)
    if receipt.document is None:
        receipt.document = Document.objects.store_paper(pdf, kind="tax_receipt", of=receipt, by=by)
        receipt.save(update_fields=["document"])
    return receipt.document


def _check_file(receipt: TaxReceipt, **_by: object) -> dict:
    if receipt.document:
        receipt.document.read()
    return {}


@operation("receipts.issue_receipt", prepare=_check_file)
def send_receipt(receipt: TaxReceipt, *, by: User) -> Letter:
    """Mail a receipt to its donor; without a signature image, it must be signed by hand first."""
    receipt.donation.lock()
    if not receipt.frozen_content()["is_signed"]:
        raise Refused(
            _("This receipt has no signature, and is not valid without one: print it and sign it.")
        )
    if receipt.donor_id != receipt.donation.donor_id:
        raise Refused(
            _(
                "%(receipt)s is made out to %(donor)s, who is no longer the donor of this "
                "lot: print it."
            )
            % {"receipt": receipt, "donor": receipt.donor}
        )
    return send(receipt.donation, receipt.document, str(receipt), by=by)
