"""Read the sheets of a file as one list, with reading options.

Every sheet with a list is proposed, except sheets that summarise, explain or were already imported.
The sheets that are read become one list: columns with the same heading or field are joined.
"""

import hashlib
import re
from pathlib import PurePath

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.imports.columns import numbered, plain
from core.imports.guessing import SAMPLE
from core.imports.kinds import CONTINUES
from core.imports.people_columns import people_columns
from core.imports.sheets import SHEET_MAX
from core.imports.text_lists import DELIMITERS, ENCODINGS
from core.imports.workbooks import HIDES_UNSEEN
from core.workflow.lifecycle import Refused
from inventory.imports.doubts import SURELY
from inventory.imports.personal_data import withhold
from inventory.imports.remembered_mapping import habits_of, options_of, sheets_chosen_before
from inventory.models import ImportBatch, ImportRow

# a sheet with only these columns has quantities, not devices
WEAK = {"category", "quantity", "remark"}
# a sheet with people repeats devices of another sheet, unless it has these or several facts
NUMBERS = {"serial", "imei", "imei2", "donor_tag", "code"}
OWN = {"category", "brand", "designation", "cpu", "ram", "storage", "screen", "os"}
MIN_OWN_FIELDS = 2
MAX_NAMED = 10
# fields that identify devices, and titles of sheets that say who has them
IDENTIFYING = NUMBERS | {"category", "brand", "model", "designation"}
ALLOCATION = re.compile(
    r"\b(affectation|attribution|dotation|pret|emprunt|detenteur|qui a quoi|allocation|assign"
    r"|loan|checked out|handed out|who has|holder|prestamo|asignacion|ausgabe|zuweisung)"
)
ASIDE = re.compile(
    r"(re ?cap|synthese|resume|summary|bilan|stat|total|lisez|read ?me|notice|legende|sommaire)"
)


def read_into(batch, source, names=None, mapping=None, *, with_people=False):
    """Fill `batch` with the sheets of these names, or the proposed sheets; return its rows.

    `mapping` is the user's choice; if None, the last mapping of this donor is used, or else columns
    are guessed. Columns of the donor's people are left out; with `with_people`, they are read
    without a field, and the list is marked as naming people.
    """
    kind, tables, named, per_person = batch.list_kind, source.tables, {}, {}
    fields = {table.name: _fields_of(batch, table) for table in tables}
    if kind.is_of_devices and not (kind.is_update or kind.names_people):
        stem, is_alone = PurePath(source.name).stem, len(tables) == 1
        per_person = {
            t.name: _per_person(t, fields[t.name], t.name or stem, is_alone=is_alone)
            for t in tables
        }
    if not (with_people or kind.names_people):
        tables = [_without_people(table, fields[table.name], named) for table in tables]
        fields |= {table.name: _fields_of(batch, table) for table in tables if table.people}
    imported, is_chosen = imported_digests(batch.kind), names is not None
    new = {table.name: table.digest not in imported for table in tables}
    last = [] if is_chosen else [name for name in sheets_chosen_before(batch, new) if new[name]]
    read = tables_to_read(tables, fields, last or names, imported)
    for table in read:
        table.check_computed()
    batch.headings, rows = combine(read, fields)
    all_cells = [cells for _name, _number, cells in rows]
    habits, batch.values, remembered = habits_of(batch, batch.headings, all_cells)
    if remembered and batch.pk is None:
        before = options_of(remembered)
        batch.options = batch.options | {n: before[n] for n in before if not batch.options.get(n)}
    people = []
    if with_people and not kind.names_people:
        people = people_columns(batch.headings, [row[-1] for row in rows], habits)
    batch.names_people = kind.names_people or bool(people)
    habits = {index: name for index, name in habits.items() if int(index) not in people}
    batch.mapping = habits if mapping is None else mapping
    digests = [*sorted(table.digest for table in read), *batch.options.get(CONTINUES, ())]
    together = hashlib.sha256(repr(digests).encode()).hexdigest()
    batch.digest = digests[0] if len(digests) == 1 else together
    of_people = [t for t in tables if is_of_people(t, set(fields[t.name].values()))]
    per_person |= {table.name: SURELY for table in of_people}
    batch.reading = _described(source, tables, read, of_people, per_person) | {
        "is_chosen": is_chosen,
        "sheets_remembered": bool(last),
        "imported": {
            table.name: imported[table.digest][1]
            for table in tables
            if table not in read and table.digest in imported
        },
        "with_people": with_people,
        "people": people,
        "left_out": [],
        "remembered": remembered.created_at.isoformat() if remembered else "",
    }
    is_several = len(read) > 1
    import_rows = [
        ImportRow(sheet=name[:SHEET_MAX] if is_several else "", number=number, cells=cells)
        for name, number, cells in rows
    ]
    own = [named.get((name, number), ()) for name, number, _cells in rows]
    withhold(batch, import_rows, {text for texts in named.values() for text in texts}, own)
    return import_rows


def _fields_of(batch, table):
    return habits_of(batch, table.headings, [cells for _number, cells in table.rows[:SAMPLE]])[0]


def _without_people(table, fields, named):
    """Return a table without its columns of people; add their cells to `named`, by row."""
    people = people_columns(table.headings, [cells for _number, cells in table.rows], fields)
    # a list with only columns of people is unchanged: columns are chosen on its page
    if not 0 < len(people) < len(table.headings):
        return table
    for number, cells in table.rows:
        named[table.name, number] = [cells[index] for index in people if index < len(cells)]
    return table.without_people(people)


def _per_person(table, fields, title, *, is_alone):
    """Return the certainty that a sheet says who has which device: "", “maybe” or “surely”.

    It is “maybe” if people come before devices; “surely” by the title, or with few facts.
    `is_alone` means that the file has no other sheet.
    """
    people = people_columns(table.headings, [cells for _number, cells in table.rows], fields)
    devices = [int(index) for index, name in fields.items() if name in IDENTIFYING]
    if not (people and devices):
        return ""
    if ALLOCATION.search(plain(title)):
        return SURELY
    if min(people) > min(devices):
        return ""
    # lists of phone lines also name the user first
    facts = {*fields.values()} & (OWN | {"model"}) - {"designation"}
    if len(facts) < MIN_OWN_FIELDS and "imei" not in fields.values():
        return SURELY
    # a list of devices with their numbers, without another list that may have the same ones
    return "" if is_alone and NUMBERS & {*fields.values()} else "maybe"


def imported_digests(kind):
    """Return {digest of a sheet: (id, file name) of its applied import} for a kind of list."""
    standing = ImportBatch.objects.standing().filter(kind=kind)
    return {
        sheet["digest"]: (pk, name)
        for pk, name, reading in standing.values_list("pk", "document__name", "reading")
        for sheet in reading.get("sheets", [])
        if sheet["is_read"]
    }


def tables_to_read(tables, fields_by_table, names=None, imported=()):
    """Return the tables of the sheets in `names`, or else of new sheets that look like lists."""
    if names is not None:
        chosen = [table for table in tables if table.name in names]
        if not chosen:
            raise Refused(_("Tick at least one sheet."))
        return chosen
    fields = [set(fields_by_table[table.name].values()) for table in tables]
    best = max(range(len(tables)), key=lambda place: (len(fields[place]), len(tables[place].rows)))
    proposed = [
        table
        for place, table in enumerate(tables)
        if place == best or (fields[place] - WEAK and not ASIDE.match(plain(table.name)))
        if place == best or not is_of_people(table, fields[place])
    ]
    return [table for table in proposed if table.digest not in imported] or proposed


def is_of_people(table, fields):
    """Whether a sheet assigns devices to people: it has no device numbers and few facts."""
    return bool(table.people) and not fields & NUMBERS and len(fields & OWN) < MIN_OWN_FIELDS


def combine(tables, fields_by_table):
    """Join these tables to one list; return (headings, rows as (sheet, number, cells))."""
    headings, columns, rows = [], {}, []
    for table in tables:
        fields, taken, places = fields_by_table[table.name], set(), []
        for index, sign in numbered(table.headings):
            keys = [("heading", sign), ("field", fields.get(index))]
            place = next((columns[key] for key in keys if key in columns), None)
            if place is None or place in taken:
                place = len(headings)
                headings.append(table.headings[int(index)])
            taken.add(place)
            places.append(place)
            columns.setdefault(keys[0], place)
            if fields.get(index):
                columns.setdefault(keys[1], place)
        rows += [(table.name, number, cells, places) for number, cells in table.rows]
    if len(tables) == 1:
        return headings, [(name, number, cells) for name, number, cells, _places in rows]
    return headings, [
        (name, number, _placed(cells, places, len(headings)))
        for name, number, cells, places in rows
    ]


def _placed(cells, places, count):
    placed = [""] * count
    for place, cell in zip(places, cells, strict=False):
        placed[place] = cell
    return placed + cells[len(places) :]


def _described(source, tables, read, of_people, per_person):
    return {
        "file": PurePath(source.name).stem,
        "content_type": source.content_type,
        "encoding": source.encoding,
        "delimiter": source.delimiter,
        "has_macros": source.has_macros,
        "with_hidden": source.with_hidden,
        "hidden_sheets": source.hidden_sheets,
        "sheets": [
            {
                "name": table.name,
                "digest": table.digest,
                "is_read": table in read,
                "rows": len(table.rows),
                "heading": table.heading,
                "hidden_columns": table.hidden_columns,
                "people": table.people,
                "hidden_rows": len(table.hidden_rows),
                "repeated": table.repeated,
                "asides": table.asides,
                "sections": table.sections,
                "part": table.sheet.part,
                "is_of_people": table in of_people,
                "per_person": per_person.get(table.name, ""),
                "errors": table.sheet.errors,
            }
            for table in tables
        ],
    }


def choices_of(source, sheets):
    """Return the reading options of a file for `read_list`, with its sheets but no cells."""
    return {
        "encoding": source.encoding,
        "delimiter": source.delimiter,
        "with_hidden": source.with_hidden,
        "headings": {table.name: table.heading for table in source.tables},
        "sheets": sheets,
    }


def notes_of(reading, mask=str):
    """Return sentences about how a file was read, with all omissions."""
    notes = []
    if reading["encoding"]:
        words = {
            "encoding": ENCODINGS[reading["encoding"]],
            "separator": DELIMITERS.get(reading["delimiter"], reading["delimiter"]),
        }
        notes.append(_("Encoding: %(encoding)s. Separator: %(separator)s.") % words)
    is_several = len(reading["sheets"]) > 1
    for sheet in reading["sheets"]:
        left_out = _left_out(sheet, mask) if sheet["is_read"] else []
        sentences = [_rows_note(sheet, reading.get("imported", {}).get(sheet["name"])), *left_out]
        named = [_("Sheet “%(name)s”:") % sheet, *sentences]
        notes.append(" ".join(named if is_several else sentences))
    if reading.get("sheets_remembered"):
        notes.append(
            _("The choice of sheets was taken from the last workbook that had the same sheets.")
        )
    if reading["hidden_sheets"]:
        names = ", ".join(reading["hidden_sheets"])
        notes.append(_("Hidden sheets skipped: %(names)s.") % {"names": names})
    if any(sheet["part"] > 1 for sheet in reading["sheets"]):
        notes.append(
            _("A sheet of this file has several tables: each is read as a sheet of its own.")
        )
    notes += _people_notes(reading)
    if reading["content_type"] in HIDES_UNSEEN:
        notes.append(_("In this format, hidden columns look like the others."))
    if reading["has_macros"]:
        notes.append(
            _(
                "This workbook has macros, which were not run: if cells are empty, save it as .xlsx"
                " and send it again."
            )
        )
    return notes


def hidden_rows_note(count):
    """Return the sentence about left out rows that the spreadsheet hides."""
    return ngettext(
        "%(count)s hidden or filtered row skipped.",
        "%(count)s hidden or filtered rows skipped.",
        count,
    ) % {"count": count}


def withheld_note(count):
    """Return the sentence about cells that look like personal data."""
    return ngettext(
        "%(count)s cell looks like personal data. It is withheld unless a coordinator restores it.",
        "%(count)s cells look like personal data. They are withheld unless a "
        "coordinator restores them.",
        count,
    ) % {"count": count}


def omissions_of(reading):
    """Return the sentences about hidden rows and withheld cells, {name: sentence}."""
    hidden = sum(s["hidden_rows"] for s in reading.get("sheets", ()) if s["is_read"])
    withheld = reading.get("withheld", 0)
    notes = {"hidden": hidden and hidden_rows_note(hidden)}
    return notes | {"withheld": withheld and withheld_note(withheld)}


def _people_notes(reading):
    """Yield sentences about withheld cells, and about columns of people."""
    if count := reading.get("withheld"):
        yield withheld_note(count)
    if reading["people"]:
        yield _(
            "Columns with names, e-mail addresses or phone numbers are imported: only coordinators"
            " see this list, and its rows are deleted at the end of their retention period."
        )


def _rows_note(sheet, imported):
    rows = ngettext("%(rows)s row", "%(rows)s rows", sheet["rows"]) % sheet
    if imported:
        return _("%(rows)s, not read: already imported with %(file)s.") % {
            "rows": rows,
            "file": imported,
        }
    if not sheet["is_read"] and sheet["is_of_people"]:
        return _("%(rows)s, not imported: this sheet lists people and devices without numbers.") % {
            "rows": rows
        }
    if not sheet["is_read"]:
        return _("%(rows)s, sheet not imported.") % {"rows": rows}
    if sheet["heading"]:
        words = {"rows": rows, "heading": sheet["heading"]}
        return _("%(rows)s, headings on row %(heading)s.") % words
    return _("%(rows)s, without headings: columns are named by their letters.") % {"rows": rows}


def _left_out(sheet, mask):
    if sheet["hidden_columns"]:
        names = ", ".join(map(mask, sheet["hidden_columns"]))
        yield _("Hidden columns, not imported: %(names)s.") % {"names": names}
    if sheet["people"]:
        names = ", ".join(sheet["people"])
        yield _(
            "Columns not imported, because they contain names, e-mail addresses or "
            "phone numbers: %(names)s."
        ) % {"names": names}
    if count := sheet["hidden_rows"]:
        yield hidden_rows_note(count)
    if sheet["repeated"]:
        yield _("Repeated headings and titles skipped: %(rows)s.") % {
            "rows": row_numbers(sorted(sheet["repeated"]))
        }
    if sheet["asides"]:
        yield _("Totals, titles and notes skipped: %(rows)s.") % {
            "rows": row_numbers(sorted(sheet["asides"]))
        }
    if sheet["errors"]:
        yield _("These cells show an error and are read as empty: %(cells)s.") % {
            "cells": ", ".join(sheet["errors"])
        }


def row_numbers(numbers):
    """Return the numbers or labels of rows as text, shortened if there are many."""
    shown = ", ".join(map(str, [*numbers][:MAX_NAMED]))
    words = {"numbers": f"{shown}…" if len(numbers) > MAX_NAMED else shown}
    return ngettext("row %(numbers)s", "rows %(numbers)s", len(numbers)) % words
