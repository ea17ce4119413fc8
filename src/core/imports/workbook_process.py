"""Read a workbook (xlsx, xlsb, xls, ods) in a separate process that may crash or be killed.

Run as a program it reads the file from its input and writes JSON; it imports nothing of Rebond.
python-calamine gives the values; everything else (hidden columns and rows, formulas without
a stored value, error values, merged cells of an ODS) is looked up in the XML of the sheet.
"""

import json
import re
import sys
from datetime import date, datetime, time
from html import unescape
from io import BytesIO
from itertools import islice
from posixpath import join, normpath
from zipfile import ZIP_DEFLATED, ZipFile

MEMORY = 640 * 1024**2
SECONDS = 20
MAX_SHEETS = 50
MAX_COLUMNS = 200
# Excel's limit of characters in a cell; longer cells are truncated just beyond the limit, and so
# refused.
MAX_CELL = 32_767
MAX_CELLS = 600_000
MAX_NAMED = 20
# Number of blank rows that end a sheet: some have a million, formatted and empty.
MAX_BLANK_ROWS = 1_000
# From this size on, numbers have lost digits: they are written as Excel shows them, and so refused.
INEXACT = 10**15

ATTRIBUTE = re.compile(rb"""([\w:.-]+)\s*=\s*(?:"([^"]*)"|'([^']*)')""")
COLUMN = re.compile(rb"<(?:\w+:)?col\s([^>]*hidden[^>]*)>")
ROW = re.compile(rb"<(?:\w+:)?row\s([^>]*hidden[^>]*)>")
CELL = re.compile(
    rb"<(?:\w+:)?c\s([^>]*)>\s*<(?:\w+:)?f\b[^>]*?(?:/>|>[^<]*</(?:\w+:)?f>)\s*"
    rb"(?:<(?:\w+:)?v\s*/>|<(?:\w+:)?v>\s*</(?:\w+:)?v>)?\s*</(?:\w+:)?c>"
)
FORMULA = re.compile(rb"<(?:\w+:)?f[\s/>]")
ERROR = re.compile(rb'<(?:\w+:)?c\s([^>]*\bt="e"[^>]*)>')
ODS_PART = re.compile(
    rb"<table:(table|table-column|table-row|table-cell|covered-table-cell)(\s[^>]*)?>"
)
ODS_MARKS = ["hidden_columns", "hidden_rows", "formulas", "errors", "merged"]
HIDDEN = {"collapse", "filter"}
# A text cell without a type: LibreOffice shows it, the library does not.
UNTYPED = re.compile(rb"<table:table-cell(?![^>]*value-type)([^>/]*)>(?=\s*<text:p>)")


def main():
    import resource

    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    top = int(sys.argv[1]) if len(sys.argv) > 1 else None
    json.dump(read(sys.stdin.buffer.read(), top), sys.stdout)


def read(content, top=None):
    """Return {"error": kind} or {"sheets": [...], "has_macros": ...}; read `top` rows per sheet."""
    import python_calamine

    archive = ZipFile(BytesIO(content)) if content.startswith(b"PK") else None
    parts = archive.namelist() if archive else []
    marks = _marks_of(archive, parts)
    try:
        book = python_calamine.CalamineWorkbook.from_filelike(
            BytesIO(_typed(content, archive) if "content.xml" in parts else content)
        )
    except python_calamine.PasswordError:
        return {"error": "password"}
    sheets, cells = [], 0
    for metadata in book.sheets_metadata:
        is_shown = metadata.visible == python_calamine.SheetVisibleEnum.Visible
        is_sheet = metadata.typ == python_calamine.SheetTypeEnum.WorkSheet
        if not is_sheet or len(sheets) == MAX_SHEETS:
            continue
        sheet = book.get_sheet_by_name(metadata.name)
        entry = _rows(sheet, MAX_CELLS - cells, top)
        if "error" in entry:
            return entry
        cells += entry.pop("cells")
        if sheet.merged_cell_ranges is not None:  # missing for every ODS
            entry["merged"] = sheet.merged_cell_ranges
        entry |= {"name": metadata.name, "is_hidden": not is_shown}
        sheets.append(marks.get(metadata.name, {}) | entry)
    macros = any(name.endswith("vbaProject.bin") for name in parts)
    return {"sheets": sheets, "has_macros": macros}


def _rows(sheet, allowed, top):
    """The rows of a sheet as [number, texts], without blank rows."""
    first_row, first_column = sheet.start or (0, 0)
    rows, cells, blanks = [], 0, 0
    # The library yields the blank rows above the table as well, but no blank columns before it.
    filled = islice(sheet.iter_rows(), first_row, None if top is None else first_row + top)
    for number, values in enumerate(filled, first_row + 1):
        texts = [text_of(value) for value in islice(values, MAX_COLUMNS + 1 - first_column)]
        while texts and not texts[-1].strip():
            texts.pop()
        if not texts:
            blanks += 1
            if blanks > MAX_BLANK_ROWS:
                break
            continue
        blanks, cells = 0, cells + len(texts)
        if cells > allowed:
            return {"error": "cells"}
        if first_column + len(texts) > MAX_COLUMNS or first_column > MAX_COLUMNS:
            return {"error": "columns", "row": number}
        rows.append([number, [""] * first_column + texts])
    return {"rows": rows, "cells": cells}


def text_of(value):
    """A value as a person would read it in the cell, without its format."""
    if isinstance(value, str):
        return value[: MAX_CELL + 1]
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, (int, float)):
        if abs(value) >= INEXACT or value != int(value):
            return f"{value:.15g}"
        return str(int(value))
    if isinstance(value, datetime):
        is_day = value.time() == time.min
        return value.date().isoformat() if is_day else value.isoformat(sep=" ")
    return value.isoformat() if isinstance(value, (date, time)) else str(value)


def _attributes(text):
    pairs = ATTRIBUTE.findall(text)
    return {name.rpartition(b":")[2].decode(): (a or b).decode() for name, a, b in pairs}


def _marks_of(archive, parts):
    """{sheet: hidden columns and rows, formulas without value, errors}, if the file has them."""
    if "content.xml" in parts:
        return _ods_marks(archive.read("content.xml"))
    if "xl/workbook.xml" not in parts:
        return {}
    relations = archive.read("xl/_rels/workbook.xml.rels")
    targets = {}
    for tag in re.findall(rb"<(?:\w+:)?Relationship\s([^>]*)>", relations):
        entry = _attributes(tag)
        targets[entry["Id"]] = normpath(join("/xl", entry["Target"]))[1:]
    marks = {}
    for tag in re.findall(rb"<(?:\w+:)?sheet\s([^>]*)>", archive.read("xl/workbook.xml")):
        entry = _attributes(tag)
        path = targets.get(entry.get("id", ""))
        if path in parts:
            marks[unescape(entry["name"])] = _xlsx_marks(archive.read(path))
    return marks


def _is_hidden(entry):
    return entry.get("hidden") in {"1", "true"}


def _xlsx_marks(xml):
    columns, rows, formulas, errors = set(), [], [], []
    if b"hidden=" in xml:
        for entry in filter(_is_hidden, map(_attributes, COLUMN.findall(xml))):
            last = min(int(entry["max"]), MAX_COLUMNS)
            columns.update(range(int(entry["min"]) - 1, last))
        rows = [
            int(entry["r"]) for entry in map(_attributes, ROW.findall(xml)) if _is_hidden(entry)
        ]
    if FORMULA.search(xml):
        cells = map(_attributes, CELL.findall(xml))
        # "str" was computed: empty
        formulas = [entry.get("r", "?") for entry in cells if entry.get("t") != "str"]
    if b't="e"' in xml:
        errors = [_attributes(tag).get("r", "?") for tag in ERROR.findall(xml)]
    return {
        "hidden_columns": sorted(columns),
        "hidden_rows": rows,
        "formulas": formulas[:MAX_NAMED],
        "errors": errors[:MAX_NAMED],
    }


def _ods_marks(xml):
    marks, mark, column, row = {}, None, 0, 0
    for kind, text in ODS_PART.findall(xml):
        entry = _attributes(text)
        if kind == b"table":
            mark = marks[unescape(entry.get("name", ""))] = {name: [] for name in ODS_MARKS}
            column, row = 0, 0
        elif mark is None:  # not in a sheet, but in the history of changes
            continue
        elif kind == b"table-row":
            count = int(entry.get("number-rows-repeated", 1))
            if entry.get("visibility") in HIDDEN:
                mark["hidden_rows"] += range(row + 1, row + 1 + min(count, MAX_CELLS))
            row, column = row + count, 0
        else:
            count = int(entry.get("number-columns-repeated", 1))
            if kind == b"table-cell":
                _mark_ods_cell(mark, entry, row, column)
            elif entry.get("visibility") in HIDDEN:
                mark["hidden_columns"] += range(column, min(column + count, MAX_COLUMNS))
            column += count
    return marks


def _mark_ods_cell(mark, entry, row, column):
    """Record the formula or merged range of a cell; `row` is a number from 1, `column` an index."""
    if "formula" in entry and "value-type" not in entry:
        mark["formulas"] = [*mark["formulas"], str(row)][:MAX_NAMED]
    height = int(entry.get("number-rows-spanned", 1))
    breadth = int(entry.get("number-columns-spanned", 1))
    if height > 1 or breadth > 1:
        last = (row + height - 2, column + breadth - 1)
        mark["merged"].append(((row - 1, column), last))


def _typed(content, archive):
    """Return the ODS with a type added to text cells without one."""
    xml = archive.read("content.xml")
    if not UNTYPED.search(xml):
        return content
    typed = BytesIO()
    with ZipFile(typed, "w", ZIP_DEFLATED) as changed:
        for part in archive.infolist():
            data = archive.read(part)
            if part.filename == "content.xml":
                data = UNTYPED.sub(rb'<table:table-cell office:value-type="string"\1>', xml)
            changed.writestr(part, data)
    return typed.getvalue()


if __name__ == "__main__":
    main()
