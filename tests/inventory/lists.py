"""Donors' lists as they come, invented: the same few rows in any format."""

from io import BytesIO

from openpyxl import Workbook

from inventory.sheets import read_list

HEADINGS = ["Type", "Marque", "Modèle", "N° de série", "Année", "Panne", "Remarque"]
ROWS = [
    ["PC portable", "ASUS", "X200", "SN-1", "04/03/2015", "Écran fêlé", "dit : « vu, \nà revoir »"],
    ["Smartphone", "Inconnu", "", "", "", "", ""],
    ["laptop", "Asus", "x200", "SN-2", "2016", "", "sacoche; chargeur"],
]


def csv_of(*rows, delimiter=";", encoding="utf-8", end="\r\n"):
    """The bytes of a CSV; cells that hold a delimiter, a quote or a line end are quoted."""

    def written(cell):
        cell = str(cell)
        special = any(mark in cell for mark in [delimiter, '"', "\n", "\r"])
        return '"' + cell.replace('"', '""') + '"' if special else cell

    lines = [delimiter.join(map(written, row)) for row in rows]
    return (end.join(lines) + end).encode(encoding)


def workbook_of(*sheets):
    """The bytes of an XLSX workbook with these sheets, lists of rows."""
    book = Workbook()
    book.remove(book.active)
    for rows in sheets:
        sheet = book.create_sheet()
        for row in rows:
            sheet.append(row)
    content = BytesIO()
    book.save(content)
    return content.getvalue()


def source_of(*rows, headings=HEADINGS, name="liste.csv"):
    return read_list(name, csv_of(headings, *rows))


def source():
    return source_of(*ROWS)
