"""Before the signature: a loan is prepared, things are set aside on it, or put back."""

from datetime import date, timedelta

from django.utils import timezone
from django.utils.translation import gettext as _

from catalogue.models import AccessoryKind, VoucherProduct
from core.lives import Refused
from core.models import Event
from core.operations import operation
from inventory.lifecycle import DeviceStatus, VoucherStatus
from inventory.models import Device, Voucher
from inventory.operations.stock import arrival
from loans.lifecycle import Audience, ItemStatus, LoanKind, LoanStatus, RequestStatus
from loans.models import Loan, LoanItem, Request, RequestLine
from loans.operations.requests import next_number
from people.models import Guardian, Organisation, Recipient, Site, User
from people.operations import check_guardian, save_recipient

USUAL_DAYS = 365


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
    """Open a hand-over: an empty loan for one year, to which things are then added."""
    loan = Loan(
        number=next_number("loan", "P"),
        organisation=organisation,
        site=site,
        audience=audience,
        request=request,
        recipient=recipient,
        due_on=timezone.localdate() + timedelta(days=USUAL_DAYS),
        created_by=by,
    )
    loan.full_clean()
    loan.save()
    Event.objects.record("loan.prepared", loan, by=by)
    return loan


@operation("loans.hand_over")
def prepare_for(request: Request, *, by: User) -> Loan:
    """The prepared loan of an accepted request, opened if there is none."""
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
def reserve(loan: Loan, *, by: User, devices: list[Device]) -> list[LoanItem]:
    """Set these ready devices aside on a prepared loan: all of them or none.

    With a request, each counts for the line of its category and there must be room left in it.
    """
    lock_to_prepare(loan)
    lines = _lines_of(loan)
    devices = (
        Device.objects.filter(pk__in=[d.pk for d in devices]).select_related("category").lock()
    )
    items = []
    for device in devices:
        if device.status != DeviceStatus.READY:
            raise Refused(
                _("%(device)s is “%(status)s”: only a ready device can be handed over.")
                % {"device": device, "status": device.status_label}
            )
        line = _room_for(lines, device.category, loan, category_id=device.category_id)
        items.append(LoanItem(loan=loan, device=device, line=line))
    LoanItem.objects.bulk_create(items)
    Device.objects.filter(pk__in=[d.pk for d in devices]).move_to(DeviceStatus.RESERVED)
    Event.objects.record_many(
        "device.reserved", [(device, {"loan": loan.number}) for device in devices], by=by
    )
    _record_items("loan.item_added", loan, items, by)
    return items


@operation("loans.hand_over")
def reserve_for(request: Request, *, by: User, devices: list[Device]) -> Loan:
    """Set these ready devices aside for an accepted request, on its prepared loan; return that."""
    loan = prepare_for(request, by=by)
    reserve(loan, by=by, devices=devices)
    return loan


@operation("loans.hand_over")
def reserve_vouchers(
    loan: Loan, *, by: User, product: VoucherProduct, quantity: int
) -> list[LoanItem]:
    """Set aside so many vouchers of a product, those that expire first."""
    lock_to_prepare(loan)
    lines = _lines_of(loan)
    free = Voucher.objects.available(timezone.localdate()).filter(
        batch__product=product, batch__site=loan.site_id
    )
    chosen = [voucher.pk for voucher in free[:quantity]]
    rows = Voucher.objects.filter(pk__in=chosen)
    vouchers = [v for v in rows.lock() if v.status == VoucherStatus.IN_STOCK]
    if len(vouchers) < quantity:
        raise Refused(
            _("%(product)s: %(left)s left in stock at %(site)s.")
            % {"product": product, "left": len(vouchers), "site": loan.site}
        )
    items = [
        LoanItem(
            loan=loan, voucher=voucher, line=_room_for(lines, product, loan, product_id=product.pk)
        )
        for voucher in vouchers
    ]
    LoanItem.objects.bulk_create(items)
    rows.move_to(VoucherStatus.RESERVED)
    Event.objects.record_many(
        "voucher.reserved", [(voucher, {"loan": loan.number}) for voucher in vouchers], by=by
    )
    _record_items("loan.item_added", loan, items, by)
    return items


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
    _record_items("loan.item_added", loan, [item], by)
    return item


def _line_of_accessory(loan: Loan, accessory: AccessoryKind, quantity: int) -> RequestLine | None:
    """The line that asks for this accessory, if one does; `Refused` without so much room in it."""
    lines = [line for line in _lines_of(loan) or () if line.accessory_id == accessory.pk]
    if lines and lines[0].still_open < quantity:
        raise Refused(_no_room(loan, accessory))
    return lines[0] if lines else None


def _record_items(kind: str, loan: Loan, items: list[LoanItem], by: User) -> None:
    Event.objects.record_many(kind, [(loan, {"item": item.code}) for item in items], by=by)


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


def _lines_of(loan: Loan) -> list[RequestLine] | None:
    """The lines that a loan serves, each with the room left in it; None for a walk-in."""
    return list(loan.request.lines.with_reserved()) if loan.request_id else None


def _room_for(
    lines: list[RequestLine] | None, what: object, loan: Loan, **wanted: int
) -> RequestLine | None:
    """Take one place in the line that asks for this; `Refused` when the request has none left."""
    if lines is None:
        return None
    for line in lines:
        if all(getattr(line, name) == value for name, value in wanted.items()) and line.still_open:
            line.still_open -= 1
            return line
    raise Refused(_no_room(loan, what))


def _no_room(loan: Loan, what: object) -> str:
    said = {"request": loan.request, "what": what}
    return _("%(request)s has no room for another: %(what)s.") % said


@operation("loans.hand_over")
def free(item: LoanItem, *, by: User) -> LoanItem:
    """Take a thing out of a prepared loan: a device or a voucher is back on the shelf.

    A device that was passed on and never signed for comes home, as from any loan.
    """
    lock_to_prepare(item.loan)
    item.lock()
    put_back([item], by)
    Event.objects.record("loan.item_removed", item.loan, by=by, item=item.code)
    return item


def put_back(items: list[LoanItem], by: User) -> None:
    """Free what these reserved items hold, then end them: in that order."""
    devices = Device.objects.filter(pk__in=[i.device_id for i in items if i.device_id])
    held = devices.lock()
    for device in held:
        if device.status == DeviceStatus.ON_LOAN:
            come_home(device, items[0].loan, by=by)
    held = [device for device in held if device.status == DeviceStatus.RESERVED]
    Device.objects.filter(pk__in=[device.pk for device in held]).move_to(DeviceStatus.READY)
    Event.objects.record_many("device.freed", [(device, {}) for device in held], by=by)
    vouchers = Voucher.objects.filter(pk__in=[i.voucher_id for i in items if i.voucher_id])
    held = vouchers.lock()
    vouchers.move_to(VoucherStatus.IN_STOCK)
    Event.objects.record_many("voucher.freed", [(voucher, {}) for voucher in held], by=by)
    LoanItem.objects.filter(pk__in=[i.pk for i in items]).move_to(
        ItemStatus.CANCELLED, ended_at=timezone.now()
    )


def come_home(device: Device, loan: Loan, *, by: User) -> None:
    """A device that was out arrives again: to check, to erase, ungraded."""
    device.lock()
    device.move_to(DeviceStatus.RECEIVED, grade="", place=None, **arrival(device))
    Event.objects.record("device.returned", device, by=by, loan=loan.number)


@operation("loans.hand_over")
def set_recipient(loan: Loan, *, by: User, recipient: Recipient | None) -> Loan:
    """Say for whom a prepared loan is; nobody means the structure itself."""
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


@operation("loans.hand_over")
def set_terms(loan: Loan, *, by: User, kind: LoanKind, due_on: date | None = None) -> Loan:
    """Say whether a prepared loan is lent until a day, or given."""
    lock_to_prepare(loan)
    if kind == LoanKind.LOAN and due_on is None:
        raise Refused(_("Say when it comes back."))
    if due_on and due_on < timezone.localdate():
        raise Refused(_("The day to bring it back is past."))
    terms = (kind, due_on if kind == LoanKind.LOAN else None)
    if terms == (loan.kind, loan.due_on):
        return loan
    loan.kind, loan.due_on = terms
    loan.save(update_fields=["kind", "due_on"])
    Event.objects.record("loan.changed", loan, by=by)
    return loan


def check_can_be_signed(loan: Loan, *, today: date) -> None:
    """Raise `Refused` with all that a prepared loan lacks before its agreement can be made."""
    missing = []
    if not loan.items.filter(status=ItemStatus.RESERVED).exists():
        missing.append(_("Add at least one thing."))
    if loan.recipient is None and loan.audience != Audience.STRUCTURE:
        missing.append(_("Say for whom it is."))
    if loan.kind == LoanKind.LOAN and loan.due_on < today:
        missing.append(_("The day to bring it back is past."))
    late = loan.items.filter(status=ItemStatus.RESERVED, voucher__valid_until__lt=today)
    missing += [
        _("%(voucher)s is past its last day: take it out.") % {"voucher": item.voucher}
        for item in late.select_related("voucher")
    ]
    if missing:
        raise Refused(missing)
    if loan.recipient:
        check_guardian(loan.recipient, today=today)
