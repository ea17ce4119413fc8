"""The gunicorn worker, one event at a time: its threads and its deadlines."""

import socket
import time
from concurrent.futures import Future

import pytest
from gunicorn.config import Config
from gunicorn.workers.gthread import TConn

from config import server
from config.server import MAX_BUFFERED_BODY_BYTES, WholeRequestWorker

LOCAL = ("127.0.0.1", 80)
POST = b"POST /x HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0\r\n\r\n"
GET = b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n"


class Threads:
    """Fake thread pool that records its tasks, which a test runs or finishes."""

    def __init__(self):
        self.given = []

    def submit(self, handle, conn):
        self.given.append(conn)
        return Future()


class Poller:
    def __init__(self):
        self.socks = set()

    def register(self, sock, _events, _then):
        self.socks.add(sock)

    def unregister(self, sock):
        self.socks.remove(sock)


@pytest.fixture
def worker():
    config = Config()
    config.set("threads", 4)
    worker = WholeRequestWorker(1, 1, [], None, 30, config, None)
    worker.tpool, worker.poller = Threads(), Poller()
    yield worker
    worker.tmp.close()


@pytest.fixture
def connect(worker):
    """`connect(sent)` returns a connection on which `sent` has arrived, as the worker sees it."""
    pairs = []

    def connect(sent):
        ours, theirs = socket.socketpair()
        pairs.append((ours, theirs))
        theirs.sendall(sent)
        conn = TConn(worker.cfg, ours, LOCAL, LOCAL)
        conn.other_side = theirs
        worker.nr_conns += 1
        worker.enqueue_req(conn)
        return conn

    yield connect
    for pair in pairs:
        for sock in pair:
            sock.close()


def finish(worker, conn):
    done = Future()
    done.set_result(False)
    worker.finish_request(conn, done)


def test_requests_that_write_leave_a_thread_to_those_that_read(worker, connect):
    writers = [connect(POST) for _number in range(6)]
    assert worker.tpool.given == writers[:3]
    reader = connect(GET)
    assert worker.tpool.given == [*writers[:3], reader]
    finish(worker, reader)
    assert worker.tpool.given == [*writers[:3], reader]  # the reader's thread stays free
    finish(worker, writers[0])
    assert worker.tpool.given[4:] == [writers[3]]


def test_the_clock_of_an_upload_starts_when_a_thread_takes_it(worker, connect, monkeypatch):
    body = b"x" * (MAX_BUFFERED_BODY_BYTES + 1)
    head = f"POST /x HTTP/1.1\r\nHost: localhost\r\nContent-Length: {len(body)}\r\n\r\n"
    conn = connect(head.encode())
    conn.other_side.sendall(body)
    waited = time.monotonic() + 3600  # waiting for a thread
    monkeypatch.setattr(server.time, "monotonic", lambda: waited)
    read = []

    def respond(request, conn):
        read.append(request.body.read())
        return False

    monkeypatch.setattr(worker, "handle_request", respond)
    assert worker.tpool.given == [conn]
    worker.handle(conn)
    assert read == [body]


def test_the_slowest_connection_is_closed_for_the_next(worker, connect, monkeypatch):
    monkeypatch.setattr(server, "MAX_INCOMPLETE_CONNECTIONS", 3)
    slow = [connect(b"G") for _number in range(5)]
    assert list(worker.pending_conns) == slow[2:]
    assert worker.nr_conns == 3
    assert worker.poller.socks == {conn.sock for conn in slow[2:]}
    reader = connect(GET)
    assert worker.tpool.given == [reader]
