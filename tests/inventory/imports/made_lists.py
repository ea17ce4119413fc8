"""Test lists with imaginary rows, in the structure of real donors' lists.

In `made/*.txt` a list begins with `=== file name` and its options (`bom`, `encoding=utf-16`,
`delimiter=,`), a sheet of a workbook with `--- name` (and `hidden`), a blank row is a dot. Cells
are separated by bars; the expected device follows `=>`: category; brand; model; other facts. `=> -`
is a row to refuse; a row without `=>` is not a device. `{imei:7}` is a valid IMEI, and `{bad:7}` an
IMEI with a wrong check digit. `[[Bruno]]` is a word that names a person: it may not be visible.
"""

import csv
import re
from io import BytesIO
from pathlib import Path

from openpyxl import Workbook
from stdnum import luhn

from bench.management.commands.try_lists import EXPECTED, FACTS
from tests.inventory.lists import csv_of

MADE = Path(__file__).parent / "made"
DELIMITERS = {"tab": "\t"}
PRIVATE = re.compile(r"\[\[(.+?)\]\]")


def numbered(match):
    body = f"3569{int(match[2]):010}"
    digit = luhn.calc_check_digit(body)
    return body + (digit if match[1] == "imei" else str((int(digit) + 1) % 10))


def parsed(text):
    """Yield (file name, options, [(sheet, is hidden, [(cells, expectations)])]) for each list."""
    text = re.sub(r"\{(imei|bad):(\d+)\}", numbered, text)
    for block in re.split(r"^=== ", text, flags=re.MULTILINE)[1:]:
        head, *lines = block.splitlines()
        name, *choices = re.split(r" (?=bom|encoding=|delimiter=)", head.strip())
        sheets = [("", False, [])]
        for line in filter(None, lines):
            if line.startswith("--- "):
                title, is_hidden = line[4:].strip(), line.endswith(" hidden")
                sheets.append((title.removesuffix(" hidden"), is_hidden, []))
            elif not line.startswith("#"):
                sheets[-1][2].append(_row(line))
        named = {key: value for key, _equals, value in (each.partition("=") for each in choices)}
        yield name, named, [sheet for sheet in sheets if sheet[2]]


def _row(line):
    cells, *expected = re.split(r" ?=> ", line)
    if cells.strip() == ".":
        return [], []
    separator = r"\s*\|\s*" if "|" in cells else r"\s*;\s*"
    return re.split(separator, cells.strip()), expected


def write_lists(folder, *tables):
    """Write the lists in these tables (such as `made/real.txt`), each with its expectations."""
    for table in tables:
        for name, choices, sheets in parsed((MADE / table).read_text(encoding="utf-8")):
            path = folder / name
            path.write_bytes(_content(name, choices, sheets))
            with path.with_name(name + EXPECTED).open("w", encoding="utf-8", newline="") as stream:
                writer = csv.DictWriter(stream, ["sheet", "row", "refused", "private", *FACTS])
                writer.writeheader()
                writer.writerows(_expectations(sheets))


def _content(name, choices, sheets):
    if name.endswith(".xlsx"):
        return _workbook(sheets)
    rows = [_plain(cells) for cells, _expected in sheets[0][2]]
    delimiter = choices.get("delimiter", ";")
    encoding = "utf-8-sig" if "bom" in choices else choices.get("encoding", "utf-8")
    return csv_of(*rows, delimiter=DELIMITERS.get(delimiter, delimiter), encoding=encoding)


def _workbook(sheets):
    book, content = Workbook(), BytesIO()
    book.remove(book.active)
    for title, is_hidden, rows in sheets:
        sheet = book.create_sheet(title)
        for cells, _expected in rows:
            sheet.append([cell or None for cell in _plain(cells)])
        sheet.sheet_state = "hidden" if is_hidden else "visible"
    book.save(content)
    return content.getvalue()


def _plain(cells):
    return [PRIVATE.sub(r"\1", cell) for cell in cells]


def _expectations(sheets):
    for title, _is_hidden, rows in sheets:
        for number, (cells, expected) in enumerate(rows, 1):
            private = "|".join(PRIVATE.findall(" ".join(cells)))
            for each in expected or (["-"] if private else []):
                named = {"sheet": title, "row": number, "private": private}
                yield named | ({"refused": "x"} if each == "-" else _facts(each))


def _facts(text):
    parts = [part.strip() for part in text.split(";")]
    facts = dict(zip(("category", "brand", "model"), parts, strict=False))
    return facts | dict(part.split("=") for part in parts[3:])
