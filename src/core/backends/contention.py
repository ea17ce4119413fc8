"""Lock contention: after a lock timeout, requests wait for locks only briefly.

A queue of requests behind a stuck lock then empties at once with “busy, try again”, instead of each
request holding a thread for the whole timeout. On PostgreSQL, requests for other rows still
succeed. Once the lock is released, all requests succeed, since each one still tries.
"""

import time

REMEMBERED_SECONDS = 5  # how long a lock timeout shortens later waits
SHORT_WAIT_MS = 250  # maximum wait for a lock during that time

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
