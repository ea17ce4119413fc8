"""The rows of each outing: loan, items, agreement, vouchers, and what was said of them."""

from datetime import timedelta

from desk.demo.outings import GONE, LOANS, RETURNED
from desk.demo.requests import Numbers, audience_of, person_of, served
from inventory.lifecycle import OUT, DeviceStatus, VoucherStatus
from loans.lifecycle import AgreementStatus, Audience, Condition, ItemStatus
from loans.models import Agreement, Loan, LoanItem
from people.roles import Role


def write(world, book, outings):
    """Enter these outings in `book`, oldest first."""
    days = [outing.starts_on for outing in outings]
    loans, requests = Numbers("loan", "P", days), Numbers("request", "R", days)
    agreements = Numbers("agreement", "C", days)
    for outing in outings:
        _loan(world, book, outing, loans.of(outing.starts_on))
        if world.chance(0.8):
            served(world, book, outing, requests.of(outing.starts_on))
        _devices(world, book, outing)
        _charger(world, book, outing)
        if outing.loan.recipient and world.chance(0.12):
            _voucher(world, book, outing)
        if outing.has_left:
            _signature(world, book, outing, agreements.of(outing.starts_on))
        if outing.ended_at:
            _end(world, book, outing)


def _loan(world, book, outing, number):
    kind, status, _item_status = LOANS[outing.fate]
    organisation = world.asker()
    audience = audience_of(world, organisation)
    known_at = outing.prepared_at - timedelta(days=31)
    outing.loan = Loan(
        status=status,
        number=number,
        kind=kind,
        audience=audience,
        organisation=organisation,
        recipient=person_of(world, book, organisation, audience, known_at),
        site=outing.tracks[0].device.site,
        starts_on=outing.starts_on if outing.has_left else None,
        due_on=outing.due_on,
        created_by=world.somebody(Role.COUNTER),
        created_at=outing.prepared_at,
        status_since=outing.ended_at or outing.left_at or outing.prepared_at,
    )
    book.loans.append(outing.loan)
    book.tell(outing.prepared_at, "loan.prepared", outing.loan, outing.loan.created_by)


def _devices(world, book, outing):
    loan, status = outing.loan, LOANS[outing.fate][2]
    back = {}
    if status == ItemStatus.RETURNED:
        back = {"condition": world.pick([*Condition], [55, 22, 10, 13]), "quantity_back": 1}
    for track in outing.tracks:
        device = track.device
        line = outing.lines.get(device.category_id)
        book.items.append(_item(outing, status, line=line, device=device, **back))
        at = outing.prepared_at + timedelta(seconds=30)
        book.tell(at, "loan.item_added", loan, loan.created_by, item=device.asset_tag)
        book.tell(at, "device.reserved", device, loan.created_by, loan=loan.number)
        if outing.has_left:
            kind = "device.given" if outing.fate == DeviceStatus.GIVEN else "device.lent"
            book.tell(outing.left_at, kind, device, loan.created_by, loan=loan.number)
        if outing.fate in OUT:
            book.ends.append((device, outing.fate))


def _item(outing, status, *, ended_at=None, **facts):
    ended_at = ended_at or outing.ended_at
    return LoanItem(
        status=status,
        loan=outing.loan,
        opened_at=outing.left_at,
        ended_at=ended_at,
        status_since=ended_at or outing.left_at or outing.prepared_at,
        **facts,
    )


def _charger(world, book, outing):
    """A charger for each device that takes one, brought back with it or not."""
    count = sum(track.code in {"laptop", "tablet", "phone"} for track in outing.tracks)
    if not count:
        return
    status = LOANS[outing.fate][2]
    if status == ItemStatus.STOLEN:
        status = ItemStatus.LOST
    is_back = status == ItemStatus.RETURNED
    book.items.append(
        _item(
            outing,
            status,
            accessory=world.charger,
            quantity=count,
            quantity_back=count if is_back else 0,
        )
    )


def _voucher(world, book, outing):
    """A connectivity voucher on the same agreement; its item stays open: no code comes back."""
    loan = outing.loan
    if not outing.has_left:
        status, facts = VoucherStatus.RESERVED, {}
    else:
        status = world.pick([VoucherStatus.HANDED_OUT, VoucherStatus.ACTIVATED])
        facts = {
            "recipient": loan.recipient,
            "organisation": loan.organisation,
            "handed_out_at": outing.left_at,
        }
        if status == VoucherStatus.ACTIVATED:
            facts["activated_on"] = outing.left_at.date()
    at = outing.left_at or outing.prepared_at
    voucher = world.voucher(status, at, site=loan.site, **facts)
    book.vouchers.append(voucher)
    item_status = ItemStatus.OPEN if outing.has_left else ItemStatus.RESERVED
    book.items.append(
        LoanItem(
            status=item_status,
            loan=loan,
            voucher=voucher,
            opened_at=outing.left_at,
            status_since=at,
        )
    )
    kind = "voucher.handed_out" if outing.has_left else "voucher.reserved"
    book.tell(at, kind, voucher, loan.created_by, loan=loan.number)


def _signature(world, book, outing, number):
    """The signed agreement; its paper lies in the binder of the house, and one page says so."""
    loan = outing.loan
    audience = "family" if loan.audience == Audience.FAMILY else "staff"
    language = loan.recipient.language if loan.recipient else "fr"
    book.agreements.append(
        Agreement(
            status=AgreementStatus.SIGNED,
            status_since=outing.left_at,
            loan=loan,
            text=world.texts[loan.kind, audience, language],
            number=number,
            token=f"{world.dice.getrandbits(128):032x}",
            facts_sha256=world.paper.sha256,
            document=world.paper,
            scan=world.paper,
            sha256=world.paper.sha256,
            signed_at=outing.left_at,
        )
    )
    book.tell(outing.left_at, "loan.signed", loan, loan.created_by, agreement=number)


def _end(world, book, outing):
    loan, at, counter = outing.loan, outing.ended_at, world.somebody(Role.COUNTER)
    kind = outing.fate if outing.fate in GONE else RETURNED
    for track in outing.tracks:
        book.tell(at, f"loan.item_{kind}", loan, counter, item=track.device.asset_tag)
        book.tell(at, f"device.{kind}", track.device, counter, loan=loan.number)
        if kind in GONE:
            track.device.status_since = at
            book.clean.append(track.device)
    book.tell(at + timedelta(seconds=1), "loan.closed", loan, counter)
