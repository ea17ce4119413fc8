"""The network between a phone and the server: a proxy that may delay, refuse or lose responses."""

import time
from contextlib import suppress
from http.client import HTTPConnection, HTTPException
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Thread
from urllib.parse import urlsplit

PORTAL = b"<!doctype html><title>Hotel</title><h1>Accept our conditions</h1>"
HOP_BY_HOP = {"connection", "transfer-encoding", "keep-alive"}


class Network:
    """A proxy at `url`; `fate` applies to requests whose path contains `of`.

    fates: "" passes; "lost" drops the response after the server processed the request; "portal"
    answers with the page of a captive portal; "silent" accepts a request and never answers; a
    status is answered by the proxy itself. `latency` is in seconds. `fates` lists those of the next
    requests, before `fate`.
    """

    def __init__(self, live_url):
        self.fate, self.of, self.latency, self.fates = "", "", 0, []
        self.paths = []  # requests that the server received
        self.is_closed = Event()
        network, target = self, urlsplit(live_url)

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self):
                with suppress(ConnectionError):  # the phone went offline before the answer
                    network.handle(self, target)

            do_POST = do_HEAD = do_GET  # noqa: N815

            def log_message(self, *args):
                """Nothing is logged."""

        self.server = ThreadingHTTPServer(("localhost", 0), Handler)
        self.server.daemon_threads = True
        self.url = f"http://localhost:{self.server.server_port}"
        Thread(target=self.server.serve_forever, daemon=True).start()

    def close(self):
        self.is_closed.set()
        self.server.shutdown()
        self.server.server_close()

    def _fate_of(self, path):
        if self.of not in path:
            return ""
        return self.fates.pop(0) if self.fates else self.fate

    def handle(self, request, target):
        body = request.rfile.read(int(request.headers.get("Content-Length", 0)))
        fate = self._fate_of(request.path)
        time.sleep(self.latency)
        if fate == "portal" or isinstance(fate, int):
            _answer(
                request, 200 if fate == "portal" else fate, [("Content-Type", "text/html")], PORTAL
            )
            return
        if fate == "silent":
            self.is_closed.wait()
            request.close_connection = True
            return
        server = HTTPConnection(target.hostname, target.port)
        try:
            server.request(request.command, request.path, body, dict(request.headers))
            answer = server.getresponse()
            content = answer.read()
        except (OSError, HTTPException):
            fate = "lost"
        finally:
            server.close()
        self.paths.append(request.path)
        if fate == "lost":
            request.close_connection = True
            request.connection.close()
            return
        _answer(request, answer.status, answer.getheaders(), content)


def _answer(request, status, headers, content):
    request.send_response_only(status)
    for name, value in headers:
        if name.lower() not in {*HOP_BY_HOP, "content-length"}:
            request.send_header(name, value)
    if status != 304:
        request.send_header("Content-Length", str(len(content)))
    request.end_headers()
    if request.command != "HEAD" and status != 304:
        request.wfile.write(content)
