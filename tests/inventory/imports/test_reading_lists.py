"""Lists as sent by donors: formats, encodings, sheets, headings anywhere, omissions."""

import zipfile
from datetime import date
from io import BytesIO
from pathlib import Path

import pytest
from openpyxl import Workbook
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from core.imports.sheets import read_list
from core.workflow.lifecycle import Refused
from tests.inventory.lists import csv_of, workbook_of

READS_APART = True  # each workbook is read in a separate process

HEADINGS = ["Type", "Marque", "Modèle", "N° de série"]
ROWS = [
    ["Écran", "Dell", "P2419H réformé", "CN0TEST01"],
    ["Téléphone", "Fairphone", "FP4 à réparer", "FP0TEST02"],
]
MANIFEST = (
    '<m:manifest xmlns:m="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
    '<m:file-entry m:full-path="/"'
    ' m:media-type="application/vnd.oasis.opendocument.spreadsheet"/></m:manifest>'
)
NAMES = " ".join(
    f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
    for name in ("office", "text", "table")
)


def book_of(*sheets, change=None, epoch=None):
    """Return an XLSX with a sheet for each (name, rows), after `change(book)`."""
    book, content = Workbook(), BytesIO()
    book.remove(book.active)
    if epoch:
        book.epoch = epoch
    for name, rows in sheets:
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    if change:
        change(book)
    book.save(content)
    return content.getvalue()


def ods_of(body, manifest=MANIFEST):
    """Return an ODS with this XML in its spreadsheet."""
    content = BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("META-INF/manifest.xml", manifest)
        archive.writestr(
            "content.xml",
            f"<office:document-content {NAMES}><office:body><office:spreadsheet>{body}"
            "</office:spreadsheet></office:body></office:document-content>",
        )
    return content.getvalue()


def ods_row(*cells, kind=' office:value-type="string"', row=""):
    inside = "".join(
        f"<table:table-cell{kind}><text:p>{cell}</text:p></table:table-cell>" for cell in cells
    )
    return f"<table:table-row{row}>{inside}</table:table-row>"


def only(content, **choices):
    [table] = read_list("liste", content, **choices).tables
    return table


def cells_of(table):
    return [cells for _number, cells in table.rows]


def test_a_list_in_text_is_read_in_the_encodings_and_separators_of_offices():
    for encoding in ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1252", "mac_roman", "cp850"]:
        for delimiter in ";,\t|":
            content = csv_of(HEADINGS, *ROWS, encoding=encoding, delimiter=delimiter)

            source = read_list("liste.txt", content)

            wanted = (encoding.removesuffix("-sig"), delimiter, HEADINGS, ROWS)
            found = (source.encoding, source.delimiter, source.headings, cells_of(source.best))
            assert found == wanted, (encoding, delimiter)


def test_lines_of_two_encodings_in_one_file_are_each_decoded_correctly():
    table = only(csv_of(HEADINGS, ROWS[0]) + csv_of(ROWS[1], encoding="cp1252"))

    assert (table.headings, cells_of(table)) == (HEADINGS, ROWS)


def test_encoding_and_separator_can_be_chosen(english):
    content = csv_of(["Type|Marque", "N"], ["Écran|Dell", "1"], encoding="cp850")

    assert only(content, encoding="cp850", delimiter="|").headings == ["Type", "Marque;N"]
    assert cells_of(only(content, encoding="mac_roman", delimiter="|"))[0][0] != "Écran"
    with pytest.raises(Refused, match="not encoded in UTF-8"):
        read_list("liste.csv", content, encoding="utf-8")


def test_an_ods_is_read_with_or_without_types_of_its_cells():
    for kind in [' office:value-type="string"', ""]:
        rows = "".join(ods_row(*cells, kind=kind) for cells in [HEADINGS, *ROWS])
        content = ods_of(f'<table:table table:name="Parc">{rows}</table:table>')

        table = only(content)

        assert (table.name, table.headings, cells_of(table)) == ("Parc", HEADINGS, ROWS), kind


def test_a_binary_workbook_is_read():
    table = only(Path(__file__).with_name("binary_format.xlsb").read_bytes())

    assert table.headings == ["Marque", "Modèle", "N° de série", "RAM", "Acheté le"]
    assert table.rows[0] == (2, ["Dell", "Latitude 5490", "7XK2LQ2", "8", "2019-03-12"])


def test_an_old_excel_workbook_is_read():
    table = only(Path(__file__).with_name("old_format.xls").read_bytes())

    assert table.headings == [*HEADINGS, "Acheté le"]
    assert cells_of(table) == [[*ROWS[0], "2019-03-04"], ROWS[1]]


def test_hidden_columns_and_rows_are_named_and_left_out_unless_chosen():
    def hide(book):
        sheet = book.active
        sheet.column_dimensions["D"].hidden = True
        sheet.row_dimensions[2].hidden = True

    columns = (
        '<table:table-column table:number-columns-repeated="3"/>'
        '<table:table-column table:visibility="collapse"/>'
    )
    rows = ods_row(*HEADINGS) + ods_row(*ROWS[0], row=' table:visibility="filter"')
    rows += ods_row(*ROWS[1])
    for content in [
        book_of(("Parc", [HEADINGS, *ROWS]), change=hide),
        ods_of(f'<table:table table:name="Parc">{columns}{rows}</table:table>'),
    ]:
        table = only(content)

        assert (table.hidden_columns, table.hidden_rows) == (["N° de série"], [2])
        assert (table.headings, cells_of(table)) == (HEADINGS[:3], [ROWS[1][:3]])
        everything = only(content, with_hidden=True)
        assert (everything.headings, cells_of(everything)) == (HEADINGS, ROWS)
        assert (everything.hidden_columns, everything.hidden_rows) == ([], [])


def test_dates_of_a_workbook_based_on_1904_are_converted():
    rows = [["Type", "Marque", "Date d'achat"], ["Écran", "Dell", date(2019, 3, 4)]]

    for epoch in [None, CALENDAR_MAC_1904]:
        assert cells_of(only(book_of(("Parc", rows), epoch=epoch)))[0][2] == "2019-03-04"


def test_a_number_that_lost_digits_is_shown_as_shortened():
    rows = [["Marque", "N° de série"], ["Dell", 123456789012345678], ["Dell", 356938035643809]]

    numbers = [cells[1] for cells in cells_of(only(workbook_of(rows)))]

    assert numbers == ["1.23456789012346e+17", "356938035643809"]


def test_headings_are_found_anywhere():
    address = ["SARL Lebel", "2 rue du Puits", "35000 Rennes", "02 99 00 00 00"]
    page = ["Inventaire au", "30/09/2026", "par", "Page 1/2"]
    again = [*page[:3], "Page 2/2"]
    cases = {
        "below an address and a title of several cells": ([address, page, HEADINGS, *ROWS], 3, []),
        "again on each page": (
            [address, page, HEADINGS, ROWS[0], again, HEADINGS, ROWS[1]],
            3,
            [5, 6],
        ),
        "below a title of one cell": ([["Parc 2026"], [], HEADINGS, *ROWS], 3, []),
        "first, over rows that say less": ([HEADINGS, *ROWS, ["UC", "HP", "", ""]], 1, []),
    }
    for name, (rows, heading, repeated) in cases.items():
        for content in [workbook_of(rows), csv_of(*rows)]:
            table = only(content)

            found = (table.heading, table.headings, table.repeated, cells_of(table)[:2])
            assert found == (heading, HEADINGS, repeated, ROWS), name


def test_headings_over_two_lines_are_one():
    def merge(book):
        for cells in ["A1:A2", "B1:B2", "C1:D1", "E1:F1"]:
            book.active.merge_cells(cells)

    rows = [
        ["Marque", "N° de série", "Disque", None, "Écran", None],
        [None, None, "Type", "Taille", "Technologie", "Taille"],
        ["Dell", "CN0TEST01", "SSD", "256", "IPS", "14"],
    ]

    table = only(book_of(("Parc", rows), change=merge))

    assert table.headings == [
        "Marque",
        "N° de série",
        "Type",
        "Disque Taille",
        "Technologie",
        "Écran Taille",
    ]
    assert cells_of(table) == [rows[2]]


def test_groups_above_the_headings_are_no_headings():
    def merge(book):
        book.active.merge_cells("A1:B1")
        book.active.merge_cells("C1:D1")

    rows = [["Matériel", None, "Identification", None], HEADINGS, *ROWS]

    table = only(book_of(("Parc", rows), change=merge))

    assert (table.heading, table.headings, cells_of(table)) == (2, HEADINGS, ROWS)


def test_a_list_without_headings_has_letters():
    table = only(csv_of(*ROWS, ["Écran", "LG", "24M38", ""]))

    assert (table.heading, table.headings) == (0, ["A", "B", "C", "D"])
    assert cells_of(table)[:2] == ROWS


def test_the_row_of_headings_can_be_chosen():
    content = csv_of(["vu", "par", "", ""], HEADINGS, *ROWS)

    assert only(content, headings={"": 1}).headings == ["vu", "par"]
    assert only(content, headings={"": 0}).headings == ["A", "B", "C", "D"]


def test_totals_titles_of_parts_and_notes_are_left_out_and_named():
    def merge(book):
        book.active.merge_cells("A2:D2")

    rows = [
        HEADINGS,
        ["Service des sports"],
        ROWS[0],
        ["Sous-total : 1"],
        ROWS[1],
        [None, "TOTAL", None, 2],
        ["Établi à Rennes, le 3 mars 2026"],
    ]

    table = only(book_of(("Parc", rows), change=merge))

    assert cells_of(table) == ROWS
    assert sorted(table.asides) == [2, 4, 6, 7]


def test_unreadable_files_get_a_message_that_says_what_to_do(english):
    encrypted = MANIFEST.replace(
        "/></m:manifest>", "><m:encryption-data/></m:file-entry></m:manifest>"
    )
    for content, sentence in [
        (ods_of("", encrypted), "This workbook is protected by a password: save it without a"),
        (ods_of('<table:table table:name="Parc"/>'), "This file is empty"),
    ]:
        with pytest.raises(Refused, match=sentence):
            read_list("liste", content)


def test_macros_and_cells_in_error_are_named():
    def fail(book):
        book.active["D2"].value = "#N/A"
        book.active["D2"].data_type = "e"

    content = BytesIO(book_of(("Parc", [HEADINGS, *ROWS]), change=fail))
    with zipfile.ZipFile(content, "a") as archive:
        archive.writestr("xl/vbaProject.bin", b"macros")

    source = read_list("liste.xlsm", content.getvalue())

    assert source.has_macros
    assert source.best.sheet.errors == ["D2"]


def test_typed_lines_with_a_comma_are_a_list_of_a_single_column():
    for lines in (
        "Laptop Zeta 250, slow\n2 laptops Zeta 260\nLaptop Zeta 270\nLaptop Zeta 280\n",
        "Hello,\nLaptop Zeta 250, slow\nLaptop Zeta 260, red\n",
        "Laptop Zeta 250, 8 GB, slow\nLaptop Zeta 260, 4 GB\nLaptop Zeta 270, 8 GB, SSD, red\n",
    ):
        source = read_list("list.txt", lines.encode())

        assert {len(cells) for _number, cells in source.rows} == {1}, lines
