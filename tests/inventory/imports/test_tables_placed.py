"""Tables anywhere in a sheet have the same rows, omissions and row numbers."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.imports import tables
from core.imports.sheets import read_list
from core.workflow.lifecycle import Refused
from inventory.imports.donor_list import DONOR_LIST
from tests.inventory.imports.test_reading_lists import book_of, cells_of, ods_of, only
from tests.inventory.lists import csv_of, read_workbooks_here

HEADINGS = ["Type", "Marque", "Modèle", "N° de série"]
ROWS = [["Écran", "Dell", "P2419H", f"CN0TEST{number}"] for number in range(6)]


@pytest.fixture(autouse=True)
def _without_processes(monkeypatch):
    read_workbooks_here(monkeypatch)


def placed_in_xlsx(rows, row, column, hidden_rows=(), hidden_column=None, merged=()):
    """Return an XLSX with this table after `row` blank rows and `column` blank columns."""

    def arrange(book):
        sheet = book.active
        for number in hidden_rows:
            sheet.row_dimensions[number].hidden = True
        if hidden_column is not None:
            letter = sheet.cell(1, hidden_column + 1).column_letter
            sheet.column_dimensions[letter].hidden = True
        for (top, left), (bottom, right) in merged:
            sheet.merge_cells(None, top + 1, left + 1, bottom + 1, right + 1)

    table = [[]] * row + [[""] * column + cells for cells in rows]
    content = [[cell or None for cell in cells] for cells in table]
    return book_of(("Parc", content), change=arrange)


def placed_in_ods(rows, row, column, hidden_rows=(), hidden_column=None, merged=()):
    """Return an ODS with this table, as written by LibreOffice: blanks are repeat counts."""
    spans = dict(merged)
    shown = f'<table:table-column table:number-columns-repeated="{hidden_column}"/>'
    hidden = '<table:table-column table:visibility="collapse"/>'
    columns = (shown * bool(hidden_column) + hidden) if hidden_column is not None else ""
    blank = f'<table:table-row table:number-rows-repeated="{row}"><table:table-cell/>'
    lines = (blank + "</table:table-row>") * bool(row)
    covered = set()
    for index, cells in enumerate(rows, row):
        line = f'<table:table-cell table:number-columns-repeated="{column}"/>' * bool(column)
        for place, cell in enumerate(cells, column):
            attributes = ' office:value-type="string"'
            if (index, place) in spans:
                bottom, right = spans[index, place]
                covered |= {
                    (i, j) for i in range(index, bottom + 1) for j in range(place, right + 1)
                }
                attributes += f' table:number-rows-spanned="{bottom - index + 1}"'
                attributes += f' table:number-columns-spanned="{right - place + 1}"'
            elif (index, place) in covered:
                line += "<table:covered-table-cell/>"
                continue
            text = f"<text:p>{cell}</text:p>" if cell else ""
            line += f"<table:table-cell{attributes if cell else ''}>{text}</table:table-cell>"
        state = ' table:visibility="filter"' if index + 1 in hidden_rows else ""
        lines += f"<table:table-row{state}>{line}</table:table-row>"
    return ods_of(f'<table:table table:name="Parc">{columns}{lines}</table:table>')


PLACED = [placed_in_xlsx, placed_in_ods]


@given(
    row=st.integers(0, 40),
    column=st.integers(0, 6),
    hidden=st.sets(st.integers(0, 5), max_size=4),
    hidden_column=st.none() | st.integers(1, 3),
)
@settings(
    max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_a_table_placed_anywhere_gives_the_same_rows(row, column, hidden, hidden_column):
    numbers = [row + 2 + place for place in sorted(hidden)]
    kept = [index for index in range(4) if index != hidden_column]
    at = None if hidden_column is None else column + hidden_column
    for placed in PLACED:
        content = placed([HEADINGS, *ROWS], row, column, numbers, at)

        table = only(content)

        rows = [
            (row + 2 + place, [""] * column + [cells[index] for index in kept])
            for place, cells in enumerate(ROWS)
            if place not in hidden
        ]
        assert (table.heading, table.rows) == (row + 1, rows), placed
        assert table.headings == [""] * column + [HEADINGS[index] for index in kept], placed
        assert table.hidden_rows == numbers, placed
        left_out = [] if at is None else [HEADINGS[hidden_column]]
        assert table.hidden_columns == left_out, placed


PHONES = [["Marque", "Modèle", "IMEI"], ["Fairphone", "FP4", "356938035643809"]]


@given(
    row=st.integers(0, 20),
    column=st.integers(0, 4),
    gap=st.integers(1, 3),
    title=st.booleans(),
    beside=st.booleans(),
    hidden=st.booleans(),
)
@settings(
    max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_two_tables_of_a_sheet_are_read_as_two_wherever_they_stand(
    row, column, gap, title, beside, hidden
):
    """Tables are side by side or stacked, with or without title and hidden last row."""
    first = [HEADINGS, *ROWS]
    if beside:
        second, left, top = [HEADINGS, *ROWS[:2]], column + len(HEADINGS) + gap, row
        rows = [
            [*cells, *[""] * gap, *(second[place] if place < len(second) else [])]
            for place, cells in enumerate(first)
        ]
    else:
        second, left = [*([["TÉLÉPHONES"]] * title), *PHONES], column
        rows, top = [*first, *[[""]] * gap, *second], row + len(first) + gap + title
        second = PHONES
    last = row + len(first)
    for placed in PLACED:
        source = read_list("liste", placed(rows, row, column, [last] * hidden))

        one, two = source.tables
        assert [one.name, two.name] == ["Parc", "Parc (2)"], placed
        kept = ROWS[:-1] if hidden else ROWS
        assert [number for number, _cells in one.rows] == [row + 2 + i for i in range(len(kept))]
        assert [cells[column:] for cells in cells_of(one)] == kept, placed
        assert (two.heading, two.headings[left:]) == (top + 1, second[0]), placed
        assert [(n, cells[left:]) for n, cells in two.rows] == [
            (top + 2 + place, cells) for place, cells in enumerate(second[1:])
        ], placed


def test_a_column_left_blank_inside_a_table_makes_no_second_one():
    rows = [["Type", "Marque", "", "N° de série"], ["Écran", "Dell", "", "CN0TEST1"]]
    for content in [csv_of(*rows), placed_in_xlsx(rows, 3, 2)]:
        assert len(read_list("liste", content).tables) == 1


def test_rows_without_devices_are_named_once_beside_several_devices_in_a_row():
    rows = [
        ["Parc 2026"],
        ["Salle", "Portable", "N° de série", "Écran", "N° de série"],
        ["CDI", "Dell Latitude 5400", "5ATEST001", "", ""],
        ["Salle fermée"],
        ["A12", "", "", "Dell P2419H", "CNTEST002"],
    ]
    laptops, screens = read_list("parc.csv", csv_of(*rows), kind=DONOR_LIST).tables
    assert [number for number, _cells in laptops.rows] + laptops.asides == [3, 4, 1]
    assert [number for number, _cells in screens.rows] + screens.asides == [5]


def test_titles_of_parts_are_no_rows_and_are_kept_with_their_number():
    rows = [
        ["Type", "Marque", "N° de série"],
        ["PORTABLES", "", ""],
        ["", "Dell", "CN0TEST1"],
        ["Écrans", "", ""],
        ["Écran", "Dell", "CN0TEST2"],
        ["UC", "", ""],
        ["UC", "HP", "CN0TEST3"],
    ]
    for placed in PLACED:
        table = only(placed(rows, 5, 1))

        assert table.sections == [(7, "PORTABLES"), (9, "Écrans")], placed
        # “UC” occurs in other rows of the column, so its row is a device without other data.
        assert [number for number, _cells in table.rows] == [8, 10, 11, 12], placed


def test_a_hidden_sheet_is_named_and_left_out_unless_it_is_chosen():
    def hide(book):
        book["Ancien"].sheet_state = "hidden"

    content = book_of(("Parc", [HEADINGS, *ROWS]), ("Ancien", [HEADINGS, *ROWS[:2]]), change=hide)

    source = read_list("liste", content)

    assert ([table.name for table in source.tables], source.hidden_sheets) == (["Parc"], ["Ancien"])
    everything = read_list("liste", content, with_hidden=True)
    assert [table.name for table in everything.tables] == ["Parc", "Ancien"]
    assert everything.hidden_sheets == []


def test_many_blank_rows_above_a_table_do_not_end_its_sheet():
    content = placed_in_xlsx([HEADINGS, *ROWS], 1_500, 0)

    assert only(content).rows[0] == (1_502, ROWS[0])
    [table] = read_list("liste", content, top=3).tables
    assert cells_of(table) == ROWS[:2]


def test_a_vertically_merged_cell_applies_to_each_row_with_other_data():
    rows = [
        HEADINGS,
        ["Écran", "Dell", "P2419H", "A1"],
        ["", "", "U2412M", "A2"],
        ["", "HP", "E24", "A3"],
        ["", "", "", ""],
        ["UC", "Lenovo", "M700", "A4"],
    ]
    for row, column in [(0, 0), (4, 2)]:
        merged = [
            ((row + 1, column), (row + 4, column)),
            ((row + 1, column + 1), (row + 2, column + 1)),
        ]
        for placed in PLACED:
            table = only(placed(rows, row, column, merged=merged))

            found = [(number - row, cells[column:]) for number, cells in table.rows]
            assert found == [
                (2, ["Écran", "Dell", "P2419H", "A1"]),
                (3, ["Écran", "Dell", "U2412M", "A2"]),
                (4, ["Écran", "HP", "E24", "A3"]),
                (6, rows[5]),
            ], placed


def test_merged_cells_cannot_multiply_a_list_beyond_bounds(english, monkeypatch):
    monkeypatch.setattr(tables, "MAX_FILLED", 10)
    rows = [
        HEADINGS,
        *[[cells[0] if not place else "", *cells[1:]] for place, cells in enumerate(ROWS)],
    ]
    content = placed_in_xlsx(rows, 0, 0, merged=[((1, 0), (6, 0))])

    with pytest.raises(Refused, match="too large once unpacked"):
        only(content)


def test_lines_of_a_text_are_named_as_they_are_counted_in_it(english):
    lines = csv_of(["Marque", "Type"], ["HP", "sur\ndeux lignes"], ["Dell", "UC"])
    for content, heading in [(b"\r\n\r\n" + lines, 3), (b"sep=;\r\n" + lines, 1)]:
        table = only(content)

        assert table.heading == heading
        assert [number for number, _cells in table.rows] == [heading + 1, heading + 2]
    broken = b'sep=;\r\nType;Marque\r\nUC;"HP\r\nUC;Dell\r\n'
    with pytest.raises(Refused, match="Line 4: a quotation mark"):
        only(broken)
    long = csv_of(["Marque", "Type"], ["HP", "sur\ndeux lignes"], ["Dell", "x" * 200_000])
    with pytest.raises(Refused, match="Row 3: a cell is longer"):
        only(long, delimiter=";")
