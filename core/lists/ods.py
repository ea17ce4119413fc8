"""Writer of OpenDocument spreadsheets, by odfpy.

odfpy builds a file in memory before its first byte is sent, so the number of rows is limited
(`core.lists.spreadsheets.MAX_ODS_ROWS`). Imported where a file is written: that takes 0.1 s.
"""

import re
from functools import lru_cache
from io import BytesIO, StringIO

from odf.element import Text
from odf.opendocument import OpenDocumentSpreadsheet
from odf.style import Style, TextProperties
from odf.table import Table, TableCell, TableRow
from odf.text import P, S

CACHED_CELLS = 20_000
# Blanks that a reader of XML would drop or join; a tab becomes a blank.
BLANKS = re.compile(r"(^ | $|[ \t]{2,}|\t)")


class Rows(Text):
    """The rows of a sheet, each made when it is written.

    As elements of the document, 20,000 rows of 30 cells would take 1 GB of memory.
    """

    def __init__(self, rows):
        super().__init__("")
        self.rows = rows

    def toXml(self, level, f):  # noqa: N802  (odfpy's name)
        row, style = TableRow(), "heading"
        for cells in self.rows:
            row.write_open_tag(level, f)
            f.write("".join([_cell_xml(cell, style) for cell in cells]))
            row.write_close_tag(level, f)
            style = None


@lru_cache(CACHED_CELLS)
def _cell_xml(cell, style):
    file = StringIO()
    _cell(cell, {"stylename": style} if style else {}).toXml(1, file)
    return file.getvalue()


def _cell(cell, style):
    if cell == "":
        return TableCell(**style)
    if not isinstance(cell, str):
        return TableCell(valuetype="float", value=cell, **style)
    element = TableCell(valuetype="string", **style)
    for line in cell.split("\n"):
        element.addElement(_paragraph(line))
    return element


def _paragraph(line):
    paragraph = P()
    for place, part in enumerate(BLANKS.split(line)):
        if place % 2:
            paragraph.addElement(S(c=len(part)))
        else:
            paragraph.addText(part)
    return paragraph


def ods_of(rows):
    """The bytes of a workbook of one sheet, of texts and numbers; its first row is bold."""
    book, file = OpenDocumentSpreadsheet(), BytesIO()
    heading = Style(name="heading", family="table-cell")
    heading.addElement(TextProperties(fontweight="bold"))
    book.automaticstyles.addElement(heading)
    sheet = Table(name="Rebond")
    sheet.appendChild(Rows(rows))
    book.spreadsheet.addElement(sheet)
    book.save(file)
    return file.getvalue()
