"""Move from an earlier system: prepare it file by file, then go live or undo in one step.

Each file is an imported list that is part of the move: it is checked on its own pages, but written
and undone only here.
"""

from collections import defaultdict
from copy import copy

from django.utils import timezone
from django.utils.translation import gettext as _

from core.imports.columns import OF_A_FIELD
from core.imports.kinds import KINDS, PART_OF, REASONS_LEFT_OUT, RowVerdict, reason_key
from core.imports.sheets import SourceList
from core.models import Event
from core.workflow.lifecycle import Refused
from core.workflow.operations import operation
from inventory.imports.apply import drop_import
from inventory.imports.check import CheckedList, receive_list, rechecks
from inventory.imports.lifecycle import ImportStatus
from inventory.models import ImportBatch
from modules.legacy_import.lifecycle import MigrationStatus
from modules.legacy_import.models import AT_WORK, Migration, MigrationFile
from modules.legacy_import.planned import Planned, batches_of, plan
from modules.legacy_import.questions import (
    ANSWERS,
    default_category_with,
    models_with,
    undecided_in,
    values_with,
)
from modules.legacy_import.references import MISSING_DAYS, missing_day
from modules.legacy_import.summary import counts_of
from modules.legacy_import.systems import SITES, SYSTEM
from people.models import Site, User

TAKE_OVER = "legacy_import.take_over"


@operation(TAKE_OVER)
def begin_migration(*, by: User, system: str, site: Site) -> Migration:
    """Open a move from this system to this site."""
    migration = Migration(system=system, site=site, by=by)
    migration.full_clean()
    migration.save()
    Event.objects.record("migration.opened", migration, by=by)
    return migration


def _lock_open(migration: Migration) -> None:
    """Lock a move; raise `Refused` unless it is being prepared."""
    migration.lock()
    migration.check_status(
        [MigrationStatus.PREPARING],
        _("This migration is “%(status)s”: its files can no longer be changed."),
    )


@operation(TAKE_OVER)
def join(migration: Migration, *, by: User, batch: ImportBatch, is_sure: bool) -> MigrationFile:
    """Add a checked list to a move that is being prepared."""
    _lock_open(migration)
    return MigrationFile.objects.create(migration=migration, batch=batch, is_sure=is_sure)


def add_file(
    migration: Migration,
    *,
    by: User,
    source: SourceList,
    kind: str,
    sheets: list[str] | None = None,
    mapping: dict[str, str] | None = None,
    is_sure: bool = True,
    left_out: tuple = (),
) -> MigrationFile:
    """Check a file as a list of this kind, and add it to the move.

    Rows that are refused with a sentence of `left_out` are left out.
    """
    if not by.has_perm(KINDS[kind].start.permission if KINDS[kind].start else TAKE_OVER):
        raise Refused(_("You are not allowed to import this type of list."))
    batch = receive_list(
        None,
        by=by,
        source=source,
        kind=kind,
        sheets=sheets,
        mapping=mapping,
        site=migration.site,
        options={
            PART_OF: migration.get_absolute_url(),
            ANSWERS: migration.answers,
            SYSTEM: migration.system,
            SITES: list(Site.objects.visible_to(by).values_list("pk", flat=True)),
            REASONS_LEFT_OUT: [reason_key(sentence) for sentence in left_out],
        },
    )
    twin = migration.files.filter(batch__kind=kind, batch__digest=batch.digest).first()
    try:
        if twin:
            raise Refused(_("%(file)s is already in this migration.") % {"file": source.name})
        return join(migration, by=by, batch=batch, is_sure=is_sure)
    except Refused:
        drop_import(batch, by=by, part_of=batch.part_of)
        raise


@operation(TAKE_OVER)
def remove_file(file: MigrationFile, *, by: User) -> Migration:
    """Take a file out of a move that is being prepared."""
    migration, batch = file.migration, file.batch
    _lock_open(migration)
    file.delete()
    if batch.status != ImportStatus.DROPPED:
        drop_import(batch, by=by, part_of=batch.part_of)
    return migration


@operation(TAKE_OVER)
def keep_answers(migration: Migration, *, by: User, answers: dict) -> Migration:
    """Keep the answers to the questions of all files; the next check applies them."""
    _lock_open(migration)
    Migration.objects.filter(pk=migration.pk).update(answers=answers, checked_at=None)
    migration.refresh_from_db()
    return migration


@operation(TAKE_OVER)
def note_check(migration: Migration, *, by: User, summary: dict[str, int]) -> Migration:
    """Record that all files were just checked together, and the counts of what they will create."""
    _lock_open(migration)
    same = Migration.objects.filter(pk=migration.pk)
    same.update(checked_at=timezone.now(), summary=summary)
    return migration


@rechecks("import.rechecked")
def check_again(batch: ImportBatch, *, answers: dict) -> CheckedList:
    """Check a list against the other files of its move, with the answers of the move."""
    other = copy(batch)
    other.values, other.error = values_with(batch, answers), ""
    other.default_category = default_category_with(batch, answers)
    other.options = batch.options | models_with(batch, answers) | {ANSWERS: answers}
    return CheckedList(other, list(batch.rows.all()))


def check_files(migration: Migration, *, by: User) -> Migration:
    """Check every file again, in order, against the records that earlier files will create."""
    planned, drafts = Planned(), defaultdict(list)
    for batch in batches_of(migration, status=ImportStatus.CHECKED):
        batch.planned = planned
        check_again(batch, by=by, answers=migration.answers)
        drafts[batch.kind] += plan(batch, planned)
    return note_check(migration, by=by, summary=counts_of(drafts))


def unchecked(migration: Migration) -> list[ImportBatch]:
    """The files that changed since all files were last checked together."""
    at = migration.checked_at
    return [
        batch
        for batch in batches_of(migration, status=ImportStatus.CHECKED)
        if at is None or batch.status_since > at
    ]


def reasons_to_wait(migration: Migration) -> list[str]:
    """The reasons why a move cannot go live yet, as sentences."""
    files = list(migration.files.select_related("batch__document"))
    if not files:
        return [_("Add at least one file.")]
    reasons = [reason for file in files for reason in _reasons_of(file)]
    if unchecked(migration):
        reasons.append(
            _("Some files have changed since they were checked together: check them again.")
        )
    if Migration.objects.filter(by=migration.by, status__in=AT_WORK).exists():
        reasons.append(
            _("Another of your migrations is being imported: wait until it has finished.")
        )
    if not any(file.batch.rows.good().exists() for file in files):
        reasons.append(_("There are no rows to import."))
    return reasons


def _reasons_of(file: MigrationFile) -> list[str]:
    """The reasons why a move must wait for this file."""
    params = {"file": file.batch}
    if file.batch.status != ImportStatus.CHECKED:
        return [_("%(file)s is not checked: remove it, or add it again.") % params]
    if not file.is_sure:
        return [_("Choose the type of list: %(file)s.") % params]
    of_file = ({"thing": file.batch, "words": words} for words in undecided_in(file.batch))
    return [_(OF_A_FIELD) % words for words in of_file]


def _checked_now(migration: Migration, *, by: User, **_promises: object) -> dict:
    """Read the files again for `start_migration`, before anything is locked."""
    if migration.status == MigrationStatus.PREPARING and not reasons_to_wait(migration):
        check_files(migration, by=by)
    return {}


@operation(TAKE_OVER, prepare=_checked_now)
def start_migration(migration: Migration, *, by: User, is_attested: bool = False) -> Migration:
    """Start to go live: the job of the move writes its files in order.

    With `is_attested`, `by` attests that the devices in use were erased before.
    """
    _lock_open(migration)
    if reasons := reasons_to_wait(migration):
        raise Refused(reasons)
    _move_to(migration, MigrationStatus.STARTING, "migration.started", by, error="", by=by)
    for batch in batches_of(migration):
        batch.options = batch.options | {"is_attested": is_attested}
        batch.save(update_fields=["options"])
    return migration


@operation(TAKE_OVER)
def finish_migration(migration: Migration, *, by: User) -> Migration:
    """Mark a move as live, and delete the answers, which may name donors."""
    migration.lock()
    migration.transition_to(MigrationStatus.LIVE, offered_at=None, answers={})
    for batch in batches_of(migration):
        for name in MISSING_DAYS.keys() & {*batch.list_kind.days}:
            if day := missing_day(batch, name):
                batch.options[name] = day.isoformat()
        batch.options.pop(ANSWERS, None)
        batch.save(update_fields=["options"])
    Event.objects.record("migration.live", migration, by=by)
    return migration


@operation(TAKE_OVER)
def fail_migration(migration: Migration, *, by: User, error: str) -> Migration:
    """Stop a move: it returns to preparation if nothing was written, or else is undone."""
    migration.lock()
    is_written = any(batch.rows.written().exists() for batch in batches_of(migration))
    status = MigrationStatus.UNDOING if is_written else MigrationStatus.PREPARING
    _move_to(migration, status, "migration.failed", by, error=error)
    return migration


def _check_undo(migration: Migration, **_by: User) -> dict:
    """Raise `Refused` before `undo_migration` locks anything if a record has changed since."""
    if migration.status == MigrationStatus.LIVE:
        for batch in reversed(batches_of(migration, status=ImportStatus.APPLIED)):
            batch.list_kind.check_undo(batch)
    return {}


@operation(TAKE_OVER, prepare=_check_undo)
def undo_migration(migration: Migration, *, by: User) -> Migration:
    """Start to undo a move: its job undoes the files in reverse order."""
    migration.lock()
    _move_to(migration, MigrationStatus.UNDOING, "migration.undo_started", by, error="", by=by)
    return migration


@operation(TAKE_OVER)
def finish_undo(migration: Migration, *, by: User, staying: str = "") -> Migration:
    """Mark a move as undone; `staying` names the rows that could not be undone."""
    migration.lock()
    error = "\n".join(filter(None, [migration.error, staying]))
    migration.transition_to(MigrationStatus.UNDONE, offered_at=None, error=error, answers={})
    Event.objects.record("migration.undone", migration, by=by)
    return migration


@operation(TAKE_OVER)
def drop_migration(migration: Migration, *, by: User) -> Migration:
    """Cancel a move before anything is written, with its files."""
    _lock_open(migration)
    for batch in batches_of(migration, status=ImportStatus.CHECKED):
        drop_import(batch, by=by, part_of=batch.part_of)
    migration.transition_to(MigrationStatus.DROPPED, answers={})
    Event.objects.record("migration.dropped", migration, by=by)
    return migration


def _move_to(
    migration: Migration, status: MigrationStatus, event: str, actor: User, **changes: object
) -> None:
    """Change the status and start a new attempt of the job; older attempts then stop."""
    run = migration.run + 1
    migration.transition_to(status, offered_at=timezone.now(), run=run, **changes)
    Event.objects.record(event, migration, by=actor)


def progress(migration: Migration) -> tuple[int, int]:
    """(rows written, rows to write) of a move."""
    verdicts = [RowVerdict.GOOD, RowVerdict.WRITTEN]
    done = to_do = 0
    for batch in batches_of(migration):
        to_do += batch.rows.filter(verdict__in=verdicts).count()
        done += batch.rows.written().count()
    return done, to_do
