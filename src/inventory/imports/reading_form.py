"""Form for the reading options of a file, with a preview of its first rows."""

from types import SimpleNamespace

from django import forms
from django.utils.translation import gettext_lazy as _

from core.forms.base import ActForm
from core.imports.sheets import read_list
from core.imports.text_lists import DELIMITERS, ENCODINGS
from core.text_input import number_of

# maximum rows in the preview of a single sheet, and of each of several sheets
SHOWN, SHOWN_OF_EACH = 50, 20
QUESTIONS = ("encoding", "delimiter", "with_hidden", "with_people")


def read_as_before(batch, name, content, **choices):
    """Read the file of a list with its previous reading options, overridden by `choices`."""
    before = batch.reading
    as_before = {
        "encoding": before.get("encoding", ""),
        "delimiter": before.get("delimiter", ""),
        "with_hidden": before.get("with_hidden", False),
        "headings": {sheet["name"]: sheet["heading"] for sheet in before.get("sheets", [])},
        "kind": batch.list_kind,
    }
    return read_list(name, content, **as_before | choices)


class ReadingForm(ActForm):
    """Form for `read_otherwise`: encoding, separator, sheets, row of headings, hidden cells."""

    encoding = forms.ChoiceField(label=_("Encoding"), choices=ENCODINGS.items())
    delimiter = forms.ChoiceField(label=_("Separator"), choices=DELIMITERS.items())
    with_hidden = forms.BooleanField(
        label=_("Read hidden columns, rows and sheets too"),
        help_text=_("They often contain names of people: read them only if you need them."),
        required=False,
    )

    with_people = forms.BooleanField(
        label=_("Import the columns with names, e-mail addresses or phone numbers"),
        help_text=_(
            "Only coordinators then see this list, and its rows are deleted at the end of their"
            " retention period."
        ),
        required=False,
    )

    def __init__(self, batch, data=None, *, name, content):
        self.batch, self.before = batch, batch.reading
        self.name, self.content = name, content
        super().__init__(data, initial={name: self.before[name] for name in QUESTIONS})
        headings = [sheet["heading"] for sheet in self.before["sheets"]]
        self.source = self._read(top=SHOWN + max(headings))
        if not self.source.encoding:
            del self.fields["encoding"], self.fields["delimiter"]
        tables = self.source.tables
        is_any_hidden = self.source.hidden_sheets or any(
            table.sheet.is_hidden or table.sheet.hidden_columns or table.sheet.hidden_rows
            for table in tables
        )
        if not is_any_hidden:
            del self.fields["with_hidden"]
        sheets = self.before["sheets"]
        if not (self.before["people"] or any(sheet["people"] for sheet in sheets)):
            del self.fields["with_people"]
        if len(tables) > 1:
            self.fields["sheets"] = forms.MultipleChoiceField(
                choices=[(table.name, table.name) for table in tables],
                initial=batch.sheets_read,
                error_messages={"required": _("Tick at least one sheet.")},
            )
        for index, table in enumerate(tables):
            self.fields[f"heading_{index}"] = forms.TypedChoiceField(
                coerce=int,
                choices=[(0, 0), *((number, number) for number, _cells in table.sheet.rows)],
                initial=table.heading,
                required=False,
                empty_value=None,
            )

    def _read(self, **choices):
        return read_as_before(self.batch, self.name, self.content, **choices)

    def arguments(self):
        facts = self.cleaned_data
        text = {name: facts[name] for name in ("encoding", "delimiter") if name in facts}
        # another separator changes the cells, so the headings are detected again
        is_cut_otherwise = any(self.before[name] != value for name, value in text.items())
        tables = enumerate(self.source.tables)
        headings = {table.name: facts[f"heading_{index}"] for index, table in tables}
        source = self._read(
            headings={} if is_cut_otherwise else headings,
            with_hidden=facts.get("with_hidden", False),
            **text,
        )
        return (), {
            "source": source,
            "sheets": facts.get("sheets", [self.source.best.name]),
            "with_people": facts.get("with_people", False),
        }

    def question_fields(self):
        """Bound fields above the preview."""
        return [self[name] for name in QUESTIONS if name in self.fields]

    def previews(self):
        """Yield the preview of each sheet: table, checkbox if there are several, first rows."""
        tables = self.source.tables
        ticked = self["sheets"].value() if "sheets" in self.fields else None
        counts = {sheet["name"]: sheet["rows"] for sheet in self.before["sheets"]}
        for index, table in enumerate(tables):
            field = self[f"heading_{index}"]
            rows = table.sheet.rows[: SHOWN if len(tables) == 1 else SHOWN_OF_EACH]
            shown = [(number, self._shown(table, cells)) for number, cells in rows]
            columns = max(len(cells) for _number, cells in shown)
            heading = number_of(str(field.value())) or 0
            hidden = {*table.sheet.hidden_rows}
            yield SimpleNamespace(
                table=table,
                name=field.html_name,
                count=counts.get(table.name, 0),
                is_ticked=ticked is None or table.name in ticked,
                heading=heading,
                shown=sum(number > heading for number, _cells in shown),
                columns=columns,
                rows=[
                    (number, [*cells, *[""] * columns][:columns], number in hidden)
                    for number, cells in shown
                ],
            )

    def _shown(self, table, cells):
        hidden = () if self.source.with_hidden else table.sheet.hidden_columns
        mask = self.batch.list_kind.mask
        return [mask(cell) for index, cell in enumerate(cells) if index not in hidden]
