"""Weekly figures of devices: the same metrics, aggregated in one query."""

from collections import Counter

from django.db.models import Case, Count, Value, When
from django.db.models.functions import TruncWeek
from django.utils import timezone

from desk.figures import handover_metrics
from desk.figures.devices import FINISHED, RECEIVED, events_of

EVENT_KINDS = {"devices_received": RECEIVED, "devices_refurbished": FINISHED}
MOVED = {
    "devices_handed_over": (handover_metrics.handed_over, "opened_at"),
    "devices_returned": (handover_metrics.returned, "ended_at"),
}
FLOW = [*EVENT_KINDS, *MOVED]


def by_week(scope):
    """Map the key of each figure of `FLOW` to a Counter of Mondays."""
    counts = {key: Counter() for key in FLOW}
    for key, week, count in _event_counts(scope):
        counts[key][week] = count
    for key, (rows, moment) in MOVED.items():
        weeks = rows(scope).annotate(week=TruncWeek(moment)).order_by().values_list("week")
        for week, count in weeks.annotate(Count("pk")):
            counts[key][timezone.localdate(week)] = count
    return counts


def _event_counts(scope):
    """(key, Monday, number of distinct devices) of events, from one query."""
    groups = [When(kind__in=kinds, then=Value(key)) for key, kinds in EVENT_KINDS.items()]
    events = events_of(scope, [kind for kinds in EVENT_KINDS.values() for kind in kinds])
    events = events.annotate(key=Case(*groups), week=TruncWeek("on")).values_list("key", "week")
    return events.annotate(Count("subject_id", distinct=True))
