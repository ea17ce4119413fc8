"""Numbers, and locks of sites, loans and items, shared by operations."""

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from core.formatting import full_date
from core.models import Event, Sequence
from core.workflow.lifecycle import Refused
from core.workflow.operations import operation
from inventory.accessories.lifecycle import MovementKind
from inventory.accessories.operations import lock_stocks, put_in_stock
from inventory.devices.lifecycle.devices import DeviceStatus
from inventory.devices.operations import arrival
from inventory.models import Device, Voucher
from inventory.vouchers.lifecycle import VoucherStatus
from loans.base.guards import TOO_LATE
from loans.base.lifecycle.loans import (
    Audience,
    ItemStatus,
    LoanStatus,
)
from loans.models import Loan, LoanItem, RequestLine
from people.models import Guardian, Recipient, Site, User
from people.recipients.operations import save_recipient


def next_number(name: str, letter: str) -> str:
    """The next number of this year's sequence, such as R26-00012; never reused."""
    return Sequence.objects.number_of_year(name, letter, width=5)


def next_numbers(name: str, letter: str, count: int) -> list[str]:
    """The next `count` numbers of this year's sequence."""
    return Sequence.objects.numbers_of_year(name, letter, count, width=5)


def lock_person(*loans: Loan) -> None:
    """Lock the person of each loan, before the loan itself, unless they are anonymised.

    Raises `Refused` once a person is anonymised: later additions would never be erased.
    """
    people = Recipient.objects.filter(pk__in=[loan.recipient_id for loan in loans])
    if any(person.anonymised_at for person in people.hold()):
        raise Refused(TOO_LATE)


def lock_active(loan: Loan) -> None:
    """Lock a loan; raise `Refused` unless it is active."""
    loan.lock()
    check_active(loan)


def check_active(loan: Loan) -> None:
    loan.check_status(
        {LoanStatus.ACTIVE}, _("%(loan)s is “%(status)s”: nothing in this loan is out.")
    )


def lock_out(item: LoanItem) -> None:
    """Lock an item; raise `Refused` unless it is a device that is out."""
    item.lock()
    if item.device_id is None or item.status != ItemStatus.OPEN:
        raise Refused(not_out(item))


def not_out(item: LoanItem) -> str:
    if item.status == ItemStatus.SWAPPED:
        on = full_date(timezone.localdate(item.ended_at))
        return _("%(item)s was already exchanged on %(date)s.") % {"item": item, "date": on}
    return _("%(item)s is not out under %(loan)s.") % {"item": item, "loan": item.loan}


def open_items(loan: Loan) -> QuerySet:
    return loan.items.filter(status=ItemStatus.OPEN).for_list()


# --- Preparation of a loan before its signature: locks, recipient, and freeing items. ---


def lock_to_prepare(loan: Loan) -> None:
    """Lock the request, then the loan; raise `Refused` unless it is being prepared."""
    if loan.request_id:
        loan.request.lock()
    loan.lock()
    loan.check_status(
        {LoanStatus.PREPARED}, _("%(loan)s is “%(status)s”: nothing can be added or removed.")
    )


def lines_of(loan: Loan) -> list[RequestLine] | None:
    """The lines that a loan serves, with their remaining quantity; None for a walk-in."""
    return list(loan.request.lines.with_reserved()) if loan.request_id else None


def no_room(loan: Loan, what: object) -> str:
    params = {"request": loan.request, "what": what}
    return (
        _(
            "%(request)s already has its full quantity: %(what)s. Remove one from this "
            "hand-over, or add one to the request."
        )
        % params
    )


def loan_cards(item: LoanItem) -> QuerySet[LoanItem]:
    """The SIM cards in the device of this item, reserved and freed with it."""
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
    """Return transferred accessories to the stock if their agreement was never signed."""
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
    """Receive a device that was out, at `site` if it changed, to be checked and erased."""
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
        raise Refused(_("The person and the request must belong to the loan’s organisation."))
    loan.recipient = recipient
    loan.audience = Audience(recipient.kind) if recipient else Audience.STRUCTURE
    loan.save(update_fields=["recipient", "audience"])
    Event.objects.record("loan.addressed", loan, by=by)
    return loan


@operation("loans.hand_over")
def enter_recipient_for(
    loan: Loan, recipient: Recipient, *, by: User, guardians: list[Guardian] | None = None
) -> Loan:
    """Create a person of the loan's organisation, and reserve the loan for them."""
    save_recipient(recipient, by=by, guardians=guardians)
    return set_recipient(loan, by=by, recipient=recipient)


# --- Lock of a site's stock, and the check that stock shown on a form is still free. ---


def lock_site(site_id: int) -> None:
    """Lock the row of a site: serialises reservations there until the transaction ends."""
    rows = Site.objects.filter(pk=site_id).order_by().values("pk")
    list(rows.select_for_update(of=("self",), no_key=True))
