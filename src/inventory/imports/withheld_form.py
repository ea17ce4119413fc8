"""Form to restore withheld cells, one page at a time."""

from dataclasses import dataclass

from django import forms
from django.utils.translation import gettext_lazy as _

from catalogue.names import words_of_catalogue
from core.forms.base import ActForm
from core.imports.columns import heading_of
from core.imports.personal_data import kinds_of
from inventory.models import ImportRow


@dataclass(frozen=True)
class WithheldCell:
    """A withheld cell: its row, column, heading and text."""

    row: ImportRow
    column: int
    heading: str
    text: str
    trade: frozenset

    @property
    def key(self):
        return f"{self.row.pk}:{self.column}"

    @property
    def kind_labels(self):
        return [kind.label for kind in kinds_of(self.heading, self.text, self.trade)]


def withheld_cells(batch):
    """Withheld cells of a list, column by column."""
    trade = words_of_catalogue()
    cells = [
        WithheldCell(row, int(column), _heading(batch, int(column)), text, trade)
        for row in batch.rows.exclude(withheld={})
        for column, text in row.withheld.items()
        if text is not None
    ]
    return sorted(cells, key=lambda cell: cell.column)


def _heading(batch, column):
    return heading_of([*batch.headings, *[""] * (column + 1)], column)


class RestoreForm(ActForm):
    """Form for `restore_cells`: the ticked cells, or all cells of a column."""

    cell = forms.MultipleChoiceField(
        required=False,
        error_messages={"invalid_choice": _("A cell is no longer withheld: tick the cells again.")},
    )
    column = forms.TypedChoiceField(coerce=int, required=False, empty_value=None)

    def __init__(self, cells, data=None):
        super().__init__(data)
        self.fields["cell"].choices = [(cell.key, cell.key) for cell in cells]
        self.fields["column"].choices = list({(cell.column, cell.heading) for cell in cells})

    def arguments(self):
        column = self.cleaned_data["column"]
        if column is not None:
            return (), {"columns": [column]}
        return (), {"cells": [tuple(map(int, key.split(":"))) for key in self.cleaned_data["cell"]]}
