"""Prepare an import: check it, map its columns and words, settle its conflicts.

What the rows say and become, the list's kind knows (`inventory.lists`).
"""

from django.utils import timezone
from django.utils.translation import gettext as _

from catalogue.models import Category
from core.lives import Refused
from core.models import Document, Event
from core.operations import operation
from donations.lifecycle import DonationStatus
from donations.models import Donation
from inventory.lifecycle.lists import ImportStatus
from inventory.lists.sheets import SourceList
from inventory.models import ImportBatch, Transfer
from inventory.operations.checking import end_check, in_slices, write_rows
from inventory.operations.judging import (
    Judged,
    counts_in,
    judge_new,
    judge_remapped,
    judge_settled,
    judge_sheet,
)
from people.models import Site, User

OPEN = {DonationStatus.PROMISED, DonationStatus.SCHEDULED, DonationStatus.RECEIVED}


@operation("inventory.import_device")
def _keep(batch: ImportBatch, *, by: User, source: SourceList) -> None:
    """Keep the file of a list whose rows are being checked."""
    if batch.donation:
        check_open(batch.donation)
    check_first_time(source.sha256, batch.kind)
    batch.by = by
    batch.document = Document.objects.store(
        source.content,
        kind=batch.kind,
        name=source.name,
        content_type=source.content_type,
        by=by,
    )
    batch.names_people = batch.list_kind.names_people
    batch.sha256, batch.sheets, batch.sheet = source.sha256, source.sheets, source.sheet
    batch.status, batch.offered_at = ImportStatus.CHECKING, timezone.now()
    batch.save()


def _keep_in_slices(
    donation: Donation | None,
    *,
    by: User,
    source: SourceList,
    judged: Judged | None = None,
    **facts: object,
) -> dict:
    """For `check_list`: the list is kept, and its rows are written in slices."""
    if judged and judged.batch.pk:
        return {}
    judged = judged or judge_new(donation, source=source, **facts)
    judged.batch.donation = donation
    _keep(judged.batch, by=by, source=source)
    write_rows(judged.batch, judged, by=by)
    return {"judged": judged}


@operation("inventory.import_device", prepare=_keep_in_slices)
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
    batch = judged.batch
    end_check(batch, judged)
    Event.objects.record("import.checked", batch, by=by, **counts_in(judged.rows))
    return batch


@operation("inventory.import_device", prepare=in_slices(judge_sheet))
def choose_sheet(
    batch: ImportBatch, *, by: User, source: SourceList, judged: Judged | None = None
) -> ImportBatch:
    """Read another sheet of the same workbook in place of the first: other headings, other rows."""
    end_check(batch, judged)
    Event.objects.record("import.sheet_chosen", batch, by=by, **counts_in(judged.rows))
    return batch


@operation("inventory.import_device", prepare=in_slices(judge_remapped))
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
    end_check(batch, judged)
    Event.objects.record("import.remapped", batch, by=by, **counts_in(judged.rows))
    return batch


@operation("inventory.import_device", prepare=in_slices(judge_settled))
def settle_conflicts(
    batch: ImportBatch,
    *,
    by: User,
    rows: list[int] | None = None,
    is_forced: bool = True,
    judged: Judged | None = None,
) -> ImportBatch:
    """Write these rows (all, when None) over what the register says newer; or leave it alone."""
    end_check(batch, judged)
    Event.objects.record("import.settled", batch, by=by, **counts_in(judged.rows))
    return batch


def check_open(donation: Donation) -> None:
    if donation.status not in OPEN:
        raise Refused(
            _("%(donation)s is “%(status)s”: nothing more can be received in it.")
            % {"donation": donation, "status": donation.status_label}
        )


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
