"""A backup made during writes, restored elsewhere, and compared."""

import hashlib
import shutil
from contextlib import contextmanager
from itertools import count
from threading import Event as Flag
from threading import Thread
from zipfile import ZipFile

import pytest
from django.core.management import CommandError, call_command
from django.db import connections
from django.utils import translation

from core.models import Document, Event, Sequence
from core.operating import maintenance
from core.workflow import erasure_journal
from core.workflow.triggers import missing_guards
from desk.backups import postgres
from desk.management.commands import restore
from desk.models import Backup
from loans.models import Request
from loans.privacy.operations import blank_text
from people.accounts.operations import disable_user
from people.models import User
from people.privacy.anonymisation import TEXTS
from people.privacy.operations import anonymise
from tests.desk.backups.conftest import everything
from tests.factories import (
    MessageFactory,
    RecipientFactory,
    RequestFactory,
    UserFactory,
)
from tests.later import later_release
from tests.of_modules import listed
from tests.stored import of_a_test
from tests.test_migrations import assert_same_schema


def test_a_backup_is_recorded_names_lost_files_and_contains_no_key(
    populated, settings, tmp_path, english, monkeypatch
):
    monkeypatch.setattr(shutil, "which", lambda name: None)
    monkeypatch.setattr(postgres, "CLIENTS", tmp_path)
    if connections["default"].vendor == "postgresql":  # SQLite requires no client program
        with pytest.raises(CommandError, match="postgresql-client"):
            call_command("backup", tmp_path)
        assert list(tmp_path.glob("rebond-*")) == []
        monkeypatch.undo()
    for day in range(1, 5):
        (tmp_path / f"rebond-2020-01-0{day}-030000.zip").touch()
    (tmp_path / "holidays.zip").touch()
    call_command("backup", tmp_path, keep=2)
    names = {path.name for path in tmp_path.iterdir() if path.is_file()}
    backup = Backup.objects.first()
    # the newest backups and other files remain
    assert names == {backup.name, "rebond-2020-01-04-030000.zip", "holidays.zip"}
    assert (backup.missing, backup.documents) == (0, Document.objects.exclude(file="").count())
    assert Event.objects.filter(kind="backup.made").count() == 1
    archive = tmp_path / backup.name
    assert archive.stat().st_mode & 0o077 == 0
    with ZipFile(archive) as zipped:
        content = b"".join(map(zipped.read, zipped.namelist()))
    keys = [settings.SECRET_KEY, settings.VOUCHER_HASH_KEY, *settings.VOUCHER_KEYS]
    assert not [key for key in keys if key.encode() in content]

    lost = Document.objects.exclude(file="").first()
    lost.file.storage.delete(lost.file.name)
    with pytest.raises(CommandError, match=f"altered: {lost.pk}"):
        call_command("backup", tmp_path / "without.zip")
    assert Backup.objects.first().missing == 1


@pytest.mark.parametrize(
    ("language", "how"),
    [
        ("en", "To back up anyway:"),
        ("fr", "Pour sauvegarder tout de même\N{NO-BREAK SPACE}:"),
    ],
)
def test_a_closed_site_explains_how_to_back_it_up(db, settings, tmp_path, caplog, language, how):
    settings.CLOSED_BY = tmp_path / "closed"
    settings.CLOSED_BY.touch()
    sentence = f"{how} CLOSED_BY= manage.py backup$"
    with translation.override(language), pytest.raises(CommandError, match=sentence):
        call_command("backup", tmp_path)
    assert ([path.name for path in tmp_path.iterdir()], caplog.records) == (["closed"], [])


# Tables written during the backup, whose erased rows have other times.
WRITTEN_SINCE = {"core_deployment", "core_document", "core_sequence", "people_message"}
WRITTEN_SINCE |= {"django_migrations", "core_migrationchecksum"}
ERASED_AGAIN = dict.fromkeys(["people_recipient", "people_user", *listed("ERASED_AGAIN")], 1)


@pytest.mark.audit
def test_a_backup_of_one_moment_is_restored_by_a_later_release_without_what_was_erased_since(
    here, populated, elsewhere, tmp_path, settings
):
    """Writers add numbered papers and purge the previous one, in one transaction each time.

    Afterwards a person is anonymised, a paper purged, a reviewed text blanked and an account
    closed; the journal repeats these erasures in the restored site. The restored tables match the
    models, their rows are migrated, and the guards exist.
    """
    MessageFactory(waiting=True)
    by, user, admin = (UserFactory(**{role: True}) for role in ("coordinator", "counter", "admin"))
    person = RecipientFactory(last_name="Kergoat-Lannuzel", email="ondine@example.org")
    note = TEXTS["loans.request.note"]
    early, late = (RequestFactory(note=f"She is ill, {name}") for name in ("early", "late"))
    blank_text(note, early, by=by)
    Request.objects.filter(pk=early.pk).update(note="Two laptops, please")
    archive = tmp_path / "while.zip"
    settings.CLOSED_BY = ""
    maintenance.close()  # `make upgrade` closes the site first
    with written_meanwhile(UserFactory()):
        call_command("backup", archive)

    anonymise([person], by=User.objects.system())
    paper = populated.attachment.document
    paper.purge()
    blank_text(note, late, by=by)
    disable_user(user, by=admin)
    journal, later = erasure_journal.journal(), later_release(tmp_path)
    output = elsewhere.restore(archive, "--journal", journal, **later)

    assert "first_admin" not in output
    assert "SECRET_KEY" in output  # the key differs
    last = dict(elsewhere.rows("SELECT name, last FROM core_sequence WHERE name LIKE 'writer%'"))
    papers = "SELECT kind, count(*) FROM core_document WHERE kind LIKE 'writer%' GROUP BY kind"
    assert dict(elsewhere.rows(papers)) == last
    named = dict(elsewhere.rows("SELECT file, sha256 FROM core_document WHERE file <> ''"))
    files = elsewhere.files().items()
    assert {path: hashlib.sha256(content).hexdigest() for path, content in files} == named

    def row(columns, table, pk):
        [found] = elsewhere.rows(f"SELECT {columns} FROM {table} WHERE id = {pk}")
        return found

    assert row("closed_at", "core_deployment", 1) == (None,)
    assert row("last_name, anonymised_at IS NULL", "people_recipient", person.pk) == ("", False)
    assert row("file", "core_document", paper.pk) == ("",)
    assert row("note", "loans_request", early.pk) == ("Two laptops, please",)
    assert row("note", "loans_request", late.pk) == ("",)
    assert row("NOT is_active", "people_user", user.pk) == (True,)
    assert row("NOT is_active", "people_user", by.pk) == (False,)
    for path in elsewhere.media.parent.rglob("other.db*"):
        content = path.read_bytes()  # including pages freed by SQLite
        assert populated.organisation.name.encode() in content
        assert b"Kergoat" not in content
    before, after = everything(here), everything(elsewhere)
    tables = before.keys() - WRITTEN_SINCE
    differing = {table: len({*before[table]} - {*after[table]}) for table in tables}
    assert {table: count for table, count in differing.items() if count} == ERASED_AGAIN
    assert [t for t in tables if len(before[t]) != len(after[t])] == []
    assert Document.objects.archived().exists()  # including archived papers
    # queued messages may have been sent since, and are not sent again automatically
    assert len(after["people_message"]) == len(before["people_message"])
    assert elsewhere.rows("SELECT count(*) FROM people_message WHERE status = 'waiting'") == [(0,)]
    assert (archive.name,) in elsewhere.rows("SELECT name FROM desk_backup")
    assert set(elsewhere.rows("SELECT later FROM inventory_device")) == {("z",)}
    with elsewhere.database() as database:
        assert_same_schema(database, but="inventory_device.later")
        assert missing_guards(database) == []


@contextmanager
def written_meanwhile(by):
    """Run three writers until the context ends."""
    over = Flag()

    def write(name):
        try:
            for number in count():
                if over.is_set() and number > 5:
                    return
                with of_a_test():
                    [at] = Sequence.objects.take(name)
                    content = f"{name} {at}".encode()
                    Document.objects.store(
                        content, kind=name, name=str(at), content_type="text/plain", by=by
                    )
                    for former in Document.objects.filter(kind=name, name=str(at - 1)):
                        former.purge()
        finally:
            connections.close_all()

    writers = [Thread(target=write, args=[f"writer {number}"]) for number in range(3)]
    for writer in writers:
        writer.start()
    yield
    over.set()
    for writer in writers:
        writer.join()


SPOIL = {
    "cut short": lambda content: content[: len(content) // 2],
    "without its end": lambda content: content[:-1],
    # a single bit of compressed data may decode to the same content
    "a block of the database": lambda content: flipped(content, 3000, 512),
    "one bit of the last file": lambda content: flipped(content, content.rfind(b"%PDF-"), 1),
    "empty": lambda content: b"",
}


def flipped(content, at, count):
    for place in range(at, at + count):
        content[place] ^= 1
    return content


def test_a_damaged_archive_or_one_for_a_site_in_use_changes_nothing(
    here, tmp_path, spoilt, english, monkeypatch, capsys
):
    sound = tmp_path / "sound.zip"
    call_command("backup", sound)
    before = everything(here)
    with pytest.raises(CommandError, match="not empty"):
        call_command("restore", sound)
    call_command("restore", sound, check=True)
    for how, change in SPOIL.items():
        archive = spoilt(sound, change)
        with pytest.raises(CommandError, match=str(archive)):
            call_command("restore", archive, replace=True)
        assert everything(here) == before, how

    # without a journal, erasures since the backup are unknown
    erasure_journal.journal().unlink(missing_ok=True)
    monkeypatch.setattr(restore, "restore", lambda *_args, **_options: [])
    call_command("restore", sound, replace=True, discard=True)
    assert str(erasure_journal.journal()) in capsys.readouterr().err
