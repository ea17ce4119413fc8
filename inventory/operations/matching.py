"""A list that came in: checked, its columns and words matched, its conflicts settled.

What the rows say and become, the list's kind knows (`inventory.lists`).
"""

from collections.abc import Callable
from copy import copy
from dataclasses import dataclass

from django.utils.translation import gettext as _

from catalogue.models import Category
from core.lives import Refused
from core.models import Document, Event
from core.operations import operation
from donations.lifecycle import DonationStatus
from donations.models import Donation
from inventory.lifecycle.lists import ImportStatus, RowVerdict
from inventory.lists.columns import check_mapping
from inventory.lists.habits import habits_of
from inventory.lists.kinds import KINDS, Reading, check_values, words_in
from inventory.lists.sheets import SourceList
from inventory.models import ImportBatch, ImportRow, Transfer
from people.models import Site, User

OPEN = {DonationStatus.PROMISED, DonationStatus.SCHEDULED, DonationStatus.RECEIVED}
CHUNK = 5_000


def unheard(done: int) -> None:
    """For who reads a list while one waits: nobody asks how far it is."""


@dataclass
class Judged:
    """A list as it is judged, before anything is locked: how it is matched, and its rows."""

    batch: ImportBatch
    rows: list[ImportRow]


def _judge_new(
    donation: Donation | None,
    *,
    source: SourceList,
    kind: str = ImportBatch.DONOR_LIST,
    mapping: dict[str, str] | None = None,
    judged: Judged | None = None,
    **facts: object,
) -> dict:
    """For `check_list`: the rows of a file, each with its verdict."""
    if judged:
        return {}
    habits, values = habits_of(KINDS[kind], donation, source.headings)
    shown = ("site", "outing", "default_category")
    batch = ImportBatch(
        kind=kind,
        donation=donation,
        headings=source.headings,
        mapping=habits if mapping is None else mapping,
        values=values,
        options=facts.get("options") or {},
        **{name: facts.get(name) for name in shown},
    )
    return {"judged": _judged(batch, _rows_of(source))}


def _rows_of(source: SourceList) -> list[ImportRow]:
    return [ImportRow(number=number, cells=cells) for number, cells in source.rows]


def _judged(batch: ImportBatch, rows: list[ImportRow]) -> Judged:
    judge(batch, rows)
    return Judged(batch, rows)


@operation("inventory.import_device", prepare=_judge_new)
def check_list(
    donation: Donation | None,
    *,
    by: User,
    source: SourceList,
    kind: str = ImportBatch.DONOR_LIST,
    mapping: dict[str, str] | None = None,
    default_category: Category | None = None,
    site: Site | None = None,
    outing: Transfer | None = None,
    options: dict | None = None,
    judged: Judged | None = None,
) -> ImportBatch:
    """Keep a list with each row's cells and verdict; nothing of it is written yet.

    `mapping` is {column index as text: field}; when None, as lists of this donor were matched
    before, or else guessed from the headings. `options` is what else its kind asks.
    """
    if donation:
        check_open(donation)
    check_first_time(source.sha256, kind)
    batch = judged.batch
    batch.donation, batch.by = donation, by
    batch.document = Document.objects.store(
        source.content,
        kind=kind,
        name=source.name,
        content_type=source.content_type,
        by=by,
    )
    batch.names_people = batch.list_kind.names_people
    batch.sha256, batch.sheets, batch.sheet = source.sha256, source.sheets, source.sheet
    batch.save()
    _enter_rows(batch, judged.rows)
    Event.objects.record("import.checked", batch, by=by, **counts_in(judged.rows))
    return batch


def _enter_rows(batch: ImportBatch, rows: list[ImportRow]) -> None:
    for row in rows:
        row.batch = batch
    ImportRow.objects.bulk_create(rows, batch_size=CHUNK)


def _judge_sheet(
    batch: ImportBatch, *, source: SourceList, judged: Judged | None = None, **_by: User
) -> dict:
    """For `choose_sheet`: the rows of another sheet."""
    if judged:
        return {}
    other = copy(batch)
    other.headings, other.sheet = source.headings, source.sheet
    other.mapping, other.values = habits_of(batch.list_kind, batch.donation, source.headings)
    return {"judged": _judged(other, _rows_of(source))}


@operation("inventory.import_device", prepare=_judge_sheet)
def choose_sheet(
    batch: ImportBatch, *, by: User, source: SourceList, judged: Judged | None = None
) -> ImportBatch:
    """Read another sheet of the same workbook in place of the first: other headings, other rows."""
    batch.lock()
    check_not_written(batch)
    if source.sha256 != batch.sha256:
        raise Refused(_("An imported list stays the file it was."))
    batch.rows.all().delete()
    batch.error = ""
    _take_matching(batch, judged, "headings", "sheet")
    _enter_rows(batch, judged.rows)
    Event.objects.record("import.sheet_chosen", batch, by=by, **counts_in(judged.rows))
    return batch


def _take_matching(batch: ImportBatch, judged: Judged, *more: str) -> None:
    """Write how a list was matched when it was judged."""
    names = ["mapping", "values", "words", "options", "default_category", "error", *more]
    for name in names:
        if name != "error":
            setattr(batch, name, getattr(judged.batch, name))
    batch.save(update_fields=names)


def _judge_remapped(
    batch: ImportBatch,
    *,
    mapping: dict[str, str],
    values: dict[str, dict[str, str]] | None = None,
    default_category: Category | None = None,
    options: dict | None = None,
    judged: Judged | None = None,
    **_by: User,
) -> dict:
    """For `remap`: the rows as the columns and words are matched now."""
    if judged:
        return {}
    other = copy(batch)
    other.mapping, other.default_category = mapping, default_category
    other.values = batch.values if values is None else values
    other.options = batch.options | (options or {})
    return {"judged": _judged(other, list(batch.rows.all()))}


@operation("inventory.import_device", prepare=_judge_remapped)
def remap(
    batch: ImportBatch,
    *,
    by: User,
    mapping: dict[str, str],
    values: dict[str, dict[str, str]] | None = None,
    default_category: Category | None = None,
    options: dict | None = None,
    judged: Judged | None = None,
) -> ImportBatch:
    """Match the columns and the words anew and judge every row again."""
    batch.lock()
    check_not_written(batch)
    batch.error = ""
    rewrite(batch, judged)
    _take_matching(batch, judged)
    Event.objects.record("import.remapped", batch, by=by, **counts_in(judged.rows))
    return batch


def _judge_settled(
    batch: ImportBatch,
    *,
    rows: list[int] | None = None,
    is_forced: bool = True,
    judged: Judged | None = None,
    **_by: User,
) -> dict:
    """For `settle_conflicts`: the rows, those chosen written over what the register says newer."""
    if judged:
        return {}
    found = list(batch.rows.all())
    for row in found:
        is_open = row.verdict == RowVerdict.CONFLICT if is_forced else row.is_forced
        if is_open and (rows is None or row.pk in rows):
            row.is_forced = is_forced
    return {"judged": _judged(copy(batch), found)}


@operation("inventory.import_device", prepare=_judge_settled)
def settle_conflicts(
    batch: ImportBatch,
    *,
    by: User,
    rows: list[int] | None = None,
    is_forced: bool = True,
    judged: Judged | None = None,
) -> ImportBatch:
    """Write these rows (all, when None) over what the register says newer; or leave it alone."""
    batch.lock()
    check_not_written(batch)
    open_rows = batch.rows.filter(verdict=RowVerdict.CONFLICT)
    if not is_forced:
        open_rows = batch.rows.filter(is_forced=True)
    if rows is not None:
        open_rows = open_rows.filter(pk__in=rows)
    if not open_rows.update(is_forced=is_forced):
        raise Refused(_("Tick the rows that are to be written all the same."))
    rewrite(batch, judged)
    Event.objects.record("import.settled", batch, by=by, **counts_in(judged.rows))
    return batch


def check_open(donation: Donation) -> None:
    if donation.status not in OPEN:
        raise Refused(
            _("%(donation)s is “%(status)s”: nothing more can be received in it.")
            % {"donation": donation, "status": donation.status_label}
        )


def check_not_written(batch: ImportBatch) -> None:
    if batch.status != ImportStatus.CHECKED:
        raise Refused(_("This list is “%(status)s” already.") % {"status": batch.status_label})


def check_first_time(sha256: str, kind: str = ImportBatch.DONOR_LIST) -> None:
    """Raise `Refused`, naming the earlier import, for a file that was written and still stands."""
    earlier = (
        ImportBatch.objects.standing()
        .filter(kind=kind, sha256=sha256)
        .select_related("document", "donation__donor")
        .first()
    )
    if earlier and earlier.donation:
        raise Refused(
            _("This very file was imported already: %(file)s, in %(donation)s of %(donor)s.")
            % {"file": earlier, "donation": earlier.donation, "donor": earlier.donation.donor}
        )
    if earlier:
        raise Refused(_("This very file was imported already: %(file)s.") % {"file": earlier})


def judge(
    batch: ImportBatch, rows: list[ImportRow], report: Callable[[int], None] = unheard
) -> Reading:
    """Give each row its verdict, as `apply_import` would find it now, and the list its words."""
    kind = batch.list_kind
    check_mapping(batch.mapping, batch.headings, kind)
    check_values(batch.values, kind)
    batch.words = words_in([row.cells for row in rows], batch.mapping, kind)
    reading = kind.read(batch, rows, report)
    for index, row in enumerate(rows):
        row.problems = reading.problems.get(index, [])
        row.units = reading.units.get(index, 1)
        row.changes = reading.changes.get(index, {})
        row.verdict = reading.verdict_of(index)
    return reading


def judge_again(batch: ImportBatch, *, judged: Judged | None = None, **_facts: object) -> dict:
    """For an operation on a list that is matched as it was: its rows as they are judged now."""
    return {} if judged else {"judged": _judged(copy(batch), list(batch.rows.all()))}


def rewrite(batch: ImportBatch, judged: Judged) -> None:
    """Write what was judged of rows by upsert: `bulk_update` would write a CASE a row."""
    if judged.batch.sheet != batch.sheet:
        raise Refused(_("Another sheet was chosen meanwhile: look at the list again."))
    ImportRow.objects.bulk_create(
        judged.rows,
        batch_size=CHUNK,
        update_conflicts=True,
        unique_fields=["id"],
        update_fields=["verdict", "problems", "units", "changes"],
    )


def counts_in(rows: list[ImportRow]) -> dict[str, int]:
    refused = sum(row.verdict == RowVerdict.REFUSED for row in rows)
    return {"rows": len(rows), "refused": refused}
