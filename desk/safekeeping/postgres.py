"""A PostgreSQL database dumped as of one moment while others write, and put in another's place.

The dump and the list of documents read one exported snapshot. What is restored becomes a database
of its own; then both change names in one transaction: until it holds, the site is the old one.
"""

import os
import shutil
import subprocess
import time
from contextlib import contextmanager
from urllib.parse import quote, urlsplit

import psycopg
from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.db.backends.postgresql.client import DatabaseClient
from django.utils.translation import gettext as _

from desk.safekeeping.listing import QUERY, write_listing

NAME = "database.dump"
PATIENCE = 20  # tries of a quarter of a second


def dump(path, listing):
    """Dump the database to `path`, and list the documents of that dump in the file `listing`."""
    program = _program("pg_dump")
    with transaction.atomic(durable=True), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        cursor.execute("SELECT pg_export_snapshot()")
        [snapshot] = cursor.fetchone()
        options = ["--format=custom", "--no-owner", "--no-privileges", f"--snapshot={snapshot}"]
        _run(program, connection.settings_dict["NAME"], *options, f"--file={path}")
        with connection.connection.cursor(name="listing") as rows:
            rows.execute(QUERY)
            write_listing(listing, ((pk, at.isoformat(), *rest) for pk, at, *rest in rows))


def _program(name):
    found = shutil.which(name)
    if found is None:
        raise ValidationError(
            _("%(name)s is missing: install the client of PostgreSQL (postgresql-client).")
            % {"name": name}
        )
    return found


def _run(program, database, *options):
    """Run a program of PostgreSQL on this database; its complaint becomes ours."""
    settings = {**connection.settings_dict, "NAME": database}
    (_psql, *where, _name), env = DatabaseClient.settings_to_cmd_args_env(settings, [])
    done = subprocess.run(  # noqa: S603  (no shell, and no word of anybody's)
        [program, *where, *options, f"--dbname={database}"],
        env=os.environ | (env or {}),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    if done.returncode:
        said = done.stdout.strip()[:1000]
        raise ValidationError(_("PostgreSQL refused: %(said)s") % {"said": said})


def side():
    """The name of the database in which what is restored is made ready."""
    return f"{connection.settings_dict['NAME']}__restoring"


def _old():
    return f"{connection.settings_dict['NAME']}__replaced"


@contextmanager
def _server():
    """A cursor of the server, outside of every database of ours."""
    params = connection.get_connection_params() | {"dbname": "postgres"}
    params |= {"autocommit": True}
    with psycopg.Connection.connect(**params) as server, server.cursor() as cursor:
        yield cursor


def clear():
    """Nothing is left of a restore that was cut short."""
    with _server() as cursor:
        for name in map(connection.ops.quote_name, (side(), _old())):
            cursor.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")


def load(path):
    """Make a side database hold this dump; return its address."""
    program = _program("pg_restore")
    clear()
    try:
        with _server() as cursor:
            cursor.execute(
                "SELECT datcollate, datctype FROM pg_database WHERE datname = %s",
                [connection.settings_dict["NAME"]],
            )
            collate, ctype = cursor.fetchone()
            name = connection.ops.quote_name(side())
            cursor.execute(
                f"CREATE DATABASE {name} TEMPLATE template0 ENCODING 'UTF8'"
                f" LC_COLLATE '{collate}' LC_CTYPE '{ctype}'"
            )
    except psycopg.errors.InsufficientPrivilege as error:
        raise ValidationError(
            _("The role %(role)s may not create a database: ALTER ROLE %(role)s CREATEDB.")
            % {"role": connection.settings_dict["USER"]}
        ) from error
    _run(program, side(), "--exit-on-error", "--no-owner", "--no-privileges", str(path))
    return _address(side())


def _address(name):
    """`DATABASE_URL` with another database."""
    return urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{quote(name)}").geturl()


def take_place(*, watch):
    """The site holds what the side place holds, in one transaction; then the old one is dropped.

    `watch` is called once both have changed names, before that counts.
    """
    connection.close()
    live = connection.settings_dict["NAME"]
    for tried in range(PATIENCE + 1):
        try:
            _swap(live, watch)
            break
        except psycopg.errors.ObjectInUse as error:
            if tried == PATIENCE:
                raise ValidationError(
                    _("The database is in use: stop the site and its workers, then try again.")
                ) from error
            time.sleep(0.25)
    clear()


def _swap(live, watch):
    quoted = connection.ops.quote_name
    with _server() as cursor:
        cursor.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname IN (%s, %s)",
            [live, side()],
        )
        with cursor.connection.transaction():
            cursor.execute(f"ALTER DATABASE {quoted(live)} RENAME TO {quoted(_old())}")
            cursor.execute(f"ALTER DATABASE {quoted(side())} RENAME TO {quoted(live)}")
            watch()
