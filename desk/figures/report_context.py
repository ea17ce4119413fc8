"""A report of a scope: queries that several figures share are run once, and kept.

A report reads figures together. Each figure alone is computed from its rows; in a report those that
share rows are read from one grouped query (`Figure.together`), and a test checks that both agree.
At a million devices that, anti-joins instead of joins, and one covering index of items handed over
(`loans_loanitem_left`) brought a report of a year from 37 seconds to 9.

What was read is kept in the memory of the process, and dropped by each event that may alter it. The
moments that figures are counted by are those at which something was written down. So a period that
is over is altered by a correction, an undo, an import or a setting, and not by `ORDINARY` work: of
a year of 100,000 devices it is read in 60 ms, in place of 900.
"""

from django.db import connection
from django.db.models import Count
from django.utils import timezone

from core.caches.local_cache import local_cache
from core.models import Event
from core.models.event import OPENINGS
from desk.models import FigureRules

# The work of a day that leaves the days before as they were. What is not named here may alter them.
ORDINARY = [
    *OPENINGS,
    "agreement.issued",
    "appointment.booked",
    "device.clean",
    "device.erased",
    "device.finished",
    "device.freed",
    "device.given",
    "device.lent",
    "device.moved",
    "device.quarantined",
    "device.received",
    "device.refurbishing",
    "device.reserved",
    "device.retired",
    "device.tested",
    "donation.devices_received",
    "donation.promised",
    "donation.received",
    "loan.item_added",
    "loan.prepared",
    "loan.signed",
    "recipient.entered",
    "request.entered",
    "request.sent",
    "request.served",
    "voucher.handed_out",
    "voucher.received",
]
DAY, MINUTES = 24 * 60 * 60, 10 * 60
# Of two transactions the one that ends last may have written the first of two events.
OVERLAP = 1_000


class Reading:
    """`read(compute)` returns `compute(scope)`, a function of a module, computed once."""

    def __init__(self, scope):
        self.scope = scope
        self._state = _state(scope)
        self._key = f"desk.report:{scope.user.pk}:{scope.until}:{scope.query}"
        state, values = local_cache.get(self._key) or (None, {})
        self._values = values if state == self._state else {}

    def __call__(self, compute):
        name = f"{compute.__module__}.{compute.__qualname__}"
        return self._once(name, lambda: compute(self.scope))

    def number(self, figure):
        """The number of a figure; with others, where it is one of those that share their rows."""
        if figure.together is None or figure.is_unavailable(self.scope):
            return self._once(figure.key, lambda: figure.number(self.scope))
        return self._once(figure.key, lambda: figure.together(self))

    def _once(self, name, compute):
        if name not in self._values:
            self._values[name] = compute()
            if self._state is not None:
                seconds = DAY if _is_over(self.scope) else MINUTES
                local_cache.set(self._key, (self._state, self._values), seconds)
        return self._values[name]


def _is_over(scope):
    return scope.last < timezone.localdate()


def _state(scope):
    """What is another one once an event may have altered what was read; None to keep nothing.

    The number of such events since one of late, which is chosen anew each day. Nothing is kept of
    a transaction that may be undone.
    """
    if connection.in_atomic_block:
        return None
    since = local_cache.get("desk.report:since")
    if since is None:
        last = Event.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
        since = max(last - OVERLAP, 0)
        local_cache.set("desk.report:since", since, DAY)
    events = Event.objects.filter(pk__gt=since)
    events = events.exclude(kind__in=ORDINARY if _is_over(scope) else OPENINGS)
    # The rules as this process has them: another may have changed them less than a minute ago.
    return since, events.count(), FigureRules.cached().gift_months


def shared(groups, holds=lambda *key: True):
    """A reader of a figure from `groups`, a cached function of a scope: {group: count}.

    It adds up those that it holds; where `holds` gives a number, so many for each row.
    """
    return lambda read: sum(n * holds(*key) for key, n in read(groups).items())


def counted(rows, *columns):
    """{(values of the columns): how many rows have them}, from one query."""
    groups = rows.order_by().values_list(*columns).annotate(Count("pk"))
    return {tuple(key): number for *key, number in groups}
