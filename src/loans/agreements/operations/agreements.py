"""Issue agreements, sign them on the screen or on paper, decline them; hand over the items.

A PDF is rendered when it is opened or signed, before the transaction, and stored only if its
content is still current (a hash of the content, compared under lock). No lock is taken while it is
rendered.

One parent signs for a child: borrowing for a child is an everyday act, and each parent is deemed to
act with the other's agreement (Code civil, 372-2). The signatory is the borrower, and liable for
the device.

All the people named on the paper sign at once. One form has a frame for each signatory; a
half-signed agreement does not exist. A person who cannot come signs on paper: the scan leads to the
same status.
"""

import hashlib
from datetime import datetime
from itertools import zip_longest
from secrets import token_hex

from django.utils import timezone
from django.utils.translation import gettext as _

from core.files.storage import store_first
from core.models import Document, Event
from core.workflow.lifecycle import Refused
from core.workflow.operations import operation, stores
from inventory.accessories.lifecycle import MovementKind
from inventory.accessories.operations import lock_stocks, take_from_stock
from inventory.devices.lifecycle.devices import DeviceStatus
from inventory.models import Device, Voucher
from inventory.vouchers.lifecycle import VoucherStatus
from inventory.vouchers.operations.vouchers import note_paid
from loans.agreements.operations.amendments import amend
from loans.agreements.operations.links import use_link
from loans.appointments.lifecycle import AppointmentKind
from loans.appointments.operations import decline_issued, drop_booked, note_came
from loans.base.letters import notify_signed, post_copy
from loans.base.lifecycle.aftercare import AmendmentKind
from loans.base.lifecycle.agreements import SignatureKind, SignerRole, WhyNotSigned
from loans.base.lifecycle.loans import AgreementStatus, ItemStatus, LoanKind, LoanStatus
from loans.base.operations import lock_to_prepare, next_number
from loans.base.papers import (
    SCAN,
    employer_text,
    facts_of,
    fingerprint,
    render_agreement,
    second_text_for,
    text_for,
)
from loans.base.parties import guardians_of, signatories_of
from loans.base.voucher_limits import use_ceiling, value_of
from loans.handovers.operations import CHANGED, check_can_be_signed, check_employer, check_to_sign
from loans.models import Agreement, Loan, LoanItem, Mandate, RequestLine, Signature, SignatureLink
from loans.requests.operations.requests import close_if_served
from people.models import Recipient, User
from people.privacy.operations import record_once_a_day
from people.recipients.operations import save_recipient


def keep_signatures(
    agreement: Agreement,
    *,
    drawings: tuple[bytes, ...],
    words: tuple[str, ...],
    ours: bytes,
    by: User,
    at: datetime,
    witness: str,
) -> None:
    """Record who signed, when, and the hash of each drawing; called inside the signing operation.

    Names are only in the file. Raises `Refused` unless every required signatory drew or typed their
    name.
    """
    loan = agreement.loan
    signatories = signatories_of(loan, guardians_of(loan), Mandate.objects.of(loan))
    given = list(zip_longest(drawings, words, fillvalue=""))
    if len(given) != len(signatories) or not all(map(any, given)):
        raise Refused(_("Everyone named at the end of the document must sign."))
    rows = [
        _signature(drawing, role=who.role)
        for who, (drawing, _words) in zip(signatories, given, strict=True)
    ]
    rows.append(_signature(ours, role=SignerRole.OURS, user=by))
    if witness:
        rows.append(_signature(b"", role=SignerRole.WITNESS))
    for row in rows:
        row.agreement, row.at = agreement, at
    Signature.objects.bulk_create(rows)


def _signature(drawing: bytes, **facts: object) -> Signature:
    if not drawing:
        return Signature(kind=SignatureKind.TYPED, **facts)
    return Signature(sha256=hashlib.sha256(drawing).hexdigest(), **facts)


# --- Agreements: issue and sign them; signing hands over the items of the loan. ---


@operation("loans.hand_over")
def issue(loan: Loan, *, by: User) -> Agreement:
    """The issued agreement of a prepared loan, ready to be signed; a new one if necessary.

    A new agreement is made if the content has changed since; the earlier one is declined. Its PDF
    is rendered when it is opened or signed.
    """
    lock_to_prepare(loan)
    text, second = text_for(loan), second_text_for(loan)
    content = fingerprint(facts_of(loan, text, second))
    issued = loan.agreements.filter(status=AgreementStatus.ISSUED).first()
    if issued and issued.facts_sha256 == content:
        return issued
    check_can_be_signed(loan, today=timezone.localdate())
    decline_issued(loan, by=by)
    agreement = Agreement.objects.create(
        loan=loan,
        text=text,
        second_text=second,
        number=next_number("agreement", "C"),
        token=token_hex(16),
        facts_sha256=content,
    )
    Event.objects.record("agreement.issued", loan, by=by, agreement=agreement.number)
    return agreement


def draw_agreement(agreement: Agreement, *, by: User) -> Agreement:
    """The agreement with its PDF; a missing PDF is rendered outside any transaction."""
    if agreement.is_to_sign and agreement.document_id is None:
        facts = facts_of(agreement.loan, agreement.text, agreement.second_text)
        pdf = render_agreement(agreement, facts)
        _keep_paper(agreement, by=by, pdf=pdf, facts_sha256=fingerprint(facts))
    return agreement


@operation("loans.read_agreement", prepare=stores("pdf"))
def _keep_paper(agreement: Agreement, *, by: User, pdf: bytes, facts_sha256: str) -> Agreement:
    Recipient.objects.filter(pk=agreement.loan.recipient_id).hold()  # locked first: the signatory
    agreement.lock()
    if agreement.facts_sha256 != facts_sha256:
        raise Refused(CHANGED)
    if agreement.is_to_sign and agreement.document_id is None:
        agreement.document = Document.objects.store_paper(
            pdf, kind="agreement", of=agreement, by=by
        )
        agreement.save(update_fields=["document"])
    return agreement


@operation("loans.hand_over", is_signed=True, prepare=stores("pdf"))
def sign_on_screen(
    agreement: Agreement,
    *,
    by: User,
    pdf: bytes,
    signed_at: datetime,
    drawings: tuple[bytes, ...],
    words: tuple[str, ...] = (),
    ours: bytes = b"",
    witness: str = "",
    link: SignatureLink | None = None,
) -> Agreement:
    """Store the agreement signed on the screen, and hand over all its items.

    `pdf` is the result of `papers.sign` for the issued agreement with these `drawings` and typed
    `words`, one for each signatory, and `ours` for our association if its signature is required.
    Raises `Refused` if the content has changed. An amendment is created for the employer to sign
    later. With `link`, the agreement is signed remotely, and the link is used up.
    """
    _lock_to_sign(agreement)
    check_employer(agreement)
    if link:
        use_link(link)
    given = {"drawings": drawings, "words": words, "ours": ours, "witness": witness}
    keep_signatures(agreement, by=by, at=signed_at, **given)
    unsigned = agreement.document
    document = Document.objects.store_paper(pdf, kind="agreement_signed", of=agreement, by=by)
    agreement.transition_to(
        AgreementStatus.SIGNED, document=document, sha256=document.sha256, signed_at=signed_at
    )
    if unsigned:
        unsigned.purge()
    _hand_out(agreement, by)
    if agreement.loan.employer_id:
        text = employer_text(agreement.loan)
        amend(agreement.loan, AmendmentKind.EMPLOYER, by=by, text=text.pk)
    return agreement


def _drawn(agreement: Agreement, *, by: User, scan: bytes, **_type: object) -> dict:
    """Store the scan of an agreement signed on paper, and its PDF as printed, before any lock."""
    draw_agreement(agreement, by=by)
    return {"scan": store_first(scan)}


@operation("loans.hand_over", is_signed=True, prepare=_drawn)
def sign_on_paper(agreement: Agreement, *, by: User, scan: bytes, content_type: str) -> Agreement:
    """Store the scan of an agreement signed on paper, and hand over all the items that it names."""
    _lock_to_sign(agreement)
    document = Document.objects.store_paper(
        scan, kind=SCAN, of=agreement, by=by, content_type=content_type
    )
    agreement.transition_to(
        AgreementStatus.SIGNED, scan=document, sha256=document.sha256, signed_at=timezone.now()
    )
    _hand_out(agreement, by)
    return agreement


@operation("loans.hand_over")
def send_copy(agreement: Agreement, *, by: User, email: str = "") -> Agreement:
    """Send a signed agreement to its signatory by e-mail.

    A new address is saved with the person.
    """
    if agreement.status != AgreementStatus.SIGNED:
        raise Refused(_("This agreement is not signed."))
    signer = agreement.loan.recipient or agreement.loan.organisation
    if agreement.loan.recipient and email and email != signer.email:
        signer.email = email
        save_recipient(signer, by=by)
    if not signer.email:
        raise Refused(_("Enter the e-mail address."))
    post_copy(agreement, signer)
    return agreement


HANDED_OVER: list = []  # functions of modules, in the transaction of the signature


def _hand_out(agreement: Agreement, by: User) -> None:
    hand_over(agreement.loan, agreement, by=by)
    for follow in HANDED_OVER:
        follow(agreement.loan, by=by)
    notify_signed(agreement)


def _lock_to_sign(agreement: Agreement) -> None:
    Recipient.objects.filter(pk=agreement.loan.recipient_id).hold()
    lock_to_prepare(agreement.loan)
    agreement.lock()
    check_to_sign(agreement)


@operation("loans.hand_over")
def decline(
    agreement: Agreement, *, by: User, because: WhyNotSigned = WhyNotSigned.GONE
) -> Agreement:
    """Record that the person did not sign, with the reason; the items stay set aside."""
    agreement.loan.lock()
    agreement.lock()
    agreement.transition_to(AgreementStatus.DECLINED, declined_because=because)
    params = {"agreement": agreement.number, "unsigned": because}
    Event.objects.record("agreement.refused", agreement.loan, by=by, **params)
    return agreement


def hand_over(loan: Loan, agreement: Agreement, *, by: User) -> None:
    """Hand over the reserved items of a loan once its agreement is signed."""
    now = timezone.now()
    rows = loan.items.filter(status=ItemStatus.RESERVED)
    items = list(rows.for_list())
    _hand_out_devices(loan, [item.device_id for item in items if item.device_id], by)
    _hand_out_vouchers(loan, [item.voucher_id for item in items if item.voucher_id], by)
    # Items transferred from another loan were never on the shelf.
    coming = [item for item in items if item.accessory_id and item.follows_id is None]
    _hand_out_accessories(loan, coming, by)
    rows.transition_to(ItemStatus.OPEN, opened_at=now)
    loan.transition_to(LoanStatus.ACTIVE, starts_on=timezone.localdate(now))
    Event.objects.record("loan.signed", loan, by=by, agreement=agreement.number)
    note_came(loan.request or loan, AppointmentKind.PICK_UP, by=by)
    if loan.request_id:
        _serve(loan, items, by)
    else:
        drop_booked(loan, by=by, notify=False)


def _hand_out_devices(loan: Loan, ids: list[int], by: User) -> None:
    is_gift = loan.kind == LoanKind.GIFT
    devices = Device.objects.filter(pk__in=ids)
    if not is_gift:
        # A device transferred from another loan is out already.
        devices = devices.filter(status=DeviceStatus.RESERVED)
    locked = devices.lock()
    devices.transition_to(DeviceStatus.GIVEN if is_gift else DeviceStatus.ON_LOAN)
    Event.objects.record_many(
        "device.given" if is_gift else "device.lent",
        [(device, {"loan": loan.number}) for device in locked],
        by=by,
    )


def _hand_out_vouchers(loan: Loan, ids: list[int], by: User) -> None:
    vouchers = Voucher.objects.filter(pk__in=ids)
    now = timezone.now()
    use_ceiling(loan.recipient, value_of(vouchers.select_related("batch__product")), now=now)
    locked = vouchers.lock()
    vouchers.transition_to(
        VoucherStatus.HANDED_OUT,
        recipient=loan.recipient,
        organisation=loan.organisation,
        handed_out_at=now,
    )
    Event.objects.record_many(
        "voucher.handed_out", [(voucher, {"loan": loan.number}) for voucher in locked], by=by
    )
    note_paid(locked, by)


def _hand_out_accessories(loan: Loan, items: list[LoanItem], by: User) -> None:
    """Subtract counted accessories from the site's stock; a shortage is not an error."""
    lock_stocks(loan.site, [item.accessory for item in items])
    for item in items:
        take_from_stock(
            item.accessory,
            by=by,
            site=loan.site,
            quantity=item.quantity,
            reason=MovementKind.HANDED_OVER,
            reference=loan.number,
        )


def _serve(loan: Loan, items: list[LoanItem], by: User) -> None:
    lines = list(loan.request.lines.all())
    for line in lines:
        line.served += sum(item.quantity for item in items if item.line_id == line.pk)
    RequestLine.objects.bulk_update(lines, ["served"])
    count = sum(item.quantity for item in items)
    Event.objects.record("request.served", loan.request, by=by, count=count)
    close_if_served(loan.request, by=by)


@operation("loans.read_agreement")
def note_reading(agreement: Agreement, *, by: User) -> Agreement:
    """Record that the user opened a signed agreement: one event a day for each reader."""
    record_once_a_day("agreement.read", agreement.loan, by=by, agreement=agreement.number)
    return agreement
