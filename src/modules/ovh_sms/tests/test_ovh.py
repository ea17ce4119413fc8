"""OVHcloud SMS, tested with a local server that has the same responses."""

import hashlib
import json
import socket
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest

from modules.ovh_sms.carrier import Ovh
from people.outbox.checks import check_sms_carrier
from people.outbox.errors import NotSent, Unsure
from people.outbox.lifecycle import Trouble

TAKEN = {
    "totalCreditsRemoved": 1,
    "ids": [27814656],
    "invalidReceivers": [],
    "validReceivers": ["+33639980001"],
}


class Answering(BaseHTTPRequestHandler):
    """Server that records requests, and returns the response set by the test."""

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        self.server.received.append((self.path, dict(self.headers), body))
        status, answer = self.server.answer
        if status is None:
            self.close_connection = True
            return
        content = answer if isinstance(answer, bytes) else json.dumps(answer).encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *args):
        """Keep the output of tests quiet."""


@pytest.fixture
def ovh(settings):
    """`ovh(status, answer)` sets the response of the server; `ovh.received` has its requests."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), Answering)
    server.received = []
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    settings.OVH_ENDPOINT = f"http://127.0.0.1:{server.server_port}/1.0"
    settings.OVH_APPLICATION_KEY = "app"
    settings.OVH_APPLICATION_SECRET = "secret"
    settings.OVH_CONSUMER_KEY = "consumer"
    settings.OVH_SMS_SERVICE = "sms-ab12345-1"

    def say(status, answer=b""):
        server.answer = status, answer

    say.received = server.received
    yield say
    server.shutdown()
    thread.join()
    server.server_close()


def test_a_text_is_one_signed_job(ovh, settings):
    settings.OVH_SMS_SENDER = "Rebond"
    ovh(200, TAKEN)
    Ovh().send("+33639980001", "Bonjour, à mardi.")
    ((path, headers, body),) = ovh.received
    assert path == "/1.0/sms/sms-ab12345-1/jobs"
    assert json.loads(body) == {
        "message": "Bonjour, à mardi.",
        "receivers": ["+33639980001"],
        "charset": "UTF-8",
        "coding": "7bit",
        "noStopClause": True,
        "priority": "high",
        "sender": "Rebond",
    }
    url = f"{settings.OVH_ENDPOINT}/sms/sms-ab12345-1/jobs"
    content = "+".join(["secret", "consumer", "POST", url, body, headers["X-Ovh-Timestamp"]])
    assert headers["X-Ovh-Signature"] == "$1$" + hashlib.sha1(content.encode()).hexdigest()  # noqa: S324
    assert (headers["X-Ovh-Application"], headers["X-Ovh-Consumer"]) == ("app", "consumer")


def test_without_a_sender_replies_are_on_and_unicode_is_declared(ovh):
    ovh(200, TAKEN)
    Ovh().send("+33639980001", "Fenêtre")
    job = json.loads(ovh.received[0][2])
    assert job["senderForResponse"] is True
    assert "sender" not in job
    assert job["coding"] == "8bit"


def test_a_rejected_sms_is_not_sent(ovh):
    for status, answer, trouble, later in (
        (200, {"ids": [], "invalidReceivers": ["+33"]}, Trouble.BAD_ADDRESS, False),
        (400, {"message": "Missing parameter"}, Trouble.REFUSED, False),
        (400, {"message": "Not enough credits"}, Trouble.NO_CREDIT, False),
        (403, {"errorCode": "INVALID_SIGNATURE"}, Trouble.ACCESS, False),
        (403, {"message": "This account has no credit left"}, Trouble.NO_CREDIT, False),
        (404, {"message": "Service does not exist"}, Trouble.ACCESS, False),
        (429, {}, Trouble.UNREACHABLE, True),
        (503, b"<html>", Trouble.UNREACHABLE, True),
    ):
        ovh(status, answer)
        with pytest.raises(NotSent) as refused:
            Ovh().send("+33639980001", "x")
        assert (refused.value.trouble, refused.value.later) == (trouble, later), (
            status,
            answer,
            trouble,
        )


def test_an_unclear_answer_makes_the_message_unsure(ovh):
    for status, answer in ((200, b"<html>"), (200, b"[]"), (500, {}), (502, b""), (None, b"")):
        ovh(status, answer)
        with pytest.raises(Unsure):
            Ovh().send("+33639980001", "x")


def test_incomplete_settings_are_reported_by_checks(ovh, settings):
    settings.SMS_BACKEND = "modules.ovh_sms.carrier.Ovh"
    assert check_sms_carrier(None) == []
    settings.OVH_CONSUMER_KEY = ""
    (error,) = check_sms_carrier(None)
    assert error.msg == "modules.ovh_sms.carrier.Ovh lacks OVH_CONSUMER_KEY."


def test_a_connection_error_is_retried(ovh, settings):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        settings.OVH_ENDPOINT = f"http://127.0.0.1:{free.getsockname()[1]}/1.0"
    with pytest.raises(NotSent) as refused:
        Ovh().send("+33639980001", "x")
    assert (refused.value.trouble, refused.value.later) == (Trouble.UNREACHABLE, True)
