"""Storage of tests: it refuses to be read or written while an operation holds its transaction."""

from contextlib import contextmanager
from functools import wraps

import pytest
from django.core.files.storage import FileSystemStorage
from django.db import connection, transaction


def of_a_test():
    """A transaction of the test itself: what must not run inside one may, as in any test."""
    atomic = transaction.atomic()
    atomic._from_testcase = True
    return atomic


def in_transaction():
    """Whether a transaction is open, other than the ones that tests are undone by."""
    return any(not block._from_testcase for block in connection.atomic_blocks)


@contextmanager
def inside_transactions():
    """For commands such as the demo, which keep documents in the one transaction that they are."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("tests.stored.in_transaction", lambda: False)
        yield


def touched_outside_transactions(patch):
    """Have every storage in a folder raise when it is touched inside a transaction."""

    def outside(method):
        @wraps(method)
        def run(self, *args, **kwargs):
            assert not in_transaction(), f"{method.__name__} of the storage inside a transaction"
            return method(self, *args, **kwargs)

        return run

    for name in ("_open", "_save", "delete", "exists", "listdir"):
        patch.setattr(FileSystemStorage, name, outside(getattr(FileSystemStorage, name)))
