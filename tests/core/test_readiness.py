"""No page is served from a database that does not match this code."""

import time
from unittest.mock import Mock

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection
from django.db.migrations.recorder import MigrationRecorder
from django.test import Client
from django.utils import translation
from django.utils.html import escape

from core.http.body_limit import MAX_ANONYMOUS_BODY_BYTES
from core.management.commands.maintenance import STILL_AFTER
from core.models import Deployment
from core.operating import maintenance
from core.workflow import readiness, triggers
from core.workflow.lifecycle import Refused
from inventory.workshop.operations import bench as bench_operations
from tests.factories import DeviceFactory
from tests.later import later_release
from tests.law import forget_program, migrated
from tests.visits import undone

pytestmark = pytest.mark.engine

SENTENCES = {
    "guards": (readiness.GUARDS_MISSING, "règles"),
    "behind": (readiness.NOT_MIGRATED, "pas encore à jour"),
    "newer": (readiness.NEWER, "plus récente"),
}


@pytest.fixture
def looked_at(db, settings, monkeypatch):
    """Check the database, which is sound at first, at each request."""
    settings.MIGRATION_MODULES = {}
    migrated()
    monkeypatch.setattr(readiness, "RECHECK_SECONDS", 0)
    monkeypatch.setattr(readiness, "state", readiness._State())
    assert readiness.fault() is None
    yield
    forget_program()


def lift_one():
    [pair] = [
        pair for pair in triggers.every_guard() if pair[0].name == "inventory_device_erasure_proven"
    ]
    triggers.lift(connection, [pair])


def break_database(how):
    recorder = MigrationRecorder(connection)
    if how == "guards":
        lift_one()
    elif how == "behind":
        recorder.record_unapplied("loans", "0001_initial")
    else:
        recorder.record_applied("loans", "0099_of_a_later_release")


@pytest.mark.usefixtures("looked_at")
def test_a_file_closes_the_site(tmp_path, settings, caplog):
    settings.CLOSED_BY = tmp_path / "closed"
    assert Client().get("/accounts/login/").status_code == 200
    settings.CLOSED_BY.touch()
    answer = Client().get("/accounts/login/")
    assert answer.status_code == 503
    assert "maintenance" in answer.content.decode()
    assert [
        record.getMessage() for record in caplog.records if record.name == readiness.__name__
    ] == [english(readiness.CLOSED)]  # `check --database default` does not report a closed site


@pytest.mark.usefixtures("looked_at")
def test_maintenance_says_whether_the_site_is_closed(tmp_path, settings, monkeypatch, capsys):
    monkeypatch.setattr(time, "sleep", Mock())
    settings.CLOSED_BY = str(tmp_path / "closed")

    def last_line(what):
        call_command("maintenance", what)
        return capsys.readouterr().out.splitlines()[-1]

    assert [last_line(what) for what in ("state", "on", "state", "off", "state")] == [
        "Le site est ouvert.",
        "Le site est fermé.",
        "Le site est fermé.",
        "Le site est ouvert.",
        "Le site est ouvert.",
    ]
    (tmp_path / "closed").touch()
    assert last_line("off") == f"Le site est fermé par le fichier {settings.CLOSED_BY}."
    with translation.override("en"):
        assert last_line("state") == f"The site is closed by the file {settings.CLOSED_BY}."


@pytest.mark.usefixtures("looked_at")
def test_a_row_closes_every_machine_that_has_the_database(settings, monkeypatch):
    pauses = []
    monkeypatch.setattr(time, "sleep", pauses.append)
    call_command("maintenance", "on")
    assert pauses == [STILL_AFTER]  # after which every process has checked again
    assert Client().get("/accounts/login/").status_code == 503
    with pytest.raises(Refused, match="maintenance"):
        bench_operations.refurbish(None, by=None)
    call_command("migrate", verbosity=0)
    assert readiness.fault() == readiness.CLOSED  # until the site is opened again

    settings.CLOSED_BY = ""
    assert readiness.fault() is None  # commands of the upgrade may run
    settings.CLOSED_BY = "no-file"
    call_command("maintenance", "off")
    assert Client().get("/accounts/login/").status_code == 200


def test_maintenance_fails_in_one_sentence_without_its_database(monkeypatch):
    gone = Mock(side_effect=DatabaseError("connection refused\nIs the server running?"))
    monkeypatch.setattr(maintenance, "fit", gone)
    with pytest.raises(CommandError, match=r"^connection refused$"):
        call_command("maintenance", "state")


@pytest.mark.usefixtures("looked_at")
def test_a_database_knows_the_commit_whose_program_migrated_it(capsys):
    maintenance.note_commit()
    commit = Deployment.load().commit
    call_command("maintenance", "state")
    assert capsys.readouterr().out == f"fit=same\ncommit={commit}\nLe site est ouvert.\n"
    assert len(commit) == 40
    for how, fit in {"behind": "behind", "newer": "newer"}.items():
        with undone():
            break_database(how)
            maintenance.note_commit()
            assert maintenance.fit() == fit
    assert Deployment.load().commit == commit


@pytest.mark.usefixtures("looked_at")
def test_pages_and_the_health_check_report_database_problems():
    call_command("check", databases=["default"])
    for how, (english, french) in SENTENCES.items():
        with undone():
            break_database(how)
            for path in ("/", "/accounts/login/", "/a/RB26000010/"):
                answer = Client().get(path)
                assert (answer.status_code, answer["Cache-Control"]) == (503, "no-store, private")
                assert french in answer.text, (how, path)
                assert int(answer["Retry-After"]) >= 0
            answer = Client(headers={"accept-language": "en"}).get(path)
            with translation.override("en"):
                assert str(english) in answer.text, how
            with pytest.raises(CommandError, match=r"guards are missing|not up to date|newer"):
                call_command("check", databases=["default"])


@pytest.mark.usefixtures("looked_at")
def test_the_site_opens_again_automatically():
    lift_one()
    assert Client().get("/accounts/login/").status_code == 503

    triggers.settle(connection)
    assert Client().get("/accounts/login/").status_code == 200


@pytest.mark.usefixtures("looked_at")
def test_jobs_and_commands_refuse_while_migrations_are_missing(technician):
    device = DeviceFactory()
    lift_one()

    with pytest.raises(Refused, match="fermé"):
        bench_operations.refurbish(device, by=technician)
    device.refresh_from_db()
    assert device.status == "received"


def english(sentence):
    with translation.override("en"):
        return str(sentence)


@pytest.mark.usefixtures("looked_at")
def test_a_program_installed_but_not_started_does_not_make_an_older_process_ready(
    settings, tmp_path, monkeypatch
):
    """The old release would write to tables that it does not know."""
    later_release(tmp_path)
    monkeypatch.syspath_prepend(tmp_path)
    settings.MIGRATION_MODULES = {"inventory": "later_inventory"}
    settings.METRICS_TOKEN = "of-monitoring"
    monitoring = Client(headers={"authorization": "Bearer of-monitoring"})
    MigrationRecorder(connection).record_applied("inventory", "0002_later")

    assert monitoring.get("/readyz").json()["reason"] == english(readiness.RESTART)
    forget_program()  # a restart
    assert Client().get("/readyz").status_code == 200

    MigrationRecorder(connection).record_unapplied("inventory", "0002_later")
    settings.MIGRATION_MODULES = {}  # rolled back, and not restarted yet
    assert monitoring.get("/readyz").json()["reason"] == english(readiness.NOT_MIGRATED)
    forget_program()
    assert Client().get("/readyz").status_code == 200


@pytest.mark.usefixtures("looked_at")
def test_a_squashed_migration_of_a_dependency_closes_nothing():
    MigrationRecorder(connection).record_applied("account", "0099_squashed_away")

    assert readiness.fault() is None


@pytest.mark.usefixtures("looked_at")
def test_readiness_is_cached(monkeypatch, django_assert_num_queries):
    monkeypatch.setattr(readiness, "RECHECK_SECONDS", 60)
    assert readiness.fault() is None
    with django_assert_num_queries(0):
        assert readiness.fault() is None
    readiness.state.until = 0
    # Queries: the table of migrations, its rows, whether the site is closed, the triggers.
    with django_assert_num_queries(4):
        assert readiness.fault() is None


def test_a_database_that_does_not_answer_closes_the_site_too(looked_at, monkeypatch):
    def gone(_connection):
        raise readiness.DatabaseError

    monkeypatch.setattr(readiness, "missing_guards", gone)

    answer = Client().get("/accounts/login/")
    assert answer.status_code == 503
    assert "Rien n’est perdu" in answer.content.decode()

    typed = {"csrfmiddlewaretoken": "t0ken", "note": "“Typed” <already>", "password": "s3same"}
    page = Client().post("/donors/add/?next=/", typed).content.decode()
    assert 'action="/donors/add/?next=/"' in page
    assert 'name="csrfmiddlewaretoken" value="t0ken"' in page
    assert f'name="note" value="{escape(typed["note"])}"' in page
    assert "s3same" not in page
    large = Client().post("/donors/add/", {"note": "x" * MAX_ANONYMOUS_BODY_BYTES}).content.decode()
    assert "x" * 100 not in large  # the body of an anonymous visitor is not even read
