"""Rows of one period of the demo's past, written in the order required by the guards."""

from functools import partial

from django.contrib.contenttypes.models import ContentType
from django.db import connection
from django.db.models import OuterRef, Subquery
from django.db.models.functions import Coalesce

from core.models import Event
from demo.stock import photograph
from inventory.devices.lifecycle.devices import IN_USE, OUT, ErasureResult, TagStatus
from inventory.models import Attempt, Device, Erasure, Medium, Tag, TestResult, Voucher
from loans.base.lifecycle.loans import ITEM_LIVE
from loans.models import Agreement, Loan, LoanItem, Request, RequestLine
from people.models import Recipient

CHUNK = 5_000
STOCK = (Device, Tag, Medium, Erasure, Attempt, TestResult)
COUNTER = (Recipient, Request, RequestLine, Voucher, Loan, LoanItem, Agreement)
INSERT_EVENT = """
    INSERT INTO core_event
        ("at", "on", "by_id", "kind", "subject_type_id", "subject_id", "data", "request_id")
    VALUES (%s, %s, %s, %s, %s, %s, %s, '')
"""


class Book:
    """Unsaved rows, and their events as (at, kind, subject, by, data).

    `ends` maps a device to its final status in use; its row is first written as on the bench,
    without a proven erasure. `clean` lists other devices with proven erasures.
    """

    def __init__(self):
        self.rows = {model: [] for model in (*STOCK, *COUNTER)}
        self.events, self.ends, self.clean = [], [], []

    def add(self, row):
        self.rows[type(row)].append(row)
        return row

    def write(self):
        """Write all collected rows to the database, each device in its final status."""
        tags = [
            Tag(code=d.asset_tag, status=TagStatus.CURRENT, device=d) for d in self.rows[Device]
        ]
        self.rows[Tag] = tags
        for model, rows in self.rows.items():
            if model is TestResult:
                photograph(rows)
            write_all(rows)
        self._write_ends()
        write_events(self.events)

    def _write_ends(self):
        """Write the final statuses in order: erased, then ready, then out."""
        Device.objects.filter(pk__in=[d.pk for d in self.clean]).update(needs_erasure=False)
        last_proof = Erasure.objects.filter(
            medium__device=OuterRef("pk"), result=ErasureResult.PASSED
        ).order_by("-pk")
        since = Coalesce(Subquery(last_proof.values("ended_at")[:1]), "received_at")
        self._reaching(IN_USE).transition_to(
            Device.Status.READY, needs_erasure=False, status_since=since
        )
        item = LoanItem.objects.filter(device=OuterRef("pk"), status__in=ITEM_LIVE)
        since = Subquery(item.values("status_since")[:1])
        for status in OUT:
            self._reaching([status]).transition_to(status, status_since=since)

    def _reaching(self, statuses):
        return Device.objects.filter(pk__in=[d.pk for d, end in self.ends if end in statuses])


def write_events(events):
    """Write (at, kind, subject, by, data), oldest first; `bulk_create` would take minutes."""
    fields = [Event._meta.get_field(name) for name in ("at", "on", "data")]
    at_of, on_of, data_of = [partial(f.get_db_prep_save, connection=connection) for f in fields]
    type_of = ContentType.objects.get_for_model  # cached by the manager
    rows = [  # days in the demo are local
        (at_of(at), on_of(at.date()), by.pk, kind, type_of(about).pk, about.pk, data_of(data))
        for at, kind, about, by, data in sorted(events, key=lambda event: event[0])
    ]
    with connection.cursor() as cursor:
        cursor.executemany(INSERT_EVENT, rows)


def in_turn(rows):
    """Yield these rows in batches by key, since a million rows would fill the memory."""
    last = 0
    while some := list(rows.filter(pk__gt=last).order_by("pk")[:CHUNK]):
        yield some
        last = some[-1].pk


def write_all(rows):
    if rows:
        type(rows[0])._default_manager.bulk_create(rows, batch_size=CHUNK)
