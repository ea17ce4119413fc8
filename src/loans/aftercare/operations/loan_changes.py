"""Change an active loan: turn it into a gift, transfer, renew, or exchange items.

A transfer discloses nothing about the family to the new organisation. It creates a request and a
hand-over for that organisation; the organisation accepts by signing, and enters the person itself.
Devices and accessories stay with their user: they move from item to item, without passing through
stock.

Whether the legal guarantee applied is stored at the swap, under the rules of that day: a later
change of the rules does not change it.
"""

from collections import Counter
from datetime import date, timedelta

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from catalogue.models import AccessoryKind, AccessorySort, FaultType
from core.models import Event
from core.workflow.lifecycle import Refused
from core.workflow.operations import operation, save_valid
from inventory.accessories.fitting import charge_of
from inventory.accessories.lifecycle import MovementKind
from inventory.accessories.operations import lock_stocks, put_in_stock, set_charger, take_from_stock
from inventory.devices.lifecycle.devices import DeviceStatus
from inventory.devices.operations import bring_here, check_on_hand
from inventory.models import Device
from inventory.repairs.operations.repairs import open_repair
from loans.aftercare.letters import notify_coordinators, notify_of_answer, notify_transferred
from loans.aftercare.loan_closing import close_if_over, end_item
from loans.aftercare.operations.incidents import note_failure, settle_open
from loans.agreements.operations.amendments import amend
from loans.allocation.operations.preparation import prepare
from loans.allocation.stock import open_lines
from loans.appointments.operations import drop_booked
from loans.base.lifecycle.aftercare import AmendmentKind, RenewalStatus, Settlement
from loans.base.lifecycle.loans import ItemStatus, LoanKind, Purpose, RequestStatus
from loans.base.operations import (
    check_active,
    come_home,
    lock_active,
    lock_out,
    lock_person,
    next_number,
    not_out,
    open_items,
)
from loans.base.week import last_opening_day
from loans.models import Amendment, Loan, LoanItem, Renewal, Request, RequestLine, Rules
from people.models import Organisation, Recipient, User

# The longest extension that is granted by rule.
MAX_BY_RULE = timedelta(days=183)


@operation("loans.decide_request")
def keep(loan: Loan, *, by: User) -> Loan:
    """Turn a loan into a gift, by an amendment: the items still out stay with the person."""
    lock_active(loan)
    if loan.kind == LoanKind.GIFT:
        raise Refused(_("This is already a gift."))
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
    """Transfer the items still out to another organisation, with its own request and hand-over.

    The new organisation accepts by signing; until then it sees nothing of the family, only a
    `recipient` of its own. The devices stay out all along; the old items end as transferred, by an
    amendment. Gifts cannot be transferred: they belong to the person.
    """
    Recipient.objects.filter(pk=recipient and recipient.pk).hold()
    lock_active(loan)
    if loan.kind == LoanKind.GIFT:
        raise Refused(_("A gift no longer belongs to us: record its return first."))
    items = list(open_items(loan).filter(voucher=None))
    if not any(item.device_id for item in items):
        raise Refused(_("No equipment from this loan is out."))
    rows = LoanItem.objects.filter(pk__in=[item.pk for item in items])
    rows.transition_to(ItemStatus.TRANSFERRED, ended_at=timezone.now())
    Event.objects.record_many(
        "loan.item_transferred", [(loan, {"item": item.label}) for item in items], by=by
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
    # The device is with its family, not on a shelf, so no reservation expires.
    new.held_until = None
    new.save(update_fields=["held_until"])
    _reserve_there(new, request, items)
    withdraw_pending_renewals(loan, by=by)
    amend(loan, AmendmentKind.TRANSFER, by=by, new=new.pk, organisation=organisation.pk)
    notify_transferred(new)
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
    """Create the accepted request of the new organisation for the transferred items."""
    request = Request(
        number=next_number("request", "R"),
        organisation=organisation,
        site=loan.site,
        audience=loan.audience,
        recipient=recipient,
        purpose=purpose,
        created_by=by,
    )
    save_valid(request)
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
    """The column of a request line for this kind of item, and its value."""
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
    """Request the renewal of a loan until a later day; an association only for its own loans.

    Agreed to at once if `is_renewed_by_rule`.
    """
    by.check_acts_for(loan.organisation_id, "loans.ask")
    lock_active(loan)
    _check_later(loan, wished_on)
    renewal = Renewal(loan=loan, due_before=loan.due_on, wished_on=wished_on, by=by)
    save_valid(renewal)
    Event.objects.record("renewal.asked", loan, by=by, on=wished_on.isoformat())
    if not by.is_of_our_team and is_renewed_by_rule(loan, wished_on, but=renewal):
        Event.objects.record("renewal.by_rule", loan, by=by)
        _agree(renewal, wished_on, by)
    elif not by.is_of_our_team:
        notify_coordinators("renewal.asked", renewal, loan.site)
    return renewal


def is_renewed_by_rule(loan: Loan, until: date, but: Renewal) -> bool:
    """Whether the rule extends a loan: once, for half a year, not late, and nobody waits."""
    today = timezone.localdate()
    if not Rules.cached().renews_by_rule or loan.is_overdue(today):
        return False
    items = open_items(loan)
    kinds = Q(category__in=items.values("device__category"))
    kinds |= Q(accessory__in=items.values("accessory"))
    earlier = loan.renewals.exclude(pk=but.pk).filter(status=RenewalStatus.AGREED)
    is_short = until <= max(loan.due_on, today) + MAX_BY_RULE
    return is_short and not (
        earlier.exists() or open_lines(kinds, request__site=loan.site).exists()
    )


def _check_later(loan: Loan, day: date) -> None:
    if loan.kind == LoanKind.GIFT:
        raise Refused(_("A gift is not returned, so it cannot be extended."))
    if day <= max(loan.due_on, timezone.localdate()):
        raise Refused(_("Choose a day after today and after the current due date."))


@operation("loans.ask")
def withdraw_renewal(renewal: Renewal, *, by: User) -> Renewal:
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
def agree_renewal(renewal: Renewal, *, by: User, agreed_on: date | None = None) -> Renewal:
    """Extend a loan by an amendment, until the last opening day up to the agreed or wished day."""
    _hold(renewal)
    check_active(renewal.loan)
    return _agree(renewal, agreed_on or renewal.wished_on, by)


def _agree(renewal: Renewal, agreed_on: date, by: User) -> Renewal:
    agreed_on = last_opening_day(renewal.loan.site, agreed_on)
    _check_later(renewal.loan, agreed_on)
    amendment = _renew(renewal.loan, agreed_on, by)
    renewal.transition_to(RenewalStatus.AGREED, agreed_on=agreed_on, amendment=amendment)
    notify_of_answer(renewal)
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
    """Extend a loan at once, as a coordinator: request the extension and agree to it."""
    pending = loan.renewals.filter(status=RenewalStatus.PENDING).first()
    renewal = pending or ask_renewal(loan, by=by, wished_on=agreed_on)
    return agree_renewal(renewal, by=by, agreed_on=agreed_on)


@operation("loans.decide_request")
def refuse_renewal(renewal: Renewal, *, by: User, refusal: str) -> Renewal:
    """Refuse a renewal, with the reason that the organisation and the person read."""
    _hold(renewal)
    refusal = refusal.strip()
    if not refusal:
        raise Refused(_("Give the reason for refusing."))
    renewal.transition_to(RenewalStatus.REFUSED, refusal=refusal)
    Event.objects.record("renewal.refused", renewal.loan, by=by)
    notify_of_answer(renewal)
    return renewal


def _hold(renewal: Renewal) -> None:
    renewal.loan.lock()
    renewal.lock()


# --- A swap: a device that fails is replaced on the same loan, and goes to the workshop. ---


@operation("loans.hand_over")
def swap(
    item: LoanItem,
    *,
    by: User,
    device: Device,
    fault: FaultType | None = None,
    note: str = "",
    has_charger: bool | None = None,
    accessories: list[LoanItem] = (),
    override: bool = False,
) -> LoanItem:
    """Exchange a failing lent device for a ready one, on the same loan, by an amendment.

    The old device comes back to be checked, erased, and repaired if a `fault` is given, with its
    charger or without. These `accessories` of the loan come back too, each for one that fits the
    new device; a charger for none if it has its own.
    A new device recorded at another site needs `override`, which corrects its site.
    """
    loan, old = item.loan, item.device
    if note:
        lock_person(loan)
    lock_active(loan)
    lock_out(item)
    Device.objects.filter(pk__in=[old.pk, device.pk]).lock()
    device.refresh_from_db()
    check_replaces(device, old)
    bring_here(device, loan.site, by=by, is_here=override)
    if fault:
        note_failure(item, by=by, fault=fault, note=note)
    new = _hand_out(item, device, by)
    is_early = _is_non_conforming(item)
    come_home(old, loan, by=by)
    if has_charger is not None:
        set_charger(old, by=by, is_here=has_charger)
    item.transition_to(ItemStatus.SWAPPED, ended_at=timezone.now(), is_non_conforming=is_early)
    Event.objects.record("loan.item_swapped", loan, by=by, item=item.label, new=new.code)
    if is_early:
        Event.objects.record("device.did_not_conform", old, by=by, loan=loan.number)
    if fault:
        open_repair(old, by=by, fault=fault, reported=note)
    swapped = _swap_accessories(loan, accessories, device, by)
    params = {"item": item.pk, "new": new.pk, "accessories": swapped, "charger": has_charger}
    amendment = amend(loan, AmendmentKind.SWAP, by=by, **params)
    settle_open(item, Settlement.SWAPPED, by=by, amendment=amendment)
    return new


def check_replaces(device: Device, old: Device) -> Device:
    if device.status != DeviceStatus.READY or device.category_id != old.category_id:
        raise Refused(_("Choose a ready device of the same kind."))
    check_on_hand(device)
    return device


def _is_non_conforming(item: LoanItem) -> bool:
    """Whether the device failed so soon after its hand-over that it counts as non-conforming."""
    return timezone.now() <= item.opened_at + timedelta(days=Rules.cached().swap_days)


def _hand_out(item: LoanItem, device: Device, by: User) -> LoanItem:
    """Hand out the new device under the loan of `item`, on the same line, in its place."""
    loan = item.loan
    new = LoanItem.objects.create(loan=loan, device=device, line=item.line, follows=item)
    new.transition_to(ItemStatus.OPEN, opened_at=timezone.now())
    is_gift = loan.kind == LoanKind.GIFT
    device.transition_to(DeviceStatus.GIVEN if is_gift else DeviceStatus.ON_LOAN)
    kind = "device.given" if is_gift else "device.lent"
    Event.objects.record(kind, device, by=by, loan=loan.number)
    return new


def _swap_accessories(
    loan: Loan, chosen: list[LoanItem], device: Device, by: User
) -> list[list[int | None]]:
    """Take each of these accessories back; return [(id of the item, id of its replacement)]."""
    out = {item.pk: item for item in open_items(loan).exclude(accessory=None)}
    astray = [item for item in chosen if item.pk not in out]
    if astray:
        raise Refused(not_out(astray[0]))
    pairs = [(out[item.pk], _that_fits(device, out[item.pk].accessory)) for item in chosen]
    lock_stocks(loan.site, [kind for item, new in pairs for kind in (item.accessory, new) if kind])
    return [_swap_accessory(item, kind, by) for item, kind in pairs]


def _that_fits(device: Device, kind: AccessoryKind) -> AccessoryKind | None:
    """The kind to hand out: for a charger, the weakest that charges this device, if it has none."""
    charge = charge_of(device)
    if charge and charge.is_here and kind.sort == AccessorySort.CHARGER:
        return None
    if charge is None or charge.need is None or not kind.connector:
        return kind
    return AccessoryKind.objects.charging(*charge.need).first() or kind


def _swap_accessory(item: LoanItem, kind: AccessoryKind | None, by: User) -> list[int | None]:
    loan, new = item.loan, None
    movement = {"by": by, "site": loan.site, "reference": loan.number}
    put_in_stock(item.accessory, reason=MovementKind.CAME_BACK, **movement)
    if kind:
        take_from_stock(kind, reason=MovementKind.HANDED_OVER, **movement)
        if kind.pk == item.accessory_id:
            return [item.pk, item.pk]
        new = LoanItem.objects.create(loan=loan, accessory=kind, line=item.line, follows=item)
        new.transition_to(ItemStatus.OPEN, opened_at=timezone.now())
    item.quantity_back += 1
    if item.quantity_back == item.quantity:
        status = ItemStatus.SWAPPED if new else ItemStatus.RETURNED
        end_item(item, status, by, quantity_back=item.quantity_back)
    else:
        item.save(update_fields=["quantity_back"])
    return [item.pk, new and new.pk]
