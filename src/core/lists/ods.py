"""Writer of OpenDocument spreadsheets, with odfpy.

odfpy builds a file in memory before its first byte is sent, so the number of rows is limited
(`core.lists.spreadsheets.MAX_ODS_ROWS`). Imported lazily, since the import takes 0.1 s.
"""

import re
from datetime import datetime
from decimal import Decimal
from functools import lru_cache
from io import BytesIO, StringIO

from odf import number
from odf.config import (
    ConfigItem,
    ConfigItemMapEntry,
    ConfigItemMapIndexed,
    ConfigItemMapNamed,
    ConfigItemSet,
)
from odf.element import Text
from odf.namespaces import LOEXTNS
from odf.opendocument import OpenDocumentSpreadsheet
from odf.style import (
    MasterPage,
    PageLayout,
    PageLayoutProperties,
    Style,
    TableColumnProperties,
    TextProperties,
)
from odf.table import Table, TableCell, TableColumn, TableHeaderRows, TableRow
from odf.text import P, S

from core.lists.spreadsheets import measured, title_of

CACHED_CELLS = 20_000
CM_PER_CHARACTER = 0.22  # default font of LibreOffice, at 10 points
# A4, landscape
PAGE = {"printorientation": "landscape", "pagewidth": "29.7cm", "pageheight": "21cm"}
# A window whose first row stays in place, as LibreOffice stores it.
FROZEN = {
    "VerticalSplitMode": ("short", "2"),
    "VerticalSplitPosition": ("int", "1"),
    "ActiveSplitRange": ("short", "2"),
    "PositionBottom": ("int", "1"),
}
NUMBERS = (int, float, Decimal)
# White space that an XML parser would drop or join; a tab becomes a space.
BLANKS = re.compile(r"(^ | $|[ \t]{2,}|\t)")


class Rows(Text):
    """The rows of a sheet, each built when it is written.

    As elements of the document, 20,000 rows of 30 cells would take 1 GB of memory.
    """

    def __init__(self, rows):
        super().__init__("")
        self.rows = rows

    def toXml(self, level, f):  # noqa: N802  (odfpy's name)
        row, heading, style = TableRow(), TableHeaderRows(), "heading"
        for cells in self.rows:
            if style:  # repeated on each printed page
                heading.write_open_tag(level, f)
            row.write_open_tag(level, f)
            f.write("".join([_cell_xml(cell, style) for cell in cells]))
            row.write_close_tag(level, f)
            if style:
                heading.write_close_tag(level, f)
            style = None


@lru_cache(CACHED_CELLS)
def _cell_xml(cell, style):
    file = StringIO()
    _cell(cell, {"stylename": style} if style else {}).toXml(1, file)
    return file.getvalue()


def _cell(cell, style):
    if cell == "":
        return TableCell(**style)
    if isinstance(cell, NUMBERS):
        return TableCell(valuetype="float", value=cell, **style)
    if not isinstance(cell, str):
        name = "moment" if isinstance(cell, datetime) else "day"
        return TableCell(valuetype="date", datevalue=cell.isoformat(), stylename=name)
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


def ods_of(rows, name=""):
    """Bytes of a workbook with one sheet of typed cells; its first row is bold and frozen."""
    book, file, title = OpenDocumentSpreadsheet(), BytesIO(), title_of(name)
    heading = Style(name="heading", family="table-cell")
    heading.addElement(TextProperties(fontweight="bold"))
    book.styles.addElement(heading)  # odfpy only writes automatic styles that elements use
    for name, parts in (("day", DAY), ("moment", MOMENT)):
        _add_date_style(book, name, parts)
    widths, rows = measured(rows)
    sheet = Table(name=title, stylename=_landscape(book))
    for place, width in enumerate(widths):
        style = Style(name=f"column-{place}", family="table-column")
        size = f"{width * CM_PER_CHARACTER:.2f}cm"
        style.addElement(TableColumnProperties(columnwidth=size))
        book.automaticstyles.addElement(style)
        sheet.addElement(TableColumn(stylename=style))
    sheet.appendChild(Rows(rows))
    book.spreadsheet.addElement(sheet)
    _freeze_first_row(book, title)
    book.save(file)
    return file.getvalue()


def _landscape(book):
    """Add the style of a sheet printed in landscape, one page wide."""
    properties = PageLayoutProperties(**PAGE)
    properties.setAttrNS(LOEXTNS, "scale-to-X", "1")
    properties.setAttrNS(LOEXTNS, "scale-to-Y", "0")
    layout = PageLayout(name="landscape")
    layout.addElement(properties)
    book.automaticstyles.addElement(layout)
    book.masterstyles.addElement(MasterPage(name="Default", pagelayoutname=layout))
    style = Style(name="sheet", family="table", masterpagename="Default")
    book.automaticstyles.addElement(style)
    return style


def _freeze_first_row(book, title):
    sheet = ConfigItemMapEntry(name=title)
    for name, (kind, value) in FROZEN.items():
        sheet.addElement(ConfigItem(name=name, type=kind, text=value))
    view, holder = ConfigItemMapEntry(), book.settings
    levels = [
        ConfigItemSet(name="ooo:view-settings"),
        ConfigItemMapIndexed(name="Views"),
        view,
        ConfigItemMapNamed(name="Tables"),
        sheet,
    ]
    for level in levels:
        holder.addElement(level)
        holder = level


SLASH, BLANK, COLON = ((number.Text, text) for text in "/ :")
DAY = [number.Day, SLASH, number.Month, SLASH, number.Year]
MOMENT = [*DAY, BLANK, number.Hours, COLON, number.Minutes]


def _add_date_style(book, name, parts):
    """Add a cell style that formats dates with these parts: 25/11/2026, 25/11/2026 14:30."""
    shown = number.DateStyle(name=f"{name}-format")
    for part in parts:
        if isinstance(part, tuple):
            shown.addElement(part[0](text=part[1]))
        else:
            shown.addElement(part(style="long"))
    book.styles.addElement(shown)
    book.styles.addElement(Style(name=name, family="table-cell", datastylename=shown))
