"""Restore the database after a test that commits, in a time proportional to its writes.

Django would empty every table, run `post_migrate` and create the guards again, which takes longer
than most of these tests.
"""

import sqlite3
from contextlib import closing, contextmanager

import pytest
from django.db import connection, transaction
from django.test import TransactionTestCase


class SqliteCopy:
    """Copy of the whole database in memory, page by page: its rows, triggers and counters."""

    def __init__(self):
        connection.ensure_connection()
        self.copy = sqlite3.connect(":memory:", check_same_thread=False)
        connection.connection.backup(self.copy)
        [self.version] = self.copy.execute("PRAGMA schema_version").fetchone()

    def restore(self):
        connection.ensure_connection()
        self.copy.backup(connection.connection)
        # The schema is unchanged, so other connections need not parse its thousand guards again.
        connection.connection.execute(f"PRAGMA schema_version = {self.version}")

    def close(self):
        self.copy.close()


class PostgresqlCopy:
    """The rows of the few tables that are not empty before the first test."""

    def __init__(self):
        self.rows = self._filled_tables()

    def restore(self):
        now = self._filled_tables()
        names = now.keys() | self.rows.keys()
        changed = sorted(name for name in names if now.get(name) != self.rows.get(name))
        tables = [connection.ops.quote_name(name) for name in changed]
        with transaction.atomic(), connection.cursor() as cursor:
            # The guards are triggers; without them, tables can be emptied.
            for table in tables:
                cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
            for table in tables:
                cursor.execute(f"DELETE FROM {table}")
            for name, table in zip(changed, tables, strict=True):
                rows = f"SELECT (row::{table}).* FROM unnest(%s::text[]) AS row"
                cursor.execute(f"INSERT INTO {table} {rows}", [self.rows.get(name, [])])
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            for table in tables:
                cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")

    def close(self):
        """Do nothing, since there is no connection to close."""

    def _filled_tables(self):
        """Return {table: its rows as text} of the tables that have rows."""
        with connection.cursor() as cursor:
            names = connection.introspection.table_names(cursor)
            tables = {name: connection.ops.quote_name(name) for name in names}
            exist = (
                f"SELECT '{name}' WHERE EXISTS (SELECT FROM {table})"
                for name, table in tables.items()
            )
            cursor.execute(" UNION ALL ".join(exist))
            filled = {}
            for (name,) in cursor.fetchall():
                cursor.execute(f"SELECT it::text FROM {tables[name]} AS it ORDER BY 1")
                filled[name] = [text for (text,) in cursor.fetchall()]
        return filled


def copy_database():
    """Return a copy of the committed rows, as a context manager: `restore()` writes it back."""
    return closing({"sqlite": SqliteCopy, "postgresql": PostgresqlCopy}[connection.vendor]())


@contextmanager
def restored_after_tests_that_commit():
    """Restore the database to its current state after each test that commits."""
    with copy_database() as saved, pytest.MonkeyPatch.context() as patch:
        patch.setattr(TransactionTestCase, "_fixture_teardown", lambda _case: saved.restore())
        yield
