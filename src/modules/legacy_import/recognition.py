"""Recognition of the kind of list: by the headings of its system, otherwise by its columns."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from core.imports.columns import numbered, plain
from core.imports.guessing import SAMPLE, guess
from core.workflow.lifecycle import Refused
from modules.legacy_import.planned import STAGES, stages_on
from modules.legacy_import.systems import FORMS, VOUCHERS

# A kind is certain if it fills this many more columns than the next best kind.
MARGIN = 2


@dataclass(frozen=True)
class Recognised:
    """A list found in a file: its kind, its sheets, and its column mapping.

    `mapping` is None if it is guessed as for any list; without `is_sure` its kind must be
    confirmed.
    """

    kind: str
    sheets: list
    mapping: dict | None = None
    is_sure: bool = True
    left_out: tuple = ()


def recognise(source, system):
    """The lists in a file, as a `Recognised` for each kind; raises `Refused` if there are none."""
    found = {}
    for table in source.tables:
        for one in _recognised(table, system):
            found.setdefault(one.kind, []).append(one)
    if VOUCHERS in found and len(source.tables) > 1:
        raise Refused(_("Send vouchers in a separate file: their codes are encrypted."))
    if not found:
        raise Refused(
            _("%(file)s is not a known list: see the help for its system.") % {"file": source.name}
        )
    return [_together(some) for some in found.values()]


def _together(some):
    """Join sheets of one kind into one list, whose mapping is then guessed."""
    first = some[0]
    return Recognised(
        kind=first.kind,
        sheets=[name for one in some for name in one.sheets],
        mapping=first.mapping if len(some) == 1 else None,
        is_sure=all(one.is_sure for one in some),
        left_out=first.left_out,
    )


def _recognised(table, system):
    """The lists in a table: by the headings of its system, or the kind whose columns it fills."""
    forms = _forms(table, system)
    if forms:
        return [
            Recognised(one.kind, [table.name], _mapping(table, one), left_out=one.left_out)
            for one in forms
        ]
    scores = sorted(_scores(table), reverse=True)
    if not scores:
        return []
    best, _rank, code = scores[0]
    is_sure = len(scores) == 1 or best - scores[1][0] >= MARGIN
    return [Recognised(code, [table.name], is_sure=is_sure)]


def _forms(table, system):
    """The first form of this system, otherwise of another, whose headings are among these.

    Several forms with the same headings divide the rows between them.
    """
    headings = {plain(heading) for heading in table.headings}
    others = [forms for other, forms in FORMS.items() if other != system]
    for forms in [FORMS.get(system, []), *others]:
        first = next((one for one in forms if headings >= one.headings), None)
        if first:
            same = [one for one in forms if one.headings == first.headings]
            return [one for one in same if one.kind in stages_on()]
    return []


def _scores(table):
    """Yield (number of filled columns, -rank, kind) for each possible kind."""
    for code, stage in stages_on().items():
        fields = set(mapping_of(table, stage.kind).values())
        if fields & set(stage.telling):
            yield len(fields), -stage.rank, code


def mapping_of(table, kind, decided=()):
    sample = [cells for _number, cells in table.rows[:SAMPLE]]
    return guess(table.headings, kind, decided, sample)


def _mapping(table, form):
    """The mapping of a known list: its own headings first, other columns guessed."""
    decided = {
        index: form.fields[heading]
        for index, (heading, time) in numbered(table.headings)
        if heading in form.fields and time == 1
    }
    return mapping_of(table, STAGES[form.kind].kind, decided)
