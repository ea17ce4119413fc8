"""Database constraints and guards of scan sessions and their lines."""

import pytest

from desk.lifecycle import LineStatus, Mode, Result
from tests.factories import ScanLineFactory, ScanSessionFactory, UserFactory
from tests.law import copy, delete, refused, write

pytestmark = pytest.mark.django_db


def test_sessions_and_lines_have_valid_statuses():
    with refused("desk_scansession_status_known"):
        write(ScanSessionFactory(), status="asleep")
    with refused("desk_scanline_status_known"):
        write(ScanLineFactory(), status="maybe")


def test_a_session_has_the_fields_of_its_mode():
    session = ScanSessionFactory()
    for act in (Mode.RECEIVE, Mode.FINISH, Mode.LEND, "eat"):
        with refused("desk_scansession_knows_enough"):
            copy(session, act=act)


def test_a_session_is_frozen():
    for trait in ("receiving", "finishing", "lending"):
        session = ScanSessionFactory(**{trait: True})
        with refused("desk_scansession_frozen"):
            write(session, act=Mode.SHELVE)
        with refused("desk_scansession_frozen"):
            write(session, owner=UserFactory())
        with refused("desk_scansession_kept"):
            delete(session)


def test_a_device_waits_once_in_a_session():
    line = ScanLineFactory(waiting=True)
    with refused("desk_scanline_waits_once"):
        copy(line)
    assert copy(line, status=LineStatus.DONE, deed=Result.SHELVED).pk


def test_scan_lines_are_not_deleted():
    for state in ("waiting", "done", "undone"):
        line = ScanLineFactory(**{state: True})
        with refused("desk_scanline_kept"):
            delete(line)
    assert delete(ScanLineFactory(refused=True)) == 1
