"""`manage.py timer` replaces cron: ticks, and one backup a day, despite failures."""

from datetime import datetime, timedelta

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from desk.backups.operations import note_step
from desk.backups.staleness import lateness, rehearsal_fault
from desk.management.commands import timer
from people.models import User
from tests.factories import BackupFactory

pytestmark = pytest.mark.django_db
PARIS = timezone.get_default_timezone


class Stop(BaseException):
    pass


def at(hour):
    return datetime(2026, 3, 2, hour, tzinfo=PARIS())


@pytest.fixture
def folder(settings, tmp_path):
    settings.BACKUP_FOLDER = str(tmp_path)


def test_a_backup_is_due_once_a_night_and_hourly_after_a_failure(folder, time_machine):
    assert not timer.backup_is_due(at(2))
    assert timer.backup_is_due(at(3))
    time_machine.move_to(at(3) - timedelta(days=1), tick=False)
    note_step("backup.made", by=User.objects.system())
    assert timer.backup_is_due(at(9))
    time_machine.move_to(at(3), tick=False)
    note_step("backup.made", by=User.objects.system())
    assert not timer.backup_is_due(at(23))
    note_step("backup.not_made", by=User.objects.system(), why="the disk is full")
    assert not timer.backup_is_due(at(3))
    assert timer.backup_is_due(at(5))


def test_a_backup_in_the_future_does_not_count(folder, time_machine):
    """A clock that was ahead made the backup; if it counted, none would be due until that day."""
    time_machine.move_to(at(3) + timedelta(days=365), tick=False)
    BackupFactory(at=timezone.now())
    for step in ("made", "rehearsed"):
        note_step(f"backup.{step}", by=User.objects.system())
    time_machine.move_to(at(3), tick=False)
    assert timer.backup_is_due(at(3))
    assert lateness(now=at(3))
    BackupFactory(at=at(3))
    assert not lateness(now=at(3))
    assert rehearsal_fault(now=at(3) + timedelta(days=11))


def test_no_backup_is_due_without_a_folder(settings):
    settings.BACKUP_FOLDER = ""
    assert not timer.backup_is_due(at(4))


def test_a_failed_command_does_not_stop_the_timer(folder, monkeypatch, time_machine, caplog):
    time_machine.move_to(at(4))
    ran, pauses = [], iter([None, None])

    def run(command, **options):
        ran.append(command)
        raise CommandError("not now")

    def pause(seconds):
        if next(pauses, Stop) is Stop:
            raise Stop

    monkeypatch.setattr(timer, "call_command", run)
    monkeypatch.setattr(timer.time, "sleep", pause)
    # the test runs in a transaction
    monkeypatch.setattr(timer, "close_old_connections", lambda: None)
    with pytest.raises(Stop):
        call_command("timer")
    assert ran == ["tick", "backup"] * 3
    assert "tick failed." in caplog.text
