"""/healthz and /readyz, for monitoring, without a session or a secret."""

import shutil
from datetime import timedelta

import pytest
from django.core.files.storage import FileSystemStorage
from django.test import Client
from django.utils import timezone

import core
from core.files import storage
from core.workflow import readiness
from desk.backups.operations import note_step
from desk.backups.staleness import rehearsal_for, warning_for
from desk.health import conditions
from desk.models import Backup
from people.models import User
from tests.desk.health.ticks import pulse_of_tick
from tests.factories import BackupFactory

pytestmark = [pytest.mark.django_db, pytest.mark.engine]
TOKEN = "long-and-random"


@pytest.fixture
def machine():
    """Client that uses the IP address of the machine, over HTTP."""
    return Client(headers={"Host": "10.0.0.7", "Authorization": f"Bearer {TOKEN}"})


@pytest.fixture(autouse=True)
def token(settings):
    settings.METRICS_TOKEN = TOKEN


def attention(machine):
    answer = machine.get("/readyz")
    assert answer.status_code == 200
    return answer.json()["attention"]


def test_a_responding_process_is_healthy(machine, settings):
    settings.SECURE_SSL_REDIRECT = True
    answer = machine.get("/healthz")
    assert (answer.status_code, answer.content) == (200, b"ok\n")


def test_a_new_site_serves_pages_and_names_missing_services(machine):
    answer = machine.get("/readyz")
    assert answer.json()["version"] == core.__version__
    assert {"tick", "backup"} <= set(attention(machine))


def test_fixed_problems_leave_the_list(machine, settings):
    settings.SITE_URL = "https://lending.example.org"
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    pulse_of_tick()
    facts = {"size": 1, "sha256": "0" * 64, "documents": 0, "missing": 0}
    Backup.objects.create(at=timezone.now() - timedelta(days=11), **facts)
    Backup.objects.create(at=timezone.now(), **facts)
    assert attention(machine) == ["rehearsal"]
    note_step("backup.rehearsed", by=User.objects.system())
    assert attention(machine) == []


@pytest.mark.parametrize("authorization", ["", "Bearer ", "Bearer guessed", "long-and-random"])
def test_anonymous_visitors_see_only_whether_pages_are_served(authorization, monkeypatch, settings):
    stranger = Client(headers={"Host": "10.0.0.7", "Authorization": authorization})
    assert stranger.get("/readyz").json() == {"status": "ready"}
    monkeypatch.setattr(readiness, "fault", lambda: readiness.NOT_MIGRATED)
    answer = stranger.get("/readyz")
    assert (answer.status_code, answer.json()) == (503, {"status": "unready"})
    settings.METRICS_TOKEN = ""
    assert stranger.get("/readyz").json() == {"status": "unready"}


def test_a_stopped_timer_is_reported(machine):
    pulse_of_tick(ago=timedelta(hours=1))
    assert "tick" in attention(machine)


def test_a_nearly_full_disk_is_reported(machine, monkeypatch):
    usage = shutil.disk_usage("/")._replace(free=conditions.MIN_FREE_BYTES - 1)
    monkeypatch.setattr(conditions.shutil, "disk_usage", lambda folder: usage)
    assert "disk" in attention(machine)


def test_a_failed_backup_step_is_reported_until_it_succeeds(machine, settings, admin):
    settings.BACKUP_COPY = "/nowhere"
    settings.DEBUG = False
    by = User.objects.system()
    for key, step in {"backup": "made", "copy": "copied", "rehearsal": "rehearsed"}.items():
        note_step(f"backup.not_{step}", by=by, why="the disk is full")
        assert key in attention(machine)
        home = [*conditions.faults_of(admin).values(), warning_for(admin)]
        assert any("the disk is full" in sentence for sentence in home), step
        BackupFactory()
        note_step(f"backup.{step}", by=by)
        assert key not in attention(machine)
    assert rehearsal_for(admin)


def test_unwritable_document_storage_is_reported(machine, monkeypatch):
    class Down(FileSystemStorage):
        def _save(self, name, content):
            raise OSError(5, "Input/output error")

    monkeypatch.setattr(storage, "default_storage", Down())
    with pytest.raises(OSError, match="Input"):
        storage.try_storage()
    assert "documents" in attention(machine)
    monkeypatch.undo()
    storage.try_storage()
    assert "documents" not in attention(machine)


def test_different_clocks_are_reported(machine, monkeypatch):
    assert "clock" not in attention(machine)
    late = timezone.now() - timedelta(minutes=2)
    monkeypatch.setattr(conditions, "database_time", lambda: late)
    assert "clock" in attention(machine)


def test_an_installed_release_that_is_not_running_is_reported(machine, monkeypatch):
    assert "release" not in attention(machine)
    monkeypatch.setattr(core, "__version__", "0.0.1")
    assert "release" in attention(machine)


def test_an_unmigrated_database_is_not_ready(machine, monkeypatch):
    monkeypatch.setattr(readiness, "fault", lambda: readiness.NOT_MIGRATED)
    answer = machine.get("/readyz")
    assert answer.status_code == 503
    assert "not up to date" in answer.json()["reason"]
    assert machine.get("/healthz").status_code == 200
