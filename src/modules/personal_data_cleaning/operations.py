"""Texts that look like personal data, kept after review."""

from django.db.models import Model
from django.utils.translation import gettext as _

from core.models import Event
from core.workflow.lifecycle import Refused
from core.workflow.operations import operation
from inventory.imports.operations.withholding import lock_cell, record_cell
from inventory.models import ImportRow
from modules.personal_data_cleaning.lifecycle import KEPT
from people.models import User
from people.privacy.anonymisation import Text


@operation("people.review_text")
def keep_text(text: Text, row: Model, *, by: User) -> Model:
    """Keep a free text that looks like personal data, so that it is hidden until it changes."""
    if not text.written().filter(pk=row.pk).exists():
        raise Refused(_("This text has already been deleted."))
    Event.objects.record(KEPT, row, by=by, column=text.name)
    return row


@operation("people.review_text")
def keep_cell(row: ImportRow, *, by: User, column: int) -> ImportRow:
    """Mark a cell that looks like personal data as reviewed: it is not proposed again."""
    lock_cell(row, column)
    row.withheld[str(column)] = None
    row.save(update_fields=["withheld"])
    record_cell("import.cell_kept", row, column, by)
    return row
