"""Past work of the counter, as rows: requests, outings of devices, and returns."""

from collections import Counter
from datetime import timedelta

from demo.stock import refurbish_again
from demo.words import words
from inventory.devices.lifecycle.devices import OUT, DeviceStatus
from inventory.vouchers.lifecycle import VoucherStatus
from loans.base.lifecycle.loans import Audience, Condition, LoanKind, Purpose
from loans.models import Agreement, Loan, LoanItem, Request, RequestLine
from people.base.lifecycle import OrganisationKind
from people.base.roles import Role

YEAR = timedelta(days=365)
OVERDUE = 0.07
RETURNED = "returned"
# {fate of a device: (kind of its loan, status of the loan, status of its item)}.
LOANS = {
    DeviceStatus.RESERVED: (LoanKind.LOAN, Loan.Status.PREPARED, LoanItem.Status.RESERVED),
    DeviceStatus.ON_LOAN: (LoanKind.LOAN, Loan.Status.ACTIVE, LoanItem.Status.OPEN),
    DeviceStatus.GIVEN: (LoanKind.GIFT, Loan.Status.ACTIVE, LoanItem.Status.OPEN),
    DeviceStatus.LOST: (LoanKind.LOAN, Loan.Status.CLOSED, LoanItem.Status.LOST),
    DeviceStatus.STOLEN: (LoanKind.LOAN, Loan.Status.CLOSED, LoanItem.Status.STOLEN),
    RETURNED: (LoanKind.LOAN, Loan.Status.CLOSED, LoanItem.Status.RETURNED),
}
TOGETHER = {1: 35, 2: 10, 3: 4, 6: 1}  # {number of devices in an outing: weight}
FOR_WHOM = {Audience.STRUCTURE: 1, Audience.FAMILY: 2}
GONE = {DeviceStatus.LOST, DeviceStatus.STOLEN}
FAMILY_PURPOSES = ["school", "job", "rights", "online", "social_link"]
CATEGORIES = ["laptop", "laptop", "laptop", "phone", "tablet", "router"]
# {status: number of requests without a loan per hundred devices}.
WAITING = {
    Request.Status.SENT: 2.5,
    Request.Status.ACCEPTED: 0.8,
    Request.Status.REFUSED: 0.8,
    Request.Status.DRAFT: 0.6,
    Request.Status.CANCELLED: 0.5,
}
# {status of a request: its events}.
STORIES = {
    Request.Status.DRAFT: ["entered"],
    Request.Status.SENT: ["entered", "sent"],
    Request.Status.ACCEPTED: ["entered", "sent", "accepted"],
    Request.Status.REFUSED: ["entered", "sent", "refused"],
    Request.Status.CANCELLED: ["entered", "sent", "cancelled"],
    Request.Status.CLOSED: ["entered", "sent", "accepted", "served", "closed"],
}


class Outing:
    """Devices that leave together: prepared, signed an hour later, and perhaps returned."""

    def __init__(self, world, tracks, fate, starts_on, due_on, ended_at=None):
        self.tracks, self.fate, self.starts_on, self.due_on = tracks, fate, starts_on, due_on
        self.kind, self.status, self.item_status = LOANS[fate]
        self.prepared_at = world.at(starts_on, 15)
        self.left_at = None if fate == DeviceStatus.RESERVED else world.at(starts_on, 16)
        self.ended_at = ended_at
        self.since = ended_at or self.left_at or self.prepared_at
        self.lines = {}  # lines of its request, by category


# --- Outings ---
def _outings(world, tracks):
    """The outings of these devices, oldest first, with earlier outings of returned devices."""
    queues = {}
    for track in tracks:
        if track.fate in LOANS:
            queues.setdefault((track.device.site_id, track.fate), []).append(track)
    rows = []
    for (_site, fate), queue in queues.items():
        while queue:
            size = 1 if fate in GONE else world.dealt(TOGETHER, fate)
            rows.append(_outing(world, fate, queue[:size]))
            queue = queue[size:]
    rows += [
        _earlier(world, track, row.starts_on)
        for row in rows
        for track in row.tracks
        if (row.starts_on - track.ready_on).days > 150 and world.chance(0.5)
    ]
    return sorted(rows, key=lambda row: row.starts_on)


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
    """A random due date: in the past for overdue and lost items, otherwise from today on."""
    if fate == DeviceStatus.ON_LOAN and world.due_in:
        return world.ahead(world.due_in.pop())
    if fate in GONE or world.chance(OVERDUE):
        return world.ago(world.dice.randint(1, 45))
    return world.ahead(world.dice.randint(5, 360))


def _earlier(world, track, before):
    """An earlier loan of a device that is out again: it was returned and erased again."""
    start = track.ready_on + timedelta(world.dice.randint(3, 20))
    back = start + timedelta(world.dice.randint(30, (before - start).days - 20))
    ended_at = world.at(back, 17)
    track.device.received_at = track.device.status_since = ended_at
    refurbish_again(world, track, back + timedelta(world.dice.randint(1, 10)))
    return Outing(world, [track], RETURNED, start, start + YEAR, ended_at)


# --- Their rows -----------------------------------------------------------------------------------
def write(world, tracks):
    """Add the outings of these devices to the book, oldest first."""
    for outing in _outings(world, tracks):
        _loan(world, outing)
        if world.chance(0.8):
            _serve(world, outing)
        _devices(world, outing)
        _charger(world, outing)
        if outing.loan.recipient and world.chance(0.12):
            _voucher(world, outing)
        if outing.left_at:
            _sign(world, outing)
        if outing.ended_at:
            _end(world, outing)


def _loan(world, outing):
    organisation = world.asker()
    audience = _audience(world, organisation, outing.status)
    registered_at = outing.prepared_at - timedelta(days=31)
    outing.loan = world.book.add(
        Loan(
            status=outing.status,
            number="P{:02}-{:05}".format(*world.number("loan:", outing.starts_on)),
            kind=outing.kind,
            audience=audience,
            organisation=organisation,
            recipient=_person(world, organisation, audience, registered_at),
            site=outing.tracks[0].device.site,
            starts_on=outing.starts_on if outing.left_at else None,
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
        _item(world, outing, outing.item_status, line=line, device=device, **back)
        at = outing.prepared_at + timedelta(seconds=30)
        world.record_event(at, "loan.item_added", loan, loan.created_by, item=device.asset_tag)
        world.record_event(at, "device.reserved", device, loan.created_by, loan=loan.number)
        if outing.left_at:
            kind = "device.given" if outing.fate == DeviceStatus.GIVEN else "device.lent"
            world.record_event(outing.left_at, kind, device, loan.created_by, loan=loan.number)
        if outing.fate in OUT:
            world.book.ends.append((device, outing.fate))


def _item(world, outing, status, **facts):
    ended_at = outing.ended_at if status not in {"open", "reserved"} else None
    since = ended_at or outing.left_at or outing.prepared_at
    times = {"opened_at": outing.left_at, "ended_at": ended_at, "status_since": since}
    world.book.add(LoanItem(status=status, loan=outing.loan, **times, **facts))


def _charger(world, outing):
    """Add a charger for each device that takes one, with the same status as the device."""
    count = sum(track.code in {"laptop", "tablet", "phone"} for track in outing.tracks)
    status = outing.item_status
    if status == LoanItem.Status.STOLEN:
        status = LoanItem.Status.LOST
    if count:
        back = count if status == LoanItem.Status.RETURNED else 0
        facts = {"accessory": world.accessories["charger"], "quantity_back": back}
        _item(world, outing, status, quantity=count, **facts)


def _voucher(world, outing):
    """Add a voucher to the agreement; its item stays open, since codes are not returned."""
    loan, at, status, facts = outing.loan, outing.prepared_at, VoucherStatus.RESERVED, {}
    item_status, kind = LoanItem.Status.RESERVED, "voucher.reserved"
    if outing.left_at:
        item_status, kind, at = LoanItem.Status.OPEN, "voucher.handed_out", outing.left_at
        status = world.pick([VoucherStatus.HANDED_OUT, VoucherStatus.ACTIVATED])
        facts = {"recipient": loan.recipient, "organisation": loan.organisation}
        facts["handed_out_at"] = at
        if status == VoucherStatus.ACTIVATED:
            facts["activated_on"] = at.date()
    voucher = world.voucher(status, at, site=loan.site, **facts)
    _item(world, outing, item_status, voucher=voucher)
    world.record_event(at, kind, voucher, loan.created_by, loan=loan.number)


def _sign(world, outing):
    """Add the agreement signed on paper; its file is a page that refers to the binder."""
    loan = outing.loan
    number = "C{:02}-{:05}".format(*world.number("agreement:", outing.starts_on))
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
    for track in outing.tracks:
        about = {"item": track.device.asset_tag}
        world.record_event(at, f"loan.item_{outing.fate}", loan, counter, **about)
        world.record_event(at, f"device.{outing.fate}", track.device, counter, loan=loan.number)
        if outing.fate in GONE:
            track.device.status_since = at
            world.book.clean.append(track.device)
    world.record_event(at + timedelta(seconds=1), "loan.closed", loan, counter)


# --- Requests -------------------------------------------------------------------------------------
def _audience(world, organisation, signing=""):
    """Return a random audience for a request of `organisation`.

    With `signing`, audiences with a signature get an equal share.
    """
    if organisation.kind == OrganisationKind.EMPLOYER:
        return Audience.STAFF
    if organisation.kind in {OrganisationKind.SCHOOL, OrganisationKind.OTHER}:
        return world.dealt(FOR_WHOM, signing)
    return Audience.FAMILY


def _person(world, organisation, audience, at):
    """Add a recipient of `organisation`, or return None for the organisation itself."""
    if audience == Audience.STRUCTURE:
        return None
    recipient = world.book.add(world.recipient(organisation, audience.value, at))
    world.record_event(at, "recipient.entered", recipient, world.desk_of(organisation))
    return recipient


def _request(world, status, day, wanted, *, left_at=None, **facts):
    """Add a request of that day for `wanted`, {category: quantity}, with events up to `status`."""
    at, (year, number) = world.at(day, 11), world.number("request:", day)
    answered_at = world.at(min(day + timedelta(2), world.yesterday), 15)
    recipient, organisation = facts["recipient"], facts["organisation"]
    is_family = facts["audience"] == Audience.FAMILY
    request = world.book.add(
        Request(
            status=status,
            status_since=left_at or answered_at,
            number=f"R{year:02}-{number:05}",
            household_size=recipient.household_size if recipient and is_family else None,
            devices_at_home=0 if is_family and number % 3 else None,
            pupils=min(recipient.household_size - 1, 3) if is_family and number % 2 else None,
            purpose=world.pick(FAMILY_PURPOSES) if is_family else Purpose.TELEWORK,
            note=world.pick(words.needs),
            refusal=world.pick(words.refusals) if status == Request.Status.REFUSED else "",
            created_by=world.desk_of(organisation),
            created_at=at,
            waiting_since=at,
            wanted_on=day + timedelta(21),
            **facts,
        )
    )
    count = sum(wanted.values())
    moments = {"entered": at, "sent": at, "served": left_at, "closed": left_at}
    for kind in STORIES[status]:
        by = request.created_by if kind in {"entered", "sent", "cancelled"} else world.coordinator
        data = {"accepted": count, "requested": count} if kind == "accepted" else {"count": count}
        world.record_event(moments.get(kind, answered_at), f"request.{kind}", request, by, **data)
    is_accepted = "accepted" in STORIES[status]
    lines = {}
    for category, some in wanted.items():
        line = RequestLine(request=request, category=category, requested=some)
        line.accepted, line.served = some if is_accepted else None, some if left_at else 0
        lines[category.pk] = world.book.add(line)
    return request, lines


def _serve(world, outing):
    """Add the request of a loan: closed, or accepted if its items are only reserved."""
    loan = outing.loan
    loan.request, outing.lines = _request(
        world,
        Request.Status.CLOSED if outing.left_at else Request.Status.ACCEPTED,
        outing.starts_on - timedelta(world.dice.randint(4, 30)),
        Counter(track.device.category for track in outing.tracks),
        left_at=outing.left_at,
        organisation=loan.organisation,
        recipient=loan.recipient,
        audience=loan.audience,
        site=loan.site,
    )


def write_waiting(world):
    """Create requests without loans: to answer, accepted, refused, cancelled, or drafts."""
    for status, share in WAITING.items():
        for _number in range(max(2, int(world.size * share / 100))):
            organisation, day = world.asker(), world.ago(world.dice.randint(1, 21))
            audience = _audience(world, organisation)
            codes = sorted(set(world.dice.sample(CATEGORIES, world.pick([1, 1, 2]))))
            _request(
                world,
                status,
                day,
                {world.categories[code]: world.pick([1, 1, 1, 2, 4]) for code in codes},
                organisation=organisation,
                recipient=_person(world, organisation, audience, world.at(day, 10)),
                audience=audience,
                site=world.site(),
            )
