"""A local HTTP server that receives webhooks."""

from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest


class Receiving(BaseHTTPRequestHandler):
    """Records requests, and responds with the status given by the test."""

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.received.append((dict(self.headers), body))
        self.send_response(self.server.status)
        self.send_header("Content-Length", "0")
        self.send_header("Location", f"{self.server.url}elsewhere")
        self.end_headers()

    def log_message(self, *args):
        """Suppress the log."""


@pytest.fixture
def receiver(monkeypatch):
    """A receiver: `url`, the `status` of its responses, and the `received` requests."""
    monkeypatch.setenv("WEBHOOKS_TO_PRIVATE", "true")
    server = ThreadingHTTPServer(("127.0.0.1", 0), Receiving)
    server.received, server.status = [], 200
    server.url = f"http://127.0.0.1:{server.server_port}/"
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()
