"""Every kind of exported file opens in LibreOffice, with the cells that we wrote."""

import csv
import re
import shutil
import subprocess
from io import StringIO
from itertools import zip_longest

import pytest
from django.urls import get_resolver, reverse

from core.imports.kinds import KINDS
from core.imports.sheets import read_list
from core.lists.spreadsheets import TYPES
from core.lists.toolbar import LISTS
from tests.core.test_exports import address_of
from tests.factories import ImportRowFactory, UserFactory
from tests.inventory.imports.test_tables_placed import HEADINGS, ROWS, placed_in_xlsx
from tests.of_modules import listed

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english"), pytest.mark.audit]
READS_APART = True
get_resolver().url_patterns  # noqa: B018  (the tables are known once the pages are)

COMMA, QUOTE, UTF8 = 44, 34, 76
# CSV import with 120 text columns, since LibreOffice would otherwise drop the zeros of “007”.
TEXT = "/".join(f"{column}/2" for column in range(1, 121))
# CSV export of stored values, not of formatted values.
STORED = f"csv:Text - txt - csv (StarCalc):{COMMA},{QUOTE},{UTF8},1,,0,false,false"
DAY = re.compile(r"^(\d{4})-(\d\d)-(\d\d)( \d\d:\d\d)?$")
FEWEST = 250  # 40 lists in three formats, 140 tables
SECONDS = 540
AT_ONCE = 100  # files of a run: LibreOffice skips the last ones of longer runs without an error


def convert(files, folder, form=STORED):
    """Convert {name: bytes} with LibreOffice, in few runs per format; return {name: bytes}."""
    soffice = shutil.which("soffice")
    assert soffice, "apt-get install libreoffice-calc"
    folder.mkdir()
    for name, content in files.items():
        (folder / name).write_bytes(content)
    made = folder / "made"
    extension = form.partition(":")[0]
    for suffix in sorted({name.rpartition(".")[2] for name in files}):
        filters = [f"--infilter=CSV:{COMMA},{QUOTE},{UTF8},1,{TEXT}"] if suffix == "csv" else []
        names = [str(folder / name) for name in files if name.endswith(f".{suffix}")]
        for first in range(0, len(names), AT_ONCE):
            subprocess.run(  # noqa: S603
                [
                    soffice,
                    f"-env:UserInstallation=file://{folder}/profile",
                    "--headless",
                    *filters,
                    "--convert-to",
                    form,
                    "--outdir",
                    str(made),
                    *names[first : first + AT_ONCE],
                ],
                check=True,
                capture_output=True,
                timeout=SECONDS,
            )
    return {
        name: path.read_bytes()
        for name in files
        if (path := made / f"{name.rpartition('.')[0]}.{extension}").exists()
    }


def rows_of(content):
    """Return the rows of a CSV, without trailing blank cells and rows."""
    rows = list(csv.reader(StringIO(content.decode("utf-8-sig"), newline="")))
    for row in rows:
        while row and not row[-1]:
            row.pop()
    while rows and not rows[-1]:
        rows.pop()
    return rows


def is_same(cell, other):
    """Whether two cells are equal: a number may be written 2.50 or 2.5, a tab is a space."""
    if cell.replace("\t", " ").replace("\r\n", "\n") == other.replace("\t", " "):
        return True
    try:
        return float(cell) == float(other) and not re.match(r"0\d", cell)
    except ValueError:
        return False


def as_shown(cell):
    """Format a date or datetime of a CSV as LibreOffice shows it: 24/10/2026, 24/10/2026 14:30.

    LibreOffice would show a text unchanged, and not sort it.
    """
    return DAY.sub(r"\3/\2/\1\4", cell)


def differences(rows, others):
    for number, (row, other) in enumerate(zip_longest(rows, others, fillvalue=[]), 1):
        for cell, found in zip_longest(row, other, fillvalue=""):
            if not is_same(cell, found):
                yield number, cell, found


def exports_of(world):
    """Yield the request for each kind of export in a format: (its name, method, URL, data)."""
    batch, vouchers = world.batch.pk, world.voucher_list.pk
    for form in TYPES:
        for name in LISTS:
            data = {"list_act": "export", "columns": "all", "form": form}
            yield f"{name}.{form}", "post", address_of(name), data
        yield f"to-correct.{form}", "post", reverse("device_export"), {"form": form}
        for name in listed("SHEETS"):
            yield f"{name}.{form}", "get", reverse(name, args=[form]), {}
        result = reverse("import_result", args=[batch, form])
        yield f"result.{form}", "get", result, {}
        yield f"refused.{form}", "get", result, {"rows": "refused"}
        yield f"vouchers.{form}", "get", reverse("voucherlist_refused", args=[vouchers, form]), {}
    pages = [kind.start.example_page for kind in KINDS.values() if kind.start]
    for page in [*filter(None, pages), *listed("CSV_FILES")]:
        yield f"{page}.csv", "get", reverse(page), {}


def test_every_export_opens_in_libreoffice_with_its_cells(world, sign_in, tmp_path):
    admin = UserFactory(admin=True, language="en", sites=[world.site])
    visitor = sign_in(admin)
    ImportRowFactory(batch=world.batch, number=7, refused=True, cells=["=1+1", "007", "a\nb"])
    files = {}
    for write in listed("WRITTEN"):
        files |= write(tmp_path)
    for name, method, address, data in exports_of(world):
        answer = getattr(visitor, method)(address, data)
        assert answer.status_code == 200, name
        files[name.replace(".", f"-of-{name.rpartition('.')[2]}.")] = bytes(answer.getvalue())

    opened = convert(files, tmp_path / "exports")

    assert sorted(files.keys() - opened.keys()) == []
    for name, content in opened.items():
        kind = name.rpartition("-of-")[0]
        if kind == "opening_list":  # each export adds a row to the access log
            continue
        rows = rows_of(files[f"{kind}-of-csv.csv"] if kind else files[name])
        if kind in {*LISTS, "to-correct"} and not name.endswith(".csv"):
            rows = [[as_shown(cell) for cell in row] for row in rows]
        assert list(differences(rows, rows_of(content))) == [], name
    assert len(opened) > FEWEST


def test_a_table_saved_by_libreoffice_is_read_where_it_stands(tmp_path):
    """The table is at C5, with a hidden row, a hidden column and cells merged downwards."""
    rows = [HEADINGS, ROWS[0], ["", *ROWS[1][1:]], *ROWS[2:]]
    merged = [((5, 2), (6, 2))]
    content = placed_in_xlsx(rows, 4, 2, hidden_rows=[8], hidden_column=4, merged=merged)
    blank, shown = ["", ""], [0, 1, 3]
    for form in ("ods", "xls"):
        [saved] = convert({"list.xlsx": content}, tmp_path / form, form).values()

        [table] = read_list(f"list.{form}", saved).tables

        is_seen = form == "ods"  # hidden rows and columns of an .xls cannot be detected
        columns = shown if is_seen else range(4)
        assert table.rows == [
            (6 + place, blank + [cells[column] for column in columns])
            for place, cells in enumerate(ROWS)
            if place != 2 or not is_seen
        ], form
