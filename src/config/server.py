"""Gunicorn worker whose threads serve only complete requests, and logger without tokens.

The standard threaded worker of gunicorn reads headers and bodies in its threads. Six clients that
stop sending halfway occupy all of them, despite any timeout, and with more threads it only takes
more clients. So the accept loop buffers requests, up to 64 KB of a body, the maximum for anonymous
users. A thread reads larger bodies of signed-in users, with a timeout (`core.http.body_limit`).

Requests that write may use all threads except one, so that pages can still be read while they wait
for a lock.
"""

import re
import socket
import time
from collections import deque
from functools import partial
from selectors import EVENT_READ

from gunicorn import http
from gunicorn.glogging import Logger
from gunicorn.workers.gthread import ThreadWorker

from core.operating.logs import without_tokens

MAX_BUFFERED_BYTES = 128 * 1024  # maximum size of a buffered request, including its head
MAX_BUFFERED_BODY_BYTES = 64 * 1024  # equals `core.http.body_limit.MAX_ANONYMOUS_BODY_BYTES`
MAX_HEAD_SECONDS = 20  # seconds until a request must be complete
LINGER_SECONDS = 2  # time for the client to receive a response before the connection is closed
MIN_BYTES_PER_SECOND = 40 * 1024  # minimum speed of larger bodies
# Limit on connections with an incomplete request; the one nearest its deadline is then closed.
MAX_INCOMPLETE_CONNECTIONS = 400
READING = (b"GET ", b"HEAD ", b"OPTIONS ")
HEAD_END = b"\r\n\r\n"
LENGTH = re.compile(rb"\r\ncontent-length[ \t]*:[ \t]*(\d{1,12})[ \t]*\r\n", re.IGNORECASE)


class BoundedSocket:
    """A socket that can be read until a deadline, however few bytes arrive at a time.

    The time starts when a thread begins to read, so that waiting for a thread does not count.
    """

    def __init__(self, sock):
        self.sock, self.seconds, self.until = sock, MAX_HEAD_SECONDS, 0

    def start(self):
        self.until = time.monotonic() + self.seconds

    def recv(self, size):
        left = self.until - time.monotonic()
        if left <= 0:
            raise TimeoutError
        self.sock.settimeout(left)
        try:
            return self.sock.recv(size)
        finally:
            self.sock.settimeout(None)


class WholeRequestWorker(ThreadWorker):
    """Gunicorn worker that gives only complete requests to threads: slow clients occupy none.

    A body of more than 64 KB is read by the thread, with a deadline that depends on its length. For
    anonymous users, `body_limit` refuses it before it is read.
    """

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.deadlines = {}  # deadlines of incomplete requests
        self.writing = set()  # connections with a writing request in a thread
        self.waiting_to_write = deque()

    def enqueue_req(self, conn):
        if self.cfg.is_ssl:  # TLS cannot be read without a thread
            super().enqueue_req(conn)
            return
        deadline = self.deadlines.setdefault(conn, time.monotonic() + MAX_HEAD_SECONDS)
        if conn.parser is None:
            conn.parser = http.get_parser(self.cfg, BoundedSocket(conn.sock), conn.client)
        is_over, missing = _take_in(conn), _missing(conn)
        if not missing:
            del self.deadlines[conn]
            conn.data_ready = True
            self._hand_to_thread(conn)
        elif is_over or missing < 0 or time.monotonic() > deadline:
            self._drop(conn)
        else:
            self._await(conn, self.on_pending_socket_readable, deadline)

    def _hand_to_thread(self, conn):
        """Hand a request to a thread; requests that write wait if they would occupy all threads."""
        if not conn.parser.unreader.buf.getvalue().startswith(READING):
            if len(self.writing) >= max(self.cfg.threads - 1, 1):
                self.waiting_to_write.append(conn)
                return
            self.writing.add(conn)
        super().enqueue_req(conn)

    def handle(self, conn):
        if not self.cfg.is_ssl:
            conn.parser.unreader.sock.start()
        return super().handle(conn)

    def _await(self, conn, then, deadline):
        if len(self.pending_conns) >= MAX_INCOMPLETE_CONNECTIONS:
            oldest = min(self.pending_conns, key=lambda waiting: waiting.timeout)
            self._end(oldest, oldest.sock)
        conn.timeout = deadline
        self.pending_conns.append(conn)
        self.poller.register(conn.sock, EVENT_READ, partial(then, conn))

    def _drop(self, conn):
        self.deadlines.pop(conn, None)
        self.nr_conns -= 1
        conn.close()

    def murder_pending(self):
        now = time.monotonic()
        for conn in [conn for conn in self.pending_conns if conn.timeout <= now]:
            self._end(conn, conn.sock)

    def _end(self, conn, sock):
        self.pending_conns.remove(conn)
        self.poller.unregister(sock)
        self._drop(conn)

    def _keepalive_after(self, conn, keepalive):
        """Close the connection if the body was not read, so that no thread waits for the rest."""
        if not self.cfg.is_ssl:
            conn.parser.unreader.sock.until = 0
        return super()._keepalive_after(conn, keepalive)

    def finish_request(self, conn, fs):
        """Let finished connections linger in the poller, without blocking the shared loop."""
        if conn in self.writing:
            self.writing.remove(conn)
            if self.waiting_to_write:
                self._hand_to_thread(self.waiting_to_write.popleft())
        if fs.cancelled() or fs.exception() or fs.result():
            super().finish_request(conn, fs)
            return
        try:
            conn.sock.shutdown(socket.SHUT_WR)
            conn.sock.settimeout(0)
        except OSError:
            self._drop(conn)
        else:
            self._await(conn, self._discard, time.monotonic() + LINGER_SECONDS)

    def _discard(self, conn, sock):
        """Discard bytes that arrive after the response; an empty read ends the connection."""
        try:
            more = sock.recv(MAX_BUFFERED_BODY_BYTES)
        except BlockingIOError:
            return
        except OSError:
            more = b""
        if not more:
            self._end(conn, sock)


def _take_in(conn):
    """Add received bytes to the parser's buffer; return whether the client has closed its side."""
    conn.sock.settimeout(0)
    unread = conn.parser.unreader.buf
    unread.seek(0, 2)
    try:
        while unread.tell() <= MAX_BUFFERED_BYTES:
            data = conn.sock.recv(MAX_BUFFERED_BODY_BYTES)
            if not data:
                return True
            unread.write(data)
    except BlockingIOError:
        return False
    except OSError:
        return True
    return False


def _missing(conn):
    """Number of bytes missing until a thread takes the request; 1 if unknown, -1 if too large."""
    unreader = conn.parser.unreader
    unread = unreader.buf.getvalue()
    head, end, body = unread.partition(HEAD_END)
    if not end:
        return -1 if len(unread) > MAX_BUFFERED_BYTES else 1
    length = LENGTH.search(head + b"\r\n")
    length = int(length[1]) if length else 0
    unreader.sock.seconds = MAX_HEAD_SECONDS + length / MIN_BYTES_PER_SECOND
    return 0 if length > MAX_BUFFERED_BODY_BYTES else max(length - len(body), 0)


class TokenlessLogger(Logger):
    """Access log without the tokens in URLs and without search terms."""

    def atoms(self, resp, req, environ, request_time):
        path = without_tokens(environ["RAW_URI"].partition("?")[0])
        line = f"{environ['REQUEST_METHOD']} {path} {environ['SERVER_PROTOCOL']}"
        atoms = super().atoms(resp, req, environ, request_time)
        return atoms | {"r": line, "U": path, "q": "", "f": "-"}
