"""Prepare an import: check it, map its columns and words, settle its conflicts.

What the rows say and become, the list's kind knows (`inventory.lists`).
"""

from django.utils.translation import gettext as _

from catalogue.models import Category
from core.lives import Refused
from core.models import Document, Event
from core.operations import operation
from donations.lifecycle import DonationStatus
from donations.models import Donation
from inventory.lifecycle.lists import ImportStatus, RowVerdict
from inventory.lists.sheets import SourceList
from inventory.models import ImportBatch, ImportRow, Transfer
from inventory.operations.judging import (
    CHUNK,
    Judged,
    counts_in,
    judge_new,
    judge_remapped,
    judge_settled,
    judge_sheet,
    rewrite,
)
from people.models import Site, User

OPEN = {DonationStatus.PROMISED, DonationStatus.SCHEDULED, DonationStatus.RECEIVED}


@operation("inventory.import_device", prepare=judge_new)
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


@operation("inventory.import_device", prepare=judge_sheet)
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


@operation("inventory.import_device", prepare=judge_remapped)
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


@operation("inventory.import_device", prepare=judge_settled)
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
