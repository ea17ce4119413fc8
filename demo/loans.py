"""The rows of each outing: loan, items, agreement, vouchers, and their events."""

from datetime import timedelta

from demo.outings import GONE, LOANS, RETURNED
from demo.requests import audience_of, person_of, write_served
from demo.world import Numbers
from inventory.lifecycle import OUT, DeviceStatus, VoucherStatus
from loans.lifecycle import AgreementStatus, Audience, Condition, ItemStatus
from loans.models import Agreement, Loan, LoanItem
from people.roles import Role


def write(world, outings):
    """Enter these outings in the book, oldest first."""
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
    kind, status, _item_status = LOANS[outing.fate]
    organisation = world.asker()
    audience = audience_of(world, organisation)
    known_at = outing.prepared_at - timedelta(days=31)
    outing.loan = world.book.add(
        Loan(
            status=status,
            number=number,
            kind=kind,
            audience=audience,
            organisation=organisation,
            recipient=person_of(world, organisation, audience, known_at),
            site=outing.tracks[0].device.site,
            starts_on=outing.starts_on if outing.has_left else None,
            due_on=outing.due_on,
            created_by=world.somebody(Role.COUNTER),
            created_at=outing.prepared_at,
            status_since=outing.ended_at or outing.left_at or outing.prepared_at,
        )
    )
    world.tell(outing.prepared_at, "loan.prepared", outing.loan, outing.loan.created_by)


def _devices(world, outing):
    loan, status, back = outing.loan, LOANS[outing.fate][2], {}
    if status == ItemStatus.RETURNED:
        back = {"condition": world.pick([*Condition], [55, 22, 10, 13]), "quantity_back": 1}
    for track in outing.tracks:
        device = track.device
        line = outing.lines.get(device.category_id)
        _item(world, outing, status, outing.ended_at, line=line, device=device, **back)
        at = outing.prepared_at + timedelta(seconds=30)
        world.tell(at, "loan.item_added", loan, loan.created_by, item=device.asset_tag)
        world.tell(at, "device.reserved", device, loan.created_by, loan=loan.number)
        if outing.has_left:
            kind = "device.given" if outing.fate == DeviceStatus.GIVEN else "device.lent"
            world.tell(outing.left_at, kind, device, loan.created_by, loan=loan.number)
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
    status, charger = LOANS[outing.fate][2], world.accessories["charger"]
    if status == ItemStatus.STOLEN:
        status = ItemStatus.LOST
    back = count if status == ItemStatus.RETURNED else 0
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
    item_status = ItemStatus.OPEN if outing.has_left else ItemStatus.RESERVED
    _item(world, outing, item_status, voucher=voucher)
    kind = "voucher.handed_out" if outing.has_left else "voucher.reserved"
    world.tell(at, kind, voucher, loan.created_by, loan=loan.number)


def _sign(world, outing, number):
    """The signed agreement; its paper lies in the binder of the house, and one page says so."""
    loan = outing.loan
    audience = "family" if loan.audience == Audience.FAMILY else "staff"
    language = loan.recipient.language if loan.recipient else "fr"
    world.book.add(
        Agreement(
            status=AgreementStatus.SIGNED,
            status_since=outing.left_at,
            loan=loan,
            text=world.texts[loan.kind, audience, language],
            number=number,
            token=f"{world.dice.getrandbits(128):032x}",
            facts_sha256=world.paper.sha256,
            document=world.paper,
            sha256=world.paper.sha256,
            signed_at=outing.left_at,
        )
    )
    world.tell(outing.left_at, "loan.signed", loan, loan.created_by, agreement=number)


def _end(world, outing):
    loan, at, counter = outing.loan, outing.ended_at, world.somebody(Role.COUNTER)
    kind = outing.fate if outing.fate in GONE else RETURNED
    for track in outing.tracks:
        world.tell(at, f"loan.item_{kind}", loan, counter, item=track.device.asset_tag)
        world.tell(at, f"device.{kind}", track.device, counter, loan=loan.number)
        if kind in GONE:
            track.device.status_since = at
            world.book.clean.append(track.device)
    world.tell(at + timedelta(seconds=1), "loan.closed", loan, counter)
