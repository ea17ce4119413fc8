"""Fixtures for a site to back up, and another to restore it to, in separate processes."""

import os
import shutil
import sqlite3
import subprocess
import sys
import textwrap
from contextlib import closing, contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
import pytest
from django.conf import settings as ours
from django.db import connection
from django.db.utils import ConnectionHandler
from environ import Env

from people.models import User
from tests.factories import SiteFactory
from tests.world import build_world

# Tables that a restore rewrites: sessions, jobs of workers, the backup itself.
ANEW = {"django_session", "django_tasks_database_dbtaskresult", "desk_backup", "core_event"}


@pytest.fixture
def populated(migrated_db, settings, tmp_path):
    """A committed row of each model, with its files."""
    settings.MEDIA_ROOT = tmp_path / "documents"
    User.objects.system()
    return build_world(SiteFactory())


class Place:
    """A site with a database, files, and processes configured for it."""

    def __init__(self, url, folder):
        self.url, self.media = url, folder / "documents"

    def run(self, *command, code=None, **release):
        env = os.environ | {
            "DATABASE_URL": self.url,
            "MEDIA_ROOT": str(self.media),
            "SECRET_KEY": "elsewhere",
            "DEBUG": "1",
            "VOUCHER_KEYS": ",".join(ours.VOUCHER_KEYS),
            "VOUCHER_HASH_KEY": ours.VOUCHER_HASH_KEY,
            "DJANGO_SETTINGS_MODULE": "config.settings",
            **release,
        }
        start = ["-c", textwrap.dedent(code)] if code else ["manage.py"]
        return subprocess.run(  # noqa: S603
            [sys.executable, *start, *map(str, command)],
            env=env,
            cwd=ours.PROJECT_DIR,
            capture_output=True,
            text=True,
            check=False,
        )

    def restore(self, archive, *options, **release):
        done = self.run("restore", archive, "--skip-checks", *options, **release)
        assert done.returncode == 0, done.stderr
        return done.stdout + done.stderr

    def rows(self, sql):
        [rows] = self.rows_of([sql])
        return rows

    def rows_of(self, queries):
        """Return the rows of each query, read on a single connection to save time."""
        with closing(self._connect()) as database:
            cursor = database.cursor()
            found = []
            for sql in queries:
                cursor.execute(sql)
                found.append(cursor.fetchall())
            return found

    def write(self, sql):
        """Execute these statements on a raw connection."""
        with closing(self._connect()) as database, database:
            run = getattr(database, "executescript", database.execute)
            run(sql)

    @contextmanager
    def database(self):
        """Yield a Django connection to the database."""
        config = connection.settings_dict | {"TEST": {}}
        config |= {"NAME": self.url.removeprefix("sqlite:///")}
        if connection.vendor == "postgresql":
            config |= Env.db_url_config(self.url)
        other = ConnectionHandler({"default": config})["default"]
        yield other
        other.close()

    def _connect(self):
        if self.url.startswith("sqlite"):
            return sqlite3.connect(self.url.removeprefix("sqlite:///"))
        return psycopg.connect(self.url.replace("postgres://", "postgresql://"))

    def files(self):
        """Return {path: bytes} of the documents."""
        found = self.media.glob("??/*")
        return {str(path.relative_to(self.media)): path.read_bytes() for path in found}


@pytest.fixture
def elsewhere(tmp_path):
    folder = tmp_path / "elsewhere"
    folder.mkdir()
    if connection.vendor == "sqlite":
        yield Place(f"sqlite:///{folder / 'other.db'}", folder)
        return
    name = f"{connection.settings_dict['NAME']}_other"
    params = connection.get_connection_params() | {"dbname": "postgres"}
    with psycopg.connect(**params, autocommit=True) as server:
        _drop(server, name)
        url = urlsplit(os.environ["DATABASE_URL"])._replace(path=name)
        owner = _ordinary_owner(server, name)
        if owner:
            url = url._replace(netloc=f"{owner}:{owner}@{url.netloc.rpartition('@')[2]}")
        server.execute(
            f'CREATE DATABASE "{name}" TEMPLATE template0 OWNER "{owner or url.username}"'
        )
        yield Place(url.geturl(), folder)
        _drop(server, name)
        if owner:
            server.execute(f'DROP ROLE "{owner}"')


def _drop(server, name):
    for end in ("", "__restoring", "__replaced"):
        server.execute(f'DROP DATABASE IF EXISTS "{name}{end}" WITH (FORCE)')


def _ordinary_owner(server, name):
    """Create a role that may create databases but is no superuser; None if not permitted."""
    owner = f"{name}_owner"
    try:
        server.execute(f'DROP ROLE IF EXISTS "{owner}"')
        server.execute(f"CREATE ROLE \"{owner}\" LOGIN CREATEDB PASSWORD '{owner}'")
    except psycopg.errors.InsufficientPrivilege:
        return None
    return owner


@pytest.fixture
def here(populated, settings):
    """The current database, of which only committed rows are read."""
    name = connection.settings_dict["NAME"]
    if connection.vendor == "sqlite":
        return Place(f"sqlite:///{name}", Path(settings.MEDIA_ROOT).parent)
    url = urlsplit(os.environ["DATABASE_URL"])._replace(path=name).geturl()
    return Place(url, Path(settings.MEDIA_ROOT).parent)


def tables():
    return sorted(set(connection.introspection.table_names()) - ANEW)


def everything(place):
    """All rows of all tables that a restore does not change, sorted.

    Columns are named, since migrated tables have them in another order than new tables.
    """
    queries = {}
    with connection.cursor() as cursor:
        for name in tables():
            cursor.execute(f'SELECT * FROM "{name}" LIMIT 0')
            names = ", ".join(sorted(f'"{column[0]}"' for column in cursor.description))
            queries[name] = f'SELECT {names} FROM "{name}"'
    found = place.rows_of(queries.values())
    return {name: sorted(map(repr, rows)) for name, rows in zip(queries, found, strict=True)}


@pytest.fixture
def spoilt(tmp_path):
    """Factory `spoilt(archive, change)` for a copy of the archive with changed bytes."""

    def spoilt(archive, change):
        copy = Path(shutil.copy(archive, tmp_path / "spoilt.zip"))
        content = bytearray(copy.read_bytes())
        copy.write_bytes(change(content))
        return copy

    return spoilt
