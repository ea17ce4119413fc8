"""Returns of one or many loans, locked in one order."""

from functools import reduce
from operator import or_

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from core.lives import Refused
from core.models import Document, Event
from core.operations import operation
from inventory.lifecycle.accessories import MovementKind
from inventory.models import AccessoryStock, Device
from inventory.operations import set_charger
from inventory.operations.accessories import put_in_stock
from loans.lifecycle import ItemStatus
from loans.lifecycle.afterwards import Settlement
from loans.lifecycle.appointments import AppointmentKind
from loans.models import Loan
from loans.operations.bookings import note_came
from loans.operations.changes import withdraw_pending_renewals
from loans.operations.held import (
    close_if_over,
    end_item,
    lock_active,
    lock_person,
    not_out,
    open_items,
)
from loans.operations.incidents import settle_open
from loans.operations.preparation import come_home
from loans.returns.receipts import ItemDetails, Return
from people.models import Site, User


@operation("loans.take_back", is_signed=True)
def take_back(loan: Loan, *, by: User, back: Return, receipt: bytes) -> Loan:
    """Return items: devices are to be checked and erased anew; the loan closes when complete.

    `receipt` is the PDF of the return receipt, kept with every item that it names.
    """
    if any(details.return_note for details in back.details.values()):
        lock_person(loan)
    lock_active(loan)
    if back.is_empty:
        raise Refused(_("Say what came back."))
    document = keep_receipt(receipt, loan.number, by)
    take_in({loan: back}, {loan: document}, by=by)
    return loan


def keep_receipt(pdf: bytes, number: str, by: User) -> Document:
    return Document.objects.store_paper(pdf, kind="return_receipt", of=number, by=by)


def take_in(
    backs: dict[Loan, Return],
    receipts: dict[Loan, Document],
    *,
    by: User,
    site: Site | None = None,
) -> None:
    """Take back the contents of `backs` by loan; called inside an operation.

    Items are then at `site`, where they were brought, or else where they were lent.
    Lock order: loans, then all their devices, then the stocks of accessories, each by id.
    """
    loans = sorted(backs, key=lambda loan: loan.pk)
    for loan in loans:
        lock_active(loan)
    devices = [item.device_id for back in backs.values() for item in back.devices]
    Device.objects.filter(pk__in=devices).lock()
    _hold_stocks(backs, site)
    for loan in loans:
        _take_devices(loan, backs[loan], receipts[loan], by, site)
        _take_accessories(loan, backs[loan], receipts[loan], by, site)
        note_came(loan, AppointmentKind.RETURN, by=by)
        close_if_over(loan, by=by)
        if loan.status != loan.Status.ACTIVE:
            withdraw_pending_renewals(loan, by=by)


def _hold_stocks(backs: dict[Loan, Return], site: Site | None) -> None:
    """Hold what these sites count of their accessories, all of it by id."""
    wanted = [
        Q(site=site or loan.site, kind__in=[item.accessory_id for item in back.accessories])
        for loan, back in backs.items()
        if back.accessories
    ]
    if wanted:
        AccessoryStock.objects.filter(reduce(or_, wanted)).lock()


def _take_devices(
    loan: Loan, back: Return, document: Document, by: User, site: Site | None
) -> None:
    out = {item.pk: item for item in open_items(loan).exclude(device=None)}
    for given in sorted(back.devices, key=lambda item: item.device_id):
        item = out.get(given.pk)
        if item is None:
            raise Refused(not_out(given))
        details = back.details.get(given) or ItemDetails()
        come_home(item.device, loan, by=by, site=site)
        item.transition_to(
            ItemStatus.RETURNED,
            ended_at=timezone.now(),
            condition=back.devices[given],
            receipt=document,
            quantity_back=1,
            may_hold_data=details.may_hold_data,
            return_note=details.return_note,
        )
        Event.objects.record("loan.item_returned", loan, by=by, item=item.code)
        settle_open(item, Settlement.RETURNED, by=by)
        if details.has_charger is not None:
            set_charger(item.device, by=by, is_here=details.has_charger)


def _take_accessories(
    loan: Loan, back: Return, document: Document, by: User, site: Site | None
) -> None:
    for item in open_items(loan).exclude(accessory=None):
        count = back.accessories.get(item, 0)
        if not 0 <= count <= item.quantity - item.quantity_back:
            raise Refused(
                _("%(item)s: between 0 and %(most)s can come back.")
                % {"item": item, "most": item.quantity - item.quantity_back}
            )
        if count:
            put_in_stock(
                item.accessory,
                by=by,
                site=site or loan.site,
                quantity=count,
                reason=MovementKind.CAME_BACK,
                reference=loan.number,
            )
        total = item.quantity_back + count
        if total == item.quantity:
            end_item(item, ItemStatus.RETURNED, by, quantity_back=total, receipt=document)
        elif back.is_all or item in back.given_up:
            end_item(item, ItemStatus.LOST, by, quantity_back=total, receipt=document)
        elif count:
            item.quantity_back, item.receipt = total, document
            item.save(update_fields=["quantity_back", "receipt"])
