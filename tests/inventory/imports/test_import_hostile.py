"""Hostile files are refused with a message, and take little memory."""

import os
import subprocess
import sys
import zipfile
from io import BytesIO

import pytest
from django.conf import settings

from core.imports.workbooks import MAX_UNPACKED
from tests.inventory.imports.test_import_reading import LAUGHS, SHEET, with_part
from tests.inventory.lists import HEADINGS, ROWS, workbook_of

READS_APART = True  # each workbook is read in a separate process

pytestmark = pytest.mark.audit  # `test_import_reading` tests their messages daily
MAX_MEGABYTES = 300
NS = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
GOOD = workbook_of([HEADINGS, *ROWS])
# Script that forks a process for each file, after the program is loaded.
READER = r"""
import os, re, sys
import django
django.setup()
from django.utils import translation
from core.workflow.lifecycle import Refused
from core.imports.sheets import read_list
for path in sys.argv[1:]:
    if os.fork():
        os.wait()
        continue
    with translation.override("en"), open(path, "rb") as file:
        try:
            said = f"{len(read_list('l', file.read()).rows)} rows"
        except Refused as refusal:
            said = " ".join(refusal.messages)
    # Its own peak: `ru_maxrss` would start at that of whoever ran it.
    peak = re.search(r"VmHWM:\s+(\d+) kB", open("/proc/self/status").read())
    print(int(peak[1]) // 1024, said, flush=True)
    os._exit(0)
"""


def sheet_of(rows):
    return f"<worksheet {NS}><sheetData>{rows}</sheetData></worksheet>"


def of_cells(count):
    return "".join(f"<c><v>{number * 7919 % 1000003}</v></c>" for number in range(count))


def text_cell(text):
    return f'<c t="inlineStr"><is><t>{text}</t></is></c>'


HEAD = "".join(
    f"<row>{text_cell(first)}{text_cell(second)}</row>"
    for first, second in [("Type", "Marque"), ("UC", "HP")]
)
BLANKS = "".join(
    f'<row r="{number}"><c r="A{number}" s="0"/></row>' for number in range(3, 200_000)
)


def bomb():
    content = BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        archive.writestr("xl/workbook.xml", bytes(MAX_UNPACKED + 1))
    return content.getvalue()


FILES = {
    "a zip bomb": (bomb, "too large once unpacked"),
    "an entity bomb": (lambda: with_part(GOOD, SHEET, LAUGHS), "This workbook is damaged"),
    "a million characters": (
        lambda: with_part(GOOD, SHEET, sheet_of(HEAD + f"<row>{text_cell('x' * 1_000_000)}</row>")),
        "Row 3: a cell is longer than 32,767 characters.",
    ),
    "a row without end": (
        lambda: with_part(GOOD, SHEET, sheet_of(f"<row>{of_cells(200_000)}</row>")),
        "Row 1 has more than 200 columns.",
    ),
    "too many cells": (
        lambda: with_part(GOOD, SHEET, sheet_of(f"<row>{of_cells(150)}</row>" * 4_001)),
        "more than 600,000 cells",
    ),
    "a blank tail": (
        lambda: with_part(GOOD, SHEET, sheet_of(HEAD + BLANKS)),
        "1 rows",
    ),
    "ten million delimiters": (
        lambda: b"Type;Marque\r\nUC;HP\r\n" + b";" * 9_900_000,
        "1 rows",
    ),
    "a page named .csv": (lambda: b"<html><table></table></html>", "This is a web page"),
}


@pytest.fixture(scope="module")
def answers(tmp_path_factory):
    """{file: "megabytes message" of reading it}."""
    folder = tmp_path_factory.mktemp("hostile")
    paths = [folder / str(number) for number in range(len(FILES))]
    for path, (make, _sentence) in zip(paths, FILES.values(), strict=True):
        path.write_bytes(make())
    reader = subprocess.run(  # noqa: S603
        [sys.executable, "-c", READER, *paths],
        capture_output=True,
        cwd=settings.PROJECT_DIR,
        env={
            "DJANGO_SETTINGS_MODULE": "config.settings",
            "PYTHONPATH": os.environ["PYTHONPATH"],
            "SECRET_KEY": "a reader",
            "DEBUG": "1",
        },
        check=True,
    )

    return dict(zip(FILES, reader.stdout.decode().splitlines(), strict=True))


def test_a_hostile_file_gets_a_message_in_little_memory(answers):
    for name, (_make, wanted) in FILES.items():
        megabytes, _space, sentence = answers[name].partition(" ")
        assert wanted in sentence, name
        assert int(megabytes) < MAX_MEGABYTES, name
