"""Copy a snapshot of a SQLite database during writes, and replace a database with another.

`VACUUM INTO` reads in one transaction, which in WAL mode blocks no writer, and copies no free page:
erased data is not in the copy. A restore is loaded row by row into new tables, then written over
the live database in one transaction of SQLite's backup API: readers see the old content until it is
committed.
"""

import fcntl
import os
import sqlite3
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from django.core.exceptions import ValidationError
from django.db import DEFAULT_DB_ALIAS, DatabaseError, connection, connections, transaction
from django.utils.translation import gettext as _

from desk.backups.manifest import QUERY, write_listing
from desk.backups.schema import Unsound

NAME = "database.sqlite3"
PAGES_PER_STEP = 200  # pages copied per step
FITS = [
    (["int"], "typeof(\"{0}\") = 'integer'"),
    (["bool"], '"{0}" IN (0, 1)'),
    (["date", "time"], 'typeof("{0}") = \'text\' AND julianday("{0}") IS NOT NULL'),
    (["decimal", "real"], "typeof(\"{0}\") IN ('integer', 'real')"),
    (["char", "text"], "typeof(\"{0}\") = 'text'"),
]


def live():
    """Path of the database of this site."""
    name = str(connection.settings_dict["NAME"])
    if "mode=memory" in name or ":memory:" in name:
        raise ValidationError(_("This database is in memory: there is nothing to back up."))
    return Path(name)


@contextmanager
def _open(path):
    """Open a separate connection to this database file, with the functions that Django adds."""
    wrapper = connections.create_connection(DEFAULT_DB_ALIAS)
    wrapper.settings_dict = {**wrapper.settings_dict, "NAME": path}
    wrapper.ensure_connection()
    try:
        yield wrapper.connection
    finally:
        wrapper.close()


def dump(path, listing):
    """Copy the database to `path`, and list the documents of that copy in the file `listing`."""
    with _open(live()) as source:
        source.execute("VACUUM INTO ?", [str(path)])
    with _open(path) as copy:
        rows = ((pk, _moment(at), *rest) for pk, at, *rest in copy.execute(QUERY))
        write_listing(listing, rows)


def _moment(at):
    moment = at if isinstance(at, datetime) else datetime.fromisoformat(at)
    return moment.replace(tzinfo=UTC).isoformat()


def side(end):
    """Path of a side database of this site."""
    return Path(f"{live()}.{end}")


@contextmanager
def alone():
    """Wait until no other process rehearses, and exclude others meanwhile."""
    folder = os.open(live().parent, os.O_RDONLY)
    try:
        fcntl.flock(folder, fcntl.LOCK_EX)
        yield
    finally:
        os.close(folder)


def clear(end):
    """Delete the leftovers of an interrupted restore."""
    for more in ("", "-wal", "-shm", "-journal"):
        Path(f"{side(end)}{more}").unlink(missing_ok=True)


def prepare(end):
    """Create an empty database with this name and return its URL."""
    side(end).touch(0o600)
    return f"sqlite:///{side(end).absolute()}"


def load(path):
    """Load the rows of this copy into the empty tables of this database, or raise `Unsound`."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("ATTACH DATABASE %s AS archive", [str(path)])
            cursor.execute("PRAGMA archive.integrity_check(1)")
            [verdict] = cursor.fetchone()
            if verdict != "ok":
                raise Unsound(verdict)
            with transaction.atomic():
                _copy_rows(cursor)
            cursor.execute("DETACH DATABASE archive")
    except (DatabaseError, sqlite3.Error) as error:
        raise Unsound(error) from error


def _copy_rows(cursor):
    """Copy the rows of known tables and columns: no other name enters a statement."""
    names, theirs = _tables(cursor, "main"), _tables(cursor, "archive")
    for name in sorted(names | theirs):
        kinds, columns = _columns(cursor, "main", name), _columns(cursor, "archive", name)
        if kinds.keys() != columns.keys():
            raise Unsound(name)
        few = ", ".join(f'"{column}"' for column in kinds)
        rows = f'SELECT {few} FROM archive."{name}"'  # noqa: S608
        cursor.execute(f'INSERT INTO main."{name}" ({few}) {rows}')
        misfits = " OR ".join(f"NOT ({_fits(column, kind)})" for column, kind in kinds.items())
        cursor.execute(f'SELECT EXISTS (SELECT 1 FROM main."{name}" WHERE {misfits})')  # noqa: S608
        if cursor.fetchone() != (0,):
            raise Unsound(name)
    cursor.execute("DELETE FROM main.sqlite_sequence")
    cursor.execute("INSERT INTO main.sqlite_sequence SELECT name, seq FROM archive.sqlite_sequence")


def _tables(cursor, schema):
    cursor.execute(f"SELECT name FROM {schema}.sqlite_master WHERE type = 'table'")  # noqa: S608
    return {name for (name,) in cursor.fetchall() if not name.startswith("sqlite_")}


def _columns(cursor, schema, table):
    """Map column names to their types."""
    cursor.execute("SELECT name, type FROM pragma_table_info(%s, %s)", [table, schema])
    return dict(cursor.fetchall())


def _fits(column, kind):
    """SQL condition for valid values of this column type, which SQLite does not enforce."""
    for words, condition in FITS:
        if any(word in kind.lower() for word in words):
            return f'"{column}" IS NULL OR {condition.format(column)}'
    return "1"


def take_place(end, *, watch):
    """Overwrite the site's database with the side database in one transaction.

    The side database is emptied afterwards.

    `watch` is called as pages are copied, before the commit.
    """
    connection.close()
    with _open(side(end)) as place:
        place.execute("PRAGMA journal_mode=DELETE")
        place.execute("VACUUM")  # repeated erasures must leave no trace in free pages
        try:
            with _open(live()) as site:
                place.backup(site, pages=PAGES_PER_STEP, progress=lambda *far: _watch(watch, *far))
                site.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        except (sqlite3.DatabaseError, DatabaseError) as error:
            raise ValidationError(
                _("%(path)s is not a valid database: move it away, then try again.")
                % {"path": live()}
            ) from error
    clear(end)


def _watch(watch, status, _left, _total):
    if status in {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}:
        raise ValidationError(
            _("The database is in use: stop the site and its workers, then try again.")
        )
    watch()
