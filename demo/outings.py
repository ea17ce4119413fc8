"""The past of the counter: which devices left together, when, and when they came back."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from demo import refurbishing
from donations.lifecycle import DonationStatus
from inventory.lifecycle import DeviceStatus
from loans.lifecycle import ItemStatus, LoanKind, LoanStatus
from loans.models import Loan

YEAR = timedelta(days=365)
OVERDUE = 0.07
RETURNED = "returned"
# What the fate of its devices says of a loan: its kind, its status, that of its items.
LOANS = {
    DeviceStatus.RESERVED: (LoanKind.LOAN, LoanStatus.PREPARED, ItemStatus.RESERVED),
    DeviceStatus.ON_LOAN: (LoanKind.LOAN, LoanStatus.ACTIVE, ItemStatus.OPEN),
    DeviceStatus.GIVEN: (LoanKind.GIFT, LoanStatus.ACTIVE, ItemStatus.OPEN),
    DeviceStatus.LOST: (LoanKind.LOAN, LoanStatus.CLOSED, ItemStatus.LOST),
    DeviceStatus.STOLEN: (LoanKind.LOAN, LoanStatus.CLOSED, ItemStatus.STOLEN),
    RETURNED: (LoanKind.LOAN, LoanStatus.CLOSED, ItemStatus.RETURNED),
}
GONE = {DeviceStatus.LOST, DeviceStatus.STOLEN}


@dataclass
class Outing:
    """Devices that left, or will leave, together: from when to when, and the rows that say so."""

    tracks: list
    fate: str
    starts_on: date
    due_on: date | None
    ended_on: date | None = None
    prepared_at: datetime | None = None
    left_at: datetime | None = None
    ended_at: datetime | None = None
    loan: Loan | None = None
    lines: dict = field(default_factory=dict)

    @property
    def has_left(self):
        return self.fate != DeviceStatus.RESERVED


def send_out(world, tracks):
    """The outings of these devices, oldest first, with earlier ones of those that came back."""
    waiting = {}
    for track in tracks:
        if track.fate in LOANS and track.ready_on:
            waiting.setdefault((track.device.site_id, track.fate), []).append(track)
    outings = [
        outing
        for (_site, fate), queue in waiting.items()
        for outing in _together(world, fate, queue)
    ]
    earlier = [
        _earlier(world, track, outing.starts_on)
        for outing in outings
        for track in outing.tracks
        if (outing.starts_on - track.ready_on).days > 150 and world.chance(0.5)
    ]
    came_back = [_came_back(world, track) for track in tracks if _has_come_back(track)]
    outings = sorted(outings + earlier + came_back, key=lambda outing: outing.starts_on)
    for outing in outings:
        _set_times(world, outing)
    return outings


def _together(world, fate, queue):
    """Cut a queue of devices of one fate into outings of one to six."""
    while queue:
        size = 1 if fate in GONE else world.pick([1, 2, 3, 6], [70, 20, 8, 2])
        yield _outing(world, fate, queue[:size])
        queue = queue[size:]


def _outing(world, fate, tracks):
    ready = max(track.ready_on for track in tracks)
    if fate == DeviceStatus.RESERVED:
        day = max(ready, world.ago(world.dice.randint(1, 6)))
        return Outing(tracks, fate, day, day + YEAR)
    if fate == DeviceStatus.GIVEN:
        return Outing(tracks, fate, world.later(ready, 3, 200), None)
    due = _due_date(world, fate)
    start = min(max(ready, due - YEAR), world.yesterday)
    ended = world.later(start, 10, 200) if fate in GONE else None
    return Outing(tracks, fate, start, max(due, start), ended)


def _due_date(world, fate):
    """A day to come, today and the next days among them, or past for what is overdue or gone."""
    if fate == DeviceStatus.ON_LOAN and world.due_in:
        return world.ahead(world.due_in.pop())
    if fate in GONE or world.chance(OVERDUE):
        return world.ago(world.dice.randint(1, 45))
    return world.ahead(world.dice.randint(5, 360))


def _earlier(world, track, before):
    """A first loan of a device that has gone out again since: it came back and was erased again."""
    start = track.ready_on + timedelta(world.dice.randint(3, 20))
    back = start + timedelta(world.dice.randint(30, (before - start).days - 20))
    _arrive_again(world, track, back)
    refurbishing.again(world, track, back + timedelta(world.dice.randint(1, 10)))
    return Outing([track], RETURNED, start, start + YEAR, back)


def _has_come_back(track):
    """Whether a device among the arrivals is too old to be new: it was lent, and is back."""
    is_old = track.device.donation.status == DonationStatus.CLOSED
    return track.fate == DeviceStatus.RECEIVED and is_old


def _came_back(world, track):
    """Back these days: to check and to erase again, on no shelf yet."""
    first = track.device.received_at.date()
    ready = refurbishing.again(world, track, world.later(first, 3, 14))
    start = world.later(ready, 2, 15)
    back = max(start, world.ago(world.dice.randint(1, 4)))
    _arrive_again(world, track, back)
    track.device.grade, track.device.place = "", None
    return Outing([track], RETURNED, start, start + YEAR, back)


def _arrive_again(world, track, day):
    track.device.received_at = track.device.status_since = world.at(day, 17)


def _set_times(world, outing):
    """Prepared, signed an hour later; back when the device arrived again."""
    outing.prepared_at = world.at(outing.starts_on, 15)
    if outing.has_left:
        outing.left_at = world.at(outing.starts_on, 16)
    if outing.fate == RETURNED:
        outing.ended_at = outing.tracks[0].device.received_at
    elif outing.ended_on:
        outing.ended_at = world.at(outing.ended_on, 17)
