"""Flow of devices through the workshop, computed from their events.

Events by day, days between two steps and the first-pass yield take a query each.
"""

from collections import Counter
from typing import NamedTuple

from django.contrib.contenttypes.models import ContentType
from django.db.models import Count, Exists, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce

from core.charts import percent
from core.models import Event
from desk.figures.figure import middle_of
from desk.figures.handover_metrics import left_out
from desk.figures.times import ARRIVED, FINISHED, LEFT, days_of, earlier
from desk.figures.weeks import Weeks, monday_of
from inventory.models import Device

KINDS = {"received": ["device.received"], "ready": FINISHED, "out": LEFT}
# Events between arrival and shelf after which a device was not ready at the first attempt.
TROUBLE = [*FINISHED, "device.quarantined", "device.repair_opened"]


class Yield(NamedTuple):
    """First-pass yield: devices ready at the first attempt out of all made ready."""

    ready: int
    first_pass: int

    @property
    def percent(self):
        return round(100 * self.first_pass / self.ready) if self.ready else None

    @property
    def text(self):
        return "–" if self.percent is None else percent(self.percent)


def happened(kinds, weeks: Weeks, site=None):
    """The events of these kinds in these weeks, of the devices of this site or of all sites."""
    events = Event.objects.filter(
        kind__in=kinds,
        on__gte=weeks.first,
        on__lt=weeks.end,
        subject_type=ContentType.objects.get_for_model(Device),
    ).order_by()
    events = events.exclude(subject_id__in=left_out())
    if site is None:
        return events
    return events.filter(subject_id__in=Device.objects.filter(site=site).order_by().values("pk"))


def counts_by_week(weeks: Weeks, site=None):
    """Map each of `KINDS` to its count for each Monday."""
    counts = {name: Counter() for name in KINDS}
    name_of = {kind: name for name, kinds in KINDS.items() for kind in kinds}
    days = happened(list(name_of), weeks, site).values_list("kind", "on").annotate(Count("pk"))
    for kind, day, count in days:
        counts[name_of[kind]][monday_of(day)] += count
    return counts


def days_between(before, after, weeks: Weeks, site=None):
    """The median of the days from an event of `before` to the first of `after`, in these weeks."""
    return middle_of(days_of(happened(after, weeks, site), before, after))


def yield_by_week(weeks: Weeks, site=None):
    """For each Monday, the `Yield` of the devices made ready that week.

    “First attempt” means that since the device last arrived, no check found a fault, no erasure
    failed, no repair was opened; it was neither quarantined nor ready before.
    """
    arrived = Coalesce(Subquery(earlier(ARRIVED).values("pk")[:1]), 0)
    trouble = Event.objects.filter(
        Q(kind__in=TROUBLE)
        | Q(kind="device.tested", data__failed__gt=0)
        | Q(kind="device.erased", data__result__in=["failed", "unknown"]),
        subject_type=OuterRef("subject_type"),
        subject_id=OuterRef("subject_id"),
        pk__lt=OuterRef("pk"),
        pk__gt=OuterRef("arrived"),
    )
    ready = happened(FINISHED, weeks, site).annotate(arrived=arrived)
    ready = ready.annotate(is_clean=~Exists(trouble))
    totals = {monday: [0, 0] for monday in weeks.mondays}
    for day, is_clean, count in ready.values_list("on", "is_clean").annotate(Count("pk")):
        total = totals[monday_of(day)]
        total[0] += count
        total[1] += count if is_clean else 0
    return {monday: Yield(*total) for monday, total in totals.items()}
