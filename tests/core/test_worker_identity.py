"""A restarted worker takes over the jobs of killed workers on its machine only."""

import os
import subprocess
import sys

import pytest
from django_tasks_db.models import DBTaskResult

from core.management.commands.db_worker import Command, give_back
from core.operating.deployment import pulse
from core.operating.worker_identity import identity_of, is_dead


def job_of(*workers):
    return DBTaskResult.objects.create(
        task_path=pulse.module_path,
        args_kwargs={"args": [], "kwargs": {}},
        backend_name="default",
        status="RUNNING",
        worker_ids=list(workers),
    )


@pytest.fixture
def killed():
    """Return the identity of a killed process."""
    command = [sys.executable, "-c", "input()"]
    with subprocess.Popen(command, stdin=subprocess.PIPE) as process:  # noqa: S603  (ourselves)
        identity = identity_of(process.pid)
        assert not is_dead(identity)
        process.kill()
    return identity


def test_jobs_of_a_killed_worker_wait_again_at_once(db, killed):
    job = job_of("of-another-machine", killed)
    living, elsewhere, endless = (
        job_of(identity_of(os.getpid())),
        job_of(f"0123456789abcdef-{killed.partition('-')[2]}"),
        job_of(killed, killed, killed),
    )
    random = job_of("an3WmMpkt2xRrYwGCnVyUz0dBQqKfTsL")
    assert give_back() == 1
    assert list(DBTaskResult.objects.ready()) == [job]
    assert set(DBTaskResult.objects.running()) == {living, elsewhere, endless, random}


def test_a_reused_process_id_is_a_dead_worker(killed):
    place, pid, start = identity_of(os.getpid()).split("-")
    assert is_dead(f"{place}-{pid}-{int(start) + 1}")
    assert not is_dead(f"{place}-1")


def test_a_worker_is_known_by_its_process():
    parser = Command().create_parser("manage.py", "db_worker")
    assert parser.get_default("worker_id") == identity_of(os.getpid())


@pytest.mark.usefixtures("db")
def test_without_proc_no_worker_is_considered_dead(killed, monkeypatch, tmp_path):
    monkeypatch.setattr("core.operating.worker_identity.PROC", tmp_path)
    assert identity_of(os.getpid()) is None
    job_of(killed)
    assert give_back() == 0
