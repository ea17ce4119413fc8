"""Files are stored before locks are taken, pages wait briefly, and no orphans remain."""

import errno
import socket
from contextlib import closing
from threading import Thread

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import OperationalError, connection, transaction
from django.urls import reverse

from config.storages import storage_at
from core.caches import circuit_breaker
from core.caches.circuit_breaker import CircuitBreaker
from core.files import bucket, storage
from core.files.storage import StoredFile, waiting_as_a_page
from core.models import Document
from core.workflow.lifecycle import Refused
from core.workflow.operations import operation, stores
from tests.factories import UserFactory

AWAY = "Documents cannot be stored or read at the moment. Nothing"
PDF = b"%PDF-1.4 signed\n%%EOF"


@pytest.fixture
def admin(admin):
    admin.language = "en"
    admin.save()
    return admin


@pytest.fixture
def visitor(world, sign_in):
    return sign_in(UserFactory(admin=True, sites=[world.site], language="en"))


def send_scan(visitor, world, **more):
    data = {"scan": SimpleUploadedFile("scan.pdf", PDF), "is_right": "on"} | more
    return visitor.post(reverse("agreement_scan", args=[world.issued.pk]), data)


# --- Operations ---


@operation("core.change_identity", prepare=stores("file", "files"))
def keep(*, by, file=b"", files=(), error=None, is_needed=True):
    for content in [file, *files]:
        if is_needed and content:
            facts = {"kind": "test", "name": "test.pdf", "content_type": "application/pdf"}
            Document.objects.store(content, by=by, **facts)
    if error:
        raise error
    return file


def stored_files():
    folders, _files = default_storage.listdir("")
    names = (
        f"{folder}/{name}" for folder in folders for name in default_storage.listdir(folder)[1]
    )
    return set(names)


def test_an_operation_stores_its_file_before_its_transaction(admin):
    file = keep(by=admin, file=PDF)  # the test storage refuses access inside a transaction
    [document] = Document.objects.all()
    assert isinstance(file, StoredFile)
    assert document.file.name == file.name
    assert document.read() == PDF


def test_two_documents_of_one_stored_file_have_a_file_each(admin):
    file = storage.store_first(PDF)
    # the second file is not stored
    with pytest.raises(AssertionError, match="inside a transaction"):
        keep(by=admin, files=[file, file])


@pytest.mark.parametrize("refusal", [Refused("no"), PermissionDenied("no")])
def test_a_refused_operation_leaves_no_file(admin, refusal):
    before = stored_files()
    with pytest.raises(type(refusal)):
        keep(by=admin, file=PDF, error=refusal)
    assert stored_files() == before


def test_an_operation_that_needs_no_file_leaves_none(admin):
    before = stored_files()
    keep(by=admin, files=[PDF, PDF], is_needed=False)
    assert stored_files() == before


def test_after_another_error_the_sweep_decides_on_the_file(admin):
    """The file is kept, since its row may have been committed."""
    before = stored_files()
    with pytest.raises(OperationalError):
        keep(by=admin, file=PDF, error=OperationalError("server closed the connection"))
    assert len(stored_files() - before) == 1


def test_the_storage_of_tests_notices_a_transaction(db):
    with transaction.atomic(), pytest.raises(AssertionError, match="inside a transaction"):
        default_storage.exists("00/x")
    assert connection.atomic_blocks  # the transaction of the test itself does not count
    assert not default_storage.exists("00/x")


# --- A read-only folder ---


@pytest.mark.parametrize("code", ["EROFS", "EACCES", "EPERM", "EIO", "ESTALE"])
def test_an_unwritable_folder_keeps_the_form_to_send_again(visitor, world, monkeypatch, code):
    def broken(*args):
        raise OSError(getattr(errno, code), "made up")

    monkeypatch.setattr(storage.FlushedStorage, "_save", broken)
    answer = send_scan(visitor, world, note="kept")
    page = answer.content.decode()
    assert answer.status_code == 503
    assert AWAY in page
    assert 'name="note" value="kept"' in page
    assert "Try again" in page
    world.issued.refresh_from_db()
    assert world.issued.is_to_sign


# --- A bucket that accepts connections and never answers ---


class HungServer:
    """Server that accepts every connection and never answers."""

    def __init__(self):
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.connections = []
        Thread(target=self._accept, daemon=True).start()

    @property
    def address(self):
        return f"s3+http://key:secret@127.0.0.1:{self.listener.getsockname()[1]}/documents"

    def _accept(self):
        while True:
            try:
                self.connections.append(self.listener.accept()[0])
            except OSError:
                return

    def close(self):
        self.listener.close()
        for sock in self.connections:
            sock.close()


@pytest.fixture
def hung(settings, monkeypatch):
    """A server of a bucket that hangs, for which a page waits only briefly."""
    monkeypatch.setattr(storage, "PAGE_SECONDS", 0.05)
    monkeypatch.setattr(bucket, "breaker", CircuitBreaker(seconds=10))
    with closing(HungServer()) as server:
        settings.STORAGES = settings.STORAGES | {"default": storage_at(server.address)}
        yield server


def test_pages_try_once_and_jobs_wait_longer():
    pages, jobs = bucket.FOR_PAGES, bucket.FOR_JOBS
    assert storage.PAGE_SECONDS == 4
    assert pages.retries == {"total_max_attempts": 1}
    assert max(pages.connect_timeout, pages.read_timeout) <= storage.PAGE_SECONDS
    assert bucket.WHOLE.num_download_attempts == 1
    assert jobs.read_timeout > pages.read_timeout
    assert jobs.retries["total_max_attempts"] > 1


def test_pages_try_a_hung_bucket_once(hung):
    for _page in range(3):
        with waiting_as_a_page(), pytest.raises(bucket.NotAnswering):
            default_storage.open("00/x")
    assert len(hung.connections) == 1


def test_a_page_without_time_left_does_not_ask_the_bucket(hung):
    with waiting_as_a_page(), storage.spending(storage.budget.get()):
        storage.budget.get().left = 0
        with pytest.raises(bucket.NotAnswering):
            default_storage.exists("00/x")
    assert hung.connections == []


def test_all_requests_of_a_page_share_its_time(hung, monkeypatch):
    clock = iter([0, 3, 3, 3.5])
    monkeypatch.setattr(storage.time, "monotonic", lambda: next(clock))
    page = storage.PageBudget(4)
    for _request in range(2):
        with storage.spending(page):
            pass
    assert page.left == 0.5


def test_a_hung_bucket_stops_no_page_that_needs_no_file(visitor, world, hung):
    path = reverse("agreement_file", args=[world.signed.pk])
    for _visit in range(2):
        answer = visitor.get(path)
        assert answer.status_code == 503
        assert AWAY in answer.content.decode()
    assert visitor.get(reverse("device_list")).status_code == 200
    answer = send_scan(visitor, world)
    assert (answer.status_code, AWAY in answer.content.decode()) == (503, True)
    assert len(hung.connections) == 1
    world.issued.refresh_from_db()
    assert world.issued.is_to_sign


def test_the_breaker_lets_one_caller_probe_after_its_time(monkeypatch):
    now = [100.0]
    monkeypatch.setattr(circuit_breaker.time, "monotonic", lambda: now[0])
    breaker = CircuitBreaker(seconds=10)
    assert breaker.allows()
    breaker.open()
    assert not breaker.allows()
    now[0] = 111
    # the second caller waits for the probe
    assert [breaker.allows(), breaker.allows()] == [True, False]
    breaker.close()
    assert breaker.allows()


def test_a_refusal_of_the_bucket_is_an_answer():
    def error(status):
        facts = {"Error": {"Code": "x"}, "ResponseMetadata": {"HTTPStatusCode": status}}
        return bucket.ClientError(facts, "GetObject")

    assert bucket._is_an_answer(error(403))
    assert not bucket._is_an_answer(error(503))
    assert not bucket._is_an_answer(bucket.NotAnswering())
