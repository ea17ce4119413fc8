"""Two timers by mistake: their backups of the same minute do not disturb each other."""

import fcntl
import os

import psycopg
from django.core.management import call_command
from django.db import connection

from desk.backups import create, postgres, rehearsal, sqlite


def is_taken():
    """Whether another process would now have to wait for the side database."""
    if connection.vendor == "postgresql":
        with psycopg.connect(**connection.get_connection_params()) as other:
            return not other.execute(
                "SELECT pg_try_advisory_lock(%s)", [postgres.REHEARSAL_LOCK]
            ).fetchone()[0]
    folder = os.open(sqlite.live().parent, os.O_RDONLY)
    try:
        fcntl.flock(folder, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    finally:
        os.close(folder)
    return False


def test_a_second_rehearsal_waits_for_the_first(populated, tmp_path, monkeypatch):
    """Each would drop the side database of the other."""
    taken = []
    monkeypatch.setattr(rehearsal, "make_ready", lambda *_args: taken.append(is_taken()))
    call_command("backup", tmp_path / "one.zip", "--rehearse")
    assert taken == [True]
    assert not is_taken()


def test_an_old_backup_that_another_process_just_deleted_is_no_error(tmp_path, monkeypatch):
    gone = tmp_path / "rebond-2026-01-01-030000.zip"
    monkeypatch.setattr(create, "archives_in", lambda folder: [gone, gone])
    assert create.thin_out(tmp_path, keep=1) == 1
