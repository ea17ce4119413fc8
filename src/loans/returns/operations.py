"""Return sessions with several loans, and the check-in of their items, locked in a fixed order.

No item is returned until its session is finished. Scans are rows of the session, one open session
for each user; the receipts list its content, and are stored only if it is unchanged. So undo is
simple, a reload or a lost connection loses nothing, and if two counters scan the same device, only
one of them gets it.
"""

from collections.abc import Iterable
from functools import reduce
from operator import or_

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from core.models import Document, Event
from core.workflow.lifecycle import Refused
from core.workflow.operations import operation, stores
from inventory.accessories.lifecycle import MovementKind
from inventory.accessories.operations import put_in_stock, set_charger
from inventory.models import AccessoryStock, Device
from loans.aftercare.loan_closing import close_if_over, end_item
from loans.aftercare.operations.incidents import settle_open
from loans.aftercare.operations.loan_changes import withdraw_pending_renewals
from loans.appointments.lifecycle import AppointmentKind
from loans.appointments.operations import note_came
from loans.base.lifecycle.aftercare import LineStatus, ReturnSessionStatus, Settlement
from loans.base.lifecycle.loans import Condition, ItemStatus
from loans.base.operations import (
    check_active,
    come_home,
    lock_active,
    lock_person,
    not_out,
    open_items,
)
from loans.models import Loan, LoanItem, ReturnLine, ReturnSession
from loans.returns.receipts import ItemDetails, Return, fingerprint, receipts_of
from people.models import Recipient, Site, User


@operation("loans.take_back", is_signed=True, prepare=stores("receipt"))
def take_back(loan: Loan, *, by: User, back: Return, receipt: bytes) -> Loan:
    """Return items: devices are to be checked and erased again; the loan closes when complete.

    `receipt` is the PDF of the return receipt, kept with every item that it names.
    """
    if any(details.return_note for details in back.details.values()):
        lock_person(loan)
    lock_active(loan)
    if back.is_empty:
        raise Refused(_("Enter what was returned."))
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
    """Check in the contents of `backs` by loan; called inside an operation.

    Items are then at `site`, where they were brought, or by default where they were lent. Lock
    order: loans, then all their devices, then the stocks of accessories, each by id.
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
    """Lock the accessory stocks of these sites, in id order."""
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
        Event.objects.record("loan.item_returned", loan, by=by, item=item.label)
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
                _("%(item)s: enter a quantity between 0 and %(most)s.")
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


# A return session: devices of many loans scanned into a list, then checked in together.


@operation("loans.take_back")
def put_in_return(items: Iterable[LoanItem], *, by: User) -> list[ReturnLine]:
    """Add these items to the user's return session, with the accessories of their loans.

    Opens a session if there is none. Items already in it are unchanged. Raises `Refused` if an item
    is not out, or is in another session.
    """
    items = list(items)
    session = _open_session(by)
    loans = {item.loan_id for item in items}
    for loan in Loan.objects.filter(pk__in=loans).lock():
        check_active(loan)
    rows = LoanItem.objects.filter(pk__in=[item.pk for item in items]).select_related("loan")
    for item in rows.lock():
        if item.status != ItemStatus.OPEN or item.voucher_id:
            raise Refused(not_out(item))
    lines = [_line(session, item) for item in rows.order_by("pk")]
    beside = LoanItem.objects.filter(
        loan__in=loans, status=ItemStatus.OPEN, accessory__isnull=False
    ).exclude(return_lines__status=LineStatus.WAITING)
    ReturnLine.objects.bulk_create(
        ReturnLine(session=session, item=item) for item in beside.order_by("pk")
    )
    return lines


def _open_session(by: User) -> ReturnSession:
    """The user's open return session, locked; a new session at their site if there is none."""
    site = by.site or Site.objects.visible_to(by).first()
    if site is None:
        raise Refused(_("You are not assigned to a site yet."))
    session, _is_new = ReturnSession.objects.get_or_create(
        owner=by, status=ReturnSessionStatus.OPEN, defaults={"site": site}
    )
    lock_session(session, by)
    return session


def lock_session(session: ReturnSession, by: User) -> None:
    """Lock the user's own open session, which serialises its scans."""
    session.lock()
    if session.owner_id != by.pk:
        raise Refused(_("This return belongs to someone else: scan into your own."))
    if session.status != ReturnSessionStatus.OPEN:
        raise Refused(_("This return is already “%(status)s”.") % {"status": session.status_label})


def _line(session: ReturnSession, item: LoanItem) -> ReturnLine:
    line = ReturnLine.objects.waiting().filter(item=item).select_related("session__owner").first()
    if line is None:
        return ReturnLine.objects.create(session=session, item=item)
    if line.session_id != session.pk:
        raise Refused(
            _("%(item)s is on the return list of %(owner)s.")
            % {"item": item, "owner": line.session.owner}
        )
    return line


@operation("loans.take_back")
def record_return_condition(
    line: ReturnLine,
    *,
    by: User,
    condition: Condition,
    may_hold_data: bool | None = None,
    has_charger: bool | None = None,
    note: str = "",
) -> ReturnLine:
    """Set the condition, the charger and the data flag of a returned device."""
    note = note.strip()
    if note:
        lock_person(line.item.loan)
    _hold_line(line, by)
    line.condition, line.note = condition, note
    line.may_hold_data, line.has_charger = may_hold_data, has_charger
    line.save(update_fields=["condition", "note", "may_hold_data", "has_charger"])
    return line


@operation("loans.take_back")
def count_back(line: ReturnLine, *, by: User, count: int, is_given_up: bool = False) -> ReturnLine:
    """Set the quantity returned of an accessory, and whether the rest is still expected."""
    _hold_line(line, by)
    left = line.item.quantity - line.item.quantity_back
    if not 0 <= count <= left:
        raise Refused(
            _("%(item)s: enter a quantity between 0 and %(most)s.")
            % {"item": line.item, "most": left}
        )
    line.count, line.is_given_up = count, is_given_up and count < left
    line.save(update_fields=["count", "is_given_up"])
    return line


@operation("loans.take_back")
def take_off_return(line: ReturnLine, *, by: User) -> ReturnLine:
    """Undo a scan; the accessories of a loan leave the list with its last device."""
    _hold_line(line, by)
    line.transition_to(LineStatus.UNDONE)
    rest = line.session.lines.waiting().filter(item__loan=line.item.loan_id)
    if line.item.device_id and not rest.filter(item__device__isnull=False).exists():
        rest.transition_to(LineStatus.UNDONE)
    return line


def _hold_line(line: ReturnLine, by: User) -> None:
    lock_session(line.session, by)
    line.lock()
    if line.status != LineStatus.WAITING:
        raise Refused(_("This is already “%(status)s”.") % {"status": line.status_label})


@operation("loans.take_back")
def drop_return(session: ReturnSession, *, by: User) -> ReturnSession:
    """Cancel a return session; a coordinator may cancel another user's."""
    if not by.has_perm("loans.decide_request"):
        lock_session(session, by)
    session.lock()
    session.lines.waiting().transition_to(LineStatus.UNDONE)
    session.transition_to(ReturnSessionStatus.DROPPED)
    return session


@operation("loans.take_back", is_signed=True, prepare=stores("pdfs"))
def finish_return(
    session: ReturnSession, *, by: User, shown: str, pdfs: list[bytes], by_structure: bool = False
) -> ReturnSession:
    """Check in all items of a session at once, with a receipt for each person or organisation.

    `pdfs` are the papers of `receipts_of(session, by_structure=...)`, in order, and `shown` is
    the hash of their content. Raises `Refused` if the content has changed since.
    """
    Recipient.objects.filter(pk__in=session.lines.waiting().values("item__loan__recipient")).hold()
    lock_session(session, by)
    receipts = receipts_of(session, by_structure=by_structure)
    if not receipts:
        raise Refused(_("Scan at least one item first."))
    if fingerprint(receipts) != shown or len(receipts) != len(pdfs):
        raise Refused(_("Something has changed since the list was opened: check it again."))
    backs, papers = {}, {}
    for receipt, pdf in zip(receipts, pdfs, strict=True):
        document = keep_receipt(pdf, receipt.loan.number, by)
        for back in receipt.backs:
            backs[back.loan], papers[back.loan] = back.contents, document
        lines = session.lines.filter(pk__in=[line.pk for line in receipt.lines])
        lines.transition_to(LineStatus.DONE, receipt=document)
    if all(back.is_empty for back in backs.values()):
        raise Refused(_("Enter what was returned."))
    take_in(backs, papers, by=by, site=session.site)
    session.lines.waiting().transition_to(LineStatus.UNDONE)
    session.transition_to(ReturnSessionStatus.DONE)
    return session
