"""Lock contention: after a lock timeout, requests wait for locks only briefly.

A queue of requests behind a stuck lock then empties at once with “busy, try again”, instead of each
request holding a thread for the whole timeout. Other work goes on: on PostgreSQL other rows, and
everything once the lock is released, since each request still tries.
"""

import time

REMEMBERED_SECONDS = 5  # since the last lock timeout
SHORT_WAIT_MS = 250  # to wait for a lock meanwhile

_until = 0.0  # monotonic time, in this process only


def note() -> None:
    """Record a lock timeout."""
    global _until
    _until = time.monotonic() + REMEMBERED_SECONDS


def is_lately() -> bool:
    return time.monotonic() < _until


def forget() -> None:
    global _until
    _until = 0.0
