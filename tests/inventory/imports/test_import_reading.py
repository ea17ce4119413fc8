import zipfile
from datetime import date, datetime
from io import BytesIO
from itertools import product

import pytest
from openpyxl import Workbook

from core.imports import sheets, workbook_process, workbooks
from core.imports.sheets import read_list
from core.workflow.lifecycle import Refused
from tests.inventory.lists import HEADINGS, ROWS, csv_of, workbook_of

READS_APART = True  # each workbook is read in a separate process


def test_a_csv_is_read_in_every_encoding_and_delimiter():
    encodings = ["utf-8", "utf-8-sig", "cp1252", "utf-16"]
    for delimiter, encoding, end in product([";", ",", "\t"], encodings, ["\r\n", "\n", "\r"]):
        content = csv_of(HEADINGS, *ROWS, delimiter=delimiter, encoding=encoding, end=end)

        source = read_list("liste.csv", content)

        assert source.headings == HEADINGS, (delimiter, encoding, end)
        assert source.rows == list(enumerate(ROWS, 2)), (delimiter, encoding, end)


def test_a_workbook_is_read_from_its_fullest_sheet():
    cover = [["Parc 2026"], ["Voir l'onglet suivant"]]
    content = workbook_of([], cover, [HEADINGS, *ROWS], [["other"], ["sheet"]])

    source = read_list("liste.xlsx", content)

    assert [table.name for table in source.tables] == ["Sheet1", "Sheet2", "Sheet3"]
    assert source.best.name == "Sheet2"
    assert source.headings == HEADINGS
    assert [[*cells, *[""] * 7][:7] for _number, cells in source.rows] == ROWS
    assert source.tables[2].headings == ["other"]


def test_workbook_values_are_converted_to_text():
    row = [
        date(2015, 3, 4),
        datetime.fromisoformat("2015-03-04T09:30"),
        2.0,
        2.5,
        356938035643809,
        True,
        None,
        "x",
    ]

    source = read_list("liste.xlsx", workbook_of([list("abcdefgh"), row]))

    assert source.rows == [
        (
            2,
            ["2015-03-04", "2015-03-04 09:30:00", "2", "2.5", "356938035643809", "TRUE", "", "x"],
        )
    ]


def test_a_formula_without_a_cached_value_is_an_error(english):
    content = workbook_of([["Marque", "Type", "Série"], ["HP", "UC", "A1"], ["HP", "UC", "=1+1"]])

    with pytest.raises(Refused, match="Cell C3 is a formula without its result"):
        _ = read_list("liste.xlsx", content).rows


def test_a_formula_of_another_sheet_does_not_matter():
    book, content = Workbook(), BytesIO()
    book.active.append(["=1+1"])
    listed = book.create_sheet()
    for row in [["Marque", "Type"], ["HP", "UC"]]:
        listed.append(row)
    book.save(content)

    assert read_list("liste.xlsx", content.getvalue()).headings == ["Marque", "Type"]


def test_the_cached_value_of_a_formula_is_read_even_if_empty():
    cells = """<row r="2"><c r="A2"><f>1+1</f><v>2</v></c>
        <c r="B2" t="str"><f>""</f><v></v></c><c r="C2" t="str"><f>"x"</f><v>x</v></c></row>"""
    source = read_list("liste.xlsx", _with_row(workbook_of([["a", "b", "c"]]), cells))

    assert source.rows == [(2, ["2", "", "x"])]


def _with_row(content, row):
    """Add a row, as XML, at the end of the first sheet of this workbook."""
    changed, sheet = BytesIO(), "xl/worksheets/sheet1.xml"
    with zipfile.ZipFile(BytesIO(content)) as before, zipfile.ZipFile(changed, "w") as after:
        for part in before.namelist():
            data = before.read(part)
            if part == sheet:
                data = data.replace(b"</sheetData>", row.encode() + b"</sheetData>")
            after.writestr(part, data)
    return changed.getvalue()


def test_a_hidden_sheet_is_not_the_list():
    content, book = BytesIO(), Workbook()
    book.active.append(["secret", "sheet"])
    book.active.append(["a", "b"])
    book.active.sheet_state = "hidden"
    shown = book.create_sheet()
    shown.append(["Marque", "Type"])
    shown.append(["HP", "UC"])
    book.save(content)

    assert read_list("liste.xlsx", content.getvalue()).headings == ["Marque", "Type"]


def test_blank_rows_are_skipped_and_the_others_keep_their_number():
    content = csv_of(
        ["Marque", "Type"], ["", ""], ["HP", "UC"], ["", " "], ["Dell", "UC"], ["", ""]
    )

    assert [number for number, _cells in read_list("l.csv", content).rows] == [3, 5]


def test_trailing_blank_columns_are_skipped():
    source = read_list("l.csv", csv_of(["Marque", "Type", "", ""], ["HP", "", "", ""]))

    assert source.headings == ["Marque", "Type"]
    assert source.rows == [(2, ["HP", ""])]


def test_titles_above_the_headings_are_skipped():
    content = csv_of(["Inventaire 2025"], ["Don de la mairie"], HEADINGS, ROWS[0])

    source = read_list("l.csv", content)

    assert source.headings == HEADINGS
    assert source.rows == [(4, ROWS[0])]


def test_the_sep_line_of_excel_sets_the_delimiter():
    source = read_list("l.csv", b"sep=,\r\nType,Ecran;pouces\r\nUC,15;6\r\n")

    assert source.headings == ["Type", "Ecran;pouces"]


def test_commas_in_headings_and_sizes_do_not_cut_a_list_of_semicolons():
    content = csv_of(
        ["Type", "Taille, pouces", "Marque"], ["UC", "15,6", "HP"], ["UC", "14,1", "HP"]
    )

    assert read_list("l.csv", content).headings == ["Type", "Taille, pouces", "Marque"]


def zip_of(**parts):
    content = BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in parts.items():
            archive.writestr(name, text)
    return content.getvalue()


def with_part(content, name, text):
    """Replace a part of this workbook."""
    changed = BytesIO()
    with (
        zipfile.ZipFile(BytesIO(content)) as old,
        zipfile.ZipFile(changed, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for part in old.namelist():
            new.writestr(part, text if part == name else old.read(part))
    return changed.getvalue()


GOOD = workbook_of([HEADINGS, *ROWS])
SHEET = "xl/worksheets/sheet1.xml"
SPOT = GOOD.index(SHEET.encode()) + 60
LAUGHS = """<?xml version="1.0"?><!DOCTYPE w [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]>
<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>
<row r="1"><c r="A1" t="inlineStr"><is><t>&b;</t></is></c></row></sheetData></worksheet>"""
CELL = '<row><c t="inlineStr"><is><t>{}</t></is></c></row>'
LONG = (
    '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
    + CELL.format("Type")
    + CELL.format("x" * 32_768)
    + "</sheetData></worksheet>"
)


def test_an_invalid_file_gets_one_clear_message(english):
    for content, sentence in (
        (b"", "This file is empty."),
        (b" \r\n;;;\r\n", "This file is empty."),
        (b"\xef\xbb\xbf", "This file is empty."),
        (b"Type;Marque\r\n;\r\n", "This list has headings, but no rows below them."),
        (workbook_of([]), "This file is empty."),
        (workbooks.OLE + b"Word" * 9, "This is not a spreadsheet"),
        (workbooks.OLE + workbooks.ENCRYPTED, "protected by a password"),
        (b"\n <!DOCTYPE html><table><tr><td>HP</td></tr></table>", "This is a web page"),
        (b"\xef\xbb\xbf<html></html>", "This is a web page"),
        (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", "This file is not a table"),
        (b"%PDF-1.7\n\x01\x02\x03\x04\x05", "This file is not a table"),
        (b'Type;Marque\r\nUC;"HP\r\nUC;Dell\r\n', "Line 3: a quotation mark"),
        (b"Type;Marque\r\nUC;" + b"x" * 32_768, "Row 2: a cell is longer than 32,767"),
        (b"Type;Marque\r\nUC;" + b"x" * 200_000, "Row 2: a cell is longer than 32,767"),
        (with_part(GOOD, SHEET, LONG), "Row 2: a cell is longer than 32,767"),
        (b"Type" + b";x" * 200 + b"\r\nUC;HP", "Row 1 has more than 200 columns."),
        (workbook_of([["x"] * 201]), "Row 1 has more than 200 columns."),
        (zip_of(mimetype="application/vnd.oasis"), "This is not a spreadsheet"),
        (GOOD[:-200], "This workbook is damaged"),
        (GOOD[:SPOT] + b"\0" * 40 + GOOD[SPOT + 40 :], "This workbook is damaged"),
        (with_part(GOOD, SHEET, "<worksheet>"), "This file is empty."),
        (with_part(GOOD, SHEET, LAUGHS), "This workbook is damaged"),
        (with_part(GOOD, SHEET, b"\0" * 11_000_000), "too large once unpacked"),
    ):
        with pytest.raises(Refused) as refusal:
            _ = read_list("liste.csv", content).rows
        assert sentence in " ".join(refusal.value.messages), content[:60]


def test_a_list_has_a_maximum_of_cells(english, monkeypatch):
    for module in (sheets, workbook_process):
        monkeypatch.setattr(module, "MAX_CELLS", 10)
    with pytest.raises(Refused, match="more than 600,000 cells"):
        _ = read_list("liste.csv", csv_of(HEADINGS, *ROWS)).rows
    assert workbook_process.read(GOOD) == {"error": "cells"}


def test_the_size_of_a_file_is_checked_before_reading(english):
    with pytest.raises(Refused, match="larger than 10 MB"):
        read_list("liste.csv", b"x" * (sheets.MAX_BYTES + 1))


def test_a_list_has_a_maximum_of_rows(english):
    content = csv_of(["Type"], *[["UC"]] * (sheets.MAX_ROWS + 1))

    with pytest.raises(Refused, match="more than 20,000 rows"):
        read_list("liste.csv", content)


def test_the_longest_list_is_read():
    content = csv_of(["Type"], *[["UC"]] * sheets.MAX_ROWS)

    assert len(read_list("liste.csv", content).rows) == sheets.MAX_ROWS


def test_the_declared_size_of_a_workbook_is_not_trusted():
    sheet = zipfile.ZipFile(BytesIO(GOOD)).read(SHEET)
    forged = sheet.replace(b'ref="A1:G4"', b'ref="A1:XFD1048576"')

    source = read_list("liste.xlsx", with_part(GOOD, SHEET, forged))

    assert forged != sheet
    assert len(source.rows) == len(ROWS)
    assert source.content_type == workbooks.TYPES["xl/workbook.xml"]


def test_an_encrypted_workbook_gets_a_message(english):
    content = bytearray(GOOD)
    for at in range(len(content) - 4):
        if content[at : at + 4] == b"PK\x01\x02":
            content[at + 8] |= 1

    with pytest.raises(Refused, match="protected by a password"):
        read_list("liste.xlsx", bytes(content))
