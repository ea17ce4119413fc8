"""Backups made, downloaded and restored in the browser."""

import json
import re
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.urls import reverse
from django_tasks_db.models import DBTaskResult
from pyrage.x25519 import Identity

from core.models import Event
from desk.backups.create import name_in
from desk.backups.encryption import MAGIC
from desk.backups.staleness import rehearsal_fault
from modules.browser_backups import jobs, restoring, views
from people.accounts.operations import first_admin
from tests.desk.backups.conftest import elsewhere, everything, here, populated  # noqa: F401
from tests.factories import BackupFactory

pytestmark = pytest.mark.django_db
UPLOAD = "restore_upload"


@pytest.fixture
def folder(settings, tmp_path):
    settings.BACKUP_FOLDER = str(tmp_path)
    return tmp_path


@pytest.fixture
def proven(monkeypatch):
    monkeypatch.setattr(views, "has_second_factor", lambda request: True)


# --- Make and download ----------------------------------------------------------------------------


def test_a_backup_is_asked_for_once_and_made_by_a_worker(sign_in, admin, monkeypatch):
    asked, visitor = [], sign_in(admin)
    monkeypatch.setattr(jobs, "call_command", lambda *command: asked.append(command))
    visitor.post(reverse("backup_now"))
    assert asked == [("backup",)]
    assert Event.objects.filter(kind="backup.asked").count() == 1


def test_a_job_that_waits_is_shown_and_refuses_another(sign_in, admin, waiting_job):
    visitor = sign_in(admin)
    page = visitor.get(reverse("safekeeping")).text
    assert "db_worker" in page
    for name in re.search(r'hx-select-oob="(.+?)"', page)[1].split(","):  # updated when it ends
        assert page.count(f'id="{name.removeprefix("#")}"') == 1
    assert reverse("backup_now") not in page
    assert "déjà en cours" in visitor.post(reverse("backup_now"), follow=True).text
    assert not Event.objects.filter(kind="backup.asked").exists()


def test_a_failed_backup_is_shown_with_its_reason(sign_in, admin, folder):
    folder.rmdir()
    sign_in(admin).post(reverse("backup_now"))
    page = sign_in(admin).get(reverse("safekeeping")).text
    assert "backup.not_made" not in page
    shown = re.search(r'<section[^>]+id="backups-now".*?</section>', page, re.DOTALL)[0]
    assert f"Échec de la sauvegarde : Le dossier {folder} n’existe pas." in shown.replace(
        "\xa0", " "
    )


@pytest.fixture
def waiting_job():
    return DBTaskResult.objects.create(
        args_kwargs={"args": [], "kwargs": {}},
        task_path=jobs.backup_job.module_path,
        backend_name="default",
    )


def test_each_archive_says_whether_it_is_encrypted(sign_in, admin, settings):
    """Archives made before BACKUP_KEY was set stay readable by anyone who has them."""
    settings.BACKUP_KEY = ["age1"]
    BackupFactory(name="rebond-2026-12-01-020000.zip")
    BackupFactory(name="rebond-2026-12-02-020000.zip.age")
    page = sign_in(admin).get(reverse("safekeeping")).text
    shown = re.search(r'<section[^>]+id="backups-now".*?</section>', page, re.DOTALL)[0]
    rows = re.findall(r"<li>.*?</li>", shown, re.DOTALL)
    assert ["non chiffrée" in row for row in rows] == [False, True]
    assert "seule la clé privée" in rows[0]
    assert "contient des noms de personnes" in shown


@pytest.mark.usefixtures("proven")
def test_a_download_is_recorded_and_never_cached(sign_in, admin, folder):
    path = name_in(folder)
    path.write_bytes(b"PK")
    backup = BackupFactory(name=path.name)
    answer = sign_in(admin).get(reverse("backup_file", args=[backup.pk]))
    assert b"".join(answer.streaming_content) == b"PK"
    assert "no-store" in answer["Cache-Control"]
    assert path.name in answer["Content-Disposition"]
    assert Event.objects.filter(kind="backup.downloaded").get().data["name"] == path.name


def test_a_download_requires_the_second_factor(sign_in, admin, folder, monkeypatch):
    monkeypatch.setattr(views, "has_second_factor", lambda request: False)
    path = name_in(folder)
    path.write_bytes(b"PK")
    backup = BackupFactory(name=path.name)
    answer = sign_in(admin).get(reverse("backup_file", args=[backup.pk]))
    assert "/accounts/2fa/" in answer.headers["Location"]
    page = sign_in(admin).get(reverse("safekeeping"), {"download": str(backup.pk)}).text
    assert f'content="0; url={reverse("backup_file", args=[backup.pk])}"' in page  # it begins
    assert not Event.objects.filter(kind="backup.downloaded").exists()


@pytest.mark.usefixtures("proven")
@pytest.mark.parametrize("name", ["../rebond-1.zip", "rebond-../../etc/x.zip", "rebond-gone.zip"])
def test_only_archives_of_the_folder_are_sent(sign_in, admin, folder, name):
    (folder.parent / "rebond-1.zip").write_bytes(b"secret")
    backup = BackupFactory(name=name)
    answer = sign_in(admin).get(reverse("backup_file", args=[backup.pk]))
    assert answer.status_code == 302
    assert not Event.objects.filter(kind="backup.downloaded").exists()


def test_a_trial_that_was_never_due_is_not_late():
    backup = BackupFactory()
    assert rehearsal_fault(now=backup.at) == ""
    assert rehearsal_fault(now=backup.at.replace(year=backup.at.year + 1))


# --- Restore --------------------------------------------------------------------------------------


@pytest.fixture
def invited(site):
    return first_admin(email="ada@example.org", name="Ada", site="Local")


def archive(content=b"PK"):
    return SimpleUploadedFile("rebond.zip", content, content_type="application/zip")


@pytest.fixture
def ran(monkeypatch):
    """Commands that would have been run."""
    commands = []
    monkeypatch.setattr(restoring, "_run", lambda command, name: commands.append(command) or "done")
    return commands


@pytest.mark.usefixtures("invited")
def test_the_code_of_first_admin_opens_the_upload(client, capsys, ran):
    call_command("first_admin", email="ada@example.org")
    code = capsys.readouterr().out.strip().rpartition(" ")[2]
    wrong = client.post(reverse(UPLOAD), {"code": "AAAA-AAAA-AAAA-AAAA"})
    assert wrong.context["form"].errors["code"]
    client.post(reverse(UPLOAD), {"code": code.lower().replace("-", " ")})
    page = client.get(reverse(UPLOAD)).text
    assert "80" in page
    assert "manage.py restore ARCHIVE" in page
    done = client.post(reverse(UPLOAD), {"archive": archive(), "key": str(Identity.generate())})
    assert done.status_code == 200
    [command] = ran
    assert command[2] == "restore"
    assert "--replace" not in command
    assert not Path(command[3]).exists()


@pytest.mark.usefixtures("invited", "ran")
def test_nothing_is_uploaded_without_the_code(client, ran):
    client.post(reverse(UPLOAD), {"archive": archive()})
    assert ran == []
    large = {"archive": archive(b"0" * 70_000)}
    assert client.post(reverse(UPLOAD), large).status_code == 413


def test_a_site_in_use_has_neither_code_nor_upload(client, invited, capsys, ran):
    code = restoring.code_now()
    client.post(reverse(UPLOAD), {"code": code})
    invited.joined_at, invited.is_active = invited.invited_at, True
    invited.save()
    assert restoring.code_now() is None
    for answer in (client.get(reverse(UPLOAD)), client.post(reverse(UPLOAD), {"code": code})):
        assert "form" not in answer.context
    client.post(reverse(UPLOAD), {"archive": archive()})
    assert ran == []
    call_command("first_admin", email="ada@example.org")
    assert "restore" not in capsys.readouterr().out


@pytest.mark.usefixtures("invited")
def test_codes_are_guessed_ten_times_an_hour_at_most(client):
    for _time in range(views.TRIES):
        assert client.post(reverse(UPLOAD), {"code": "wrong"}).status_code == 200
    answer = client.post(reverse(UPLOAD), {"code": restoring.code_now()})
    assert answer.status_code == 429


@pytest.mark.usefixtures("invited")
def test_an_archive_that_is_none_changes_nothing_and_says_so(client, settings, monkeypatch):
    client.post(reverse(UPLOAD), {"code": restoring.code_now()})
    monkeypatch.setattr(
        restoring.subprocess,
        "run",
        lambda command, **k: restoring.subprocess.CompletedProcess(
            command, 1, "", f"x\nCommandError: no {command[3]}"
        ),
    )
    monkeypatch.setattr(restoring.connection, "close", lambda: None)
    page = client.post(reverse(UPLOAD), {"archive": archive()})
    assert page.context["form"].errors["archive"] == ["Rien n’a été modifié. no rebond.zip"]
    assert not list(Path(settings.MEDIA_ROOT).glob("rebond-*"))


@pytest.mark.usefixtures("invited")
@pytest.mark.parametrize("key", ["", "AGE-SECRET-KEY-1QQQ"])
def test_a_missing_or_wrong_private_key_is_an_error_of_its_field(client, ran, key):
    client.post(reverse(UPLOAD), {"code": restoring.code_now()})
    page = client.post(reverse(UPLOAD), {"archive": archive(MAGIC + b"v1"), "key": key})
    assert list(page.context["form"].errors) == ["key"]
    assert ran == []


WALK = """
    import json, sys, django
    django.setup()
    from django.core.files.uploadedfile import SimpleUploadedFile
    from django.core.management import call_command
    from django.test import Client
    from django.test.utils import setup_test_environment
    from people.accounts.operations import first_admin
    setup_test_environment()
    call_command("migrate", verbosity=0)
    first_admin(email="ada@example.org", name="Ada", site="Local")
    from modules.browser_backups import restoring
    visitor, code = Client(), restoring.code_now()
    visitor.post("/restore/", {"code": code})
    damaged = SimpleUploadedFile("a.zip", open(sys.argv[1], "rb").read()[:-200])
    refused = visitor.post("/restore/", {"archive": damaged})
    before = restoring.code_now()
    done = visitor.post("/restore/", {"archive": open(sys.argv[1], "rb")})
    again = visitor.get("/restore/")
    print(json.dumps([
        refused.context["form"].errors.get("archive"), before == code,
        done.status_code, done.context.get("printed"), "form" in again.context,
    ]))
"""


@pytest.mark.audit
@pytest.mark.django_db(transaction=True)
def test_an_uploaded_archive_restores_everything_once(here, elsewhere, tmp_path):  # noqa: F811
    archive_path = tmp_path / "rebond-all.zip"
    call_command("backup", archive_path)
    done = elsewhere.run(archive_path, code=WALK)
    assert done.returncode == 0, done.stderr
    damaged, is_same_code, status, printed, again = json.loads(done.stdout.splitlines()[-1])
    assert damaged
    assert is_same_code
    assert status == 200
    assert printed
    assert not again
    assert everything(elsewhere) == everything(here)
    assert elsewhere.files() == here.files()
