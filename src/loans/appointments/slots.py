"""Appointment slots of a site, computed from its opening hours, closures and bookings.

Hours are local wall-clock time. On the day the clocks go forward, the missing hour has no slot; on
the day they go back, the repeated hour is offered once.
"""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta

from django.utils import timezone

from core.dates import midnight
from loans.models import Appointment, Closure, OpeningHours

WEEK = timedelta(days=7)
MAX_BOOKING_AHEAD = timedelta(days=180)  # maximum time to book ahead


@dataclass
class Slot:
    """A bookable time: `capacity` is the number of people at once, `seats` the taken places."""

    starts_at: datetime
    ends_at: datetime
    capacity: int
    seats: set = field(default_factory=set)

    @property
    def left(self):
        return max(0, self.capacity - len(self.seats))

    @property
    def free_seat(self):
        """The lowest free place number; requires that some are `left`."""
        return next(seat for seat in range(1, self.capacity + 1) if seat not in self.seats)

    @property
    def local(self):
        return timezone.localtime(self.starts_at)


@dataclass
class Day:
    """A day of a site: its slots, or the closure instead of slots."""

    date: date
    slots: list
    closure: Closure | None = None

    @property
    def left(self):
        return sum(slot.left for slot in self.slots)


def days_of(site, first, last, *, but=None):
    """The `Day`s of a site from `first` to `last`, in order, in three queries.

    `but` is an appointment being moved: its place counts as free.
    """
    closures = list(site.closures.filter(first_on__lte=last, last_on__gte=first))
    spans = {}
    for hours in site.hours.all():
        spans.setdefault(hours.weekday, []).append(hours)
    days = []
    for number in range((last - first).days + 1):
        day = first + timedelta(days=number)
        closure = next((c for c in closures if c.first_on <= day <= c.last_on), None)
        is_closed = closure or not site.is_active
        hours = [] if is_closed else spans.get(day.weekday(), [])
        days.append(Day(day, [slot for span in hours for slot in _cut(day, span)], closure))
    _seat(site, days, but)
    return days


def slot_at(site, moment, *, but=None):
    """The slot of a site that begins at this time; None when the site is closed then."""
    day = timezone.localdate(moment)
    slots = days_of(site, day, day, but=but)[0].slots
    return next((slot for slot in slots if slot.starts_at == moment), None)


def bookable(days, now):
    """The days with free places in future slots, with only these slots."""
    for day in days:
        day.slots = [slot for slot in day.slots if slot.starts_at > now and slot.left]
    return [day for day in days if day.slots]


def day_of(day):
    """The start of a day and of the next day, as datetimes."""
    return midnight(day), midnight(day.fromordinal(day.toordinal() + 1))


def _cut(day, span: OpeningHours):
    """The slots of a span of hours on a day; the last slot ends within the span."""
    step = timedelta(minutes=span.minutes)
    begins, closes = datetime.combine(day, span.opens_at), datetime.combine(day, span.closes_at)
    while begins + step <= closes:
        starts_at = _moment(begins)
        if starts_at:
            yield Slot(starts_at, starts_at + step, span.capacity)
        begins += step


def _moment(wall):
    """The first datetime at which the clock shows this time; None if the clock skips it."""
    zone = timezone.get_default_timezone()
    moment = wall.replace(tzinfo=zone).astimezone(UTC)
    return moment if moment.astimezone(zone).replace(tzinfo=None) == wall else None


def _seat(site, days, but):
    """Fill `seats` of each slot with the places booked during it."""
    slots = [slot for day in days for slot in day.slots]
    if not slots:
        return
    first, last = min(s.starts_at for s in slots), max(s.ends_at for s in slots)
    rows = Appointment.objects.standing().filter(site=site, starts_at__lt=last, ends_at__gt=first)
    booked = rows.exclude(pk=but.pk if but else None).values_list("starts_at", "ends_at", "seat")
    for starts_at, ends_at, seat in booked:
        for slot in slots:
            if slot.starts_at < ends_at and slot.ends_at > starts_at:
                slot.seats.add(seat)


def stranded(site, now):
    """[(appointment, reason)] of future appointments that no longer fit the hours and closures.

    The reason is a closure, "hours" outside opening hours, or "places" when there are fewer
    places.
    """
    rows = site.appointment_set.booked().filter(starts_at__gt=now).for_list()
    rows = list(rows.order_by("starts_at", "pk"))
    if not rows:
        return []
    first, last = (timezone.localdate(row.starts_at) for row in (rows[0], rows[-1]))
    days = {day.date: day for day in days_of(site, first, last)}
    checked = [(row, _why_not(row, days[timezone.localdate(row.starts_at)])) for row in rows]
    return [(row, why) for row, why in checked if why]


def stranded_for(user, site, now):
    """The result of `stranded`; `person` is set to the name that `user` may see."""
    rows = stranded(site, now)
    for row, _why in rows:
        row.person = row.seen_by(user)
    return rows


def is_stranded(appointment):
    """Whether the current hours and closures leave no room for this appointment."""
    day = timezone.localdate(appointment.starts_at)
    return bool(_why_not(appointment, days_of(appointment.site, day, day)[0]))


def _why_not(row, day):
    if day.closure:
        return day.closure
    met = [s for s in day.slots if s.starts_at < row.ends_at and s.ends_at > row.starts_at]
    if not met:
        return "hours"
    return "places" if row.seat > min(slot.capacity for slot in met) else None
