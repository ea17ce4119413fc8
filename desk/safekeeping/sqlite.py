"""A SQLite database copied as of one moment while others write, and put in the place of another.

`VACUUM INTO` reads in one transaction, which in WAL mode holds up nobody, and copies no free page:
what was erased is not in the copy. What is restored is written over the site in one transaction of
SQLite's own backup: until it is committed, whoever opens the file finds the old one.
"""

import sqlite3
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from django.core.exceptions import ValidationError
from django.db import DEFAULT_DB_ALIAS, DatabaseError, connection, connections
from django.utils.translation import gettext as _

from desk.safekeeping.listing import QUERY, write_listing

NAME = "database.sqlite3"
AT_ONCE = 200  # pages


def live():
    """The path of the database of this site."""
    name = str(connection.settings_dict["NAME"])
    if "mode=memory" in name or ":memory:" in name:
        raise ValidationError(_("This database is in memory: there is nothing to keep."))
    return Path(name)


@contextmanager
def _open(path):
    """A connection of its own to the database in this file, with the functions that Django adds."""
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


def side():
    """Where what is restored is made ready."""
    return Path(f"{live()}.restoring")


def clear():
    """Nothing is left of a restore that was cut short."""
    for end in ("", "-wal", "-shm", "-journal"):
        Path(f"{side()}{end}").unlink(missing_ok=True)


def load(path):
    """Make the side place hold this copy; return the address of that database."""
    side().touch(0o600)
    with _open(path) as copy, _open(side()) as place:
        if copy.execute("PRAGMA integrity_check").fetchall() != [("ok",)]:
            raise ValidationError(_("The database of this archive is not sound."))
        copy.backup(place)
    return f"sqlite:///{side().absolute()}"


def take_place(*, watch):
    """The site holds what the side place holds, in one transaction; then the side place is empty.

    `watch` is called as pages are copied, before any of them counts.
    """
    connection.close()
    with _open(side()) as place:
        place.execute("PRAGMA journal_mode=DELETE")
        place.execute("VACUUM")  # what was erased again leaves no trace in a free page
        try:
            with _open(live()) as site:
                place.backup(site, pages=AT_ONCE, progress=lambda *far: _watch(watch, *far))
                site.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        except (sqlite3.DatabaseError, DatabaseError) as error:
            raise ValidationError(
                _("%(path)s is no sound database: move it away, then try again.") % {"path": live()}
            ) from error
    clear()


def _watch(watch, status, _left, _total):
    if status in {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}:
        raise ValidationError(
            _("The database is in use: stop the site and its workers, then try again.")
        )
    watch()
