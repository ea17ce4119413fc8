"""A list that came in: checked, its columns and words matched, its conflicts settled.

What the rows say and become, the list's kind knows (`inventory.lists`).
"""

from collections.abc import Callable

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


@operation("inventory.import_device")
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
) -> ImportBatch:
    """Keep a list with each row's cells and verdict; nothing of it is written yet.

    `mapping` is {column index as text: field}; when None, as lists of this donor were matched
    before, or else guessed from the headings. `options` is what else its kind asks.
    """
    if donation:
        check_open(donation)
    check_first_time(source.sha256, kind)
    document = Document.objects.store(
        source.content,
        kind=kind,
        name=source.name,
        content_type=source.content_type,
        by=by,
    )
    habits, values = habits_of(KINDS[kind], donation, source.headings)
    batch = ImportBatch.objects.create(
        kind=kind,
        names_people=KINDS[kind].names_people,
        donation=donation,
        site=site,
        outing=outing,
        document=document,
        sha256=source.sha256,
        headings=source.headings,
        mapping=habits if mapping is None else mapping,
        values=values,
        sheets=source.sheets,
        sheet=source.sheet,
        default_category=default_category,
        options=options or {},
        by=by,
    )
    rows = _enter_rows(batch, source)
    Event.objects.record("import.checked", batch, by=by, **counts_in(rows))
    return batch


def _enter_rows(batch: ImportBatch, source: SourceList) -> list[ImportRow]:
    rows = [ImportRow(batch=batch, number=number, cells=cells) for number, cells in source.rows]
    judge(batch, rows)
    ImportRow.objects.bulk_create(rows, batch_size=CHUNK)
    batch.save(update_fields=["words"])
    return rows


@operation("inventory.import_device")
def choose_sheet(batch: ImportBatch, *, by: User, source: SourceList) -> ImportBatch:
    """Read another sheet of the same workbook in place of the first: other headings, other rows."""
    batch.lock()
    check_not_written(batch)
    if source.sha256 != batch.sha256:
        raise Refused(_("An imported list stays the file it was."))
    batch.rows.all().delete()
    batch.headings, batch.sheet, batch.error = source.headings, source.sheet, ""
    batch.mapping, batch.values = habits_of(batch.list_kind, batch.donation, source.headings)
    batch.save(update_fields=["headings", "sheet", "mapping", "values", "error"])
    rows = _enter_rows(batch, source)
    Event.objects.record("import.sheet_chosen", batch, by=by, **counts_in(rows))
    return batch


@operation("inventory.import_device")
def remap(
    batch: ImportBatch,
    *,
    by: User,
    mapping: dict[str, str],
    values: dict[str, dict[str, str]] | None = None,
    default_category: Category | None = None,
    options: dict | None = None,
) -> ImportBatch:
    """Match the columns and the words anew and judge every row again."""
    batch.lock()
    check_not_written(batch)
    batch.mapping, batch.default_category, batch.error = mapping, default_category, ""
    batch.values = batch.values if values is None else values
    batch.options |= options or {}
    rows = judge_again(batch)
    batch.save(update_fields=["mapping", "values", "words", "options", "default_category", "error"])
    Event.objects.record("import.remapped", batch, by=by, **counts_in(rows))
    return batch


@operation("inventory.import_device")
def settle_conflicts(
    batch: ImportBatch, *, by: User, rows: list[int] | None = None, is_forced: bool = True
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
    judged = judge_again(batch)
    Event.objects.record("import.settled", batch, by=by, **counts_in(judged))
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


def judge_again(batch: ImportBatch) -> list[ImportRow]:
    rows = list(batch.rows.all())
    judge(batch, rows)
    rewrite(rows)
    return rows


def rewrite(rows: list[ImportRow]) -> None:
    """Write what was judged of rows by upsert: `bulk_update` would write a CASE a row."""
    ImportRow.objects.bulk_create(
        rows,
        batch_size=CHUNK,
        update_conflicts=True,
        unique_fields=["id"],
        update_fields=["verdict", "problems", "units", "changes"],
    )


def counts_in(rows: list[ImportRow]) -> dict[str, int]:
    refused = sum(row.verdict == RowVerdict.REFUSED for row in rows)
    return {"rows": len(rows), "refused": refused}
