"""System checks: refusals to start, and their messages."""

import sqlite3

import pytest
from django.core.management import CommandError, call_command
from django.db import connections

from core.operating import checks


@pytest.fixture
def on(monkeypatch):
    """`on(vendor, version)`: simulate a database of that kind."""

    def on(vendor, *version):
        monkeypatch.setattr(type(connections["default"]), "vendor", vendor)
        monkeypatch.setattr(sqlite3, "sqlite_version", ".".join(map(str, version)))
        monkeypatch.setattr(sqlite3, "sqlite_version_info", version)

    return on


def test_an_sqlite_too_old_for_the_schema_is_refused_in_one_sentence(on):
    on("sqlite", 3, 38, 5)
    message = "SQLite 3.38.5 is too old: Rebond needs SQLite 3.39 or newer, or PostgreSQL."
    assert [error.msg for error in checks.sqlite_is_new_enough(None)] == [message]
    with pytest.raises(CommandError, match=message):
        call_command("check")


@pytest.mark.parametrize("version", [(3, 39, 0), (3, 40, 1), (3, 46, 1)])
def test_the_sqlite_of_each_debian_since_12_is_accepted(on, version):
    on("sqlite", *version)
    assert checks.sqlite_is_new_enough(None) == []


def test_postgresql_needs_no_sqlite(on):
    on("postgresql", 3, 38, 5)
    assert checks.sqlite_is_new_enough(None) == []
