"""What is lost or stolen while it is out, and what is found again."""

from django.utils import timezone
from django.utils.translation import gettext as _

from core.lives import Refused
from core.models import Event
from core.operations import operation
from inventory.lifecycle import DeviceStatus
from loans.lifecycle import ItemStatus, LoanKind
from loans.lifecycle.afterwards import Settlement
from loans.models import LoanItem
from loans.operations.held import close_if_over, end_item, lock_active, lock_out
from loans.operations.incidents import mark_found, settle_open
from people.models import User


@operation("loans.declare_loss")
def declare_item_lost(item: LoanItem, *, by: User, is_stolen: bool = False) -> LoanItem:
    """Record that a lent device was lost or stolen while it was out; its incident is settled."""
    loan, device = item.loan, item.device
    lock_active(loan)
    lock_out(item)
    device.lock()
    kind = "device.stolen" if is_stolen else "device.lost"
    device.transition_to(DeviceStatus.STOLEN if is_stolen else DeviceStatus.LOST)
    Event.objects.record(kind, device, by=by)
    end_item(item, ItemStatus.STOLEN if is_stolen else ItemStatus.LOST, by)
    settle_open(item, Settlement.STOLEN if is_stolen else Settlement.LOST, by=by)
    close_if_over(loan, by=by)
    return item


@operation("loans.declare_loss")
def find_with_borrower(item: LoanItem, *, by: User) -> LoanItem:
    """Record that a lost or stolen device is with its borrower again, under the same loan."""
    loan, device = item.loan, item.device
    lock_active(loan)
    if device is None or item.status not in {ItemStatus.LOST, ItemStatus.STOLEN}:
        raise Refused(_("%(device)s is neither lost nor stolen.") % {"device": item})
    device.lock()
    _check_gone_since(item)
    again = LoanItem.objects.create(loan=loan, device=device, line=item.line, follows=item)
    again.transition_to(ItemStatus.OPEN, opened_at=timezone.now())
    device.transition_to(DeviceStatus.ON_LOAN)
    if loan.kind == LoanKind.GIFT:
        device.transition_to(DeviceStatus.GIVEN)
    Event.objects.record("device.found", device, by=by)
    Event.objects.record("loan.item_found", loan, by=by, item=again.code)
    mark_found(item, by=by)
    return again


def _check_gone_since(item: LoanItem) -> None:
    """Raise `Refused` unless the loss of this item is where its device's story stands."""
    device = item.device
    is_gone = device.status in {DeviceStatus.LOST, DeviceStatus.STOLEN}
    was_out_again = LoanItem.objects.filter(device=device, pk__gt=item.pk).exists()
    if not is_gone or was_out_again or device.received_at > item.ended_at:
        raise Refused(_("%(device)s is neither lost nor stolen.") % {"device": device})
