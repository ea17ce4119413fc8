"""Revisions, which let clients find all changes since an earlier read, even concurrent ones.

Each change of a row has an event, so the number of an event is a revision of all rows. On
PostgreSQL a transaction may take a number and commit after a later one: a revision is returned only
once all transactions that were writing events when it was read have ended. SQLite has one writer,
so its numbers are in the order of commits.
"""

import time

from django.contrib.contenttypes.models import ContentType
from django.db import connection
from django.db.models import Max

from core.caches.shared_cache import recall, remember
from core.models import Event

KEY, SECONDS = "api.revision", 300
TRIES, PAUSE = 40, 0.025
MAX_EVENTS_BY_NUMBER = 5_000  # maximum number of events that are read one by one, by number
LATEST = "SELECT COALESCE(pg_sequence_last_value(pg_get_serial_sequence('core_event', 'id')), 0)"
# Lock mode of an INSERT on its table, taken before it gets a number and released at the commit.
WRITERS = """
    SELECT virtualtransaction FROM pg_locks
    WHERE relation = 'core_event'::regclass AND mode = 'RowExclusiveLock'
    AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
    AND pid <> pg_backend_pid()
"""


def current(since=0):
    """Return the revision of all committed rows, or an earlier one during a long transaction.

    Read it before the rows, so that later changes are found by the next request.
    """
    if connection.vendor == "sqlite":
        return Event.objects.aggregate(latest=Max("pk"))["latest"] or 0
    with connection.cursor() as cursor:
        cursor.execute(LATEST)
        (latest,) = cursor.fetchone()
        under_way = _writers(cursor)
        for _try in range(TRIES):
            if not under_way:
                remember(KEY, latest, SECONDS)
                return latest
            time.sleep(PAUSE)
            under_way &= _writers(cursor)
    return max(since, recall(KEY, 0))


def _writers(cursor):
    cursor.execute(WRITERS)
    return {name for (name,) in cursor.fetchall()}


def ids_changed(model, since):
    """Ids of the rows of a model that have an event after this revision."""
    kind = ContentType.objects.get_for_model(model).pk
    later = Event.objects.filter(pk__gt=since)
    pairs = list(
        later.order_by("pk").values_list("subject_type", "subject_id")[: MAX_EVENTS_BY_NUMBER + 1]
    )
    if len(pairs) > MAX_EVENTS_BY_NUMBER:
        return later.filter(subject_type=kind).values("subject_id")
    return {subject for subject_type, subject in pairs if subject_type == kind}
