"""Documents in a bucket; backups that are encrypted, copied to remote storage and rehearsed."""

import json
import logging
import re
import socket
from datetime import timedelta
from pathlib import Path
from unittest.mock import Mock
from zipfile import ZipFile

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.core.management import CommandError, call_command
from django.db import InternalError
from django.utils import timezone
from pyrage.x25519 import Identity

from config.storages import storage_at
from core.files.storage import waiting_as_a_page
from core.models import Document, Event
from core.workflow import erasure_journal, readiness
from desk.backups import copies
from desk.backups.create import is_archive
from desk.management.commands import backup, forget_again
from desk.models import Backup
from people.accounts.closed_accounts import CLOSED
from people.models import Message, User
from tests.desk.backups.conftest import everything
from tests.factories import DocumentFactory, MessageFactory, RecipientFactory, UserFactory

# moto's server leaves temporary files to the garbage collector.
pytestmark = pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")


@pytest.fixture(scope="module")
def server():
    """URL of moto's S3 server, with some buckets."""
    import boto3  # imported here, since it would add half a second to the collection of this file
    from moto.server import ThreadedMotoServer

    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    logging.getLogger("werkzeug").disabled = True
    server.start()
    host, port = server.get_host_and_port()
    keys = {"aws_access_key_id": "key", "aws_secret_access_key": "secret"}
    client = boto3.client(
        "s3", endpoint_url=f"http://{host}:{port}", region_name="us-east-1", **keys
    )
    for name in ("documents", "copies", "elsewhere", "of-this-test"):
        client.create_bucket(Bucket=name)
    yield f"s3+http://key:secret@{host}:{port}"
    server.stop()


@pytest.fixture
def identity():
    return Identity.generate()


@pytest.fixture
def encrypted(settings, tmp_path, identity):
    """A site with encrypted backups."""
    settings.MEDIA_ROOT = tmp_path / "documents"
    settings.BACKUP_FOLDER = str(tmp_path / "backups")
    Path(settings.BACKUP_FOLDER).mkdir()
    settings.BACKUP_KEY = [str(identity.to_public())]
    return settings


@pytest.fixture
def places(encrypted, server):
    """An encrypted site with documents in one bucket and backups in another."""
    encrypted.BACKUP_COPY = f"{server}/copies"
    encrypted.STORAGES = encrypted.STORAGES | {
        "default": storage_at(f"{server}/documents"),
        "copies": storage_at(encrypted.BACKUP_COPY),
    }
    return encrypted


def test_a_page_writes_reads_and_streams_documents_in_a_bucket(server):
    place = storages.create_storage(storage_at(f"{server}/of-this-test"))
    with waiting_as_a_page():
        name = place.save("aa/paper", ContentFile(b"%PDF-"))
        assert place.open(name).read() == b"%PDF-"
        assert b"".join(place.stream(name)) == b"%PDF-"
        assert place.exists(name)
        place.delete(name)
        assert not place.exists(name)
        for read in (place.open, place.stream):
            with pytest.raises(FileNotFoundError):
                read(name)


def outcomes():
    """Return {step: reason of failure} of the latest event of each step."""
    events = Event.objects.filter(kind__startswith="backup.").order_by("pk")
    return {e.kind.removeprefix("backup.").removeprefix("not_"): e.data.get("why") for e in events}


def stored_at(address):
    """Return {name: bytes} of the documents in a bucket."""
    place = storages.create_storage(storage_at(address))
    names = [f"{folder}/{n}" for folder in place.listdir("")[0] for n in place.listdir(folder)[1]]
    return {name: place.open(name).read() for name in names}


@pytest.mark.audit
def test_a_site_in_buckets_is_backed_up_copied_and_restored(
    places, here, elsewhere, server, identity, tmp_path
):
    call_command("backup", keep=1)
    [archive] = Path(places.BACKUP_FOLDER).iterdir()
    assert archive.name.endswith(".zip.age")
    assert archive.read_bytes().startswith(b"age-encryption.org/")
    assert Backup.objects.first().missing == 0
    assert outcomes() == dict.fromkeys(["made", "copied", "rehearsed"])
    assert archive.name in storages["copies"].listdir("")[1]
    assert not [*Path(places.MEDIA_ROOT).glob("rebond-*")]  # no unencrypted file is left

    own, other = tmp_path / "own.key", tmp_path / "other.key"
    own.write_text(f"# public key: {identity.to_public()}\n{identity}\n")
    other.write_text(str(Identity.generate()))
    bucket = {"DOCUMENTS_URL": f"{server}/elsewhere", "BACKUP_COPY": places.BACKUP_COPY}
    for options in ([], ["--key", other]):
        refused = elsewhere.run("restore", archive.name, "--skip-checks", *options, **bucket)
        assert refused.returncode == 1
        assert archive.name in refused.stderr
    done = elsewhere.run("restore", archive.name, "--skip-checks", "--key", own, **bucket)
    assert done.returncode == 0, done.stderr
    before, after = everything(here), everything(elsewhere)
    messages = before.pop("people_message"), after.pop("people_message")
    assert after == before
    assert len(messages[0]) == len(messages[1])  # queued messages may have been sent since
    documents = Document.objects.exclude(file="")
    assert stored_at(bucket["DOCUMENTS_URL"]) == {d.file.name: d.file.read() for d in documents}


@pytest.fixture
def nowhere():
    """Return the URL of a server that does not answer."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    return f"s3+http://key:secret@127.0.0.1:{port}/copies"


@pytest.mark.audit
def test_a_failed_step_is_recorded_and_undoes_no_other(
    places, migrated_db, nowhere, server, tmp_path, monkeypatch, english
):
    User.objects.system()
    places.STORAGES = places.STORAGES | {"default": storage_at(f"{server}/of-this-test")}
    document = DocumentFactory(content=b"%PDF-1")
    sound = places.STORAGES

    def fails(step, words, **changes):
        for name, value in changes.items():
            setattr(places, name, value)
        with pytest.raises(CommandError, match=words):
            call_command("backup")
        assert words in outcomes()[step]

    fails(
        "made",
        "BACKUP_KEY is not an age public key: it must begin with",
        BACKUP_KEY=["age1nonsense"],
    )
    places.BACKUP_KEY = []
    fails("made", "Could not connect", STORAGES=sound | {"default": storage_at(nowhere)})
    assert not [*Path(places.BACKUP_FOLDER).iterdir()]
    fails("copied", "Could not connect", STORAGES=sound | {"copies": storage_at(nowhere)})
    absent = str(tmp_path / "absent")
    fails("copied", "The folder", STORAGES=sound | {"copies": storage_at(absent)})
    assert [*Path(places.BACKUP_FOLDER).iterdir()]  # the backup itself exists
    assert "rehearsed" not in outcomes()

    places.STORAGES = sound
    send = copies.send_copies

    def spoil(folder, keep):
        send(folder, keep)
        for name in filter(is_archive, storages["copies"].listdir("")[1]):
            storages["copies"].delete(name)
            storages["copies"].save(name, ContentFile(b"PK cut short"))

    with monkeypatch.context() as spoilt:
        spoilt.setattr(backup, "send_copies", spoil)
        fails("rehearsed", "is damaged or incomplete: nothing in it was used.")
    call_command("backup")  # changed files are copied again, and failed steps are repeated
    assert outcomes() == dict.fromkeys(["made", "copied", "rehearsed"])
    assert document.read() == b"%PDF-1"


@pytest.mark.audit
def test_a_folder_can_be_the_second_place(
    encrypted, migrated_db, tmp_path, identity, english, capsys
):
    User.objects.system()
    place = tmp_path / "elsewhere"
    place.mkdir()
    (place / "rebond-2020-01-01-030000.zip").touch()
    encrypted.BACKUP_COPY = str(place)
    encrypted.STORAGES = encrypted.STORAGES | {"copies": storage_at(str(place))}
    erasure_journal.append(
        [erasure_journal.Line("people.User", 1, *["2026-01-01T00:00+00:00"] * 2)]
    )
    call_command("backup", keep=1)
    [archive] = Path(encrypted.BACKUP_FOLDER).iterdir()
    assert {path.name for path in place.iterdir()} == {archive.name, "forgotten.jsonl"}
    assert (place / archive.name).read_bytes() == archive.read_bytes()

    archive.unlink()  # the command says that the archive can be restored from the copy by its name
    key = tmp_path / "own.key"
    key.write_text(str(identity))
    with pytest.raises(CommandError, match=archive.name):
        call_command("restore")
    capsys.readouterr()
    call_command("restore", archive.name, check=True, key=key)
    assert "Every byte matches the original." in capsys.readouterr().out
    with pytest.raises(CommandError, match="2019-01-01"):
        call_command("restore", "rebond-2019-01-01-030000.zip", check=True)


def test_a_backup_lists_older_unencrypted_ones(encrypted, migrated_db, english, capsys):
    User.objects.system()
    folder = Path(encrypted.BACKUP_FOLDER)
    for night in ("01", "02"):
        (folder / f"rebond-2020-01-{night}-030000.zip").touch()
    call_command("backup", folder)
    assert "2 older backups in the same folder are not encrypted" in capsys.readouterr().out
    call_command("backup", folder, keep=1)
    assert "not encrypted" not in capsys.readouterr().out


def test_all_lost_files_are_named_in_the_order_of_their_numbers(encrypted, migrated_db, english):
    lost = [DocumentFactory(content=b"x") for _number in range(25)]
    for document in lost:
        document.file.storage.delete(document.file.name)
    with pytest.raises(CommandError) as lacking:
        call_command("backup", Path(encrypted.BACKUP_FOLDER))
    assert ", ".join(str(document.pk) for document in lost) in str(lacking.value)


@pytest.mark.audit
def test_the_first_backup_of_a_site_without_documents_is_rehearsed(encrypted, migrated_db):
    User.objects.system()
    encrypted.BACKUP_KEY = []
    assert not Path(encrypted.MEDIA_ROOT).exists()
    call_command("backup")
    assert outcomes() == dict.fromkeys(["made", "rehearsed"])


def test_lost_files_and_missing_remote_storage_do_not_stop_an_upgrade(
    encrypted, migrated_db, tmp_path, english, capsys
):
    User.objects.system()
    lost = DocumentFactory()
    lost.file.storage.delete(lost.file.name)
    encrypted.BACKUP_COPY = str(tmp_path / "absent")
    encrypted.STORAGES = encrypted.STORAGES | {"copies": storage_at(encrypted.BACKUP_COPY)}

    call_command("backup", "--before-upgrade")

    [archive] = Path(encrypted.BACKUP_FOLDER).iterdir()
    warned = capsys.readouterr().err
    assert "The folder" in warned
    assert f"altered: {lost.pk}" in warned
    assert outcomes().keys() == {"made", "copied"}  # no backup is rehearsed meanwhile
    with pytest.raises(CommandError, match=f"altered: {lost.pk}"):
        call_command("backup", archive.with_name("nightly.zip"))


def test_a_backup_of_a_closed_site_is_refused_in_one_sentence(
    encrypted, migrated_db, monkeypatch, english
):
    User.objects.system()
    monkeypatch.setattr(readiness, "fault", lambda: readiness.NEWER)
    with pytest.raises(CommandError, match=r"No backup was made\. .*newer than the program"):
        call_command("backup")


@pytest.mark.audit
def test_a_backup_can_leave_the_files_in_their_bucket(
    here, elsewhere, settings, tmp_path, english, capsys
):
    archive = tmp_path / "without.zip"
    with pytest.raises(CommandError, match="Files can be left out only if they are in a bucket:"):
        call_command("backup", archive, "--without-files")
    settings.DOCUMENTS_URL = "s3://of-the-site"
    call_command("backup", archive, "--without-files")
    with ZipFile(archive) as zipped:
        assert [name for name in zipped.namelist() if name.startswith("documents/")] == []
    backup = Backup.objects.first()
    assert (backup.documents, backup.missing) == (0, 0)
    call_command("restore", archive, "--check")
    assert "without files: they must be in the bucket" in capsys.readouterr().out

    _lost, *kept = sorted(here.files())
    for path in kept:  # files in the replica of the bucket
        (elsewhere.media / path).parent.mkdir(parents=True, exist_ok=True)
        (elsewhere.media / path).write_bytes(here.files()[path])
    lines = elsewhere.restore(archive).splitlines()
    assert [line for line in lines if re.search(r"absents de l’espace de stockage.: 1\.", line)]
    assert sorted(elsewhere.files()) == kept


def test_erasures_are_repeated_after_a_recovery_of_the_database_to_a_moment(
    migrated_db, settings, tmp_path, english, capsys, monkeypatch
):
    """The database is restored to its state of an hour ago, and only the journal is current."""
    settings.MEDIA_ROOT = tmp_path / "documents"
    with pytest.raises(CommandError, match="no journal of erasures"):
        call_command("forget_again", "2026-03-01T14:30")
    person, user = RecipientFactory(last_name="Kergoat"), UserFactory(counter=True)
    MessageFactory(waiting=True)
    moment, gone = timezone.now(), timezone.now() + timedelta(minutes=5)
    kept = tmp_path / "kept.jsonl"
    lines = [
        erasure_journal.Line(
            "people.Recipient", person.pk, person.created_at.isoformat(), gone.isoformat()
        ),
        erasure_journal.Line(CLOSED, user.pk, gone.isoformat(), gone.isoformat()),
    ]
    kept.write_text("".join(json.dumps(line) + "\n" for line in lines))
    with pytest.raises(CommandError, match="2026-03-01T14:30"):
        call_command("forget_again", "yesterday", "--journal", kept)
    with monkeypatch.context() as recovering:
        refusal = Mock(side_effect=InternalError("in a read-only transaction"))
        recovering.setattr(forget_again, "renew", refusal)
        with pytest.raises(CommandError, match="read-only"):
            call_command("forget_again", moment.isoformat(), "--journal", kept)

    call_command("forget_again", moment.isoformat(), "--journal", kept)

    person.refresh_from_db()
    user.refresh_from_db()
    assert (person.last_name, user.is_active) == ("", False)
    assert not Message.objects.filter(status="waiting").exists()
    assert {line[:3] for line in erasure_journal.read(erasure_journal.journal())} >= {
        line[:3] for line in lines
    }
    assert "Erased again, because already erased after the backup: 1 in people.Recipient" in (
        capsys.readouterr().out
    )
    call_command("forget_again", moment.isoformat())
    assert "Erased again" not in capsys.readouterr().out
