"""Columns of a donor's list that hold the donor's people: names, e-mails, phone numbers.

They are found by their headings and the form of their cells. A column that fills one of our fields
describes the device, whatever it looks like, unless it holds e-mail addresses. `personal_data`
finds people in other cells.
"""

from itertools import islice

from core.imports.people_headings import is_of_people, is_surely_of_people
from core.imports.personal_data import Finding, findings_in, may_be_name

SAMPLE = 200
# Minimum cells of which only a share must be people; single cells are withheld anyway.
FEWEST_CELLS = 3
# Minimum share of cells with people for a column of people.
ENOUGH = 0.5


def people_columns(headings, rows, fields):
    """The indexes of the columns that hold people; `fields` are {index as text: our field}."""
    return [
        index
        for index, heading in enumerate(headings)
        if _holds_people(heading, _cells(rows, index), is_ours=str(index) in fields)
    ]


def _cells(rows, index):
    """The first non-empty cells of a column."""
    cells = (cells[index].strip() for cells in rows if index < len(cells))
    return list(islice(filter(None, cells), SAMPLE))


def _holds_people(heading, cells, *, is_ours):
    if _is_mostly(_is_email, cells):
        return True
    if is_ours:
        return False
    if is_of_people(heading):
        return not cells or is_surely_of_people(heading) or _is_mostly(_may_be_person, cells)
    if len(cells) < FEWEST_CELLS:
        return bool(cells) and all(map(_is_person, cells))
    return _is_mostly(_is_person, cells)


def _is_email(cell):
    return " " not in cell and Finding.EMAIL in findings_in(cell)


def _may_be_person(cell):
    return bool(findings_in(cell)) or may_be_name(cell)


def _is_person(cell):
    """Whether a cell contains a person's name or phone number and nothing else."""
    found = findings_in(cell)
    return Finding.PHONE in found or (Finding.NAME in found and may_be_name(cell))


def _is_mostly(test, cells):
    return bool(cells) and sum(map(test, cells)) >= ENOUGH * len(cells)
