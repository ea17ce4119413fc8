"""What the database refuses about batches and their lines, however it is written."""

import pytest

from desk.lifecycle import LineStatus, Mode, Result
from tests.factories import RunFactory, RunLineFactory, UserFactory
from tests.law import copy, delete, refused, write

pytestmark = pytest.mark.django_db


def test_the_statuses_of_batches_and_lines_are_known():
    with refused("desk_run_status_known"):
        write(RunFactory(), status="asleep")
    with refused("desk_runline_status_known"):
        write(RunLineFactory(), status="maybe")


@pytest.mark.parametrize("act", [Mode.RECEIVE, Mode.FINISH, Mode.LEND, "eat"])
def test_a_batch_knows_what_its_act_needs(act):
    with refused("desk_run_knows_enough"):
        copy(RunFactory(), act=act)


@pytest.mark.parametrize("trait", ["receiving", "finishing", "lending"])
def test_a_batch_stays_what_it_was_begun_for(trait):
    run = RunFactory(**{trait: True})
    with refused("desk_run_frozen"):
        write(run, act=Mode.SHELVE)
    with refused("desk_run_frozen"):
        write(run, owner=UserFactory())
    with refused("desk_run_kept"):
        delete(run)


def test_a_device_waits_once_in_a_batch():
    line = RunLineFactory(waiting=True)
    with refused("desk_runline_waits_once"):
        copy(line)
    assert copy(line, status=LineStatus.DONE, deed=Result.SHELVED).pk


@pytest.mark.parametrize("state", ["waiting", "done", "undone"])
def test_what_was_done_stays_in_the_list(state):
    with refused("desk_runline_kept"):
        delete(RunLineFactory(**{state: True}))
    assert delete(RunLineFactory(refused=True)) == 1
