"""Report of a scope: queries shared by several figures run once, and their results are cached.

Each figure alone is computed from its rows; in a report, figures that share rows read one grouped
query (`Figure.together`), and a test checks that both agree. At a million devices this, anti-joins
instead of joins, and a covering index of items handed over (`loans_loanitem_left`) brought a report
of a year from 37 seconds to 9.

The cache is shared by all processes and all readers of the same rows. It expires after five
minutes, and the page shows its time. A past period is computed again only once a correction was
recorded since (`core.workflow.event_messages.CORRECTIONS`).
"""

from datetime import timedelta
from functools import partial

from django.db.models import Count
from django.utils import timezone

from core.caches.shared_cache import FIVE_MINUTES, WEEK, key_of, recall, remember
from core.models import Event
from core.workflow.event_messages import CORRECTIONS
from desk.models import FigureRules

# A device returned at another site moves there, and so do its counts by site.
MOVES = ["device.returned"]


class Reading:
    """Results for a scope: `read(compute)` returns `compute(scope)`, computed only once.

    `compute` is a module-level function. As a context manager, the reader caches its results
    until they expire.
    """

    def __init__(self, scope):
        self.scope, is_over = scope, scope.last < timezone.localdate()
        self._key = key_of(
            "desk.report",
            scope.reader,
            scope.query,
            FigureRules.cached().gift_months,
            _corrections_since(scope) if is_over else scope.until,
        )
        self.at, self._values = recall(self._key) or (timezone.now(), {})
        self._until = self.at + timedelta(seconds=WEEK if is_over else FIVE_MINUTES)
        self._cached = len(self._values)

    def __enter__(self):
        return self

    def __exit__(self, error, *_more):
        if error is None and len(self._values) > self._cached:
            left = self._until - timezone.now()
            remember(self._key, (self.at, self._values), left.total_seconds())

    def __call__(self, compute):
        name = f"{compute.__module__}.{compute.__qualname__}"
        return self._once(name, lambda: compute(self.scope))

    def number(self, figure):
        """Number of a figure, from a shared query if it has one."""
        is_alone = figure.together is None or figure.is_unavailable(self.scope)
        number = partial(figure.number, self.scope) if is_alone else partial(figure.together, self)
        return number() if figure.is_noted_late else self._once(figure.key, number)

    def count(self, figure, most):
        """Number of rows of a figure, up to `most`, as of the time its number was computed."""
        count = figure.rows(self.scope).order_by()[:most].count
        return count() if figure.is_noted_late else self._once(f"{figure.key}:{most}", count)

    def _once(self, name, compute):
        if name not in self._values:
            self._values[name] = compute()
        return self._values[name]


def _corrections_since(scope):
    """Number of events since the last day of the scope that may have changed its figures."""
    kinds = CORRECTIONS + MOVES if scope.site else CORRECTIONS
    return Event.objects.filter(kind__in=kinds, on__gt=scope.last).count()


def shared(groups, holds=lambda *key: True):
    """Build the reader of a figure from `groups`, a cached function of a scope: {group: count}.

    It adds the counts of the groups for which `holds` is true; if `holds` returns a number, each
    row counts that often.
    """
    return lambda read: sum(n * holds(*key) for key, n in read(groups).items())


def counted(rows, *columns):
    """Map the values of the columns to the number of rows, in one query."""
    groups = rows.order_by().values_list(*columns).annotate(Count("pk"))
    return {tuple(key): number for *key, number in groups}
