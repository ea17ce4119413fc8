"""A backup is made while people work, restored elsewhere, and compared."""

import hashlib
import json
import shutil
from itertools import count
from threading import Event as Flag
from threading import Thread
from zipfile import ZipFile

import pytest
from django.core.management import CommandError, call_command
from django.db import connections, transaction

from core import erasure_journal
from core.models import Document, Event, Sequence
from desk import archives
from desk.backups import create as making
from desk.models import Backup
from desk.outcomes.operations import revoke_outcome
from loans.models import Request
from loans.privacy.operations import blank_text
from people.accounts.operations import disable_user
from people.models import User
from people.privacy.anonymisation import TEXTS
from people.privacy.operations import anonymise
from tests.desk.backups.conftest import everything
from tests.factories import (
    MessageFactory,
    OutcomeLinkFactory,
    RecipientFactory,
    RequestFactory,
    UserFactory,
)


def backed_up(folder):
    call_command("backup", folder)
    [path] = folder.glob("rebond-*.zip")
    return path


def test_a_restore_on_another_server_is_identical(here, elsewhere, tmp_path):
    MessageFactory(waiting=True)
    erasure_journal.journal().unlink(missing_ok=True)
    archive = backed_up(tmp_path)
    before = everything(here)
    output = elsewhere.restore(archive)
    after = everything(elsewhere)
    messages = before.pop("people_message"), after.pop("people_message")
    assert after == before
    assert len(messages[0]) == len(messages[1])
    # What waited has perhaps left since: it is not sent a second time by itself.
    assert elsewhere.rows("SELECT count(*) FROM people_message WHERE status = 'waiting'") == [(0,)]
    assert Document.objects.archived().exists()  # these too
    assert elsewhere.files() == here.files()
    assert (archive.name,) in elsewhere.rows("SELECT name FROM desk_backup")
    # It warns: here is another key, and no journal says who was erased since.
    assert "SECRET_KEY" in output
    assert "forgotten.jsonl" in output
    checked = elsewhere.run("check", "--database", "default")
    assert "no issues" in checked.stdout, checked.stderr


def test_a_backup_is_recorded_and_contains_no_key(populated, settings, tmp_path):
    archive = backed_up(tmp_path)
    backup = Backup.objects.first()
    assert (backup.name, backup.missing) == (archive.name, 0)
    assert backup.documents == Document.objects.exclude(file="").count()
    assert Event.objects.filter(kind="backup.made").count() == 1
    assert archive.stat().st_mode & 0o077 == 0
    with ZipFile(archive) as zipped:
        content = b"".join(map(zipped.read, zipped.namelist()))
    keys = [settings.SECRET_KEY, settings.VOUCHER_HASH_KEY, *settings.VOUCHER_KEYS]
    assert not [key for key in keys if key.encode() in content]
    assert list(tmp_path.glob("*.partial")) == []


def test_a_backup_is_consistent_during_concurrent_writes(populated, elsewhere, tmp_path):
    """Each writer adds a numbered paper and purges the one before, in one transaction each time."""
    over, by = Flag(), UserFactory()

    def write(name):
        try:
            for number in count():
                if over.is_set() and number > 5:
                    return
                with transaction.atomic():
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
    archive = tmp_path / "while.zip"
    call_command("backup", archive)
    over.set()
    for writer in writers:
        writer.join()
    elsewhere.restore(archive, "--journal", erasure_journal.journal())

    last = dict(elsewhere.rows("SELECT name, last FROM core_sequence WHERE name LIKE 'writer%'"))
    papers = "SELECT kind, count(*) FROM core_document WHERE kind LIKE 'writer%' GROUP BY kind"
    assert dict(elsewhere.rows(papers)) == last
    files = elsewhere.files()
    named = dict(elsewhere.rows("SELECT file, sha256 FROM core_document WHERE file <> ''"))
    hashes = {path: hashlib.sha256(content).hexdigest() for path, content in files.items()}
    assert hashes == named


def test_a_restore_repeats_what_was_erased_since(populated, elsewhere, tmp_path):
    """A person, a paper, a text that a reader of texts blanked, a link and an account closed."""
    by, user = UserFactory(coordinator=True), UserFactory(counter=True)
    person = RecipientFactory(last_name="Kergoat-Lannuzel", email="ondine@example.org")
    note, link = TEXTS["loans.request.note"], OutcomeLinkFactory()
    early, late = (RequestFactory(note=f"She is ill, {name}") for name in ("early", "late"))
    blank_text(note, early, by=by)
    Request.objects.filter(pk=early.pk).update(note="Two laptops, please")
    archive = backed_up(tmp_path)

    anonymise([person], by=User.objects.system())
    paper = populated.attachment.document
    paper.purge()
    blank_text(note, late, by=by)
    revoke_outcome(link, by=by)
    disable_user(user, by=UserFactory(admin=True))
    output = elsewhere.restore(archive, "--journal", erasure_journal.journal())

    def row(columns, table, pk):
        [found] = elsewhere.rows(f"SELECT {columns} FROM {table} WHERE id = {pk}")
        return found

    assert row("last_name, anonymised_at IS NULL", "people_recipient", person.pk) == ("", False)
    assert row("file", "core_document", paper.pk) == ("",)
    assert row("note", "loans_request", early.pk) == ("Two laptops, please",)
    assert row("note", "loans_request", late.pk) == ("",)
    assert row("revoked_at IS NULL", "desk_outcomelink", link.pk) == (False,)
    assert row("NOT is_active", "people_user", user.pk) == (True,)
    assert row("NOT is_active", "people_user", by.pk) == (False,)
    assert "first_admin" not in output
    assert len(elsewhere.files()) == Document.objects.exclude(file="").count()
    for path in elsewhere.media.parent.rglob("other.db*"):
        content = path.read_bytes()  # the pages that SQLite freed too
        assert populated.organisation.name.encode() in content
        assert b"Kergoat" not in content


def test_a_lost_file_is_reported_and_the_rest_backed_up(populated, tmp_path, english):
    lost = Document.objects.exclude(file="").first()
    lost.file.storage.delete(lost.file.name)
    with pytest.raises(CommandError, match=f"altered: {lost.pk}"):
        call_command("backup", tmp_path)
    assert Backup.objects.first().missing == 1


def test_only_the_newest_backups_of_a_folder_are_kept(populated, tmp_path):
    for day in range(1, 5):
        (tmp_path / f"rebond-2020-01-0{day}-030000.zip").touch()
    (tmp_path / "holidays.zip").touch()
    call_command("backup", tmp_path, keep=2)
    assert len(list(tmp_path.glob("rebond-*.zip"))) == 2
    assert (tmp_path / "rebond-2020-01-04-030000.zip").exists()
    assert (tmp_path / "holidays.zip").exists()


SPOIL = {
    "cut short": lambda content: content[: len(content) // 2],
    "without its end": lambda content: content[:-1],
    "one bit of the database": lambda content: flipped(content, 3000),
    "one bit of the last file": lambda content: flipped(content, content.rfind(b"%PDF-")),
    "empty": lambda content: b"",
}


def flipped(content, at):
    content[at] ^= 1
    return content


def test_a_damaged_archive_is_refused_before_anything_is_touched(here, tmp_path, spoilt):
    sound = backed_up(tmp_path)
    before = everything(here)
    for how, change in SPOIL.items():
        archive = spoilt(sound, change)
        with pytest.raises(CommandError, match=str(archive)):
            call_command("restore", archive, replace=True)
        assert everything(here) == before, how


@pytest.mark.parametrize(
    ("changes", "output"),
    [
        ({"engine": "oracle"}, "oracle"),
        ({"format": "cake"}, "is no backup"),
        ({"version": 2}, "newer Rebond"),
        ({"migrations": [["desk", "9999_tomorrow"]]}, "newer Rebond"),
    ],
)
def test_a_backup_of_another_installation_is_refused(populated, tmp_path, english, changes, output):
    archive = tmp_path / "other.zip"
    manifest = {"made_at": "2026-03-02T03:00:00+00:00", "keys": {}, "documents": 0, "missing": 0}
    manifest |= {"format": making.FORMAT, "version": making.VERSION, "migrations": []}
    with archives.written(archive) as whole:
        engine = {"engine": connections["default"].vendor}
        whole.write(making.MANIFEST, json.dumps(manifest | engine | changes).encode())
    with pytest.raises(CommandError, match=output):
        call_command("restore", archive, replace=True)


def test_a_site_in_use_is_replaced_only_with_confirmation(populated, tmp_path, english):
    archive = backed_up(tmp_path)
    with pytest.raises(CommandError, match="not empty"):
        call_command("restore", archive)
    call_command("restore", archive, check=True)


def test_missing_programs_are_named(populated, tmp_path, english, monkeypatch):
    monkeypatch.setattr(shutil, "which", lambda name: None)
    if connections["default"].vendor == "sqlite":
        call_command("backup", tmp_path)  # it needs no program
        return
    with pytest.raises(CommandError, match="postgresql-client"):
        call_command("backup", tmp_path)
    assert list(tmp_path.glob("rebond-*")) == []
