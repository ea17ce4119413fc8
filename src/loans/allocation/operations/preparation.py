"""Preparation of a loan before its signature: reserve items on it, or free them."""

from datetime import timedelta

from django.utils import timezone
from django.utils.translation import gettext as _

from catalogue.models import AccessoryKind
from core.models import Event
from core.workflow.lifecycle import Refused
from core.workflow.operations import operation, save_valid
from core.workflow.undo import changed_since, undoes
from inventory.models import Device
from loans.allocation.letters import notify_when_ready
from loans.appointments.operations import cancel_loan
from loans.base.lifecycle.loans import Audience, ItemStatus, LoanStatus, RequestStatus
from loans.base.loan_terms import usual_end
from loans.base.operations import (
    lines_of,
    loan_cards,
    lock_to_prepare,
    next_number,
    no_room,
    put_back,
)
from loans.base.week import last_opening_day
from loans.models import Loan, LoanItem, Request, RequestLine, Rules
from loans.organisations.eligibility import check_may_ask
from people.models import Organisation, Recipient, Site, User
from people.outbox.lifecycle import EVENTS


@operation("loans.hand_over")
def prepare(
    *,
    by: User,
    organisation: Organisation,
    site: Site,
    audience: Audience = Audience.FAMILY,
    request: Request | None = None,
    recipient: Recipient | None = None,
) -> Loan:
    """Create a prepared loan of the usual duration, without items yet.

    Its reservations last as many days as the counter's rules say.
    """
    Recipient.objects.filter(pk=recipient and recipient.pk).hold()
    today = timezone.localdate()
    if request is None:
        check_may_ask(organisation, today)
    loan = Loan(
        number=next_number("loan", "P"),
        organisation=organisation,
        site=site,
        audience=audience,
        request=request,
        recipient=recipient,
        due_on=last_opening_day(site, usual_end(request.purpose if request else "", today)),
        held_until=today + timedelta(days=Rules.cached().reservation_days),
        created_by=by,
    )
    save_valid(loan)
    Event.objects.record("loan.prepared", loan, by=by)
    return loan


@operation("loans.hand_over")
def prepare_for(request: Request, *, by: User) -> Loan:
    """The prepared loan of an accepted request; a new loan if there is none."""
    Recipient.objects.filter(pk=request.recipient_id).hold()
    request.lock()
    if request.status != RequestStatus.ACCEPTED:
        raise Refused(_("Accept the request first."))
    loan = request.loans.filter(status=LoanStatus.PREPARED).first()
    return loan or prepare(
        by=by,
        organisation=request.organisation,
        site=request.site,
        audience=request.audience,
        request=request,
        recipient=request.recipient,
    )


@operation("loans.hand_over")
def add_accessory(loan: Loan, *, by: User, accessory: AccessoryKind, quantity: int = 1) -> LoanItem:
    """Add a quantity of an accessory to a prepared loan, up to the accepted quantity if any."""
    lock_to_prepare(loan)
    line = _line_of_accessory(loan, accessory, quantity)
    item = loan.items.filter(accessory=accessory, status=ItemStatus.RESERVED).first()
    if item:
        item.quantity += quantity
    else:
        item = LoanItem(loan=loan, accessory=accessory, quantity=quantity, line=line)
    save_valid(item)
    record_items("loan.item_added", loan, [item], by)
    return item


def _line_of_accessory(loan: Loan, accessory: AccessoryKind, quantity: int) -> RequestLine | None:
    """The request line for this accessory, or None.

    Raises `Refused` if it has no room for the quantity.
    """
    asking = [line for line in lines_of(loan) or () if line.accessory_id]
    # A request for "a charger" is served with any charger that fits.
    lines = [line for line in asking if line.accessory_id == accessory.pk]
    lines = lines or [line for line in asking if line.accessory.is_met_by(accessory)]
    if lines and lines[0].still_open < quantity:
        raise Refused(no_room(loan, accessory))
    return lines[0] if lines else None


def record_items(kind: str, loan: Loan, items: list[LoanItem], by: User) -> None:
    Event.objects.record_many(kind, [(loan, {"item": item.label}) for item in items], by=by)
    if loan.request_id:
        notify_when_ready(loan.request)


@operation("loans.hand_over")
def free(item: LoanItem, *, by: User) -> LoanItem:
    """Remove an item from a prepared loan: its device or voucher is in stock again.

    A transferred device whose agreement was never signed comes back as from any loan.
    """
    lock_to_prepare(item.loan)
    item.lock()
    if item.voucher_id and item.voucher.device_id:
        params = {"card": item.voucher, "device": item.voucher.device}
        raise Refused(_("%(card)s is in %(device)s: take it out first.") % params)
    items = [item, *loan_cards(item)]
    put_back(items, by)
    record_items("loan.item_removed", item.loan, items, by)
    return item


@undoes("device.reserved", locks_itself=True)
@operation("loans.hand_over")
def undo_reserve(device: Device, *, by: User, event: Event) -> LoanItem:
    """Undo `reserve`: the device is in stock again."""
    item = LoanItem.objects.filter(device=device, status=ItemStatus.RESERVED).first()
    if item is None:
        raise Refused(_("%(device)s has changed since then.") % {"device": device})
    return free(item, by=by)


# Events about a request that its letters record while they are sent.
LETTER_EVENTS = [kind for kind in EVENTS if kind.startswith("message.")]


def free_act(request: Request, event: Event, by: User) -> None:
    """Free what the act of `event` set aside, under the locks of the person and the request.

    Cancels the hand-over if the act created it; raises `Refused` if it has changed since.
    """
    Recipient.objects.filter(pk=request.recipient_id).hold()
    request.lock()
    for loan in request.loans.exclude(status=LoanStatus.CANCELLED):
        story = Event.objects.about(loan)
        later = story.filter(pk__gt=event.pk).exclude(request_id=event.request_id)
        if loan.status != LoanStatus.PREPARED or later.exists():
            raise Refused(changed_since(loan))
        if story.filter(kind="loan.prepared", request_id=event.request_id).exists():
            cancel_loan(loan, by=by)
            continue
        lock_to_prepare(loan)
        items = list(loan.items.filter(pk__in=event.data["items"], status=ItemStatus.RESERVED))
        put_back(items, by)
        record_items("loan.item_removed", loan, items, by)


@undoes("request.set_aside", ignoring=LETTER_EVENTS, locks_itself=True)
@operation("loans.hand_over")
def undo_set_aside(request: Request, *, by: User, event: Event) -> Request:
    """Undo `reserve_fitting`: what it set aside is in stock again."""
    free_act(request, event, by)
    Event.objects.record("request.put_back", request, by=by, count=event.data["count"])
    return request
