"""Rows that each become a record of one model: read cell by cell, twins refused."""

from django.core.exceptions import ValidationError

from core.imports.cells import line_for, parse_cell
from core.imports.columns import map_columns, plain
from core.imports.kinds import Reading, map_synonyms
from core.workflow.event_messages import Sentence


def read_records(batch, rows, report, judge):
    """The `Reading` of rows by `judge(cells by field, label of the row, problems)`.

    `judge` returns the facts of the row, and adds to `problems` what refuses it.
    """
    kind, reading = batch.list_kind, Reading()
    mapped = map_columns([row.cells for row in rows], batch.mapping, kind)
    map_synonyms(mapped, kind, batch.values)
    for index, cells in enumerate(mapped):
        problems = []
        facts = judge(cells, rows[index].label, problems)
        if problems:
            reading.problems[index] = problems
        else:
            reading.facts[index] = facts
    report(len(rows))
    return reading


def record_of(model, cells, names, problems, *, not_valid, **facts):
    """The unsaved record of a row; what is wrong with its cells is added to `problems`.

    `not_valid` are {field: the sentence of a text that its validators refuse}.
    """
    texts = {name: parse_cell(problems, line_for, model, name, cells[name]) or "" for name in names}
    record = model(**texts, **facts)
    try:
        record.clean_fields(exclude=[f.name for f in model._meta.fields if f.name not in not_valid])
    except ValidationError as errors:
        problems += [
            Sentence(not_valid[name], {"text": texts[name][:60]}) for name in errors.error_dict
        ]
    return record


class Row:
    """A row that is parsed, its texts by field; the errors of its cells are in `problems`."""

    def __init__(self, texts):
        self.texts, self.problems = texts, []

    def get(self, name, read, *more):
        """The value of a cell; None when it has none, or when it is wrong."""
        return parse_cell(self.problems, read, self.texts[name], *more)


class Twins:
    """What a record has alone: in the register, and among the rows of a list.

    `sentences` are {field: the sentence that names the record that has it already}, `twice` the one
    that names the row.
    """

    def __init__(self, model, sentences, twice):
        self.sentences, self.twice, self.rows = sentences, twice, {}
        self.names = {
            (field, plain(getattr(record, field))): record.name
            for record in model.objects.only("name", *sentences)
            for field in sentences
        }

    def check(self, record, row, problems):
        for field, sentence in self.sentences.items():
            key = field, plain(getattr(record, field))
            if not key[1]:
                continue
            if key in self.names:
                problems.append(Sentence(sentence, {"name": self.names[key]}))
            first = self.rows.setdefault(key, row)
            if first != row:
                problems.append(Sentence(self.twice, {"row": first}))
