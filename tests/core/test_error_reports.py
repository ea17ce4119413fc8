"""An error is reported with its place in the code, and without a word of the people in it."""

import gzip
import json
import logging
import subprocess
import sys
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread

import brotli
import pytest
from django.conf import settings
from django.core import mail
from django.db import IntegrityError
from django.test import override_settings

from core.error_reports import ErrorMail

NAME = "Zoraïde Quillévéré"


def fail(name):
    raise IntegrityError(f"Key (name)=({name}) already exists.")


@pytest.fixture
def failed():
    """The record of an error whose message names somebody."""
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


def test_an_error_is_mailed_with_its_place_and_no_data(failed):
    with override_settings(ADMINS=[("", "lou@example.org")]):
        ErrorMail().handle(failed)
    [message] = mail.outbox
    assert message.to == ["lou@example.org"]
    assert "IntegrityError" in message.body
    assert "in fail" in message.body
    for word in ("Quillévéré", "secret"):
        assert word not in message.body + message.subject


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
from core.error_reports import send_errors_to
send_errors_to(sys.argv[1], release="1.2.3")
try:
    raise ValueError("Key (name)=({NAME}) already exists.")
except ValueError as error:
    sentry_sdk.capture_exception(error)
sentry_sdk.flush(timeout=60)  # at its end a process waits for two seconds only
"""


def test_an_error_reaches_a_sentry_compatible_server_without_data():
    """In a process of its own: the library lays itself around all that runs."""
    with HTTPServer(("127.0.0.1", 0), Receiver) as server:
        server.received = []
        Thread(target=server.serve_forever, daemon=True).start()
        address = f"http://key@127.0.0.1:{server.server_port}/7"
        subprocess.run(  # noqa: S603  (our own)
            [sys.executable, "-c", REPORTED, address], check=True, cwd=settings.BASE_DIR
        )
        server.shutdown()
    text = "\n".join(server.received)
    event = json.loads(next(line for line in text.splitlines() if '"exception"' in line))
    assert event["release"] == "1.2.3"
    assert event["exception"]["values"][-1]["type"] == "ValueError"
    assert "Quill" not in text
    assert NAME.encode("unicode_escape").decode() not in text
