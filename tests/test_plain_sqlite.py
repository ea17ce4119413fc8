"""A program without Django can check the database file of a site, with its constraints."""

import re
import sqlite3
from contextlib import closing

import pytest
from django.db import connection

from core.models.lookups import FORMATS, SPACES
from tests.factories import CeilingLiftFactory, SiteFactory
from tests.world import build_world

# {constraint: (table, column, texts that it rejects)}
FORMATTED = {
    "inventory_device_tag_clean": ("inventory_device", "asset_tag", ["", "rb1", "RB 1", "RB1\0"]),
    "inventory_device_serial_clean": ("inventory_device", "serial", ["", "5cg", "5 CG", "N/A"]),
    "inventory_device_imei_clean": (
        "inventory_device",
        "imei",
        ["", "4901542032375", "49015420323751A", "4901542032375189", "490154203237518\0"],
    ),
    "inventory_tag_code_clean": ("inventory_tag", "code", ["", " A", "A ", "A  B", "A\tB", "a"]),
    "inventory_voucher_iccid_digits": (
        "inventory_voucher",
        "iccid",
        ["", "893310123", "8933101234567890123456X", "89331012345678901234567"],
    ),
    "loans_ceilinglift_month": (
        "loans_ceilinglift",
        "month",
        ["", "2026-1", "2026-00", "2026-13", "26-11", "2026-11\n"],
    ),
}


def matches(database, name, text):
    """Return (whether the regular expression matches, whether SQLite's conditions do)."""
    condition = " AND ".join(FORMATS[name].sqlite).format("?1")
    [taken] = database.execute(f"SELECT {condition}", [text]).fetchone()
    return bool(re.search(FORMATS[name].regex, text)), bool(taken)


@pytest.mark.parametrize("name", FORMATS)
def test_both_definitions_of_a_format_accept_the_same_texts(name):
    samples = [
        "",
        "A",
        "A B",
        "A  B",
        " A",
        "A ",
        "é",
        "2026-11",
        "2026-13",
        "2026-1a",
        "\u0661" * 15,
    ]
    samples += ["1" * length for length in (9, 10, 14, 15, 16, 22, 23)]
    samples += [f"A{chr(code)}B" for code in SPACES]
    with closing(sqlite3.connect(":memory:")) as database:
        verdicts = {text: matches(database, name, text) for text in samples}
    assert {text: pair for text, pair in verdicts.items() if pair[0] != pair[1]} == {}
    assert {True, False} == {taken for taken, _also in verdicts.values()}


def test_no_white_space_is_missing():
    assert [code for code in range(0x11000) if chr(code).isspace()] == list(SPACES)


if connection.vendor == "sqlite":

    @pytest.fixture
    def plain(transactional_db, tmp_path):
        """A database file with a row of each model, opened without Django's SQL functions."""
        build_world(SiteFactory())
        CeilingLiftFactory()
        path = tmp_path / "plain.db"
        with connection.cursor() as cursor:
            cursor.execute("VACUUM INTO %s", [str(path)])
        with closing(sqlite3.connect(path)) as database:
            yield database

    def test_a_plain_program_checks_the_file(plain):
        assert plain.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert plain.execute("PRAGMA foreign_key_check").fetchall() == []

    def test_a_plain_program_is_refused_what_a_format_refuses(plain):
        drop_triggers(plain)  # triggers would first refuse the copied row for its existing key
        for name, (table, column, texts) in FORMATTED.items():
            for text in texts:
                with pytest.raises(sqlite3.IntegrityError, match=name):
                    insert_like(plain, table, **{column: text})

    def drop_triggers(database):
        names = database.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
        for (name,) in names.fetchall():
            database.execute(f'DROP TRIGGER "{name}"')

    def insert_like(database, table, **changes):
        """Insert a copy of the first row of this table, with `changes`."""
        cursor = database.execute(f'SELECT * FROM "{table}" LIMIT 1')
        columns = [column for column, *_rest in cursor.description]
        row = dict(zip(columns, cursor.fetchone(), strict=True)) | {"id": 999_999} | changes
        names, marks = '", "'.join(row), ", ".join("?" * len(row))
        database.execute(f'INSERT INTO "{table}" ("{names}") VALUES ({marks})', [*row.values()])
