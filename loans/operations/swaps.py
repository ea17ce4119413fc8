"""A swap: a device that fails is replaced on the same loan, and goes to the workshop."""

from datetime import timedelta

from django.utils import timezone
from django.utils.translation import gettext as _

from catalogue.models import AccessoryKind, FaultType
from core.lives import Refused
from core.models import Event
from core.operations import operation
from inventory.accessories import charge_of
from inventory.lifecycle import DeviceStatus
from inventory.lifecycle.accessories import MovementKind
from inventory.models import Device
from inventory.operations import open_repair
from inventory.operations.accessories import lock_stocks, put_in_stock, take_from_stock
from inventory.operations.stock import check_in_the_house
from loans.lifecycle import ItemStatus, LoanKind
from loans.lifecycle.afterwards import AmendmentKind, Settlement
from loans.models import Loan, LoanItem, Rules
from loans.operations.amendments import amend
from loans.operations.held import end_item, lock_active, lock_out, lock_person, not_out, open_items
from loans.operations.incidents import note_failure, settle_open
from loans.operations.preparation import come_home
from people.models import User


@operation("loans.hand_over")
def swap(
    item: LoanItem,
    *,
    by: User,
    device: Device,
    fault: FaultType | None = None,
    note: str = "",
    accessories: list[LoanItem] = (),
) -> LoanItem:
    """Replace a lent device that fails by a ready one, on the same loan, by an amendment.

    The old one comes home, to check, to erase, and to repair if a `fault` is given. One of each of
    these `accessories` of the loan is swapped too, for one that goes with the new device.
    """
    loan, old = item.loan, item.device
    if note:
        lock_person(loan)
    lock_active(loan)
    lock_out(item)
    Device.objects.filter(pk__in=[old.pk, device.pk]).lock()
    device.refresh_from_db()
    _check_replaces(device, old)
    if fault:
        note_failure(item, by=by, fault=fault, note=note)
    new = _hand_out(item, device, by)
    is_early = _is_non_conforming(item)
    come_home(old, loan, by=by)
    item.transition_to(ItemStatus.SWAPPED, ended_at=timezone.now(), is_non_conforming=is_early)
    Event.objects.record("loan.item_swapped", loan, by=by, item=item.code, new=new.code)
    if is_early:
        Event.objects.record("device.did_not_conform", old, by=by, loan=loan.number)
    if fault:
        open_repair(old, by=by, fault=fault, reported=note)
    swapped = _swap_accessories(loan, accessories, device, by)
    params = {"item": item.pk, "new": new.pk, "accessories": swapped}
    amendment = amend(loan, AmendmentKind.SWAP, by=by, **params)
    settle_open(item, Settlement.SWAPPED, by=by, amendment=amendment)
    return new


def _check_replaces(device: Device, old: Device) -> None:
    if device.status != DeviceStatus.READY or device.category_id != old.category_id:
        raise Refused(_("Take a ready device of the same kind."))
    check_in_the_house(device)


def _is_non_conforming(item: LoanItem) -> bool:
    """Whether it failed so soon after it left that it should not have left as it was."""
    return timezone.now() <= item.opened_at + timedelta(days=Rules.cached().swap_days)


def _hand_out(item: LoanItem, device: Device, by: User) -> LoanItem:
    """The new device leaves under the loan of `item`, on its line, in its place."""
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
) -> list[list[int]]:
    """One of each comes back and another goes; the ids of (item, new item) of each."""
    out = {item.pk: item for item in open_items(loan).exclude(accessory=None)}
    astray = [item for item in chosen if item.pk not in out]
    if astray:
        raise Refused(not_out(astray[0]))
    pairs = [(out[item.pk], _that_fits(device, out[item.pk].accessory)) for item in chosen]
    lock_stocks(loan.site, [kind for item, new in pairs for kind in (item.accessory, new)])
    return [_swap_accessory(item, kind, by) for item, kind in pairs]


def _that_fits(device: Device, kind: AccessoryKind) -> AccessoryKind:
    """For a charger, the weakest of ours that charges this device; else the same kind."""
    charge = charge_of(device)
    if charge is None or charge.need is None or not kind.connector:
        return kind
    return AccessoryKind.objects.charging(*charge.need).first() or kind


def _swap_accessory(item: LoanItem, kind: AccessoryKind, by: User) -> list[int]:
    loan = item.loan
    movement = {"by": by, "site": loan.site, "reference": loan.number}
    put_in_stock(item.accessory, reason=MovementKind.CAME_BACK, **movement)
    take_from_stock(kind, reason=MovementKind.HANDED_OVER, **movement)
    if kind.pk == item.accessory_id:
        return [item.pk, item.pk]
    new = LoanItem.objects.create(loan=loan, accessory=kind, line=item.line, follows=item)
    new.transition_to(ItemStatus.OPEN, opened_at=timezone.now())
    item.quantity_back += 1
    if item.quantity_back == item.quantity:
        end_item(item, ItemStatus.SWAPPED, by, quantity_back=item.quantity_back)
    else:
        item.save(update_fields=["quantity_back"])
    return [item.pk, new.pk]
