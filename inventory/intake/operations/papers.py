"""Papers for a donor: stored as issued, mailed once; tax receipts and declared values.

A paper of a lot is drawn again only when its content changed: a hash of the content is stored with
it. Pressing “print” twice gives the same file.
"""

from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import partial

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from catalogue.models import Category
from core.dates import is_over
from core.files.storage import store_first
from core.models import Document, Event, Identity, Sequence
from core.workflow.lifecycle import Refused
from core.workflow.operations import operation, stores
from donations.lifecycle import LetterStatus, ReceiptForm, ValueBasis
from donations.models import Donation, DonationLine, Letter, Paper, TaxReceipt
from donations.public import check_worth
from inventory.devices.lifecycle.devices import DeviceStatus
from inventory.intake.mails import deliver
from inventory.intake.papers import Draft, check_ready, fingerprint
from inventory.intake.receipts import FORMS, check_issuable, prospect_of
from inventory.intake.validation import RECEIPT_STANDS
from inventory.models import Device
from people.models import User

# A mail that has been on its way for so long was left by a process that died.
LONGEST_WAY = timedelta(minutes=10)
# Twice in so short a time is the same press of a button.
AGAIN = timedelta(minutes=2)


@operation("donations.change_donation", prepare=stores("draft"))
def keep_paper(donation: Donation, *, by: User, draft: Draft) -> Paper:
    """Store a drawn paper; refused if its content has changed meanwhile."""
    donation.lock()
    check_ready(donation, draft.kind)
    if fingerprint(donation, draft.kind) != draft.facts_sha256:
        raise Refused(_("The lot changed while its paper was drawn: press again."))
    latest = donation.papers.filter(kind=draft.kind).first()
    if latest and latest.facts_sha256 == draft.facts_sha256:
        return latest
    paper = Paper.objects.create(
        donation=donation,
        kind=draft.kind,
        number=draft.number,
        facts_sha256=draft.facts_sha256,
        document=Document.objects.store_paper(
            draft.pdf, kind=f"donation_{draft.kind}", of=draft.number, by=by
        ),
        by=by,
    )
    Event.objects.record("donation.paper_made", donation, by=by, paper=paper.number)
    return paper


def _stored(_donation: Donation, *, draft: Draft, **_by: object) -> dict:
    """The draft with its PDF in the storage; a paper of before is read, to be sure of its file."""
    if draft.paper:
        draft.paper.document.read()
    return {"draft": store_first(draft)}


@operation("donations.change_donation", prepare=_stored)
def send_paper(donation: Donation, *, by: User, draft: Draft) -> Letter:
    """Mail a paper of the lot to its donor, as it is now, after the commit."""
    paper = keep_paper(donation, by=by, draft=draft)
    return send(donation, paper.document, paper.number, by=by)


def send(donation: Donation, document: Document, number: str, *, by: User) -> Letter:
    """Write a letter down, to leave at the end of the transaction; called with the lot locked.

    The caller has read `document`, in its `prepare`: lost or altered, nothing is written.
    """
    if not donation.donor.email:
        raise Refused(_("This donor has no e-mail: print the paper, or write the e-mail down."))
    _check_on_no_way(document, by)
    letter = Letter.objects.create(donation=donation, document=document, paper=number, by=by)
    transaction.on_commit(partial(_send_letter, letter, by))
    return letter


def _check_on_no_way(document: Document, by: User) -> None:
    now = timezone.now()
    for letter in Letter.objects.filter(document=document, status=LetterStatus.SENDING).lock():
        if abs(now - letter.at) < LONGEST_WAY:
            raise Refused(_("This paper is on its way already."))
        _give_up(letter, by)
    lately = Letter.objects.filter(document=document, at__range=(now - AGAIN, now + AGAIN))
    if lately.filter(status=LetterStatus.SENT).exists():
        raise Refused(_("This paper was sent a moment ago."))


def _give_up(letter: Letter, by: User) -> None:
    letter.transition_to(LetterStatus.UNSURE)
    Event.objects.record("donation.paper_unsure", letter.donation, by=by, paper=letter.paper)


@operation("donations.change_donation")
def give_up_letters(*, by: User, now: datetime) -> int:
    """Mark as unsure the letters being sent for too long; return how many.

    None is sent again by itself: a donor would rather ask than get everything twice.
    """
    is_lost = is_over("at", LONGEST_WAY, now=now)
    left = Letter.objects.filter(is_lost, status=LetterStatus.SENDING).lock()
    for letter in left:
        _give_up(letter, by)
    return len(left)


def _send_letter(letter: Letter, by: User) -> None:
    note_outcome(letter, by=by, is_sent=deliver(letter))


@operation("donations.change_donation")
def note_outcome(letter: Letter, *, by: User, is_sent: bool) -> Letter:
    """Write down whether a letter left."""
    letter.lock()
    letter.transition_to(LetterStatus.SENT if is_sent else LetterStatus.FAILED)
    kind = "donation.paper_sent" if is_sent else "donation.paper_failed"
    Event.objects.record(kind, letter.donation, by=by, paper=letter.paper)
    return letter


# Tax receipts: numbered without a gap, frozen as they are issued, cancelled by another paper.


@operation("donations.issue_receipt")
def issue_receipt(
    donation: Donation, *, by: User, shown_sha256: str, value_check: str = ""
) -> TaxReceipt:
    """Freeze the tax receipt of a lot under the next number; `shown_sha256` is what was shown.

    `value_check` is how the association checked an individual's value, and is printed. Raises
    `Refused` with all that lacks, or if something has changed since it was shown.
    """
    donation.lock()
    donation.donor.refresh_from_db()
    prospect = prospect_of(donation)
    check_issuable(prospect)
    if prospect.sha256 != shown_sha256:
        raise Refused(_("Something changed since the receipt was shown: look at it again."))
    form = FORMS[donation.donor.kind]
    if form == ReceiptForm.INDIVIDUAL and not value_check.strip():
        raise Refused(_("Write how the value was checked: the receipt prints it."))
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
    """The row, under the next number of its series of the year: no gap if it fails."""
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


@operation("donations.issue_receipt", prepare=stores("pdf"))
def keep_receipt_file(receipt: TaxReceipt, *, by: User, pdf: bytes) -> Document:
    """Keep the file of a receipt, made from its row; the first one made is the only one."""
    receipt = TaxReceipt.objects.select_for_update(of=("self",)).get(pk=receipt.pk)
    if receipt.document is None:
        receipt.document = Document.objects.store_paper(pdf, kind="tax_receipt", of=receipt, by=by)
        receipt.save(update_fields=["document"])
    return receipt.document


def _check_file(receipt: TaxReceipt, **_by: object) -> dict:
    if receipt.document:
        receipt.document.read()
    return {}


@operation("donations.issue_receipt", prepare=_check_file)
def send_receipt(receipt: TaxReceipt, *, by: User) -> Letter:
    """Mail a receipt to its donor; one without a signature image must be signed by hand first."""
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


# --- Values declared by donors. Nothing here computes a value. ---

DECLARED = [
    "declared_value",
    "declared_count",
    "value_basis",
    "declared_by",
    "declared_on",
    "bought_on",
]
OF_A_DEVICE = ["declared_value", "value_basis", "declared_by", "declared_on", "bought_on"]


@operation("donations.change_donation")
def declare_lines(donation: Donation, *, by: User, lines: list[DonationLine]) -> Donation:
    """Set the declared value of each category: the value of all its devices, or none.

    Each line has its category and the whole declaration. Raises `Refused` for what a public body
    may not give, for a category whose devices have values of their own, and once a tax receipt is
    based on the values.
    """
    donation.lock()
    _check_no_receipt(donation)
    for line in lines:
        line.donation = donation
        if line.declared_value is not None:
            check_worth(donation.donor, line.declared_value, line.declared_count)
            _check_not_by_device(donation, line.category)
    DonationLine.objects.bulk_create(
        lines,
        update_conflicts=True,
        unique_fields=["donation", "category"],
        update_fields=DECLARED,
    )
    donation.lines.filter(announced=0, counted=None, declared_value=None).delete()
    count = sum(line.declared_count or 0 for line in lines)
    kind = "donation.value_declared" if count else "donation.value_withdrawn"
    Event.objects.record(kind, donation, by=by, **({"count": count} if count else {}))
    return donation


@operation("donations.change_donation")
def declare_device(
    device: Device,
    *,
    by: User,
    declared_value: Decimal | None,
    value_basis: ValueBasis | str = "",
    declared_by: str = "",
    declared_on: date | None = None,
    bought_on: date | None = None,
) -> Device:
    """Write what the donor declares that one device is worth; None takes the declaration back."""
    donation = device.donation
    if donation is None:
        raise Refused(_("No donor is known for this device."))
    donation.lock()
    _check_no_receipt(donation)
    device.lock()
    if declared_value is None:
        value_basis, declared_by, declared_on = "", "", None
    else:
        check_worth(donation.donor, declared_value)
        _check_not_by_line(donation, device.category)
    device.declared_value, device.value_basis = declared_value, value_basis
    device.declared_by, device.declared_on = declared_by, declared_on
    device.bought_on = bought_on
    device.save(update_fields=OF_A_DEVICE)
    kind = "device.value_withdrawn" if declared_value is None else "device.value_declared"
    Event.objects.record(kind, device, by=by)
    return device


def _check_no_receipt(donation: Donation) -> None:
    receipt = donation.receipts.standing().first()
    if receipt:
        raise Refused(_(RECEIPT_STANDS) % {"receipt": receipt})


def _check_not_by_device(donation: Donation, category: Category) -> None:
    valued = Device.objects.filter(
        donation=donation, category=category, declared_value__isnull=False
    )
    if valued.exclude(status=DeviceStatus.WITHDRAWN).exists():
        raise Refused(
            _("%(category)s: devices carry a value of their own; take those back first.")
            % {"category": category}
        )


def _check_not_by_line(donation: Donation, category: Category) -> None:
    if donation.lines.filter(category=category, declared_value__isnull=False).exists():
        raise Refused(
            _("%(category)s: the lot carries one value for all of them; take that back first.")
            % {"category": category}
        )
