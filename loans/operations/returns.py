"""After the signature: things come back, are lost, swapped, kept, or go on to somebody else."""

from dataclasses import dataclass, field

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from core.lives import Refused
from core.models import Document, Event
from core.operations import operation
from inventory.lifecycle import DeviceStatus
from inventory.models import Device
from loans.lifecycle import Condition, ItemStatus, LoanKind, LoanStatus
from loans.models import Loan, LoanItem
from loans.operations.preparation import come_home, prepare
from people.models import Organisation, Recipient, User


@dataclass(kw_only=True)
class Return:
    """What somebody brings back of one loan: devices and their condition, accessories."""

    devices: dict[LoanItem, Condition]
    accessories: dict[LoanItem, int] = field(default_factory=dict)
    # What is still missing of the accessories will not come any more.
    is_all: bool = False


@operation("loans.take_back")
def take_back(loan: Loan, *, by: User, back: Return, receipt: bytes) -> Loan:
    """Take things back: each device is to check, its erasure void; the loan closes when all is in.

    `receipt` is the PDF of the return receipt, kept with every item that it names.
    """
    _lock_active(loan)
    if not (back.devices or any(back.accessories.values()) or back.is_all):
        raise Refused(_("Say what came back."))
    document = Document.objects.store(
        receipt,
        kind="return_receipt",
        name=f"{loan.number}.pdf",
        content_type="application/pdf",
        by=by,
    )
    _take_devices(loan, back.devices, document, by)
    _take_accessories(loan, back, document, by)
    _close_if_over(loan, by=by)
    return loan


def _lock_active(loan: Loan) -> None:
    loan.lock()
    if loan.status != LoanStatus.ACTIVE:
        raise Refused(
            _("%(loan)s is “%(status)s”: nothing of it is out.")
            % {"loan": loan, "status": loan.status_label}
        )


def _lock_out(item: LoanItem) -> None:
    """Hold an item; raise `Refused` unless it is a device that is out."""
    item.lock()
    if item.device_id is None or item.status != ItemStatus.OPEN:
        said = {"item": item, "loan": item.loan}
        raise Refused(_("%(item)s is not out under %(loan)s.") % said)


def open_items(loan: Loan) -> QuerySet:
    return loan.items.filter(status=ItemStatus.OPEN).for_list()


def _take_devices(
    loan: Loan, conditions: dict[LoanItem, Condition], document: Document, by: User
) -> None:
    out = {item.pk: item for item in open_items(loan).exclude(device=None)}
    now = timezone.now()
    for given in sorted(conditions, key=lambda item: item.device_id):
        item = out.get(given.pk)
        if item is None:
            raise Refused(_("%(item)s is not out under %(loan)s.") % {"item": given, "loan": loan})
        come_home(item.device, loan, by=by)
        item.move_to(
            ItemStatus.RETURNED,
            ended_at=now,
            condition=conditions[given],
            receipt=document,
            quantity_back=1,
        )
        Event.objects.record("loan.item_returned", loan, by=by, item=item.code)


def _take_accessories(loan: Loan, back: Return, document: Document, by: User) -> None:
    for item in open_items(loan).exclude(accessory=None):
        count = back.accessories.get(item, 0)
        if not 0 <= count <= item.quantity - item.quantity_back:
            raise Refused(
                _("%(item)s: between 0 and %(most)s can come back.")
                % {"item": item, "most": item.quantity - item.quantity_back}
            )
        total = item.quantity_back + count
        if total == item.quantity:
            _end(item, ItemStatus.RETURNED, by, quantity_back=total, receipt=document)
        elif back.is_all:
            _end(item, ItemStatus.LOST, by, quantity_back=total, receipt=document)
        elif count:
            item.quantity_back, item.receipt = total, document
            item.save(update_fields=["quantity_back", "receipt"])


def _end(item: LoanItem, status: ItemStatus, by: User, **changes: object) -> None:
    item.move_to(status, ended_at=timezone.now(), **changes)
    Event.objects.record(f"loan.item_{status}", item.loan, by=by, item=item.code)


def _close_if_over(loan: Loan, *, by: User) -> None:
    if loan.kind == LoanKind.LOAN and not open_items(loan).filter(voucher=None).exists():
        loan.move_to(LoanStatus.CLOSED)
        Event.objects.record("loan.closed", loan, by=by)


@operation("loans.declare_loss")
def declare_item_lost(item: LoanItem, *, by: User, is_stolen: bool = False) -> LoanItem:
    """Record that a lent device was lost or stolen while it was out."""
    loan, device = item.loan, item.device
    _lock_active(loan)
    _lock_out(item)
    device.lock()
    kind = "device.stolen" if is_stolen else "device.lost"
    device.move_to(DeviceStatus.STOLEN if is_stolen else DeviceStatus.LOST)
    Event.objects.record(kind, device, by=by)
    _end(item, ItemStatus.STOLEN if is_stolen else ItemStatus.LOST, by)
    _close_if_over(loan, by=by)
    return item


@operation("loans.declare_loss")
def find_with_borrower(item: LoanItem, *, by: User) -> LoanItem:
    """Record that a lost or stolen device is with its borrower again, under the same loan."""
    loan, device = item.loan, item.device
    _lock_active(loan)
    if device is None or item.status not in {ItemStatus.LOST, ItemStatus.STOLEN}:
        raise Refused(_("%(device)s is neither lost nor stolen.") % {"device": item})
    device.lock()
    _check_gone_since(item)
    again = LoanItem.objects.create(loan=loan, device=device, line=item.line)
    again.move_to(ItemStatus.OPEN, opened_at=timezone.now())
    device.move_to(DeviceStatus.ON_LOAN)
    if loan.kind == LoanKind.GIFT:
        device.move_to(DeviceStatus.GIVEN)
    Event.objects.record("device.found", device, by=by)
    Event.objects.record("loan.item_found", loan, by=by, item=again.code)
    return again


def _check_gone_since(item: LoanItem) -> None:
    """Raise `Refused` unless the loss of this item is where its device's story stands."""
    device = item.device
    is_gone = device.status in {DeviceStatus.LOST, DeviceStatus.STOLEN}
    was_out_again = LoanItem.objects.filter(device=device, pk__gt=item.pk).exists()
    if not is_gone or was_out_again or device.received_at > item.ended_at:
        raise Refused(_("%(device)s is neither lost nor stolen.") % {"device": device})


@operation("loans.hand_over")
def swap(item: LoanItem, *, by: User, device: Device) -> LoanItem:
    """Replace a lent device that fails by a ready one, on the same loan; the old one comes home."""
    loan, old = item.loan, item.device
    _lock_active(loan)
    _lock_out(item)
    Device.objects.filter(pk__in=[old.pk, device.pk]).lock()
    device.refresh_from_db()
    if device.status != DeviceStatus.READY or device.category_id != old.category_id:
        raise Refused(_("Take a ready device of the same kind."))
    new = LoanItem.objects.create(loan=loan, device=device, line=item.line)
    new.move_to(ItemStatus.OPEN, opened_at=timezone.now())
    is_gift = loan.kind == LoanKind.GIFT
    device.move_to(DeviceStatus.GIVEN if is_gift else DeviceStatus.ON_LOAN)
    kind = "device.given" if is_gift else "device.lent"
    Event.objects.record(kind, device, by=by, loan=loan.number)
    come_home(old, loan, by=by)
    item.move_to(ItemStatus.SWAPPED, ended_at=timezone.now())
    Event.objects.record("loan.item_swapped", loan, by=by, item=item.code, new=new.code)
    return new


@operation("loans.decide_request")
def keep(loan: Loan, *, by: User) -> Loan:
    """Turn a loan into a gift: what is still out stays with the person for good."""
    _lock_active(loan)
    if loan.kind == LoanKind.GIFT:
        raise Refused(_("This is a gift already."))
    devices = Device.objects.filter(loan_items__in=open_items(loan))
    kept = Device.objects.filter(pk__in=[device.pk for device in devices])
    held = kept.lock()
    kept.move_to(DeviceStatus.GIVEN)
    loan.kind, loan.due_on = LoanKind.GIFT, None
    loan.save(update_fields=["kind", "due_on"])
    Event.objects.record_many("device.kept", [(device, {}) for device in held], by=by)
    Event.objects.record_many(
        "loan.item_kept", [(loan, {"item": str(device)}) for device in held], by=by
    )
    return loan


@operation("loans.decide_request")
def transfer(
    loan: Loan,
    *,
    by: User,
    organisation: Organisation,
    recipient: Recipient | None = None,
) -> Loan:
    """Pass what is out on to another organisation: a new hand-over, to be signed there.

    The devices stay out all along; the old items end as transferred. What was given is no longer
    ours to pass on.
    """
    _lock_active(loan)
    if loan.kind == LoanKind.GIFT:
        raise Refused(_("What was given is not ours to pass on: take it back first."))
    items = list(open_items(loan).exclude(device=None))
    if not items:
        raise Refused(_("Nothing of this loan is out."))
    now = timezone.now()
    LoanItem.objects.filter(pk__in=[item.pk for item in items]).move_to(
        ItemStatus.TRANSFERRED, ended_at=now
    )
    Event.objects.record_many(
        "loan.item_transferred", [(loan, {"item": item.code}) for item in items], by=by
    )
    new = prepare(
        by=by,
        organisation=organisation,
        site=loan.site,
        audience=loan.audience,
        recipient=recipient,
    )
    LoanItem.objects.bulk_create(LoanItem(loan=new, device=item.device) for item in items)
    _close_if_over(loan, by=by)
    return new
