"""Workshop queue: a score for each device to check, and its terms.

score = need + age + soundness

need       50 if accepted requests lack it, 20 if requests not answered yet would lack it:
           as many devices of a category as are lacking, the best placed first, so that one
           laptop promised does not push five hundred to the front
age        1 for each full week since it arrived, 30 at most
soundness  20 if no fault is recorded: it is likely to be finished sooner; minus 100 if it is
           locked, since nobody can work on it until its former owner unlocks it

Only the oldest of each category can come first, so few rows are read for a long queue.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple

from django.db.models import Exists, OuterRef
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from catalogue.names import fault_named
from desk.workshop.needs import Need, needs_at
from inventory.devices.lifecycle.devices import DeviceStatus
from inventory.devices.lifecycle.repairs import RepairStatus
from inventory.models import Device, Repair
from inventory.workshop.workbench.progress import next_on_bench

ACCEPTED, REQUESTED = 50, 20
MAX_WEEKS = 30
SOUND, LOCKED = 20, -100
SHOWN = 30
JOINED = 200  # SELECTs in a statement: SQLite refuses more than 500


class Term(NamedTuple):
    """One term of a score, and its label."""

    points: int
    says: str


@dataclass(frozen=True)
class Place:
    """Position of a device in the queue, and the terms of its score."""

    pk: int
    received_at: datetime
    fault: str
    weeks: int
    need: Need
    rank: int = 0  # rank in its category, from 1

    @property
    def needed(self):
        """Points for demand: from accepted requests, or else from all open requests."""
        if self.rank and self.rank <= self.need.to_start:
            return ACCEPTED
        return REQUESTED if self.rank and self.rank <= self.need.to_start + self.need.waiting else 0

    @property
    def age(self):
        return min(self.weeks, MAX_WEEKS)

    @property
    def is_locked(self):
        fault = fault_named(self.fault)
        return fault is not None and fault.code == "locked"

    @property
    def soundness(self):
        if self.is_locked:
            return LOCKED
        return 0 if self.fault else SOUND

    @property
    def score(self):
        return self.needed + self.age + self.soundness

    @property
    def order(self):
        return -self.score, self.received_at, self.pk

    @property
    def terms(self):
        """Terms of the formula in their order, each with its label."""
        sound = _("fault reported: %(fault)s") if self.fault else _("no fault reported")
        if self.is_locked:
            sound = _("to unlock first: %(fault)s")
        return [
            Term(self.needed, self._need_in_words()),
            Term(self.age, self._age_in_words()),
            Term(self.soundness, sound % {"fault": self.fault}),
        ]

    def _age_in_words(self):
        if not self.weeks:
            return _("here for less than a week")
        text = ngettext("here for %(count)s week", "here for %(count)s weeks", self.weeks)
        return text % {"count": self.weeks}

    @property
    def says(self):
        """Reasons for its position, and its fault, in a line."""
        need, age, soundness = self.terms
        shown = [term for term in (need, age) if term.points]
        return " · ".join(term.says for term in [*shown, soundness])

    def _need_in_words(self):
        if self.needed == ACCEPTED:
            text = ngettext(
                "needed for an accepted request",
                "one of %(count)s needed for accepted requests",
                self.need.to_start,
            )
            return text % {"count": self.need.to_start}
        if self.needed == REQUESTED:
            text = ngettext(
                "needed if all requests are accepted",
                "one of %(count)s needed if all requests are accepted",
                self.need.waiting,
            )
            return text % {"count": self.need.waiting}
        return _("not needed for any request")


def queue_of(site, needs, today, category=None, shown=SHOWN):
    """First devices in the queue of `site`, as (device, place): by score, then longest here.

    Few rows are read: only the `shown` longest here of a category, and the `shown` longest here
    of those without a fault, can be among the first.
    """
    waiting = {n.category.pk: n for n in needs if n.to_check and category in {None, n.category}}
    places = {pk: [] for pk in waiting}
    for pk, kind, received_at, fault in _candidates(site, waiting, shown):
        weeks = max((today - timezone.localdate(received_at)) // timedelta(weeks=1), 0)
        places[kind].append(Place(pk, received_at, fault, weeks, waiting[kind]))
    first = sorted(_ranked(places.values()), key=lambda place: place.order)[:shown]
    devices = Device.objects.for_list().in_bulk([place.pk for place in first])
    return [(devices[place.pk], place) for place in first]


def next_device(user, device):
    """Context about the next device: on the user's bench, or else in the queue; None if empty."""
    mine = next_on_bench(user)
    if mine:
        return {"next_device": mine, "is_mine": True}
    [place] = needs_at([device.site]).items()
    rows = first_workable(queue_of(*place, timezone.localdate()))
    return {"next_device": rows[0][0], "reason": rows[0][1].says} if rows else None


def first_workable(rows):
    """[the first row of a queue whose device is not locked], or []."""
    return [row for row in rows if not row[1].is_locked][:1]


def _candidates(site, categories, shown):
    without_part = Repair.objects.filter(device=OuterRef("pk"), status=RepairStatus.WAITING)
    waiting = Device.objects.filter(
        ~Exists(without_part), site=site, status=DeviceStatus.RECEIVED, transfer=None
    ).order_by("transfer_id", "received_at", "pk")  # order of the index: no device is in transit
    few = [
        Device.objects.order_by().filter(pk__in=rows.values("pk")[:shown]).values("pk")
        for category in categories
        for longest in (waiting.filter(category=category),)
        for rows in (longest, longest.filter(fault=""))
    ]
    found = []
    for start in range(0, len(few), JOINED):
        first, *others = few[start : start + JOINED]
        rows = Device.objects.order_by().filter(pk__in=first.union(*others, all=True))
        found += rows.values_list("pk", "category", "received_at", "fault")
    return found


def _ranked(categories):
    """Places with their ranks: the needed devices are the best placed of their category."""
    for places in categories:
        for rank, place in enumerate(sorted(places, key=lambda place: place.order), 1):
            yield Place(place.pk, place.received_at, place.fault, place.weeks, place.need, rank)
