"""The past of the counter: which devices left together, when they came back, and the rows of it."""

from datetime import timedelta

from demo import refurbishing
from demo.requests import audience_of, person_of, write_served
from demo.world import Numbers
from donations.lifecycle import DonationStatus
from inventory.devices.lifecycle.devices import OUT, DeviceStatus
from inventory.vouchers.lifecycle import VoucherStatus
from loans.base.lifecycle.loans import Audience, Condition, LoanKind
from loans.models import Agreement, Loan, LoanItem
from people.base.roles import Role

YEAR = timedelta(days=365)
OVERDUE = 0.07
RETURNED = "returned"
# What the fate of its devices says of a loan: its kind, its status, that of its items.
LOANS = {
    DeviceStatus.RESERVED: (LoanKind.LOAN, Loan.Status.PREPARED, LoanItem.Status.RESERVED),
    DeviceStatus.ON_LOAN: (LoanKind.LOAN, Loan.Status.ACTIVE, LoanItem.Status.OPEN),
    DeviceStatus.GIVEN: (LoanKind.GIFT, Loan.Status.ACTIVE, LoanItem.Status.OPEN),
    DeviceStatus.LOST: (LoanKind.LOAN, Loan.Status.CLOSED, LoanItem.Status.LOST),
    DeviceStatus.STOLEN: (LoanKind.LOAN, Loan.Status.CLOSED, LoanItem.Status.STOLEN),
    RETURNED: (LoanKind.LOAN, Loan.Status.CLOSED, LoanItem.Status.RETURNED),
}
TOGETHER = {1: 35, 2: 10, 3: 4, 6: 1}  # so many leave together
GONE = {DeviceStatus.LOST, DeviceStatus.STOLEN}


class Outing:
    """Devices that left, or will leave, together: prepared, signed an hour later, and back."""

    def __init__(self, world, tracks, fate, starts_on, due_on, ended_at=None):
        self.tracks, self.fate, self.starts_on, self.due_on = tracks, fate, starts_on, due_on
        self.kind, self.status, self.item_status = LOANS[fate]
        self.has_left = fate != DeviceStatus.RESERVED
        self.prepared_at = world.at(starts_on, 15)
        self.left_at = world.at(starts_on, 16) if self.has_left else None
        self.ended_at = ended_at
        self.since = ended_at or self.left_at or self.prepared_at
        self.lines = {}  # of its request, by category


# --- Who leaves together, and when ----------------------------------------------------------------
def _outings(world, tracks):
    """The outings of these devices, oldest first, with earlier ones of those that came back."""
    waiting = {}
    for track in tracks:
        if track.fate in LOANS and track.ready_on:
            waiting.setdefault((track.device.site_id, track.fate), []).append(track)
    rows = [row for (_, fate), queue in waiting.items() for row in _together(world, fate, queue)]
    rows += [
        _earlier(world, track, row.starts_on)
        for row in rows
        for track in row.tracks
        if (row.starts_on - track.ready_on).days > 150 and world.chance(0.5)
    ]
    rows += [_came_back(world, track) for track in tracks if _has_come_back(track)]
    return sorted(rows, key=lambda row: row.starts_on)


def _together(world, fate, queue):
    """Cut a queue of devices of one fate into outings of one to six."""
    while queue:
        size = 1 if fate in GONE else world.dealt(TOGETHER, fate)
        yield _outing(world, fate, queue[:size])
        queue = queue[size:]


def _outing(world, fate, tracks):
    ready = max(track.ready_on for track in tracks)
    if fate == DeviceStatus.RESERVED:
        day = max(ready, world.ago(world.dice.randint(1, 6)))
        return Outing(world, tracks, fate, day, day + YEAR)
    if fate == DeviceStatus.GIVEN:
        return Outing(world, tracks, fate, world.later(ready, 3, 200), None)
    due = _due_date(world, fate)
    start = min(max(ready, due - YEAR), world.yesterday)
    ended = world.at(world.later(start, 10, 200), 17) if fate in GONE else None
    return Outing(world, tracks, fate, start, max(due, start), ended)


def _due_date(world, fate):
    """A future due date, including today and the next days; past for overdue and lost items."""
    if fate == DeviceStatus.ON_LOAN and world.due_in:
        return world.ahead(world.due_in.pop())
    if fate in GONE or world.chance(OVERDUE):
        return world.ago(world.dice.randint(1, 45))
    return world.ahead(world.dice.randint(5, 360))


def _earlier(world, track, before):
    """A first loan of a device that has gone out again since: it came back and was erased again."""
    start = track.ready_on + timedelta(world.dice.randint(3, 20))
    back = start + timedelta(world.dice.randint(30, (before - start).days - 20))
    outing = _back(world, track, start, back)
    refurbishing.again(world, track, back + timedelta(world.dice.randint(1, 10)))
    return outing


def _has_come_back(track):
    """Whether a device among the arrivals is too old to be new: it was lent, and is back."""
    is_old = track.device.donation.status == DonationStatus.CLOSED
    return track.fate == DeviceStatus.RECEIVED and is_old


def _came_back(world, track):
    """Back these days: to check and to erase again, on no shelf yet."""
    first = track.device.received_at.date()
    ready = refurbishing.again(world, track, world.later(first, 3, 14))
    start = world.later(ready, 2, 15)
    outing = _back(world, track, start, max(start, world.ago(world.dice.randint(1, 4))))
    track.device.grade, track.device.place = "", None
    return outing


def _back(world, track, start, day):
    """A loan from which a device has arrived again."""
    track.device.received_at = track.device.status_since = world.at(day, 17)
    return Outing(world, [track], RETURNED, start, start + YEAR, track.device.received_at)


# --- Their rows -----------------------------------------------------------------------------------
def write(world, tracks):
    """Enter the outings of these devices in the book, oldest first."""
    outings = _outings(world, tracks)
    days = [outing.starts_on for outing in outings]
    loans, requests, agreements = (
        Numbers(f"{name}:{{year}}", days) for name in ("loan", "request", "agreement")
    )
    for outing in outings:
        _loan(world, outing, "P{:02}-{:05}".format(*loans.of(outing.starts_on)))
        if world.chance(0.8):
            write_served(world, outing, requests)
        _devices(world, outing)
        _charger(world, outing)
        if outing.loan.recipient and world.chance(0.12):
            _voucher(world, outing)
        if outing.has_left:
            _sign(world, outing, "C{:02}-{:05}".format(*agreements.of(outing.starts_on)))
        if outing.ended_at:
            _end(world, outing)


def _loan(world, outing, number):
    organisation = world.asker()
    audience = audience_of(world, organisation, outing.status)
    registered_at = outing.prepared_at - timedelta(days=31)
    outing.loan = world.book.add(
        Loan(
            status=outing.status,
            number=number,
            kind=outing.kind,
            audience=audience,
            organisation=organisation,
            recipient=person_of(world, organisation, audience, registered_at),
            site=outing.tracks[0].device.site,
            starts_on=outing.starts_on if outing.has_left else None,
            due_on=outing.due_on,
            created_by=world.any_user(Role.COUNTER),
            created_at=outing.prepared_at,
            status_since=outing.since,
        )
    )
    world.record_event(outing.prepared_at, "loan.prepared", outing.loan, outing.loan.created_by)


def _devices(world, outing):
    loan, back = outing.loan, {}
    if outing.item_status == LoanItem.Status.RETURNED:
        back = {"condition": world.pick([*Condition], [55, 22, 10, 13]), "quantity_back": 1}
    for track in outing.tracks:
        device = track.device
        line = outing.lines.get(device.category_id)
        _item(world, outing, outing.item_status, outing.ended_at, line=line, device=device, **back)
        at = outing.prepared_at + timedelta(seconds=30)
        world.record_event(at, "loan.item_added", loan, loan.created_by, item=device.asset_tag)
        world.record_event(at, "device.reserved", device, loan.created_by, loan=loan.number)
        if outing.has_left:
            kind = "device.given" if outing.fate == DeviceStatus.GIVEN else "device.lent"
            world.record_event(outing.left_at, kind, device, loan.created_by, loan=loan.number)
        if outing.fate in OUT:
            world.book.ends.append((device, outing.fate))


def _item(world, outing, status, ended_at=None, **facts):
    since = ended_at or outing.left_at or outing.prepared_at
    times = {"opened_at": outing.left_at, "ended_at": ended_at, "status_since": since}
    world.book.add(LoanItem(status=status, loan=outing.loan, **times, **facts))


def _charger(world, outing):
    """A charger for each device that takes one, brought back with it or not."""
    count = sum(track.code in {"laptop", "tablet", "phone"} for track in outing.tracks)
    if not count:
        return
    status, charger = outing.item_status, world.accessories["charger"]
    if status == LoanItem.Status.STOLEN:
        status = LoanItem.Status.LOST
    back = count if status == LoanItem.Status.RETURNED else 0
    facts = {"accessory": charger, "quantity": count, "quantity_back": back}
    _item(world, outing, status, outing.ended_at, **facts)


def _voucher(world, outing):
    """A connectivity voucher on the same agreement; its item stays open: no code comes back."""
    loan, status, facts = outing.loan, VoucherStatus.RESERVED, {}
    at = outing.left_at or outing.prepared_at
    if outing.has_left:
        status = world.pick([VoucherStatus.HANDED_OUT, VoucherStatus.ACTIVATED])
        facts = {"recipient": loan.recipient, "organisation": loan.organisation}
        facts["handed_out_at"] = at
        if status == VoucherStatus.ACTIVATED:
            facts["activated_on"] = at.date()
    voucher = world.voucher(status, at, site=loan.site, **facts)
    item_status = LoanItem.Status.OPEN if outing.has_left else LoanItem.Status.RESERVED
    _item(world, outing, item_status, voucher=voucher)
    kind = "voucher.handed_out" if outing.has_left else "voucher.reserved"
    world.record_event(at, kind, voucher, loan.created_by, loan=loan.number)


def _sign(world, outing, number):
    """The signed agreement, on paper: its file is one page that refers to the binder."""
    loan = outing.loan
    audience = "family" if loan.audience == Audience.FAMILY else "staff"
    language = loan.recipient.language if loan.recipient else "fr"
    world.book.add(
        Agreement(
            status=Agreement.Status.SIGNED,
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
    world.record_event(outing.left_at, "loan.signed", loan, loan.created_by, agreement=number)


def _end(world, outing):
    loan, at, counter = outing.loan, outing.ended_at, world.any_user(Role.COUNTER)
    kind = outing.fate if outing.fate in GONE else RETURNED
    for track in outing.tracks:
        world.record_event(at, f"loan.item_{kind}", loan, counter, item=track.device.asset_tag)
        world.record_event(at, f"device.{kind}", track.device, counter, loan=loan.number)
        if kind in GONE:
            track.device.status_since = at
            world.book.clean.append(track.device)
    world.record_event(at + timedelta(seconds=1), "loan.closed", loan, counter)
