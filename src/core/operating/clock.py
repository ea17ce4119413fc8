"""Plausibility of this machine's clock, checked before any irreversible step.

A resumed virtual machine, a wrong response of a time server or an empty battery can move the clock
by months. A tick that trusted it would expire vouchers, cancel reservations and anonymise people.
So the clock is compared with the last tick, the clock of PostgreSQL, recorded actions of users, and
the times of files; while they disagree, steps that depend on the day wait.
"""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy

from core.models import Clock, ClockFault, Event
from core.workflow.operations import operation

TOLERANCE = timedelta(minutes=10)  # maximum difference between clocks that agree
MAX_NORMAL_PAUSE = timedelta(
    days=2
)  # pause of the tick that requires no check: a weekend, or a repair
MAX_RECOVERABLE_PAUSE = timedelta(days=14)  # longest pause without manual confirmation
# steady time required after a shorter pause: two ticks an hour apart
STEADY_FOR = timedelta(minutes=55)
MAX_TICK_INTERVAL = timedelta(hours=2)  # maximum time between two ticks of a steady clock
UNCERTAIN = gettext_lazy(
    "The clock of the server may be wrong: nothing was done. If it is right, run "
    "manage.py tick --confirm-clock"
)
MAX_EVENTS_SEARCHED = 1000  # number of events searched for the latest one recorded by a request


def is_plausible(*, now: datetime) -> bool:
    """Whether steps that depend on the day may run; reads only."""
    clock = Clock.load()
    return not _fault(clock, now, _differences(clock, now))


@transaction.atomic
def check_clock(*, now: datetime, on_fault: Callable[[Clock], None]) -> Clock:
    """Record that a tick runs now and whether its clock is trusted; only for `tick`.

    `on_fault` runs in the same transaction when a fault begins.
    """
    clock = _lock()
    differences = _differences(clock, now)
    had_fault, clock.fault = clock.fault, _fault(clock, now, differences)
    if clock.fault:
        if not _is_steady(clock, now):
            clock.steady_since = now
        clock.seen_at = now
    else:
        _believe(clock, now)
        if max(differences.values()) <= TOLERANCE:
            clock.accepted_seconds = 0
    clock.save()
    if clock.fault and not had_fault:
        on_fault(clock)
    return clock


@operation("core.change_identity")
def confirm_clock(*, by: object) -> Clock:
    """Trust the clock despite any difference. The next tick runs the steps that waited."""
    clock, now = _lock(), timezone.now()
    most = max(_differences(clock, now).values())
    clock.accepted_seconds = max(0, int(most.total_seconds()))
    clock.fault = ""
    _believe(clock, now)
    clock.save()
    Event.objects.record("clock.confirmed", clock, by=by)
    return clock


def _lock() -> Clock:
    return Clock.objects.select_for_update().get_or_create(pk=1)[0]


def _believe(clock: Clock, now: datetime) -> None:
    clock.agreed_at, clock.steady_since, clock.seen_at = now, None, None


def _is_steady(clock: Clock, now: datetime) -> bool:
    """Whether the clock has not jumped since the last tick, which did not trust it."""
    return clock.seen_at is not None and timedelta() <= now - clock.seen_at <= MAX_TICK_INTERVAL


def _fault(clock: Clock, now: datetime, differences: dict[ClockFault, timedelta]) -> str:
    accepted = TOLERANCE + timedelta(seconds=clock.accepted_seconds)
    for fault, difference in differences.items():
        if difference > accepted:
            return fault
    pause = now - clock.agreed_at if clock.agreed_at else timedelta()
    if pause <= MAX_NORMAL_PAUSE:
        return ""
    if pause > MAX_RECOVERABLE_PAUSE:
        return ClockFault.LONG
    is_sure = _is_steady(clock, now) and now - clock.steady_since >= STEADY_FOR
    return "" if is_sure else ClockFault.PAUSE


def _differences(clock: Clock, now: datetime) -> dict[ClockFault, timedelta]:
    """How far the clock is from the database's clock, and behind the recorded times."""
    return {
        ClockFault.DATABASE: abs(database_time() - now),
        ClockFault.RECORDS: max([now, *_recorded(clock)]) - now,
    }


def database_time() -> datetime:
    """Current time of the database server; SQLite uses this machine's clock."""
    if connection.vendor == "sqlite":
        return timezone.now()
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        return cursor.fetchone()[0]


def _recorded(clock: Clock) -> list[datetime]:
    """Times to compare the clock with: the last confirmed time, actions of users, and files.

    Events of the tick and the worker are ignored. They may have run while the clock was wrong, and
    the clock must be trusted as soon as it is corrected.
    """
    rows = Event.objects.order_by("-pk").values_list("at", "request_id")[:MAX_EVENTS_SEARCHED]
    moments = [at for at, request_id in rows if request_id]
    moments += [datetime.fromtimestamp(path.stat().st_mtime, UTC) for path in _written_files()]
    return [*moments, *filter(None, [clock.agreed_at])]


def _written_files() -> list[Path]:
    """The database, if it is a file, and the folders of documents."""
    media = Path(settings.MEDIA_ROOT)
    folders = [folder for folder in media.iterdir() if folder.is_dir()] if media.is_dir() else []
    database = Path(str(connection.settings_dict["NAME"]))
    is_file = connection.vendor == "sqlite" and database.is_file()
    return [*folders, database] if is_file else folders
