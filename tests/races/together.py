"""Concurrent operations: results of the winners, and messages of refused operations."""

import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from threading import Barrier, Event

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import DatabaseError, connection, connections
from django.utils import translation

from core.workflow.lifecycle import Refused
from tests.stored import of_a_test

FOUR = 4
POSTGRES = "postgres://{USER}:{PASSWORD}@{HOST}:{PORT}/{NAME}"


class Racers:
    """Pool of four threads, each with a connection that stays open between races."""

    def __init__(self):
        self.pool = ThreadPoolExecutor(FOUR)

    def run(self, act, count=FOUR):
        """Call `act(start, number)` in `count` threads; return results, or raised exceptions."""
        start = Barrier(count)
        futures = [self.pool.submit(act, start, number) for number in range(count)]
        return [future.exception() or future.result() for future in futures]

    def disconnect(self):
        """Close the connections of all threads; the next race opens new connections."""
        self.run(lambda start, _number: (start.wait(), connections.close_all()))

    def close(self):
        self.disconnect()
        self.pool.shutdown()


racers = Racers()


def race(act, *rows, count=FOUR):
    """Call `act(0, *rows)`, `act(1, *rows)`... at once, each in a thread with its own connection.

    Each thread reads `rows` before the first may start, so they are stale for all threads except
    the first. Return the results, or the raised exceptions.
    """

    def run(start, number):
        with translation.override(settings.LANGUAGE_CODE):
            try:
                mine = [type(row)._default_manager.get(pk=row.pk) for row in rows]
                connection.ensure_connection()
            except Exception:
                start.abort()  # other threads would wait forever
                raise
            start.wait()
            return act(number, *mine)

    return racers.run(run, count)


def done(results):
    """Return the results of successful calls; other calls must be refused with a message."""
    failures = [result for result in results if isinstance(result, Exception)]
    for failure in failures:
        if not (isinstance(failure, Refused) and failure.messages):
            raise failure
    return [result for result in results if not isinstance(result, Exception)]


def killed(code, *args):
    """Run code in another process, killed at its first printed line; return the line."""
    scheme = "sqlite:///{NAME}" if connection.vendor == "sqlite" else POSTGRES
    own = {"DATABASE_URL": scheme.format(**connection.settings_dict), "SECRET_KEY": "a worker"}
    own |= {"DEBUG": "1", "DJANGO_SETTINGS_MODULE": "config.settings"}
    worker = subprocess.Popen(  # noqa: S603
        [sys.executable, "-c", code, *args],
        cwd=settings.PROJECT_DIR,
        env={**os.environ, **own, "SMS_BACKEND": "people.outbox.sms.Off"},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    with worker:
        line = worker.stdout.readline().strip()
        worker.kill()
    return line


@contextmanager
def elsewhere():
    """Yield a thread with its own connection, for operations in separate transactions."""
    with ThreadPoolExecutor(1) as pool:
        yield pool
        pool.submit(connections.close_all).result()


class Behind:
    """An operation in its own transaction, blocked by locks of this connection.

    `pool` has one thread, whose connection stays open: see `elsewhere`.
    """

    def __init__(self, act, pool, level=None):
        self.act, self.pool, self.error, self.pid, self.level = act, pool, None, None, level
        self.begun, self.ended, self.may_act = Event(), Event(), Event()

    def _run(self):
        try:
            with of_a_test():
                if self.level:
                    connection.cursor().execute(f"SET TRANSACTION ISOLATION LEVEL {self.level}")
                self.pid = _pid_of(connection)
                self.begun.set()
                self.may_act.wait()
                self.act()
        except (DatabaseError, ValidationError) as error:
            self.error = error
        finally:
            self.begun.set()
            self.ended.set()

    @contextmanager
    def with_a_snapshot(self):
        """Begin the transaction at `level` before the context, and run the operation after it."""
        self.running = self.pool.submit(self._run)
        self.begun.wait()
        try:
            yield self
        finally:
            self.may_act.set()

    def start(self):
        """Start the operation; return whether it waits for a lock (always on SQLite)."""
        self.may_act.set()
        self.running = self.pool.submit(self._run)
        if connection.vendor == "sqlite":
            return True
        self.begun.wait()
        with connection.cursor() as cursor:
            while not self.ended.is_set():
                cursor.execute("SELECT cardinality(pg_blocking_pids(%s))", [self.pid])
                if cursor.fetchone()[0]:
                    return True
        return False

    def end(self):
        """Wait for the operation; return its exception, if any."""
        self.running.result()
        return self.error


def _pid_of(database):
    if database.vendor == "sqlite":
        return None
    with database.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        return cursor.fetchone()[0]
