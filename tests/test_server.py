"""Gunicorn with gunicorn.conf.py, and clients that send slowly or too much."""

import logging
import os
import socket
import subprocess
import sys
from contextlib import ExitStack
from http.client import HTTPConnection
from pathlib import Path
from runpy import run_path
from types import SimpleNamespace

import pytest
from django.conf import settings
from django.db import connection
from django.test import override_settings

from config.server import MAX_BUFFERED_BODY_BYTES
from core.http.body_limit import MAX_ANONYMOUS_BODY_BYTES
from tests.clearing import copy_database
from tests.law import migrated

pytestmark = [pytest.mark.django_db, pytest.mark.engine]

WAIT = 20  # timeout of a page in seconds, reached only on failure
FORM = (
    "POST {path} HTTP/1.1\r\nHost: localhost\r\nCookie: csrftoken={cookie}\r\n"
    "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {length}\r\n\r\n"
)
# A fictitious cookie, with which Django reads the body before it refuses the request.
MADE_UP = "a" * 32
PAGE = "GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
LOGIN = PAGE.format(path="/accounts/login/")


def database_url():
    facts = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{facts['NAME']}"
    user = ":".join(filter(None, [facts["USER"], facts["PASSWORD"]]))
    return f"postgres://{user}@{facts['HOST']}:{facts['PORT']}/{facts['NAME']}"


class Server:
    """A server process with four threads and the test database."""

    def __init__(self, folder):
        with socket.create_server(("127.0.0.1", 0)) as free:
            self.address = free.getsockname()
        self.folder, self.log = folder, folder / "log"
        env = os.environ | {
            "BIND": "{}:{}".format(*self.address),
            "DATABASE_URL": database_url(),
            "DEBUG": "1",
            "SITE_URL": "http://localhost",
            "WEB_CONCURRENCY": "1",
            "WEB_THREADS": "4",
            "TMPDIR": str(folder),
        }
        with self.log.open("w") as log:
            self.process = subprocess.Popen(  # noqa: S603  (our own)
                [Path(sys.executable).with_name("gunicorn"), "--access-logfile", "-"],
                cwd=settings.PROJECT_DIR,
                env=env,
                stdout=log,
                stderr=log,
            )
        self.reads("Booting worker")

    def reads(self, text):
        """Wait until a line of the log contains this text; return the line."""
        with self.log.open() as log:
            while self.process.poll() is None:
                line = log.readline()
                if text in line:
                    return line
        raise AssertionError(self.log.read_text())

    def send(self, text):
        sender = socket.create_connection(self.address, timeout=WAIT)
        sender.sendall(text.encode())
        return sender

    def answer(self, text):
        with self.send(text) as sender:
            return b"".join(iter(lambda: sender.recv(65536), b"")).decode()


@pytest.fixture(scope="module")
def server(django_db_setup, django_db_blocker, tmp_path_factory):
    with ExitStack() as stack:
        with django_db_blocker.unblock(), override_settings(MIGRATION_MODULES={}):
            before = stack.enter_context(copy_database())
            migrated()  # otherwise the server would wait for `migrate`
        server = Server(tmp_path_factory.mktemp("server"))
        server.reads("is ready")
        yield server
        server.process.terminate()
        server.process.wait()
        with django_db_blocker.unblock():
            before.restore()


@pytest.mark.audit
def test_slow_clients_do_not_block_others(server):
    assert (
        MAX_BUFFERED_BODY_BYTES == MAX_ANONYMOUS_BODY_BYTES
    )  # larger bodies of anonymous users are refused without being read
    slow = {
        "nothing": "",
        "half a head": "POST /accounts/login/ HTTP/1.1\r\nHost: local",
        "a body": FORM.format(path="/accounts/login/", cookie=MADE_UP, length=10_000) + "lo",
        "a large body": FORM.format(path="/accounts/login/", cookie=MADE_UP, length=100_000) + "lo",
        "after an answer": LOGIN.replace("close", "keep-alive") + LOGIN[:20],
    }
    for what, sent in slow.items():
        with ExitStack() as stack:
            for _visitor in range(6):
                stack.enter_context(server.send(sent))
            assert server.answer(LOGIN).startswith("HTTP/1.1 200 "), what


@pytest.mark.audit
def test_a_request_in_pieces_is_served_once_complete(server):
    body = b"login=lou@example.org"
    visitor = HTTPConnection(*server.address, timeout=WAIT)
    visitor.putrequest("POST", "/accounts/login/")
    visitor.putheader("Cookie", f"csrftoken={MADE_UP}")
    visitor.putheader("Content-Length", len(body))
    visitor.endheaders()
    for byte in body:
        visitor.send(bytes([byte]))
    answer, sock = visitor.getresponse(), visitor.sock
    # a fictitious session
    assert (answer.status, "Rebond" in answer.read().decode()) == (403, True)
    visitor.request("GET", "/accounts/login/")  # the connection is reused
    assert (visitor.getresponse().status, visitor.sock) == (200, sock)
    visitor.close()


def test_oversized_bodies_are_refused_before_reading(server):
    for path in ("/accounts/login/", "/V/aaaaaaaa/", "/A/xx/", "/devices/add/"):
        sent = FORM.format(path=path, cookie=MADE_UP, length=300_000_000) + "lo"
        assert server.answer(sent).startswith("HTTP/1.1 413 "), path
    # nothing was written to the disk
    assert [path.name for path in server.folder.iterdir()] == ["log"]


def test_the_access_log_contains_no_token_and_no_search_terms(server):
    server.answer(PAGE.format(path="/invitation/secret-of-a-link/"))
    assert "/invitation/… HTTP" in server.reads("GET /invitation/").replace("/ HTTP", " HTTP")
    server.answer(PAGE.format(path="/scan/?code=0612345678"))
    server.reads("GET /scan/ HTTP")
    log = server.log.read_text()
    assert "secret-of-a-link" not in log
    assert "0612345678" not in log


@pytest.mark.audit
def test_metrics_are_kept_in_memory_as_a_full_disk_would_kill_the_process(
    settings, tmp_path, monkeypatch
):
    """Mapped files with holes raise SIGBUS when the disk has no block left for a hole."""
    monkeypatch.setenv("METRICS_TOKEN", "of a monitor")
    monkeypatch.setenv("PROMETHEUS_MULTIPROC_DIR", "")  # so that it is restored
    monkeypatch.delenv("PROMETHEUS_MULTIPROC_DIR")
    monkeypatch.setenv("RUNTIME_DIRECTORY", str(tmp_path))
    configuration = run_path(str(settings.PROJECT_DIR / "gunicorn.conf.py"))
    folder = Path(os.environ["PROMETHEUS_MULTIPROC_DIR"])
    assert folder.parent == tmp_path  # /run/rebond-web: systemd keeps it in memory
    configuration["on_starting"](None)
    assert folder.stat().st_mode & 0o777 == 0o700
    configuration["on_exit"](None)
    assert not folder.exists()
    monkeypatch.delenv("PROMETHEUS_MULTIPROC_DIR")
    monkeypatch.delenv("RUNTIME_DIRECTORY")
    run_path(str(settings.PROJECT_DIR / "gunicorn.conf.py"))
    assert Path(os.environ["PROMETHEUS_MULTIPROC_DIR"]).parent == Path("/dev/shm")  # noqa: S108


@pytest.mark.audit
def test_several_gunicorn_workers_need_a_shared_cache(settings, caplog):
    settings.WEB_CONCURRENCY = 1  # which `--workers` overrides
    ready = run_path(str(settings.PROJECT_DIR / "gunicorn.conf.py"))["post_worker_init"]
    worker = SimpleNamespace(cfg=SimpleNamespace(workers=2), log=logging.getLogger())
    with pytest.raises(SystemExit):
        ready(worker)
    assert "2 processes serve, and CACHE_URL names a cache of each." in caplog.text
