"""Columns of a donor's list that hold the donor's own people: names, mails, phone numbers.

By their headings, and by what their cells look like; a column that fills one of our fields is one
of the device, whatever it looks like, unless it holds mails.
"""

import re
from itertools import islice

from core.imports.columns import plain

SAMPLE = 200
# A column is of people when so many of its cells are.
ENOUGH = 0.5
HEADED = re.compile(
    r"(nom|noms|prenom|prenoms|nom (et )?prenom|nom de (l )?(utilisateur|agent|salarie)|surname"
    r"|(first|last|full|user|employee) ?name|name|login|.*\b(utilisateur|utilisatrice|user|agent"
    r"|salarie|employe|employee|collaborateur|detenteur|beneficiaire|owner|proprietaire"
    r"|responsable|referent|contact|mail|email|courriel|affecte a|attribue a|assigned to"
    r"|used by|benutzer|nutzer|mitarbeiter)s?\b.*"
    r"|tel|telephone|phone( number)?|numero de telephone|n de telephone|ligne|numero de ligne)"
)
MAIL = re.compile(r"[^@\s]+@[^@\s]+\.\w+")
PHONE = re.compile(r"(\+\d{2,3}|0)[ .]?\(?0?\)?\d([ .-]?\d{2}){4}")
# Martine DUPONT, DUPONT Martine, M. Dupont: capitals are what tells it from a brand and a model.
NAME = re.compile(
    r"(M|Mme|Mr|Mrs|Dr)\.? [A-ZÀ-Ý][\w'-]+( [A-ZÀ-Ý][\w'-]+)?"
    r"|[A-ZÀ-Ý][A-ZÀ-Ý'-]{2,} [A-ZÀ-Ý][a-zà-ÿ]+(-[A-ZÀ-Ý][a-zà-ÿ]+)?"
    r"|[A-ZÀ-Ý][a-zà-ÿ]+(-[A-ZÀ-Ý][a-zà-ÿ]+)? [A-ZÀ-Ý][A-ZÀ-Ý'-]{2,}"
)


def people_columns(headings, rows, fields):
    """The indexes of the columns that hold people; `fields` are {index as text: our field}."""
    return [
        index
        for index, heading in enumerate(headings)
        if _holds_people(heading, _cells(rows, index), is_ours=str(index) in fields)
    ]


def _cells(rows, index):
    """The first cells of a column that are filled in."""
    cells = (cells[index].strip() for cells in rows if index < len(cells))
    return list(islice(filter(None, cells), SAMPLE))


def _holds_people(heading, cells, *, is_ours):
    if _is_mostly(MAIL, cells):
        return True
    if is_ours:
        return False
    is_headed = bool(HEADED.fullmatch(plain(heading)))
    return is_headed or _is_mostly(PHONE, cells) or _is_mostly(NAME, cells)


def _is_mostly(form, cells):
    return bool(cells) and sum(bool(form.fullmatch(cell)) for cell in cells) >= ENOUGH * len(cells)
