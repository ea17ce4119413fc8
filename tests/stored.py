"""Storage that refuses access while the transaction of an operation is open."""

from contextlib import contextmanager
from functools import wraps

import pytest
from django.core.files.storage import FileSystemStorage
from django.db import connection, transaction


def of_a_test():
    """Return a transaction of the test itself, in which storage may be accessed."""
    atomic = transaction.atomic()
    atomic._from_testcase = True
    return atomic


def in_transaction():
    """Whether a transaction is open, other than those that undo tests."""
    return any(not block._from_testcase for block in connection.atomic_blocks)


@contextmanager
def inside_transactions():
    """Allow access inside transactions, for commands such as `demo`, which are one transaction."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("tests.stored.in_transaction", lambda: False)
        yield


def touched_outside_transactions(patch):
    """Make every folder storage raise if it is accessed inside a transaction."""

    def outside(method):
        @wraps(method)
        def run(self, *args, **kwargs):
            assert not in_transaction(), f"{method.__name__} of the storage inside a transaction"
            return method(self, *args, **kwargs)

        return run

    for name in ("_open", "_save", "delete", "exists", "listdir"):
        patch.setattr(FileSystemStorage, name, outside(getattr(FileSystemStorage, name)))
