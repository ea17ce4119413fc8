"""Dump a snapshot of a PostgreSQL database during writes, and replace a database with another.

The dump and the list of documents read one exported snapshot. A restore is loaded into empty tables
in a separate database; then both are renamed in one transaction: until it commits, the old database
is in use. This requires only the owner of the database, with the right to create databases.
"""

import os
import re
import shutil
import subprocess
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote, urlsplit

import psycopg
from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.db.backends.postgresql.client import DatabaseClient
from django.utils.translation import gettext as _

from desk.backups.manifest import QUERY, write_listing
from desk.backups.schema import Unsound

REHEARSAL_LOCK = 20_491_128  # key of an advisory lock; `migrate` has the one before
NAME = "database.dump"
REPLACED = "replaced"  # suffix of the name of the former database
MAX_ATTEMPTS = 2  # attempts; PostgreSQL itself waits for five seconds in each
CLIENTS = Path("/usr/lib/postgresql")


class Complaint(ValidationError):
    """PostgreSQL error, reduced to its first line, as the others may quote a row."""

    def __init__(self, text):
        lines = [line for line in text.splitlines() if "error" in line.lower()]
        self.text = (lines or [text.strip()])[0][:300]
        super().__init__(_("PostgreSQL refused: %(error)s") % {"error": self.text})


class InUse(ValidationError):
    """The database has other connections."""


def dump(path, listing):
    """Dump the database to `path`, and list the documents of that dump in the file `listing`."""
    program = _program("pg_dump")
    with transaction.atomic(durable=True), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        cursor.execute("SELECT pg_export_snapshot()")
        [snapshot] = cursor.fetchone()
        options = ["--format=custom", "--no-owner", "--no-privileges", f"--snapshot={snapshot}"]
        _run(program, *_here(), *options, f"--file={path}")
        with connection.connection.cursor(name="listing") as rows:
            rows.execute(QUERY)
            write_listing(listing, ((pk, at.isoformat(), *rest) for pk, at, *rest in rows))


def _program(name):
    """Path of a client program of the server's release, or else of an older release.

    A newer release is refused: its `pg_restore` sets options that an older server does not know,
    and no other version reads the output of its `pg_dump`.
    """
    release = connection.pg_version // 10_000
    exact = CLIENTS / str(release) / "bin" / name
    path = str(exact) if exact.exists() else shutil.which(name)
    facts = {"name": name, "release": release}
    if path is None:
        raise ValidationError(
            _("%(name)s is missing: install the PostgreSQL client (postgresql-client).") % facts
        )
    facts["installed"] = _release_of(path)
    if facts["installed"] > release:
        raise ValidationError(
            _(
                "%(name)s is from PostgreSQL %(installed)s, but the server runs %(release)s: the"
                " backup could not be restored there. Install postgresql-client-%(release)s."
            )
            % facts
        )
    return path


def _release_of(path):
    """The major release of a client program: 17 of “pg_dump (PostgreSQL) 17.5 (Debian …)”."""
    return int(re.search(r"\) (\d+)", _run(path, "--version"))[1])


def _here():
    """Environment in which a PostgreSQL program connects to this database."""
    (_psql, *where), _env = DatabaseClient.settings_to_cmd_args_env(connection.settings_dict, [])
    return [*where[:-1], f"--dbname={where[-1]}"]


def _run(program, *options):
    """Run a PostgreSQL program; return its output, or raise `Complaint` with its error."""
    _args, env = DatabaseClient.settings_to_cmd_args_env(connection.settings_dict, [])
    done = subprocess.run(  # noqa: S603  (no shell, and no word of anybody's)
        [program, *options],
        env=os.environ | (env or {}),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
        check=False,
    )
    if done.returncode:
        raise Complaint(done.stdout)
    return done.stdout


def side(end):
    """Name of a side database of this site."""
    return f"{connection.settings_dict['NAME']}__{end}"


@contextmanager
def _server():
    """Context manager: a cursor on the server, outside of every database of the site."""
    params = connection.get_connection_params() | {"dbname": "postgres"}
    params |= {"autocommit": True}
    try:
        with psycopg.Connection.connect(**params) as server, server.cursor() as cursor:
            yield cursor
    except psycopg.errors.ObjectInUse as error:
        raise InUse(
            _("The database is in use: stop the site and its workers, then try again.")
        ) from error
    except psycopg.errors.InsufficientPrivilege as error:
        raise ValidationError(
            _(
                "The role %(role)s must own the database and be allowed to create "
                "others: ALTER ROLE %(role)s CREATEDB."
            )
            % {"role": connection.settings_dict["USER"]}
        ) from error
    except psycopg.Error as error:
        raise Complaint(str(error)) from error


def _send_away(cursor, *names):
    """Terminate the connections of the site's own database role to these databases.

    Autovacuum ends automatically when a database is dropped or renamed.
    """
    cursor.execute(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
        " WHERE datname = ANY(%s) AND usename = current_user AND pid <> pg_backend_pid()",
        [list(names)],
    )


@contextmanager
def alone():
    """Wait until no other process rehearses, and exclude others meanwhile."""
    with connection.cursor() as cursor:
        with transaction.atomic():
            cursor.execute("SET LOCAL lock_timeout = 0; SET LOCAL statement_timeout = 0")
            cursor.execute("SELECT pg_advisory_lock(%s)", [REHEARSAL_LOCK])
        try:
            yield
        finally:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [REHEARSAL_LOCK])


def clear(end):
    """Drop the leftovers of an interrupted restore."""
    names = [side(end), side(REPLACED)]
    with _server() as cursor:
        _send_away(cursor, *names)
        for name in map(connection.ops.quote_name, names):
            cursor.execute(f"DROP DATABASE IF EXISTS {name}")


def prepare(end):
    """Create an empty database with this name and return its URL."""
    with _server() as cursor:
        cursor.execute(
            "SELECT datcollate, datctype FROM pg_database WHERE datname = %s",
            [connection.settings_dict["NAME"]],
        )
        collate, ctype = cursor.fetchone()
        name = connection.ops.quote_name(side(end))
        cursor.execute(
            f"CREATE DATABASE {name} TEMPLATE template0 ENCODING 'UTF8'"
            f" LC_COLLATE '{collate}' LC_CTYPE '{ctype}'"
        )
    return _address(side(end))


def load(path):
    """Load the rows of this dump into the empty tables of this database, or raise `Unsound`.

    Foreign keys are checked at the end of the transaction, so no trigger has to be disabled.
    """
    program = _program("pg_restore")
    try:
        listed = map(str.split, _listing(program, path).splitlines())
        theirs = {words[6] for words in listed if words[3:5] == ["TABLE", "DATA"]}
        strange = theirs ^ set(connection.introspection.table_names())
        if strange:
            raise Unsound(min(strange))
        options = ["--data-only", "--single-transaction", "--exit-on-error", "--no-owner"]
        _run(program, *_here(), *options, "--no-privileges", str(path))
    except Complaint as error:
        raise Unsound(error.text) from error


def _listing(program, path):
    """Table of contents of a dump."""
    try:
        return _run(program, "--list", str(path))
    except Complaint as error:
        if "unsupported version" not in error.text:
            raise
        raise ValidationError(
            _(
                "This archive was made by a newer version of PostgreSQL than the one "
                "on this server: restore it with that version or a later one."
            )
        ) from error


def _address(name):
    """`DATABASE_URL` with another database."""
    return urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{quote(name)}").geturl()


def take_place(end, *, watch):
    """Replace the site's database with the side database in one transaction.

    The former database is then dropped. `watch` is called after both are renamed, before the
    commit.
    """
    connection.close()
    live = connection.settings_dict["NAME"]
    for tries in reversed(range(MAX_ATTEMPTS)):
        try:
            _swap(live, side(end), watch)
            break
        except InUse:
            if not tries:
                raise
    clear(end)


def _swap(live, new, watch):
    quoted = connection.ops.quote_name
    with _server() as cursor:
        _send_away(cursor, live, new)
        with cursor.connection.transaction():
            cursor.execute(f"ALTER DATABASE {quoted(live)} RENAME TO {quoted(side(REPLACED))}")
            cursor.execute(f"ALTER DATABASE {quoted(new)} RENAME TO {quoted(live)}")
            watch()
