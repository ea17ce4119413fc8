"""Preparation of a loan before its signature: reserve items on it, or free them."""

from datetime import timedelta

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from catalogue.models import AccessoryKind
from core.lives import Refused
from core.models import Event
from core.operations import operation
from inventory.lifecycle import DeviceStatus, VoucherStatus
from inventory.lifecycle.accessories import MovementKind
from inventory.models import Device, Voucher
from inventory.operations.accessories import lock_stocks, put_in_stock
from inventory.operations.stock import arrival
from loans.asking import check_may_ask
from loans.durations import usual_end
from loans.letters.ready import tell_when_ready
from loans.lifecycle import Audience, ItemStatus, LoanStatus, RequestStatus
from loans.models import Loan, LoanItem, Request, RequestLine, Rules
from loans.operations.requests import next_number
from people.models import Guardian, Organisation, Recipient, Site, User
from people.operations import save_recipient


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

    What is set aside on it is kept for as many days as the rules of the counter say.
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
        due_on=usual_end(request.purpose if request else "", today),
        held_until=today + timedelta(days=Rules.cached().reservation_days),
        created_by=by,
    )
    loan.full_clean()
    loan.save()
    Event.objects.record("loan.prepared", loan, by=by)
    return loan


@operation("loans.hand_over")
def prepare_for(request: Request, *, by: User) -> Loan:
    """The prepared loan of an accepted request, opened if there is none."""
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
    """Add so many of an accessory to a prepared loan; if its request asks for some, as accepted."""
    lock_to_prepare(loan)
    line = _line_of_accessory(loan, accessory, quantity)
    item = loan.items.filter(accessory=accessory, status=ItemStatus.RESERVED).first()
    if item:
        item.quantity += quantity
    else:
        item = LoanItem(loan=loan, accessory=accessory, quantity=quantity, line=line)
    item.full_clean()
    item.save()
    record_items("loan.item_added", loan, [item], by)
    return item


def _line_of_accessory(loan: Loan, accessory: AccessoryKind, quantity: int) -> RequestLine | None:
    """The line that asks for this accessory, if one does; `Refused` without so much room in it."""
    asking = [line for line in lines_of(loan) or () if line.accessory_id]
    # A request for "a charger" is served with any that fits.
    lines = [line for line in asking if line.accessory_id == accessory.pk]
    lines = lines or [line for line in asking if line.accessory.is_met_by(accessory)]
    if lines and lines[0].still_open < quantity:
        raise Refused(no_room(loan, accessory))
    return lines[0] if lines else None


def record_items(kind: str, loan: Loan, items: list[LoanItem], by: User) -> None:
    Event.objects.record_many(kind, [(loan, {"item": item.code}) for item in items], by=by)
    if loan.request_id:
        tell_when_ready(loan.request)


def lock_to_prepare(loan: Loan) -> None:
    """Hold a loan, its request first; raise `Refused` unless it is being prepared."""
    if loan.request_id:
        loan.request.lock()
    loan.lock()
    if loan.status != LoanStatus.PREPARED:
        raise Refused(
            _("%(loan)s is “%(status)s”: nothing can be added or taken out.")
            % {"loan": loan, "status": loan.status_label}
        )


def lines_of(loan: Loan) -> list[RequestLine] | None:
    """The lines that a loan serves, each with the room left in it; None for a walk-in."""
    return list(loan.request.lines.with_reserved()) if loan.request_id else None


def no_room(loan: Loan, what: object) -> str:
    params = {"request": loan.request, "what": what}
    return _("%(request)s has no room for another: %(what)s.") % params


@operation("loans.hand_over")
def free(item: LoanItem, *, by: User) -> LoanItem:
    """Remove an item from a prepared loan: its device or voucher is in stock again.

    A device that was passed on and never signed for comes home, as from any loan.
    """
    lock_to_prepare(item.loan)
    item.lock()
    if item.voucher_id and item.voucher.device_id:
        params = {"card": item.voucher, "device": item.voucher.device}
        raise Refused(_("%(card)s lies in %(device)s: take it out of that first.") % params)
    items = [item, *loan_cards(item)]
    put_back(items, by)
    record_items("loan.item_removed", item.loan, items, by)
    return item


def loan_cards(item: LoanItem) -> QuerySet[LoanItem]:
    """The cards that lie in the device of this item: set aside with it, they are freed with it."""
    cards = LoanItem.objects.filter(loan=item.loan_id, status=ItemStatus.RESERVED)
    return cards.filter(voucher__device=item.device_id).exclude(voucher__device=None)


def put_back(items: list[LoanItem], by: User) -> None:
    """Free the devices and vouchers of these reserved items, then cancel the items."""
    devices = Device.objects.filter(pk__in=[i.device_id for i in items if i.device_id])
    locked = devices.lock()
    for device in locked:
        if device.status == DeviceStatus.ON_LOAN:
            come_home(device, items[0].loan, by=by)
    reserved = [device for device in locked if device.status == DeviceStatus.RESERVED]
    Device.objects.filter(pk__in=[device.pk for device in reserved]).transition_to(
        DeviceStatus.READY
    )
    Event.objects.record_many("device.freed", [(device, {}) for device in reserved], by=by)
    vouchers = Voucher.objects.filter(pk__in=[i.voucher_id for i in items if i.voucher_id])
    event_rows = [(voucher, {}) for voucher in vouchers.lock()]
    vouchers.transition_to(VoucherStatus.IN_STOCK, price_paid=None, paid_by="")
    Event.objects.record_many("voucher.freed", event_rows, by=by)
    _shelve_passed_on(items, by)
    LoanItem.objects.filter(pk__in=[i.pk for i in items]).transition_to(
        ItemStatus.CANCELLED, ended_at=timezone.now()
    )


def _shelve_passed_on(items: list[LoanItem], by: User) -> None:
    """Accessories that were passed on and never signed for are on the shelf again."""
    back = [item for item in items if item.accessory_id and item.follows_id]
    if back:
        lock_stocks(back[0].loan.site, [item.accessory for item in back])
    for item in back:
        put_in_stock(
            item.accessory,
            by=by,
            site=item.loan.site,
            quantity=item.quantity,
            reason=MovementKind.CAME_BACK,
            reference=item.loan.number,
        )


def come_home(device: Device, loan: Loan, *, by: User, site: Site | None = None) -> None:
    """A device that was out arrives again, at `site` if it is another: to check, to erase."""
    device.lock()
    where = site or device.site
    device.transition_to(DeviceStatus.RECEIVED, grade="", place=None, site=where, **arrival(device))
    Event.objects.record("device.returned", device, by=by, loan=loan.number)


@operation("loans.hand_over")
def set_recipient(loan: Loan, *, by: User, recipient: Recipient | None) -> Loan:
    """Set the recipient of a prepared loan; None means the organisation itself."""
    Recipient.objects.filter(pk=recipient and recipient.pk).hold()
    lock_to_prepare(loan)
    if recipient and recipient.organisation_id != loan.organisation_id:
        raise Refused(_("The person and the request belong to the loan's organisation."))
    loan.recipient = recipient
    loan.audience = Audience(recipient.kind) if recipient else Audience.STRUCTURE
    loan.save(update_fields=["recipient", "audience"])
    Event.objects.record("loan.addressed", loan, by=by)
    return loan


@operation("loans.hand_over")
def enter_recipient_for(
    loan: Loan, recipient: Recipient, *, by: User, guardians: list[Guardian] | None = None
) -> Loan:
    """Write a new person of the loan's organisation, and set the loan aside for them."""
    save_recipient(recipient, by=by, guardians=guardians)
    return set_recipient(loan, by=by, recipient=recipient)
