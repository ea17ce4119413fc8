"""A donor's list: checked, its columns matched, written at one go, and undone."""

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from catalogue.models import Category
from core.lives import Refused
from core.models import Document, Event
from core.operations import operation
from donations.lifecycle import DonationStatus
from donations.models import Donation
from inventory import resources  # the module: it reads ours, from its own top
from inventory.columns import check_mapping, guess
from inventory.lifecycle import ImportStatus, RowVerdict
from inventory.models import Device, ImportBatch, ImportRow
from inventory.operations.intake import withdraw
from inventory.sheets import SourceList
from people.models import User

OPEN = {DonationStatus.PROMISED, DonationStatus.SCHEDULED, DonationStatus.RECEIVED}
CHUNK = 5_000


@operation("inventory.import_device")
def check_list(
    donation: Donation,
    *,
    by: User,
    source: SourceList,
    mapping: dict[str, str] | None = None,
    default_category: Category | None = None,
) -> ImportBatch:
    """Keep a donor's list with each row's cells and verdict; no device is written yet.

    `mapping` is {column index as text: field} and guessed from the headings when None.
    """
    _check_open(donation)
    check_first_time(source.sha256)
    document = Document.objects.store(
        source.content,
        kind=ImportBatch.DONOR_LIST,
        name=source.name,
        content_type=source.content_type,
        by=by,
    )
    batch = ImportBatch.objects.create(
        donation=donation,
        document=document,
        sha256=source.sha256,
        headings=source.headings,
        mapping=guess(source.headings) if mapping is None else mapping,
        default_category=default_category,
        by=by,
    )
    rows = [ImportRow(batch=batch, number=number, cells=cells) for number, cells in source.rows]
    _judge(batch, rows)
    ImportRow.objects.bulk_create(rows, batch_size=CHUNK)
    Event.objects.record("import.checked", batch, by=by, **_counts(rows))
    return batch


@operation("inventory.import_device")
def remap(
    batch: ImportBatch,
    *,
    by: User,
    mapping: dict[str, str],
    default_category: Category | None = None,
) -> ImportBatch:
    """Match the columns anew and judge every row again."""
    batch.lock()
    _check_not_written(batch)
    batch.mapping, batch.default_category, batch.error = mapping, default_category, ""
    batch.save(update_fields=["mapping", "default_category", "error"])
    rows = _judge_again(batch)
    Event.objects.record("import.remapped", batch, by=by, **_counts(rows))
    return batch


@operation("inventory.import_device")
def start_import(batch: ImportBatch, *, by: User, skip_refused: bool = False) -> ImportBatch:
    """Decide that the list is to be written: `apply_import` does it, now or in a worker.

    Refused rows are left out if so chosen; otherwise they refuse the whole list.
    """
    batch.lock()
    _check_not_written(batch)
    _check_open(batch.donation)
    check_first_time(batch.sha256)
    refused = batch.rows.refused().count()
    if refused and not skip_refused:
        raise Refused(
            ngettext(
                "%(count)s row is refused: correct the list, or choose to leave that row out.",
                "%(count)s rows are refused: correct the list, or choose to leave those rows out.",
                refused,
            )
            % {"count": refused}
        )
    if not batch.rows.good().exists():
        raise Refused(_("Every row is refused: there is nothing to write."))
    batch.move_to(
        ImportStatus.APPLYING, skip_refused=skip_refused, by=by, error="", offered_at=timezone.now()
    )
    Event.objects.record("import.started", batch, by=by)
    return batch


@operation("inventory.import_device")
def apply_import(batch: ImportBatch, *, by: User) -> ImportBatch:
    """Write the good rows of a started list as devices, all or none; done already, do nothing."""
    batch.lock()
    if batch.status == ImportStatus.APPLIED:
        return batch
    if batch.status != ImportStatus.APPLYING:
        raise Refused(_("The writing of this list was not started."))
    rows = list(batch.rows.good())
    devices = resources.write_rows(
        [row.cells for row in rows],
        batch.mapping,
        donation=batch.donation,
        default_category=batch.default_category,
        by=by,
    )
    for row, device in zip(rows, devices, strict=True):
        row.device = device
    _rewrite(rows, "device")
    batch.move_to(ImportStatus.APPLIED)
    Event.objects.record("import.applied", batch, by=by, count=len(devices))
    return batch


@operation("inventory.import_device")
def give_back(batch: ImportBatch, *, by: User, error: str) -> ImportBatch:
    """Return a started list that could not be written to who checks it, saying why."""
    batch.lock()
    batch.move_to(ImportStatus.CHECKED, error=error, offered_at=None)
    _judge_again(batch)
    Event.objects.record("import.given_back", batch, by=by)
    return batch


@operation("inventory.import_device")
def undo_import(batch: ImportBatch, *, by: User) -> ImportBatch:
    """Withdraw every device of a written list, if nothing has happened to any since.

    The rows keep their devices' tags, and the same file may come in again.
    """
    batch.lock()
    if batch.status != ImportStatus.APPLIED:
        raise Refused(_("Only a list that was written can be undone."))
    withdraw(list(Device.objects.filter(import_rows__batch=batch)), by=by)
    batch.move_to(ImportStatus.UNDONE)
    Event.objects.record("import.undone", batch, by=by)
    return batch


def _check_open(donation: Donation) -> None:
    if donation.status not in OPEN:
        raise Refused(
            _("%(donation)s is “%(status)s”: nothing more can be received in it.")
            % {"donation": donation, "status": donation.status_label}
        )


def _check_not_written(batch: ImportBatch) -> None:
    if batch.status != ImportStatus.CHECKED:
        raise Refused(_("This list is “%(status)s” already.") % {"status": batch.status_label})


def check_first_time(sha256: str) -> None:
    """Raise `Refused`, naming the earlier import, for a file whose devices are in the register."""
    earlier = (
        ImportBatch.objects.standing()
        .filter(kind=ImportBatch.DONOR_LIST, sha256=sha256)
        .select_related("document", "donation__donor")
        .first()
    )
    if earlier:
        raise Refused(
            _("This very file was imported already: %(file)s, in %(donation)s of %(donor)s.")
            % {"file": earlier, "donation": earlier.donation, "donor": earlier.donation.donor}
        )


def _judge(batch: ImportBatch, rows: list[ImportRow]) -> None:
    """Give each row its verdict, as `apply_import` would find it now."""
    check_mapping(batch.mapping, batch.headings)
    problems = resources.check_rows(
        [row.cells for row in rows],
        batch.mapping,
        donation=batch.donation,
        default_category=batch.default_category,
    )
    for index, row in enumerate(rows):
        row.problems = problems.get(index, [])
        row.verdict = RowVerdict.REFUSED if row.problems else RowVerdict.GOOD


def _judge_again(batch: ImportBatch) -> list[ImportRow]:
    rows = list(batch.rows.all())
    _judge(batch, rows)
    _rewrite(rows, "verdict", "problems")
    return rows


def _rewrite(rows: list[ImportRow], *fields: str) -> None:
    """Write these fields of existing rows by upsert: `bulk_update` would write a CASE a row."""
    ImportRow.objects.bulk_create(
        rows,
        batch_size=CHUNK,
        update_conflicts=True,
        unique_fields=["id"],
        update_fields=fields,
    )


def _counts(rows: list[ImportRow]) -> dict[str, int]:
    refused = sum(row.verdict == RowVerdict.REFUSED for row in rows)
    return {"rows": len(rows), "refused": refused}
