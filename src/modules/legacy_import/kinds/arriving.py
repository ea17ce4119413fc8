"""Base of the kinds of records: a record that is registered already is unchanged."""

from collections.abc import Callable
from dataclasses import dataclass

from django.db.models import Model

from core.imports.kinds import RowVerdict
from modules.legacy_import.operations.records import keep_records, records_of
from modules.legacy_import.references import References


class Arriving:
    """Mixin for a resource whose rows each become a record, which is stored with the row.

    `enter(drafts, by)` creates the records and returns them.
    """

    is_exported = False  # lists of an earlier system are only imported

    def before_import(self, dataset, **kwargs):
        self.lookup = References(self.batch)
        super().before_import(dataset, **kwargs)

    def skip_row(self, instance, original, row, import_validation_errors=None):
        """Skip a row whose record is registered already."""
        return self.index in self.records

    def write(self, rows, *, by):
        keep_records(rows, self.enter([row.outcome.draft for row in rows], by))
        return [[] for _row in rows]


@dataclass(frozen=True)
class Undoing:
    """Undo of the records of a kind; `check` raises `Refused` if a record has changed since."""

    model: type[Model]
    check: Callable
    take_back: Callable

    def undo(self, batch, rows, *, by):
        self.take_back(records_of(self.model, rows), by=by)

    def check_undo(self, batch):
        self.check(records_of(self.model, batch.rows.filter(verdict=RowVerdict.WRITTEN)))
