"""Check a list: make a draft of each row, and store its verdict and problems.

`set_verdicts` is the preview: it runs each row through the resource of its kind, outside any
transaction, and saves nothing. The operations below store the results: the status of the list
serves as a lock while its rows are written in slices.
"""

import hashlib
import time
from collections.abc import Callable, Hashable, Iterable, Iterator
from copy import copy
from dataclasses import dataclass, field
from functools import wraps

from django.db import connection
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from catalogue.models import Category
from core.imports.columns import check_mapping
from core.imports.kinds import (
    CONTINUES,
    REASONS_LEFT_OUT,
    RowVerdict,
    check_values,
    distinct_values,
    reason_key,
)
from core.imports.sheets import SourceList
from core.models import Document, Event
from core.models.bulk_insert import bulk_insert
from core.workflow.event_messages import Sentence
from core.workflow.lifecycle import Refused
from core.workflow.operations import operation, stores
from donations.lifecycle import DonationStatus
from donations.models import Donation
from inventory.imports.doubts import OPTIONS, ORDERS, Doubt, doubts_in
from inventory.imports.evidence import columns_aside, unread_parts
from inventory.imports.lifecycle import ImportStatus
from inventory.imports.personal_data import anew, withhold
from inventory.imports.reading import imported_digests, read_into
from inventory.imports.remembered_mapping import CHOSEN, OF_ROWS, forget_mappings
from inventory.models import ImportBatch, ImportRow, Transfer
from people.models import Site, User

# Reason of the rows that the user leaves out because they wait for an answer.
WITH_A_QUESTION = gettext_noop("Skipped, because a question about this row was not answered.")


def set_outcomes(batch: ImportBatch, rows: list[ImportRow]) -> Iterator[int]:
    """Set `row.outcome` of each row, using the chosen mapping; yield progress."""
    resource = batch.list_kind.resource(batch, rows)
    yield from resource.checking(resource.texts())
    for row, outcome in zip(rows, resource.result.rows, strict=True):
        row.outcome = outcome


def set_verdicts(batch: ImportBatch, rows: list[ImportRow]) -> list[Doubt]:
    """Set the verdicts of the rows against the current records, and the words; return the doubts.

    A good row of a donor's list with an open doubt waits for its answer.
    """
    kind = batch.list_kind
    check_mapping(batch.mapping, batch.headings, kind)
    check_values(batch.values, kind)
    batch.words = distinct_values([row.cells for row in rows], batch.mapping, kind)
    for _done in set_outcomes(batch, rows):
        pass
    for row in rows:
        row.verdict = row.outcome.verdict
        row.problems = row.outcome.problems or row.outcome.warnings
        row.units, row.changes = row.outcome.units, row.outcome.diff or {}
    parts = unread_parts(batch, rows)
    aside = columns_aside(batch, rows, parts)
    doubts = doubts_in(batch, rows, {i: parts[i] for i in parts.keys() - aside})
    # some questions stay on the page, to change their answers
    unanswered = [d for d in doubts if not batch.options.get(OPTIONS.get(d.code), {}).get(d.about)]
    waiting = {i for doubt in unanswered for i in doubt.rows if rows[i].verdict == RowVerdict.GOOD}
    for index in waiting if batch.donation else ():
        rows[index].verdict = RowVerdict.WAITING
    if reason_key(WITH_A_QUESTION) in batch.options.get(REASONS_LEFT_OUT, ()):
        for index in waiting:
            rows[index].verdict = RowVerdict.REFUSED
            rows[index].problems = [Sentence(WITH_A_QUESTION, {})]
        doubts = [doubt for doubt in doubts if not doubt.rows <= waiting]
    # columns with data that fill no field of any row
    filled = {i for row in rows for i, cell in enumerate(row.cells) if cell.strip()}
    unread = sorted(i for i in filled if str(i) not in batch.mapping or str(i) in aside)
    stored = [doubt.stored(rows[min(doubt.rows, default=0)]) for doubt in doubts]
    batch.reading = batch.reading | {"doubts": stored, "unread": unread}
    return doubts


@dataclass
class CheckedList:
    """A list with its mapping and rows, checked before any lock.

    `data` is additional data of the event.
    """

    batch: ImportBatch
    rows: list[ImportRow]
    data: dict = field(default_factory=dict)
    # Whether to forget the mappings of earlier lists.
    forgets: bool = False


def undecided(batch: ImportBatch) -> list[set[str]]:
    """Return the reason keys of each refused row that the user has not chosen to leave out."""
    left_out = set(batch.options.get(REASONS_LEFT_OUT, ()))
    problems = batch.rows.refused().values_list("problems", flat=True)
    reasons = [{reason_key(source) for source, _data in each} for each in problems]
    return [keys for keys in reasons if left_out.isdisjoint(keys)]


def counts_in(rows: list[ImportRow]) -> dict[str, int]:
    refused = sum(row.verdict == RowVerdict.REFUSED for row in rows)
    return {"rows": len(rows), "refused": refused}


# --- Process a long list in slices, each a short transaction, so that others can write. ---

# Rows per transaction, which holds SQLite's single writer for a fraction of a second.
SLICE = 1_000
PAUSE_SECONDS = 0.1  # waiting writers retry at least this often


class Stopped(Exception):
    """The import was stopped by a user or taken over by another worker."""


def slices(keys: Iterable[Hashable]) -> Iterator[list[list[int]]]:
    """Group the indexes of these keys into slices, without separating equal keys."""
    bundles = {}
    for place, key in enumerate(keys):
        bundles.setdefault(key, []).append(place)
    some = []
    for bundle in bundles.values():
        if some and sum(map(len, some)) + len(bundle) > SLICE:
            yield some
            some = []
        some.append(bundle)
    if some:
        yield some


def let_others_write() -> None:
    """Pause after a slice on SQLite, which allows a single writer, so that others can write."""
    if connection.vendor == "sqlite" and not connection.in_atomic_block:
        time.sleep(PAUSE_SECONDS)


# Results of validation are written in slices, while the list is locked by its status.

# rows per transaction
CHECKING_SLICE = 5_000
MATCHING = ["site", "headings", "reading", "digest", "names_people", "mapping", "values", "words"]
MATCHING += ["options", "default_category", "error"]


@operation("inventory.import_device")
def begin_check(batch: ImportBatch, *, by: User, status: ImportStatus, run: int) -> None:
    """Mark the list as being checked; raise `Refused` if it has changed since it was read."""
    batch.lock()
    check_not_written(batch, status)
    if batch.run != run:
        raise _changed()
    batch.transition_to(ImportStatus.CHECKING, run=run + 1, offered_at=timezone.now())


def write_rows(batch: ImportBatch, checked: CheckedList, *, by: User) -> None:
    """Write the checked rows of a list in status “checking”; delete its other rows."""
    run = checked.batch.run
    there = set(batch.rows.values_list("pk", flat=True))
    others = sorted(there - {row.pk for row in checked.rows})
    for some in _chunks(others):
        _delete_slice(batch, by=by, run=run, ids=some)
        let_others_write()
    for some in _chunks(checked.rows):
        _write_slice(batch, by=by, run=run, rows=some)
        let_others_write()


def _chunks(rows: list) -> Iterator[list]:
    return (rows[place : place + CHECKING_SLICE] for place in range(0, len(rows), CHECKING_SLICE))


@operation("inventory.import_device")
def _delete_slice(batch: ImportBatch, *, by: User, run: int, ids: list[int]) -> None:
    _lock_check(batch, run)
    batch.rows.filter(pk__in=ids).delete()


@operation("inventory.import_device")
def _write_slice(batch: ImportBatch, *, by: User, run: int, rows: list[ImportRow]) -> None:
    """Write rows; existing rows by upsert, since `bulk_update` would write a CASE for each row."""
    _lock_check(batch, run)
    for row in rows:
        row.batch = batch
    bulk_insert(ImportRow, (vars(row) for row in rows if row.pk is None))
    ImportRow.objects.bulk_create(
        [row for row in rows if row.pk],
        update_conflicts=True,
        unique_fields=["id"],
        update_fields=["verdict", "problems", "units", "changes", "is_forced"],
    )


def end_check(batch: ImportBatch, checked: CheckedList) -> None:
    """Mark the list as checked, with the mapping used for its rows."""
    _lock_check(batch, checked.batch.run)
    if checked.forgets:
        forget_mappings(batch)
    matching = {name: getattr(checked.batch, name) for name in MATCHING}
    batch.transition_to(ImportStatus.CHECKED, offered_at=None, **matching)


def _lock_check(batch: ImportBatch, run: int) -> None:
    batch.lock()
    if batch.status != ImportStatus.CHECKING or batch.run != run:
        raise _changed()


def _changed() -> Refused:
    return Refused(_("This list has changed in the meantime: check it again."))


def check_not_written(batch: ImportBatch, status: ImportStatus = ImportStatus.CHECKED) -> None:
    if batch.status != status:
        raise Refused(_("This list is already “%(status)s”.") % {"status": batch.status_label})


# --- Prepare an import: check the list, map its columns and words, settle its conflicts. ---

OPEN = {DonationStatus.PROMISED, DonationStatus.SCHEDULED, DonationStatus.RECEIVED}


@operation("inventory.import_device", prepare=stores("source"))
def _keep(batch: ImportBatch, *, by: User, source: SourceList) -> None:
    """Store the file of a list whose rows are being checked."""
    if batch.donation:
        check_open(batch.donation)
    check_first_time(batch, hashlib.sha256(source.content).hexdigest())
    batch.by = by
    batch.document = Document.objects.store(
        source.content,
        kind=batch.kind,
        name=source.name,
        content_type=source.content_type,
        by=by,
    )
    batch.status, batch.offered_at = ImportStatus.CHECKING, timezone.now()
    batch.save()


def _keep_in_slices(
    donation: Donation | None,
    *,
    by: User,
    source: SourceList,
    checked: CheckedList | None = None,
    mapping: dict[str, str] | None = None,
    values: dict[str, dict[str, str]] | None = None,
    sheets: list[str] | None = None,
    **facts: object,
) -> dict:
    """Check the rows of a file for `receive_list`, store it, and write its rows in slices."""
    if checked and checked.batch.pk:
        return {}
    if checked is None:
        batch = ImportBatch(donation=donation, **facts)
        checked = CheckedList(batch, read_into(batch, source, sheets, mapping))
        batch.values = batch.values if values is None else values
        set_verdicts(batch, checked.rows)
    checked.batch.donation = donation
    _keep(checked.batch, by=by, source=source)
    write_rows(checked.batch, checked, by=by)
    return {"checked": checked}


@operation("inventory.import_device", prepare=_keep_in_slices)
def receive_list(
    donation: Donation | None,
    *,
    by: User,
    source: SourceList,
    kind: str = ImportBatch.DONOR_LIST,
    mapping: dict[str, str] | None = None,
    values: dict[str, dict[str, str]] | None = None,
    default_category: Category | None = None,
    site: Site | None = None,
    outing: Transfer | None = None,
    options: dict | None = None,
    sheets: list[str] | None = None,
    checked: CheckedList | None = None,
) -> ImportBatch:
    """Store a list with the cells and validation result of each row; nothing is imported yet.

    `mapping` is {column index as text: field}; if None, the last mapping of this donor is used, or
    else columns are guessed; `values` are the words chosen with it. `sheets` are the sheets to
    read; if None, sheets that look like lists. `options` are the answers to the questions of the
    kind of list.
    """
    batch = checked.batch
    end_check(batch, checked)
    Event.objects.record("import.checked", batch, by=by, **counts_in(checked.rows))
    return batch


# --- A list that is read, mapped or settled again. ---


def rechecks(
    event: str,
    *,
    status: ImportStatus = ImportStatus.CHECKED,
    permission: str = "inventory.import_device",
) -> Callable:
    """Decorate a function that returns the rows of a list to check, to make it an operation.

    The list, in this `status`, is checked before any lock, and its rows are written in slices
    before the operation begins, which records the event. If the process is killed in between, the
    list stays in status “checking”, and the tick cancels it.
    """

    def decorate(rows_of: Callable) -> Callable:
        def prepare(batch: ImportBatch, *, by: User, **facts: object) -> dict:
            if "checked" in facts:
                return {}
            batch.refresh_from_db()
            checked = rows_of(batch, **facts)
            set_verdicts(checked.batch, checked.rows)
            begin_check(batch, by=by, status=status, run=checked.batch.run)
            checked.batch.run = batch.run
            write_rows(batch, checked, by=by)
            return {"checked": checked}

        @operation(permission, prepare=prepare)
        @wraps(rows_of)
        def act(
            batch: ImportBatch, *, by: User, checked: CheckedList, **_facts: object
        ) -> ImportBatch:
            end_check(batch, checked)
            data = checked.data | counts_in(checked.rows)
            Event.objects.record(event, batch, by=by, **data)
            return batch

        return act

    return decorate


@rechecks("import.reread")
def read_otherwise(
    batch: ImportBatch, *, source: SourceList, sheets: list[str], with_people: bool = False
) -> CheckedList:
    """Change the reading options of the file (sheets, headings, encoding); replace its rows."""
    if hashlib.sha256(source.content).hexdigest() != batch.document.sha256:
        raise Refused(_("An imported list must keep its original file."))
    other = copy(batch)
    other.error = ""
    return CheckedList(other, read_into(other, source, sheets, with_people=with_people))


@rechecks("import.remapped")
def remap(
    batch: ImportBatch,
    *,
    mapping: dict[str, str],
    values: dict[str, dict[str, str]] | None = None,
    default_category: Category | None = None,
    options: dict | None = None,
    left_out: list[int] | None = None,
    forget: bool = False,
) -> CheckedList:
    """Change the mapping of columns and words, and the site named in `options`.

    The cells of the columns `left_out` are deleted from the rows; `forget` discards the mappings of
    earlier lists of this donor and source.
    """
    other = copy(batch)
    rows = list(batch.rows.all())
    if left_out:
        rows = [_without(row, left_out) for row in rows]
        before = batch.reading.get("left_out", [])
        other.reading = batch.reading | {"left_out": sorted({*before, *left_out})}
    other.mapping, other.default_category, other.error = mapping, default_category, ""
    other.values = batch.values if values is None else values
    other.options = batch.options | (options or {}) | {CHOSEN: not forget}
    other.site_id = other.options.pop("site", None) or batch.site_id
    if forget:
        other.reading = other.reading | {"remembered": ""}
        other.options = {n: v for n, v in other.options.items() if n not in OF_ROWS | {ORDERS}}
    # a column of numbers may now be read as text
    if withhold(other, rows):
        rows = list(map(anew, rows))
    return CheckedList(other, rows, forgets=forget)


def _without(row: ImportRow, columns: list[int]) -> ImportRow:
    """Return a copy of this row with empty cells in these columns."""
    row.cells = ["" if index in columns else cell for index, cell in enumerate(row.cells)]
    row.withheld = {c: text for c, text in row.withheld.items() if int(c) not in columns}
    return anew(row)


@rechecks("import.settled")
def settle_conflicts(
    batch: ImportBatch, *, rows: list[int] | None = None, is_forced: bool = True
) -> CheckedList:
    """Choose that these rows overwrite newer records, or withdraw that choice.

    `rows` are ids of rows, or None to select all.
    """
    batch_rows, is_any = list(batch.rows.all()), False
    for row in batch_rows:
        is_open = row.verdict == RowVerdict.CONFLICT if is_forced else row.is_forced
        if is_open and (rows is None or row.pk in rows):
            row.is_forced, is_any = is_forced, True
    if not is_any:
        raise Refused(_("Tick the rows to import anyway."))
    return CheckedList(copy(batch), batch_rows)


@rechecks("import.given_back", status=ImportStatus.APPLYING)
def return_to_check(batch: ImportBatch, *, error: str) -> CheckedList:
    """Return a started list with no written rows to the status “checked”, with the reason."""
    other = copy(batch)
    other.error = error
    return CheckedList(other, list(batch.rows.all()))


def check_open(donation: Donation) -> None:
    if donation.status not in OPEN:
        raise Refused(
            _("%(donation)s is “%(status)s”: it can no longer receive devices.")
            % {"donation": donation, "status": donation.status_label}
        )


def check_first_time(batch: ImportBatch, sha256: str = "") -> None:
    """Raise `Refused`, naming the earlier import, for a list that was imported and not undone.

    A list is recognised by the rows of each sheet, in any file; and by the file, whose digest is
    `sha256`, if its hidden rows were imported too.
    """
    imported = imported_digests(batch.kind)
    sheets = [sheet for sheet in batch.reading.get("sheets", []) if sheet["is_read"]]
    again = [imported[sheet["digest"]][0] for sheet in sheets if sheet["digest"] in imported]
    again += _with_more_rows(batch, sha256)
    again = [pk for pk in again if pk not in batch.options.get(CONTINUES, ())]
    if not again:
        return
    related = ImportBatch.objects.select_related("document", "donation__donor")
    earlier = related.get(pk=again[0])
    if earlier.donation:
        raise Refused(
            _("This list has already been imported: %(file)s, in %(donation)s of %(donor)s.")
            % {"file": earlier, "donation": earlier.donation, "donor": earlier.donation.donor}
        )
    raise Refused(_("This list has already been imported: %(file)s.") % {"file": earlier})


def _with_more_rows(batch: ImportBatch, sha256: str) -> list[int]:
    """Ids of the imports of this file for its donation that read these sheets with hidden rows."""
    same = ImportBatch.objects.standing().filter(
        kind=batch.kind, donation=batch.donation_id, document__sha256=sha256
    )
    names = {*batch.sheets_read}
    return [
        other.pk
        for other in same
        if other.reading.get("with_hidden") and names <= {*other.sheets_read}
    ]
