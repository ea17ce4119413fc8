"""Share of headings of imaginary lists, with some cells, that are mapped correctly.

`aside.csv` was written before the guesser and is never used to improve it.
"""

import csv
from dataclasses import replace
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command

from core.imports.guessing import IMPOSSIBLE, guess_columns
from inventory.imports.contents import fits_of
from inventory.imports.donor_list import DONOR_LIST
from inventory.imports.product_names import Names

TABLES = Path(__file__).parent / "headings"
# The tables have a single field for the price or book value declared by the donor.
SAME = {"book_value": "price"}

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def brands():
    call_command("loaddata", settings.BASE_DIR / "fixtures/brands.json", verbosity=0)


def wrong_in(name, kind):
    """Return (number of headings, headings mapped to a wrong field) for a table."""
    with (TABLES / name).open(encoding="utf-8") as table:
        rows = list(csv.DictReader(table, delimiter=";"))
    wrong = []
    for row in rows:
        cells = [[cell] for cell in row["cells"].split(" | ")]
        guess = guess_columns([row["heading"]], cells, kind).get("0")
        field = guess.field if guess else ""
        if row["field"] not in {field, SAME.get(field)}:
            wrong.append((row["heading"], field, row["field"], guess and guess.score))
    return len(rows), wrong


def test_headings_get_their_field():
    looks = DONOR_LIST.looks()
    kind = replace(DONOR_LIST, looks=lambda: looks)  # so that the catalogue is read once
    for name in ("known.csv", "exports.csv", "abbreviated.csv", "aside.csv"):
        count, wrong = wrong_in(name, kind)

        assert 100 * (count - len(wrong)) >= 95 * count, (name, wrong)


def test_sizes_without_a_heading_are_memory_or_storage():
    for cells, field in [
        ("8 Go|16GB|8 Go DDR4", "ram"),
        ("SSD 256|512 Go SSD|1 To", "storage"),
        ("256 Go|512 Go", "storage"),
        ("8|16", None),
        ("2019|2020", None),
        ("20 Go|50 Go|Illimité", None),
    ]:
        guess = guess_columns(["A"], [[cell] for cell in cells.split("|")], DONOR_LIST).get("0")

        assert (guess.field if guess else None) == field, cells


def test_names_of_most_machines_are_no_accessories():
    machines = ["MAIR-P-201", "MAIR-P-204", "MAIR-F-310", "MAIR-F-311", "srv-fichiers"]

    assert fits_of(machines, Names())["accessories"] == IMPOSSIBLE
