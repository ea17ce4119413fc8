"""The rows of one stretch of the demo's past, written in the order that the law asks."""

from dataclasses import dataclass, field
from functools import partial

from django.contrib.contenttypes.models import ContentType
from django.db import connection
from django.db.models import OuterRef, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone

from core.models import Event
from desk.demo.checks import photograph
from inventory.lifecycle import IN_USE, OUT, DeviceStatus, ErasureResult, MediumStatus, TagStatus
from inventory.models import Device, Erasure, Medium, Tag
from loans.lifecycle import ITEM_LIVE
from loans.models import LoanItem

CHUNK = 5_000
INSERT_EVENT = """
    INSERT INTO core_event
        ("at", "on", "by_id", "kind", "subject_type_id", "subject_id", "data", "request_id")
    VALUES (%s, %s, %s, %s, %s, %s, %s, '')
"""


def event(at, kind, subject, by, /, **data):
    """Something that happened then, unsaved."""
    return Event(
        at=at,
        on=timezone.localdate(at),
        by=by,
        kind=kind,
        subject_type=ContentType.objects.get_for_model(subject),
        subject_id=subject.pk,
        data=data,
    )


@dataclass
class Book:
    """Rows not written yet, and what happened to them as (at, kind, subject, by, data).

    `ends` pairs a device with the status in use that it must reach; its row is first written as one
    that is on the bench and has everything to prove. `clean` are the others that are proven erased.
    `destroyed` are media whose record says so.
    """

    devices: list = field(default_factory=list)
    media: list = field(default_factory=list)
    erasures: list = field(default_factory=list)
    attempts: list = field(default_factory=list)
    results: list = field(default_factory=list)
    recipients: list = field(default_factory=list)
    requests: list = field(default_factory=list)
    lines: list = field(default_factory=list)
    vouchers: list = field(default_factory=list)
    loans: list = field(default_factory=list)
    items: list = field(default_factory=list)
    agreements: list = field(default_factory=list)
    story: list = field(default_factory=list)
    ends: list = field(default_factory=list)
    clean: list = field(default_factory=list)
    destroyed: list = field(default_factory=list)

    def tell(self, at, kind, subject, by, **data):
        self.story.append((at, kind, subject, by, data))

    def write(self):
        """Everything is in the database, each device at the end of its road so far."""
        self._stock()
        self._outings()
        self._ends()
        self.story.sort(key=lambda row: row[0])
        pour(self.story)

    def _stock(self):
        tags = [Tag(code=d.asset_tag, status=TagStatus.CURRENT, device=d) for d in self.devices]
        for rows in (self.devices, tags, self.media, self.erasures, self.attempts):
            write_all(rows)
        photograph(self.results)
        write_all(self.results)

    def _outings(self):
        people = (self.recipients, self.requests, self.lines)
        for rows in (*people, self.vouchers, self.loans, self.items, self.agreements):
            write_all(rows)

    def _ends(self):
        """Clean what was proven clean, then put on the shelf, then send out what is out."""
        shredded = Medium.objects.filter(pk__in=[medium.pk for medium in self.destroyed])
        shredded.update(status=MediumStatus.DESTROYED)
        Device.objects.filter(pk__in=[d.pk for d in self.clean]).update(needs_erasure=False)
        last_proof = Erasure.objects.filter(
            medium__device=OuterRef("pk"), result=ErasureResult.PASSED
        ).order_by("-pk")
        since = Coalesce(Subquery(last_proof.values("ended_at")[:1]), "received_at")
        self._reached(IN_USE).transition_to(
            DeviceStatus.READY, needs_erasure=False, status_since=since
        )
        item = LoanItem.objects.filter(device=OuterRef("pk"), status__in=ITEM_LIVE)
        since = Subquery(item.values("status_since")[:1])
        for status in OUT:
            self._reached([status]).transition_to(status, status_since=since)

    def _reached(self, statuses):
        return Device.objects.filter(
            pk__in=[device.pk for device, end in self.ends if end in statuses]
        )


def pour(story):
    """Write what happened: a million events would take `bulk_create` minutes."""
    fields = [Event._meta.get_field(name) for name in ("at", "on", "data")]
    at_of, on_of, data_of = [partial(f.get_db_prep_save, connection=connection) for f in fields]
    kinds = {
        model: ContentType.objects.get_for_model(model).pk for model in {type(s[2]) for s in story}
    }
    rows = [
        (
            at_of(at),
            on_of(at.date()),  # the demo counts in local time
            by.pk,
            kind,
            kinds[type(subject)],
            subject.pk,
            data_of(data),
        )
        for at, kind, subject, by, data in story
    ]
    with connection.cursor() as cursor:
        cursor.executemany(INSERT_EVENT, rows)


def in_turn(rows):
    """Lists of so many of these rows, by their key: a million at once would fill the memory."""
    last = 0
    while some := list(rows.filter(pk__gt=last).order_by("pk")[:CHUNK]):
        yield some
        last = some[-1].pk


def write_all(rows):
    if rows:
        type(rows[0])._default_manager.bulk_create(rows, batch_size=CHUNK)
