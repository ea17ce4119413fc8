"""Replay of the history of a device: where it was at each moment.

The history is made of append-only events and of loan items. A device is in stock until it has left
for good: one retired for recycling or for parts stays in stock until its batch is sent.
"""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import Enum

from django.contrib.contenttypes.models import ContentType
from django.db.models import Case, F, OuterRef, Subquery, When
from django.db.models.functions import Coalesce

from core.dates import midnight
from core.models import Event
from inventory.devices.lifecycle.devices import ON_HAND, DeviceStatus, RetireReason
from inventory.devices.lifecycle.exits import ExitPurpose
from inventory.devices.models.device import MAX_LEGACY_IMPORT_TIME
from inventory.models import Device
from loans.base.lifecycle.loans import ItemStatus
from loans.models import LoanItem


class Where(Enum):
    STOCK = "stock"
    REUSED = "reused"
    RECYCLED = "recycled"
    RETURNED = "returned"
    LOST = "lost"


TAKEN_OVER = "device.taken_over"
RETIRED = "device.retired"
# Where the device is after each event, unless it is lent or given meanwhile.
AFTER = {
    "device.received": Where.STOCK,
    TAKEN_OVER: Where.STOCK,
    "device.taken_over_lent": Where.STOCK,
    "device.taken_over_given": Where.STOCK,
    "device.taken_over_returned": Where.STOCK,
    "device.returned": Where.STOCK,
    "device.lost": Where.LOST,
    "device.stolen": Where.LOST,
    "device.found": Where.STOCK,
    RETIRED: Where.STOCK,
    "device.revived": Where.STOCK,
    "device.status_back": Where.STOCK,
}
LEFT_FOR = {ExitPurpose.RECYCLING: Where.RECYCLED, ExitPurpose.RETURN: Where.RETURNED}
OUT = [DeviceStatus.ON_LOAN, DeviceStatus.GIVEN]
LAST = 3  # order of the mark after which nothing counts: it left for good
ENDED_BEFORE = {
    RetireReason.RECYCLED: Where.RECYCLED,
    RetireReason.RETURNED: Where.RETURNED,
}


@dataclass
class History:
    """A device, its events (moment, kind, reason), and the times when it was lent or given."""

    device: Device
    events: list = field(default_factory=list)
    spans: list = field(default_factory=list)

    @property
    def registered(self):
        """Where the device is now, according to its status in the register."""
        device = self.device
        if device.left_with_id and device.left_with.sent_on:
            return LEFT_FOR[device.left_with.purpose]
        if device.status in ON_HAND:
            return Where.STOCK
        if device.status in OUT:
            return Where.REUSED
        if device.status == DeviceStatus.RETIRED:
            return self._retired()
        return Where.LOST

    def _retired(self):
        device = self.device
        if device.retire_reason == RetireReason.DESTROYED:
            return Where.RECYCLED
        imported = device.taken_over_at
        if imported and device.status_since <= imported + MAX_LEGACY_IMPORT_TIME:
            return ENDED_BEFORE.get(device.retire_reason, Where.STOCK)
        return Where.STOCK

    def changes(self):
        """Yield (moment, where) for each change, from its arrival, in order of time."""
        state = place = None
        lent = 0
        for moment, order, step, new in sorted(self._marks(), key=lambda mark: mark[:2]):
            lent += step
            place = new or place or Where.STOCK
            now = Where.REUSED if lent > 0 else place
            if now != state:
                state = now
                yield moment, state
            if order == LAST:
                return

    def _marks(self):
        """(moment, order, change of the number of loans, where it is otherwise) of each event."""
        for opened_at, ended_at in self.spans:
            yield opened_at, 0, 1, None
            if ended_at:
                yield ended_at, 2, -1, None
        is_imported_alone = [kind for _at, kind, _reason in self.events] == [TAKEN_OVER]
        for moment, kind, reason in self.events:
            place = self.registered if is_imported_alone else _after(kind, reason)
            yield moment, 1, 0, place
        batch = self.device.left_with
        if batch and batch.sent_on:
            yield _end_of(batch.sent_on), LAST, 0, LEFT_FOR[batch.purpose]


def _after(kind, reason):
    return Where.RECYCLED if (kind, reason) == (RETIRED, RetireReason.DESTROYED) else AFTER[kind]


def _end_of(day) -> datetime:
    return midnight(day + timedelta(days=1)) - timedelta(microseconds=1)


def histories(devices):
    """Yield the `History` of each of these devices, from three queries."""
    events, spans = _events(), _spans()
    columns = ["category", "status", "status_since", "retire_reason", "taken_over_at", "asset_tag"]
    rows = devices.select_related("left_with").order_by("pk")
    batch = ["left_with__sent_on", "left_with__purpose"]
    for device in rows.only(*columns, *batch).iterator(chunk_size=2_000):
        yield History(device, events.get(device.pk, []), spans.get(device.pk, []))


def _events():
    kind = ContentType.objects.get_for_model(Device)
    rows = Event.objects.filter(subject_type=kind, kind__in=list(AFTER)).order_by("pk")
    found = defaultdict(list)
    for pk, *event in rows.values_list("subject_id", "at", "kind", "data__reason"):
        found[pk].append(tuple(event))
    return found


def _spans():
    """Times when each device was lent or given.

    A device passed on stays out until its next item opens, or is cancelled as it comes back.
    """
    after = LoanItem.objects.filter(follows=OuterRef("pk"), device=OuterRef("device"))
    passed_on = after.order_by("-pk").values(end=Coalesce("opened_at", "ended_at"))[:1]
    until = Case(
        When(status=ItemStatus.TRANSFERRED, then=Subquery(passed_on)), default=F("ended_at")
    )
    items = LoanItem.objects.filter(device__isnull=False, opened_at__isnull=False)
    items = items.exclude(status=ItemStatus.CANCELLED).order_by("pk")
    found = defaultdict(list)
    for pk, *span in items.values_list("device", "opened_at", until):
        found[pk].append(tuple(span))
    return found
