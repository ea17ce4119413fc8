"""Lock contention: once a lock could not be had in time, requests wait for locks only briefly.

So a queue of requests behind a lock that stays taken empties at once, with "busy, try again",
instead of holding every thread for the whole timeout again. What is not locked goes on: on
PostgreSQL other rows, and after the release everything, since each request still tries.
"""

import time

REMEMBERED = 5  # seconds, from the last time that a lock could not be had
BRIEFLY = 250  # milliseconds to wait for a lock meanwhile

_until = 0.0  # by the monotonic clock; of this process


def note() -> None:
    """A request could not have a lock."""
    global _until
    _until = time.monotonic() + REMEMBERED


def is_lately() -> bool:
    return time.monotonic() < _until


def forget() -> None:
    global _until
    _until = 0.0
