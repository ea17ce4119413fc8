"""Services around the site on loopback: a mail server, and a receiver of webhooks."""

import re
import socketserver
import threading
from collections import Counter
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from tests.soak.site import free_port


class Mailbox:
    """SMTP server that accepts every letter, and may be away."""

    def __init__(self):
        self.port, self.count, self.server = free_port(), 0, None
        self.by_day, self.last = Counter(), {}
        self.open()

    def open(self):
        box = self

        class Session(socketserver.StreamRequestHandler):
            def handle(self):
                box.converse(self.rfile, self.wfile)

        class Server(socketserver.ThreadingTCPServer):
            allow_reuse_address = daemon_threads = True

        self.server = Server(("127.0.0.1", self.port), Session)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def close(self):
        self.server.shutdown()
        self.server.server_close()

    def converse(self, read, write):
        def say(line):
            write.write(f"{line}\r\n".encode())
            write.flush()

        to = ""
        say("220 soak")
        for line in iter(read.readline, b""):
            word = line[:4].upper().strip()
            if word == b"RCPT":
                to = line.decode(errors="replace").partition("<")[2].partition(">")[0]
            if word == b"DATA":
                say("354 go on")
                text = b"".join(iter(read.readline, b".\r\n"))
                self.count += 1
                self.last[to] = text
                say("250 kept")
            elif word == b"QUIT":
                say("221 bye")
                return
            elif word == b"EHLO":
                say("250-soak\r\n250 8BITMIME")
            else:
                say("250 ok")

    def link_to(self, address):
        """Return the path of the first link in the last letter to an address."""
        text = self.last[address].decode(errors="replace").replace("=\r\n", "").replace("=3D", "=")
        return re.search(r"https?://[^/\s]+(/\S+)", text).group(1)


class Receiver:
    """Receiver of webhooks; while it is away, connections are refused."""

    def __init__(self):
        self.port, self.count, self.server = free_port(), 0, None
        self.open()

    def open(self):
        receiver = self

        class Delivery(BaseHTTPRequestHandler):
            def do_POST(self):
                self.rfile.read(int(self.headers.get("Content-Length") or 0))
                receiver.count += 1
                self.send_response(204)
                self.end_headers()

            def log_message(self, *words):
                """Keep silent."""

        self.server = ThreadingHTTPServer(("127.0.0.1", self.port), Delivery)
        self.server.daemon_threads = True
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def close(self):
        self.server.shutdown()
        self.server.server_close()
