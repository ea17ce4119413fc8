"""The signature: a prepared loan's agreement is drawn up, issued, signed, and the things leave."""

from datetime import datetime
from secrets import token_hex

from django.utils import timezone
from django.utils.translation import gettext as _

from core.lives import Refused
from core.models import Document, Event
from core.operations import operation
from inventory.lifecycle import DeviceStatus, VoucherStatus
from inventory.models import Device, Voucher
from loans.lifecycle import AgreementStatus, ItemStatus, LoanKind, LoanStatus
from loans.models import Agreement, AgreementText, Loan, LoanItem, RequestLine
from loans.operations.preparation import check_can_be_signed, lock_to_prepare, put_back
from loans.operations.requests import close_if_served, next_number
from loans.papers import (
    PDF,
    SCAN,
    facts_of,
    fingerprint,
    render_agreement,
    text_for,
    unknown_blanks,
)
from people.models import User


def issue(loan: Loan, *, by: User) -> Agreement:
    """The agreement of a prepared loan, ready to be signed: as it was issued, or a new one.

    The PDF is made outside any transaction, then kept only if what it shows still holds.
    """
    facts = facts_of(loan, text_for(loan))
    issued = loan.agreements.filter(status=AgreementStatus.ISSUED).first()
    if issued and issued.facts_sha256 == fingerprint(facts):
        return issued
    agreement = draw_up(loan, by=by)
    pdf = render_agreement(agreement, facts)
    return _issue(agreement, by=by, pdf=pdf, facts_sha256=fingerprint(facts))


@operation("loans.hand_over")
def draw_up(loan: Loan, *, by: User) -> Agreement:
    """Number the agreement of a loan that lacks nothing; an earlier one is set aside."""
    lock_to_prepare(loan)
    check_can_be_signed(loan, today=timezone.localdate())
    decline_issued(loan, by=by)
    return Agreement.objects.create(
        loan=loan, text=text_for(loan), number=next_number("agreement", "C"), token=token_hex(16)
    )


@operation("loans.hand_over")
def _issue(agreement: Agreement, *, by: User, pdf: bytes, facts_sha256: str) -> Agreement:
    loan = agreement.loan
    lock_to_prepare(loan)
    _check_unchanged(agreement, facts_sha256)
    agreement.facts_sha256 = facts_sha256
    agreement.document = _store(agreement, pdf, "agreement", by)
    agreement.save(update_fields=["facts_sha256", "document"])
    agreement.move_to(AgreementStatus.ISSUED)
    Event.objects.record("agreement.issued", loan, by=by, agreement=agreement.number)
    return agreement


def _store(
    agreement: Agreement, content: bytes, kind: str, by: User, content_type: str = PDF
) -> Document:
    name = f"{agreement.number}.{'pdf' if content_type == PDF else 'jpg'}"
    return Document.objects.store(content, kind=kind, name=name, content_type=content_type, by=by)


def _check_unchanged(agreement: Agreement, facts_sha256: str) -> None:
    if fingerprint(facts_of(agreement.loan, agreement.text)) != facts_sha256:
        raise Refused(_("Something changed since the agreement was shown: open it again."))


def decline_issued(loan: Loan, *, by: User) -> None:
    """Set aside the agreement that waits for a signature, if there is one."""
    for agreement in loan.agreements.filter(
        status__in=[AgreementStatus.DRAFT, AgreementStatus.ISSUED]
    ):
        agreement.move_to(AgreementStatus.DECLINED)
        Event.objects.record("agreement.declined", loan, by=by, agreement=agreement.number)


@operation("loans.hand_over")
def sign_on_screen(agreement: Agreement, *, by: User, pdf: bytes, signed_at: datetime) -> Agreement:
    """Freeze the agreement as it was signed on the screen, and hand over all that it names.

    `pdf` is what `papers.sign` made of the issued agreement; refused if what it shows has changed.
    """
    _lock_to_sign(agreement)
    document = _store(agreement, pdf, "agreement_signed", by)
    agreement.move_to(
        AgreementStatus.SIGNED, document=document, sha256=document.sha256, signed_at=signed_at
    )
    hand_over(agreement.loan, agreement, by=by)
    return agreement


@operation("loans.hand_over")
def sign_on_paper(agreement: Agreement, *, by: User, scan: bytes, content_type: str) -> Agreement:
    """Keep the scan of the agreement as it was signed on paper, and hand over all that it names."""
    _lock_to_sign(agreement)
    document = _store(agreement, scan, SCAN, by, content_type)
    agreement.move_to(
        AgreementStatus.SIGNED, scan=document, sha256=document.sha256, signed_at=timezone.now()
    )
    hand_over(agreement.loan, agreement, by=by)
    return agreement


def _lock_to_sign(agreement: Agreement) -> None:
    lock_to_prepare(agreement.loan)
    agreement.lock()
    if agreement.status != AgreementStatus.ISSUED:
        raise Refused(_("This agreement is not waiting for a signature: open it again."))
    _check_unchanged(agreement, agreement.facts_sha256)
    check_can_be_signed(agreement.loan, today=timezone.localdate())


@operation("loans.hand_over")
def decline(agreement: Agreement, *, by: User) -> Agreement:
    """Record that the person did not sign; everything stays set aside."""
    agreement.loan.lock()
    agreement.lock()
    agreement.move_to(AgreementStatus.DECLINED)
    Event.objects.record("agreement.declined", agreement.loan, by=by, agreement=agreement.number)
    return agreement


def hand_over(loan: Loan, agreement: Agreement, *, by: User) -> None:
    """All that is set aside on a loan leaves with its person, once its agreement is signed."""
    now = timezone.now()
    rows = loan.items.filter(status=ItemStatus.RESERVED)
    items = list(rows.for_list())
    _devices_leave(loan, [item.device_id for item in items if item.device_id], by)
    _vouchers_leave(loan, [item.voucher_id for item in items if item.voucher_id], by)
    rows.move_to(ItemStatus.OPEN, opened_at=now)
    loan.move_to(LoanStatus.ACTIVE, starts_on=timezone.localdate(now))
    Event.objects.record("loan.signed", loan, by=by, agreement=agreement.number)
    if loan.request_id:
        _serve(loan, items, by)


def _devices_leave(loan: Loan, ids: list[int], by: User) -> None:
    is_gift = loan.kind == LoanKind.GIFT
    devices = Device.objects.filter(pk__in=ids)
    if not is_gift:
        # One that comes by transfer from another loan is out already.
        devices = devices.filter(status=DeviceStatus.RESERVED)
    leaving = devices.lock()
    devices.move_to(DeviceStatus.GIVEN if is_gift else DeviceStatus.ON_LOAN)
    Event.objects.record_many(
        "device.given" if is_gift else "device.lent",
        [(device, {"loan": loan.number}) for device in leaving],
        by=by,
    )


def _vouchers_leave(loan: Loan, ids: list[int], by: User) -> None:
    vouchers = Voucher.objects.filter(pk__in=ids)
    leaving = vouchers.lock()
    vouchers.move_to(
        VoucherStatus.HANDED_OUT,
        recipient=loan.recipient,
        organisation=loan.organisation,
        handed_out_at=timezone.now(),
    )
    Event.objects.record_many(
        "voucher.handed_out", [(voucher, {"loan": loan.number}) for voucher in leaving], by=by
    )


def _serve(loan: Loan, items: list[LoanItem], by: User) -> None:
    lines = list(loan.request.lines.all())
    for line in lines:
        line.served += sum(item.quantity for item in items if item.line_id == line.pk)
    RequestLine.objects.bulk_update(lines, ["served"])
    count = sum(item.quantity for item in items)
    Event.objects.record("request.served", loan.request, by=by, count=count)
    close_if_served(loan.request, by=by)


@operation("loans.hand_over")
def cancel_loan(loan: Loan, *, by: User) -> Loan:
    """Give a prepared hand-over up: all that was set aside is back on the shelf."""
    lock_to_prepare(loan)
    put_back(list(loan.items.filter(status=ItemStatus.RESERVED)), by)
    decline_issued(loan, by=by)
    loan.move_to(LoanStatus.CANCELLED)
    Event.objects.record("loan.cancelled", loan, by=by)
    return loan


@operation("loans.read_agreement")
def note_reading(agreement: Agreement, *, by: User) -> Agreement:
    """Leave a trace of who opened a signed agreement."""
    Event.objects.record("agreement.read", agreement.loan, by=by, agreement=agreement.number)
    return agreement


@operation("loans.change_agreementtext")
def write_text(*, by: User, base: AgreementText, body: str) -> AgreementText:
    """Put a new version of the text `base` in use; agreements made so far keep theirs."""
    unknown = unknown_blanks(body)
    if unknown:
        raise Refused(
            _("Nobody would fill these: %(blanks)s.")
            % {"blanks": ", ".join(f"{{{name}}}" for name in unknown)}
        )
    same = AgreementText.objects.filter(
        kind=base.kind, audience=base.audience, language=base.language
    )
    latest = same.select_for_update().order_by("-version")[0]
    if latest.pk != base.pk:
        raise Refused(_("Somebody wrote a newer version meanwhile: open it again."))
    same.filter(is_current=True).update(is_current=False)
    text = AgreementText.objects.create(
        kind=base.kind,
        audience=base.audience,
        language=base.language,
        version=latest.version + 1,
        body=body,
        by=by,
    )
    Event.objects.record("agreementtext.written", text, by=by, version=text.version)
    return text
