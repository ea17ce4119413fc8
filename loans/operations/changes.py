"""The terms of a loan under way change: it is kept for good, passed on, or lent for longer."""

from collections import Counter
from datetime import date

from django.utils import timezone
from django.utils.translation import gettext as _

from core.lives import Refused
from core.models import Event
from core.operations import operation
from inventory.lifecycle import DeviceStatus
from inventory.models import Device
from loans.letters.afterwards import tell_coordinators, tell_of_answer, tell_passed_on
from loans.lifecycle import ItemStatus, LoanKind, Purpose, RequestStatus
from loans.lifecycle.afterwards import AmendmentKind, RenewalStatus
from loans.models import Amendment, Loan, LoanItem, Renewal, Request, RequestLine
from loans.operations.amendments import amend
from loans.operations.bookings import drop_booked
from loans.operations.held import check_active, close_if_over, lock_active, open_items
from loans.operations.preparation import prepare
from loans.operations.requests import next_number
from people.models import Organisation, Recipient, User


@operation("loans.decide_request")
def keep(loan: Loan, *, by: User) -> Loan:
    """Turn a loan into a gift, by an amendment: what is still out stays with the person."""
    lock_active(loan)
    if loan.kind == LoanKind.GIFT:
        raise Refused(_("This is a gift already."))
    devices = Device.objects.filter(loan_items__in=open_items(loan))
    rows = Device.objects.filter(pk__in=[device.pk for device in devices])
    locked = rows.lock()
    rows.transition_to(DeviceStatus.GIVEN)
    drop_booked(loan, by=by)
    amend(loan, AmendmentKind.KEEP, by=by)
    loan.kind, loan.due_on = LoanKind.GIFT, None
    loan.save(update_fields=["kind", "due_on"])
    withdraw_pending_renewals(loan, by=by)
    Event.objects.record_many("device.kept", [(device, {}) for device in locked], by=by)
    Event.objects.record_many(
        "loan.item_kept", [(loan, {"item": str(device)}) for device in locked], by=by
    )
    return loan


@operation("loans.decide_request")
def transfer(
    loan: Loan,
    *,
    by: User,
    organisation: Organisation,
    purpose: Purpose = Purpose.SOCIAL_LINK,
    recipient: Recipient | None = None,
) -> Loan:
    """Pass what is out on to another organisation: a request and a hand-over of its own.

    The new organisation accepts by signing there; until then nothing of the family is known to it,
    but a `recipient` of its own. The devices stay out all along; the old items end as transferred,
    by an amendment. What was given is no longer ours to pass on.
    """
    Recipient.objects.filter(pk=recipient and recipient.pk).hold()
    lock_active(loan)
    if loan.kind == LoanKind.GIFT:
        raise Refused(_("What was given is not ours to pass on: take it back first."))
    items = list(open_items(loan).filter(voucher=None))
    if not any(item.device_id for item in items):
        raise Refused(_("Nothing of this loan is out."))
    rows = LoanItem.objects.filter(pk__in=[item.pk for item in items])
    rows.transition_to(ItemStatus.TRANSFERRED, ended_at=timezone.now())
    Event.objects.record_many(
        "loan.item_transferred", [(loan, {"item": item.code}) for item in items], by=by
    )
    request = _request_there(loan, organisation, items, purpose, recipient, by)
    new = prepare(
        by=by,
        organisation=organisation,
        site=loan.site,
        audience=loan.audience,
        request=request,
        recipient=recipient,
    )
    # It is with its family, not on a shelf: no reservation ends.
    new.held_until = None
    new.save(update_fields=["held_until"])
    _reserve_there(new, request, items)
    withdraw_pending_renewals(loan, by=by)
    amend(loan, AmendmentKind.TRANSFER, by=by, new=new.pk, organisation=organisation.pk)
    tell_passed_on(new)
    close_if_over(loan, by=by)
    return new


def _request_there(
    loan: Loan,
    organisation: Organisation,
    items: list[LoanItem],
    purpose: Purpose,
    recipient: Recipient | None,
    by: User,
) -> Request:
    """What the new organisation asks for by taking these over, accepted as it stands."""
    request = Request(
        number=next_number("request", "R"),
        organisation=organisation,
        site=loan.site,
        audience=loan.audience,
        recipient=recipient,
        purpose=purpose,
        created_by=by,
    )
    request.full_clean()
    request.save()
    quantities = Counter()
    for item in items:
        quantities[_kind_of(item)] += item.quantity - item.quantity_back
    RequestLine.objects.bulk_create(
        RequestLine(request=request, requested=count, accepted=count, **dict([kind]))
        for kind, count in quantities.items()
    )
    request.transition_to(RequestStatus.SENT)
    request.transition_to(RequestStatus.ACCEPTED)
    count = sum(quantities.values())
    Event.objects.record("request.entered", request, by=by)
    Event.objects.record("request.accepted", request, by=by, accepted=count, requested=count)
    return request


def _kind_of(item: LoanItem) -> tuple[str, int]:
    """The column of a request's line that asks for such a thing, and which."""
    if item.device_id:
        return "category_id", item.device.category_id
    return "accessory_id", item.accessory_id


def _reserve_there(loan: Loan, request: Request, items: list[LoanItem]) -> None:
    lines = {}
    for line in request.lines.all():
        column = "category_id" if line.category_id else "accessory_id"
        lines[column, getattr(line, column)] = line
    LoanItem.objects.bulk_create(
        LoanItem(
            loan=loan,
            device=item.device,
            accessory=item.accessory,
            quantity=item.quantity - item.quantity_back,
            line=lines[_kind_of(item)],
            follows=item,
        )
        for item in items
    )


@operation("loans.ask")
def ask_renewal(loan: Loan, *, by: User, wished_on: date) -> Renewal:
    """Ask to keep a loan until a later day; an association asks for its own."""
    by.check_acts_for(loan.organisation_id, "loans.ask")
    lock_active(loan)
    _check_later(loan, wished_on)
    renewal = Renewal(loan=loan, due_before=loan.due_on, wished_on=wished_on, by=by)
    renewal.full_clean()
    renewal.save()
    Event.objects.record("renewal.asked", loan, by=by, on=wished_on.isoformat())
    if by.organisation_id:
        tell_coordinators("renewal.asked", renewal, loan.site)
    return renewal


def _check_later(loan: Loan, day: date) -> None:
    if loan.kind == LoanKind.GIFT:
        raise Refused(_("This is a gift already."))
    if day <= max(loan.due_on, timezone.localdate()):
        raise Refused(_("Choose a day after today and after the day it is due now."))


@operation("loans.ask")
def withdraw_renewal(renewal: Renewal, *, by: User) -> Renewal:
    """Withdraw a pending renewal."""
    by.check_acts_for(renewal.loan.organisation_id, "loans.ask")
    _hold(renewal)
    renewal.transition_to(RenewalStatus.WITHDRAWN)
    Event.objects.record("renewal.withdrawn", renewal.loan, by=by)
    return renewal


def withdraw_pending_renewals(loan: Loan, *, by: User) -> None:
    """Withdraw pending renewals of a locked loan that ends; called inside an operation."""
    for renewal in loan.renewals.filter(status=RenewalStatus.PENDING).lock():
        renewal.transition_to(RenewalStatus.WITHDRAWN)
        Event.objects.record("renewal.withdrawn", loan, by=by)


@operation("loans.decide_request")
def agree_renewal(renewal: Renewal, *, by: User, agreed_on: date) -> Renewal:
    """Lend for longer, until this day, by an amendment; reminders follow the new day."""
    _hold(renewal)
    check_active(renewal.loan)
    _check_later(renewal.loan, agreed_on)
    amendment = _renew(renewal.loan, agreed_on, by)
    renewal.transition_to(RenewalStatus.AGREED, agreed_on=agreed_on, amendment=amendment)
    tell_of_answer(renewal)
    return renewal


def _renew(loan: Loan, until: date, by: User) -> Amendment:
    params = {"from": loan.due_on.isoformat(), "until": until.isoformat()}
    amendment = amend(loan, AmendmentKind.RENEWAL, by=by, **params)
    loan.due_on = until
    loan.save(update_fields=["due_on"])
    Event.objects.record("loan.renewed", loan, by=by, on=until.isoformat())
    return amendment


@operation("loans.decide_request")
def renew(loan: Loan, *, by: User, agreed_on: date) -> Renewal:
    """Renew a loan at once, as a coordinator: requested and agreed in one operation."""
    pending = loan.renewals.filter(status=RenewalStatus.PENDING).first()
    renewal = pending or ask_renewal(loan, by=by, wished_on=agreed_on)
    return agree_renewal(renewal, by=by, agreed_on=agreed_on)


@operation("loans.decide_request")
def refuse_renewal(renewal: Renewal, *, by: User, refusal: str) -> Renewal:
    """Refuse to lend for longer, with the reason that its organisation will read."""
    _hold(renewal)
    refusal = refusal.strip()
    if not refusal:
        raise Refused(_("Say why it is refused."))
    renewal.transition_to(RenewalStatus.REFUSED, refusal=refusal)
    Event.objects.record("renewal.refused", renewal.loan, by=by)
    tell_of_answer(renewal)
    return renewal


def _hold(renewal: Renewal) -> None:
    renewal.loan.lock()
    renewal.lock()
