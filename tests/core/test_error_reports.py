"""An error is reported with its place in the code, and without personal data."""

import gzip
import json
import logging
import subprocess
import sys
import time
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread

import brotli
import pytest
from django.conf import settings
from django.core import mail
from django.db import IntegrityError, OperationalError
from django.http import UnreadablePostError
from django.test import Client

from core.operating.error_mails import (
    HOUR_SECONDS,
    MAX_MAILS_PER_HOUR,
    mail_errors_job,
    mail_waiting_errors,
)
from core.operating.error_reports import ErrorMail

NAME = "Zoraïde Quillévéré"


def fail(name):
    raise IntegrityError(f"Key (name)=({name}) already exists.")


@pytest.fixture
def failed():
    """Record of an error whose message names a person."""
    logger, records = logging.getLogger("tests.error_reports"), []
    handler = logging.Handler()
    handler.emit = records.append
    logger.addHandler(handler)
    try:
        fail(NAME)
    except IntegrityError:
        logger.exception("Internal Server Error: /invitation/1-secret/")
    logger.removeHandler(handler)
    return records[0]


@pytest.fixture
def handler(settings):
    """Mail handler without its timer: `flush` queues the collected reports."""
    settings.ADMINS = [("", "lou@example.org")]
    handler = ErrorMail()
    handler.setLevel(logging.ERROR)
    handler._start_timer = lambda: None
    logging.getLogger().addHandler(handler)
    yield handler
    logging.getLogger().removeHandler(handler)


def error_of(number):
    """Record of an error that differs from those with other numbers."""
    return logging.LogRecord("tests", logging.ERROR, f"{number}.py", number, "", (), None)


def test_an_error_is_mailed_with_its_place_and_no_data(failed, handler):
    handler.handle(failed)
    assert mail.outbox == []  # the failed request itself sends nothing
    handler.flush()
    [message] = mail.outbox
    assert message.to == ["lou@example.org"]
    assert "IntegrityError" in message.body
    assert "in fail" in message.body
    for word in ("Quillévéré", "secret"):
        assert word not in message.body + message.subject


def test_an_error_is_mailed_once_an_hour_with_its_count(handler, monkeypatch):
    now = time.time()
    for _time in range(57):
        handler.handle(error_of(1))
    handler.flush()
    for _time in range(3):
        handler.handle(error_of(1))
        handler.flush()
    mail_waiting_errors()
    assert [message.body.partition(",")[0] for message in mail.outbox] == ["Happened 57 times"]
    monkeypatch.setattr(time, "time", lambda: now + HOUR_SECONDS + 60)
    mail_waiting_errors()
    assert mail.outbox[1].body.startswith("Happened 3 times")
    assert len(mail.outbox) == 2


def test_many_different_errors_are_few_mails(handler):
    for number in range(MAX_MAILS_PER_HOUR + 5):
        handler.handle(error_of(number))
    handler.flush()
    assert len(mail.outbox) == MAX_MAILS_PER_HOUR


@pytest.mark.django_db
def test_requests_of_strangers_are_never_mailed(handler, caplog):
    fields = "a&" * (settings.DATA_UPLOAD_MAX_NUMBER_FIELDS + 1)
    form = {"content_type": "application/x-www-form-urlencoded"}
    strange = Client(raise_request_exception=False)
    assert strange.post("/accounts/login/", fields, **form).status_code == 400
    assert strange.get("/", headers={"host": "evil"}).status_code == 400
    assert {record.levelname for record in caplog.records} >= {"ERROR"}
    error = UnreadablePostError("cut short")
    cut_short = ("tests", logging.ERROR, "", 1, "", (), (type(error), error, None))
    handler.handle(logging.LogRecord(*cut_short))
    assert handler.reports == {}


def test_errors_of_a_failing_database_are_mailed_when_it_answers(handler, monkeypatch):
    def fail(self, reports):
        raise OperationalError("server closed the connection")

    handler.handle(error_of(1))
    with monkeypatch.context() as patch:
        patch.setattr(type(mail_errors_job), "enqueue", fail)
        handler.flush()
    handler.handle(error_of(1))
    assert mail.outbox == []
    handler.flush()
    assert mail.outbox[0].body.startswith("Happened 2 times")


def test_a_failing_mail_server_is_not_mailed(handler, settings):
    settings.EMAIL_BACKEND = "core.operating.no_mail.EmailBackend"
    handler.handle(error_of(1))
    handler.flush()
    assert handler.reports == {}
    assert mail.outbox == []


class Receiver(BaseHTTPRequestHandler):
    def do_POST(self):
        content = self.rfile.read(int(self.headers["Content-Length"]))
        unpack = {"gzip": gzip.decompress, "br": brotli.decompress}[
            self.headers["Content-Encoding"]
        ]
        self.server.received.append(unpack(content).decode())
        self.send_response(200)
        self.end_headers()
        self.wfile.write(b"{}")

    def log_message(self, *args):
        pass


REPORTED = f"""
import sys
import sentry_sdk
from core.operating.error_reports import send_errors_to
send_errors_to(sys.argv[1], release="1.2.3")
try:
    raise ValueError("Key (name)=({NAME}) already exists.")
except ValueError as error:
    sentry_sdk.capture_exception(error)
sentry_sdk.flush(timeout=60)  # at its end a process waits for two seconds only
"""


def test_an_error_reaches_a_sentry_compatible_server_without_data():
    """This runs in a separate process, since the library patches the whole process."""
    with HTTPServer(("127.0.0.1", 0), Receiver) as server:
        server.received = []
        Thread(target=server.serve_forever, daemon=True).start()
        address = f"http://key@127.0.0.1:{server.server_port}/7"
        subprocess.run(  # noqa: S603  (our own)
            [sys.executable, "-c", REPORTED, address], check=True, cwd=settings.PROJECT_DIR
        )
        server.shutdown()
    text = "\n".join(server.received)
    event = json.loads(next(line for line in text.splitlines() if '"exception"' in line))
    assert event["release"] == "1.2.3"
    assert event["exception"]["values"][-1]["type"] == "ValueError"
    assert "Quill" not in text
    assert NAME.encode("unicode_escape").decode() not in text
