"""Gunicorn worker and logger: threads serve whole requests only; logs contain no tokens.

A thread of gunicorn gets whole requests (`config/server.py`). Its own workers read heads and bodies
in the thread: six visitors who stop in the middle hold them all, whatever timeouts it has, and more
threads only need more visitors. So the accept loop buffers requests, up to 64 KB of a body, which
is the maximum without signing in; larger bodies are read by a thread, with a timeout, for signed-in
users (`core.http.body_limit`).

Requests that write take all threads but one: while they wait for a lock, pages can still be read.
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

MAX_UNREAD = 128 * 1024  # bytes of one request, its head included
MAX_BODY = 64 * 1024  # as `core.http.body_limit.STRANGER`
LONGEST = 20  # seconds for a request to be there
LINGER = 2  # seconds for the other side to take an answer before the connection ends
SLOWEST = 40 * 1024  # bytes a second: how fast a larger body must come
MAX_SLOW = 400  # connections whose request is not there yet; then the one nearest its end is closed
READING = (b"GET ", b"HEAD ", b"OPTIONS ")
HEAD_END = b"\r\n\r\n"
LENGTH = re.compile(rb"\r\ncontent-length[ \t]*:[ \t]*(\d{1,12})[ \t]*\r\n", re.IGNORECASE)


class BoundedSocket:
    """A socket that is read until a moment and no longer, however little comes at a time.

    The time starts when a thread begins to read: a request that waits for a thread is not slow.
    """

    def __init__(self, sock):
        self.sock, self.seconds, self.until = sock, LONGEST, 0

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
    """A thread is given a request once it is there: who sends slowly waits, and costs none.

    A body of more than 64 KB is read by the thread, within a time that goes by its length: the
    product refuses it to strangers before.
    """

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.deadlines = {}  # of the requests that are not there yet
        self.writing = set()  # connections whose request writes, and has a thread
        self.waiting_to_write = deque()

    def enqueue_req(self, conn):
        if self.cfg.is_ssl:  # cannot be read without a thread
            super().enqueue_req(conn)
            return
        deadline = self.deadlines.setdefault(conn, time.monotonic() + LONGEST)
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
        """At once if it reads; what writes leaves a thread to those."""
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
        if len(self.pending_conns) >= MAX_SLOW:
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
        """A body that was not read ends the connection: no thread waits for the rest of it."""
        if not self.cfg.is_ssl:
            conn.parser.unreader.sock.until = 0
        return super()._keepalive_after(conn, keepalive)

    def finish_request(self, conn, fs):
        """What is over lingers in the poller, not in the loop that all connections share."""
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
            self._await(conn, self._discard, time.monotonic() + LINGER)

    def _discard(self, conn, sock):
        """Throw away what comes after the answer; nothing more comes once it reads as empty."""
        try:
            more = sock.recv(MAX_BODY)
        except BlockingIOError:
            return
        except OSError:
            more = b""
        if not more:
            self._end(conn, sock)


def _take_in(conn):
    """Add what has come to what the parser will read; whether the other side has ended."""
    conn.sock.settimeout(0)
    unread = conn.parser.unreader.buf
    unread.seek(0, 2)
    try:
        while unread.tell() <= MAX_UNREAD:
            data = conn.sock.recv(MAX_BODY)
            if not data:
                return True
            unread.write(data)
    except BlockingIOError:
        return False
    except OSError:
        return True
    return False


def _missing(conn):
    """How many bytes must come before a thread takes it, 1 if unknown; -1 if it is too much."""
    unreader = conn.parser.unreader
    unread = unreader.buf.getvalue()
    head, end, body = unread.partition(HEAD_END)
    if not end:
        return -1 if len(unread) > MAX_UNREAD else 1
    length = LENGTH.search(head + b"\r\n")
    length = int(length[1]) if length else 0
    unreader.sock.seconds = LONGEST + length / SLOWEST
    return 0 if length > MAX_BODY else max(length - len(body), 0)


class TokenlessLogger(Logger):
    """An access log without what opens a page to its holder, and without what was searched for."""

    def atoms(self, resp, req, environ, request_time):
        path = without_tokens(environ["RAW_URI"].partition("?")[0])
        line = f"{environ['REQUEST_METHOD']} {path} {environ['SERVER_PROTOCOL']}"
        atoms = super().atoms(resp, req, environ, request_time)
        return atoms | {"r": line, "U": path, "q": "", "f": "-"}
