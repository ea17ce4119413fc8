"""Exported lists: exactly the filtered rows, disarmed, and recorded as an event."""

import csv
import re
import zipfile
from collections import Counter
from datetime import UTC, date, datetime
from decimal import Decimal
from io import BytesIO, StringIO

import pytest
from django.core.management import call_command
from django.urls import get_resolver, reverse
from django.utils import translation
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from odf.namespaces import LOEXTNS
from odf.opendocument import load
from odf.style import PageLayout
from odf.table import Table as OdsTable
from odf.table import TableHeaderRows, TableRow
from openpyxl import load_workbook
from python_calamine import CalamineWorkbook

from core.imports.sheets import read_list
from core.lists import spreadsheets, tables
from core.lists.exports import capitalised
from core.lists.ods import CM_PER_CHARACTER, ods_of
from core.lists.spreadsheets import (
    MARGIN,
    MAX_WIDTH,
    MIN_WIDTH,
    TYPES,
    cell_of,
    cells_of,
    csv_of,
    xlsx_of,
)
from core.lists.tables import Table
from core.lists.toolbar import LISTS
from core.models import Event
from inventory.devices.lifecycle.devices import DeviceStatus, Grade
from inventory.devices.models.specification import FACTS
from inventory.models import Device, Specification
from loans.models import Loan
from tests import of_modules
from tests.factories import (
    DeviceFactory,
    ImportRowFactory,
    LoanFactory,
    LoanItemFactory,
    RecipientFactory,
    SiteFactory,
    UserFactory,
)
from tests.leaks import leaks

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english"), pytest.mark.engine]
DEVICES = "/devices/"
OF_OS = {"os", "os_version"}  # one column
get_resolver().url_patterns  # noqa: B018  (the tables are known once the pages are)


@pytest.fixture
def enter(sign_in):
    """`enter(user)` signs in a user who reads English."""

    def entered(user):
        user.language = "en"
        user.save(update_fields=["language"])
        return sign_in(user)

    return entered


def exported(visitor, address, form="csv", **more):
    answer = visitor.post(address, {"list_act": "export", "form": form} | more)
    content = answer.getvalue()
    if form == "ods":
        return CalamineWorkbook.from_filelike(BytesIO(content)).get_sheet_by_index(0).to_python()
    if form == "xlsx":
        rows = load_workbook(BytesIO(content), read_only=True).worksheets[0].values
        return [["" if cell is None else cell for cell in row] for row in rows]
    return list(csv.reader(StringIO(content.decode("utf-8-sig"))))


def test_the_sheet_has_the_columns_shown_or_all_of_them(enter, coordinator, site):
    SiteFactory()
    device = DeviceFactory(site=site, ready=True, grade="B", serial="5CG001")
    visitor = enter(coordinator)
    visitor.post(DEVICES, {"list_act": "columns", "column": ["grade", "status", "site"]})
    for form in ("csv", "xlsx", "ods"):
        assert exported(visitor, DEVICES, form) == [
            ["Tag", "Site", "Grade", "Status"],
            [device.asset_tag, str(site), "B", "ready"],
        ]
    headings, row = exported(visitor, DEVICES, columns="all")
    assert dict(zip(headings, row, strict=True))["Serial number"] == "5CG001"
    facts = [
        Specification._meta.get_field(name).verbose_name for name in FACTS if name not in OF_OS
    ]
    assert {*map(capitalised, facts)} <= {*headings}
    assert {"Donor’s asset number", "Year of purchase", "Warranty end"} <= {*headings}


def test_columns_are_as_wide_as_their_cells_within_limits():
    rows = [
        ["Id", "Model", "Remark", "Day"],
        [7, "ThinkPad X250 i5", "x" * 300, date(2026, 10, 24)],
    ]
    sheet = load_workbook(BytesIO(b"".join(xlsx_of(cells_of(rows))))).worksheets[0]
    widths = [sheet.column_dimensions[letter].width for letter in "ABCD"]
    assert widths == [MIN_WIDTH, len("ThinkPad X250 i5") + MARGIN, MAX_WIDTH, 10 + MARGIN]
    assert (sheet.freeze_panes, sheet["A1"].font.b, sheet["A2"].font.b) == ("A2", True, False)

    package = zipfile.ZipFile(BytesIO(ods_of(cells_of(rows))))
    content, settings_part = (package.read(n).decode() for n in ("content.xml", "settings.xml"))
    sizes = re.findall(r'style:column-width="([\d.]+)cm"', content)
    assert [round(float(size) / CM_PER_CHARACTER) for size in sizes] == widths
    assert content.count("<table:table-column ") == 4
    assert 'config:name="VerticalSplitPosition"' in settings_part


def test_a_category_shown_as_a_picture_is_exported_as_a_column(enter, coordinator, site):
    device = DeviceFactory(site=site)
    visitor = enter(coordinator)
    visitor.post(DEVICES, {"list_act": "columns", "column": ["designation", "serial"]})
    headings = ["Tag", "Device", "Serial number", "Category"]

    assert exported(visitor, DEVICES, columns="shown") == [
        headings,
        [device.asset_tag, str(device.designation), device.serial, str(device.category)],
    ]
    assert f"columns shown: {', '.join(headings)}<" in visitor.get(DEVICES, {"q": ""}).text


def test_days_and_moments_are_typed_cells_in_one_format():
    """Datetimes are local; a CSV has ISO 8601, and dates that Excel cannot number are text."""
    day, moment = date(2026, 10, 24), datetime(2026, 12, 15, 9, 20, 59, tzinfo=UTC)
    cells = [cell_of(value) for value in (day, moment, date(1900, 1, 1), None)]
    rows = [["Day", "Moment", "Old", "None"], cells]
    for language, delimiter in (("en", ","), ("fr", ";")):
        with translation.override(language):
            sheet = b"".join(csv_of(rows)).decode("utf-8-sig").splitlines()[1]
        assert sheet.split(delimiter) == ["2026-10-24", "2026-12-15 10:20", "1900-01-01", ""]

    xlsx, ods = b"".join(xlsx_of(rows)), ods_of(rows)

    found = load_workbook(BytesIO(xlsx)).worksheets[0][2]
    assert [cell.number_format for cell in found[:2]] == ["dd/mm/yyyy", r"dd/mm/yyyy\ hh:mm"]
    assert found[0].value == datetime(2026, 10, 24)  # noqa: DTZ001
    package = zipfile.ZipFile(BytesIO(ods))
    styles, cells = (package.read(name).decode() for name in ("styles.xml", "content.xml"))
    for name in ("heading", "day", "moment"):
        assert f'table:style-name="{name}"' in cells
        assert f'style:name="{name}" style:family="table-cell"' in styles
    for content in (xlsx, ods):
        book = CalamineWorkbook.from_filelike(BytesIO(content)).get_sheet_by_index(0).to_python()
        assert book[1] == [day, datetime(2026, 12, 15, 10, 20), "1900-01-01", ""]  # noqa: DTZ001
        assert read_list("sheet", content).rows == [
            (2, ["2026-10-24", "2026-12-15 10:20:00", "1900-01-01"])
        ]


def test_spreadsheet_formulas_are_escaped(enter, coordinator, site):
    DeviceFactory(site=site, serial="=1+1")
    for form in ("csv", "xlsx", "ods"):
        (_headings, row) = exported(enter(coordinator), DEVICES, form)
        assert "'=1+1" in row


FILTERS = st.fixed_dictionaries(
    {},
    optional={
        "status": st.sampled_from([*DeviceStatus.values, "no_such"]),
        "grade": st.sampled_from(Grade.values),
        "q": st.sampled_from(["RB", "5CG", "é%_", "5cg0002", "'"]),
        "leaving": st.sampled_from(["recycling"]),
        "ram": st.sampled_from(["8"]),
    },
)


def test_a_sheet_has_the_name_of_its_list_and_prints_its_headings_on_each_wide_page():
    rows, title = [["tag"], ["A-1"]], "Appareils prêts 2026-12-01 tous"
    name = "Appareils: prêts/2026-12-01 tous les sites"
    sheet = load_workbook(BytesIO(b"".join(xlsx_of(rows, name)))).active
    book = load(BytesIO(ods_of(rows, name)))
    [table], [layout] = book.getElementsByType(OdsTable), book.getElementsByType(PageLayout)
    [heads] = table.getElementsByType(TableHeaderRows) or [None]

    assert sheet.title == table.getAttribute("name") == title
    assert (sheet.page_setup.orientation, sheet.page_setup.fitToHeight) == ("landscape", False)
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    assert sheet.print_title_rows == "$1:$1"
    assert len(heads.getElementsByType(TableRow)) == 1
    [properties] = layout.childNodes
    assert properties.getAttribute("printorientation") == "landscape"
    assert properties.getAttrNS(LOEXTNS, "scale-to-X") == "1"


def test_numbers_are_typed_cells():
    rows = [[cell_of(value) for value in (8, Decimal("2.50"), 2.5, "007", float("nan"), True)]]
    for language, half, delimiter in (("en", "2.5", ","), ("fr", "2,5", ";")):
        with translation.override(language):
            sheet = b"".join(csv_of(rows)).decode("utf-8-sig")
        [cells] = csv.reader(StringIO(sheet), delimiter=delimiter)
        assert cells == ["8", f"{half}0", half, "007", "nan", "True"]
    book = load_workbook(BytesIO(b"".join(xlsx_of([["Heading"], *rows]))))
    assert [cell.value for cell in book.worksheets[0][2]] == [8, 2.5, 2.5, "007", "nan", "True"]


@given(query=FILTERS)
@settings(
    max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_exported_rows_are_the_rows_filtered(query, enter, coordinator, stock):
    visitor = enter(coordinator)
    page = visitor.get(DEVICES, query | {"sort": "asset_tag"})
    listed = [row.asset_tag for row in page.context["table"].page.object_list]
    rows = exported(visitor, f"{page.request['PATH_INFO']}?{page.request['QUERY_STRING']}")
    assert [row[0] for row in rows[1:]] == listed
    assert Event.objects.filter(kind="list.exported").latest("pk").data["count"] == len(listed)


@pytest.fixture
def stock(site):
    for number, traits in enumerate([{"ready": True}, {"lost": True}, {"retired": True}, {}]):
        DeviceFactory(site=site, serial=f"5CG000{number}", grade="A" if number else "B", **traits)
    return site


def test_each_export_is_an_event_without_personal_data(enter, coordinator):
    RecipientFactory(last_name="Quillévéré", kind="family")
    visitor = enter(coordinator)
    there = visitor.post("/recipients/", {"list_act": "filter", "q": "Quillé", "kind": "family"})
    assert len(exported(visitor, there.url)) == 2
    event = Event.objects.get(kind="list.exported")
    assert (event.by, event.subject_id) == (coordinator, coordinator.pk)
    data = {"list": "recipient_list", "filters": ["q", "kind=family"], "count": 1, "form": "csv"}
    assert event.data == data
    assert "recipients" in event.sentence.lower()


def test_exports_need_permission(enter, counter):
    visitor = enter(counter)
    assert not visitor.get(DEVICES).context["table"].tools.may_export
    answer = visitor.post(DEVICES, {"list_act": "export", "form": "csv"})
    assert answer.status_code == 403
    assert not Event.objects.filter(kind="list.exported").exists()


def test_an_association_exports_its_own_rows_only(enter, association):
    item = LoanItemFactory(loan__organisation=association.organisation)
    LoanFactory()
    headings, *rows = exported(enter(association), "/loans/", columns="all")
    assert [row[0] for row in rows] == [item.loan.number]
    assert rows[0][headings.index("Devices")] == item.device.asset_tag
    assert Loan.objects.count() == 2


def address_of(name):
    """Return the URL of a list; for a list with arguments, that of a list with rows."""
    return reverse(name, kwargs={"reference_list": {"noun": "factor"}}.get(name))


def test_every_list_is_exported_whole_without_secrets(world, enter):
    """Rows have a cell per column, without HTML; dates, datetimes and numbers are typed."""
    visitor, filled, untyped = enter(UserFactory(admin=True, sites=[world.site])), 0, set()
    for name in LISTS:
        headings, *rows = exported(visitor, address_of(name), "xlsx", columns="all")
        assert Event.objects.latest("pk").data["count"] == len(rows), name
        filled += bool(rows)
        assert {len(row) for row in rows} <= {len(headings)}, name
        texts = [
            (heading, cell)
            for row in rows
            for heading, cell in zip(headings, row, strict=True)
            if isinstance(cell, str)
        ]
        untyped |= {(name, heading) for heading, cell in texts if DAY_OR_NUMBER.search(cell)}
        text = " ".join(cell for _heading, cell in texts)
        assert "<" not in text, name
        assert "csrf" not in text, name
        assert name in NAMES_PEOPLE or leaks(text) == [], name
    assert filled > 25
    assert untyped - CODES == set()


def test_withheld_cells_of_a_list_are_in_no_export(world, enter, tmp_path):
    """Cells that look like personal data are withheld until a coordinator restores them."""
    ImportRowFactory(
        batch=world.batch,
        number=8,
        refused=True,
        cells=["Dell", ""],
        withheld={"1": "Ysoline Guivarch"},
    )
    visitor = enter(UserFactory(admin=True, sites=[world.site]))

    texts = [
        visitor.get(reverse("import_result", args=[world.batch.pk, "csv"]), data).getvalue()
        for data in ({}, {"rows": "refused"})
    ]
    call_command("export_all", tmp_path / "all.zip")
    with zipfile.ZipFile(tmp_path / "all.zip") as archive:
        texts += [archive.read(name) for name in archive.namelist()]

    assert b"Dell" in texts[1]
    assert [text for text in texts if b"Ysoline Guivarch" in text] == []


def test_every_page_of_a_list_has_an_export():
    """A new page of a list has a table, or is listed here with the reason."""
    names = {name for name in get_resolver().reverse_dict if isinstance(name, str)}
    pages = {name for name in names if name.endswith("_list") and not name.startswith("api_")}
    assert pages - LISTS.keys() == NOT_EXPORTED.keys() | set(of_modules.listed("NOT_EXPORTED"))


NOT_EXPORTED = {
    "agreementtext_list": "texts that one writes here",
    "checklist_list": "forms that one writes here",
    "import_list": "the lists sent, each with its own result to download",
    "kit_list": "a few kits with their parts",
    "lettertext_list": "texts that one writes here",
    "processing_list": "the register of processing, which is a paper",
    "proposal_list": "questions that one settles here",
    "run_list": "the scan sessions of the reader",
    "text_list": "free texts that are read for names, so as to blank them",
}


# A date anywhere in a text, or a text that is a number.
DAY_OR_NUMBER = re.compile(r"\b(?:\d{4}-\d\d-\d\d|\d\d/\d\d/\d{4})|^[\d\s.,]+(?:kg|€|%)?$")
# Columns with codes, which are not numbers.
CODES = {
    ("recipient_list", "Phone"),
    ("followup_list", "Phone"),
    ("voucher_list", "ICCID"),
    ("voucher_list", "Ends with"),
}


@pytest.mark.parametrize("language", ["en", "fr"])
def test_headings_of_a_list_are_unique(language):
    """A file with two equal headings is ambiguous; columns of modules are included."""
    with translation.override(language):
        for table in every_table():
            found = Counter(filter(None, map(capitalised, headings_of(table))))
            assert [heading for heading, times in found.items() if times > 1] == [], table


def headings_of(table):
    """Heading of each column of a table, without checkboxes and buttons."""
    for name, column in table.base_columns.items():
        if column.verbose_name is not None:
            yield column.verbose_name
        elif table._meta.model and not hasattr(column, "box"):
            yield table._meta.model._meta.get_field(name).verbose_name


def every_table(parent=Table):
    for table in parent.__subclasses__():
        yield table
        yield from every_table(table)


# Lists that show the person, to users who may see names.
NAMES_PEOPLE = {
    "recipient_list",
    "user_list",
    "message_list",
    "overdue_list",
    "loan_list",
    "request_list",
    "appointment_list",
    "signing_list",
    "waiting_list",
    "reservation_list",
    "followup_list",
    "opening_list",
    *of_modules.listed("NAMES_PEOPLE"),
}


def test_a_sheet_saved_by_libreoffice_is_read_unchanged():
    cells = ["  two  blanks ", " a\tb", "line\n\nline", '<&>]]>"', "007", "'=1+1", "é😀", ""]
    content = ods_of([["Heading", *"abcdefg"], [*cells, 8, Decimal("2.5")]])
    [_headings, row] = (
        CalamineWorkbook.from_filelike(BytesIO(content)).get_sheet_by_index(0).to_python()
    )
    assert row == [cell.replace("\t", " ") for cell in cells] + [8, 2.5]
    source = read_list("sheet.ods", content)
    assert source.content_type == TYPES["ods"]
    assert source.rows == [(2, [str(cell).removesuffix(".0") for cell in row])]


def test_the_package_of_an_ods_begins_as_libreoffice_requires(enter, coordinator, site):
    DeviceFactory(site=site)
    answer = enter(coordinator).post(DEVICES, {"list_act": "export", "form": "ods"})
    content = answer.getvalue()
    first = zipfile.ZipFile(BytesIO(content)).infolist()[0]
    # Stored uncompressed, with its size in the header, not in a descriptor after it (bit 3).
    found = (first.filename, first.compress_type, first.flag_bits, first.extra, first.header_offset)
    assert found == ("mimetype", zipfile.ZIP_STORED, 0, b"", 0)
    assert content[30:84] == b"mimetype" + TYPES["ods"].encode()
    assert load(BytesIO(content)).getElementsByType(TableRow)


def test_too_many_rows_for_an_ods_are_refused_with_the_other_formats(
    enter, coordinator, site, monkeypatch
):
    DeviceFactory.create_batch(3, site=site)
    monkeypatch.setattr(spreadsheets, "MAX_ODS_ROWS", 2)
    visitor = enter(coordinator)
    for address, data in [(DEVICES, {"list_act": "export"}), ("/devices/export/", {})]:
        answer = visitor.post(address, {"form": "ods"} | data, follow=True)
        assert "at most 2 rows: for more, choose Excel (.xlsx) or CSV" in answer.content.decode()
    assert not Event.objects.filter(kind="list.exported").exists()
    assert 'value="ods"' not in visitor.get("/devices/export/").content.decode()
    monkeypatch.setattr(tables, "CEILING", 3)
    assert "at most 2 rows" in visitor.get(DEVICES, {"q": ""}).content.decode()
    for form in ("csv", "xlsx"):
        assert len(exported(visitor, DEVICES, form)) == 1 + Device.objects.count(), form
