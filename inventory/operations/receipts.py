"""Tax receipts: numbered without a gap, frozen as they are issued, cancelled by another paper."""

from django.utils import timezone
from django.utils.translation import gettext as _

from core.lives import Refused
from core.models import Document, Event, Identity, Sequence
from core.operations import operation
from donations.models import Donation, Letter, TaxReceipt
from inventory.operations.papers import send
from inventory.papers.receipts import FORMS, check_issuable, prospect_of
from people.models import User


@operation("donations.issue_receipt")
def issue_receipt(donation: Donation, *, by: User, shown_sha256: str) -> TaxReceipt:
    """Freeze the tax receipt of a lot under the next number; `shown_sha256` is what was shown.

    Raises `Refused` with all that lacks, or if something has changed since it was shown.
    """
    donation.lock()
    donation.donor.refresh_from_db()
    prospect = prospect_of(donation)
    check_issuable(prospect)
    if prospect.sha256 != shown_sha256:
        raise Refused(_("Something changed since the receipt was shown: look at it again."))
    receipt = _write(
        donation,
        by,
        donor=donation.donor,
        form=FORMS[donation.donor.kind],
        amount=prospect.amount,
        content=prospect.content | {"is_signed": Identity.cached().signature is not None},
    )
    Event.objects.record("donation.receipt_issued", donation, by=by, number=str(receipt))
    return receipt


@operation("donations.issue_receipt")
def cancel_receipt(receipt: TaxReceipt, *, by: User, reason: str) -> TaxReceipt:
    """Take a tax receipt back by a counter-document, under a number of its own; nothing is edited.

    Returns the counter-document.
    """
    donation = receipt.donation
    donation.lock()
    stands = donation.receipts.standing().filter(pk=receipt.pk).exists()
    if receipt.is_counter_document or not stands:
        raise Refused(_("%(receipt)s is cancelled already.") % {"receipt": receipt})
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
    """The row, under the next number of the year: no gap if it fails."""
    today = timezone.localdate()
    return TaxReceipt.objects.create(
        year=today.year,
        number=Sequence.objects.take(f"taxreceipt:{today.year}")[0],
        donation=donation,
        issued_on=today,
        by=by,
        **facts,
    )


@operation("donations.issue_receipt")
def keep_receipt_file(receipt: TaxReceipt, *, by: User, pdf: bytes) -> Document:
    """Keep the file of a receipt, made from its row; the first one made is the only one."""
    receipt = TaxReceipt.objects.select_for_update(of=("self",)).get(pk=receipt.pk)
    if receipt.document is None:
        receipt.document = Document.objects.store_paper(pdf, kind="tax_receipt", of=receipt, by=by)
        receipt.save(update_fields=["document"])
    return receipt.document


@operation("donations.issue_receipt")
def send_receipt(receipt: TaxReceipt, *, by: User) -> Letter:
    """Mail a receipt to its donor; one that bears no signature is signed by hand first."""
    receipt.donation.lock()
    if not receipt.frozen_content()["is_signed"]:
        raise Refused(
            _("It bears no signature, and without one it is worth nothing: print it and sign it.")
        )
    if receipt.donor_id != receipt.donation.donor_id:
        raise Refused(
            _("%(receipt)s is to %(donor)s, who is no longer the donor of this lot: print it.")
            % {"receipt": receipt, "donor": receipt.donor}
        )
    return send(receipt.donation, receipt.document, str(receipt), by=by)
