"""The files of a move, as shown on its page."""

from dataclasses import dataclass

from django.db.models import Count, Q
from django.utils.translation import ngettext

from core.imports.guessing import SAMPLE
from core.imports.kinds import RowVerdict
from inventory.imports.check import undecided
from inventory.imports.forms import unread_columns
from inventory.imports.lifecycle import ImportStatus
from inventory.models import ImportBatch
from modules.legacy_import.forms import KindForm
from modules.legacy_import.import_type import ATTESTATION, lists_devices_in_use
from modules.legacy_import.models import MigrationFile
from modules.legacy_import.planned import STAGES, batches_of, in_order
from modules.legacy_import.questions import undecided_in
from modules.legacy_import.systems import REGISTER


@dataclass(frozen=True)
class FileLine:
    """A file, and the number of its rows by verdict."""

    file: MigrationFile
    batch: ImportBatch
    counts: list
    undecided: list
    # Headings of columns with data that are not imported.
    unread: list
    # Number of questions about its columns and words, on the page of the file.
    doubts: int
    kind_form: KindForm

    @property
    def label(self):
        return STAGES[self.batch.kind].label


def files_of(migration):
    """The files of a move in the order in which they are written."""
    files = migration.files.select_related("batch__document")
    by_batch = {file.batch: file for file in files}
    return [_line(by_batch[batch]) for batch in in_order(by_batch)]


def _line(file):
    batch, is_open = file.batch, file.batch.status == ImportStatus.CHECKED
    per = batch.rows.aggregate(
        **{verdict: Count("pk", filter=Q(verdict=verdict)) for verdict in RowVerdict.values}
    )
    left_out = per[RowVerdict.REFUSED] - len(undecided(batch))
    per[RowVerdict.REFUSED] -= left_out
    counts = [_in_words(verdict, per[verdict]) for verdict in RowVerdict.values if per[verdict]]
    if left_out:
        counts.append(
            ngettext("%(count)s row skipped", "%(count)s rows skipped", left_out)
            % {"count": left_out}
        )
    sample = batch.rows.values_list("cells", flat=True)[:SAMPLE] if is_open else ()
    return FileLine(
        file=file,
        batch=batch,
        counts=counts,
        undecided=list(undecided_in(batch)) if is_open else [],
        unread=[heading for heading, _example in unread_columns(batch, list(sample))],
        doubts=len(batch.reading.get("doubts", ())) if is_open else 0,
        kind_form=KindForm(file=file),
    )


def _in_words(verdict, count):
    """The number of rows with this verdict, as text."""
    words = {
        RowVerdict.GOOD: ngettext("%(count)s valid row", "%(count)s valid rows", count),
        RowVerdict.SAME: ngettext(
            "%(count)s row with nothing to change", "%(count)s rows with nothing to change", count
        ),
        RowVerdict.REFUSED: ngettext("%(count)s refused row", "%(count)s refused rows", count),
        RowVerdict.WRITTEN: ngettext("%(count)s row saved", "%(count)s rows saved", count),
        RowVerdict.UNDONE: ngettext("%(count)s row undone", "%(count)s rows undone", count),
    }
    return words.get(verdict, f"%(count)s {RowVerdict(verdict).label}") % {"count": count}


def attestation_of(migration):
    """The statement that the user attests by going live; "" if no file has devices in use."""
    registers = [batch for batch in batches_of(migration) if batch.kind == REGISTER]
    return ATTESTATION if any(map(lists_devices_in_use, registers)) else ""
