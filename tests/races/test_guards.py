"""Two open transactions with raw writes, of which the second sees the first and is refused.

Each guard that reads another row is in RACES, with two writes that must not both succeed, or in
FIXED, with the writes that would change the rows it reads, each always refused.
"""

from itertools import cycle

import pytest
from django.db import (
    IntegrityError,
    NotSupportedError,
    OperationalError,
    connection,
    transaction,
)

from core.models import Unsettled
from core.workflow.at_commit import AtCommit
from core.workflow.guards import CROSS_TABLE
from tests.clearing import copy_database
from tests.law import rules
from tests.of_modules import merged
from tests.races import fixed_writes, raw_writes
from tests.races.lock_orders import APART, ORDERS
from tests.races.together import Behind

RACES = raw_writes.RACES | merged("RACES")
FIXED = fixed_writes.FIXED | merged("FIXED")
# Guards whose second write is refused by a unique index.
INDEXES = {} | merged("INDEXES")


@pytest.fixture(scope="module")
def transactional_db(django_db_setup, django_db_blocker):
    """Keep the rows that races commit until the last race has run."""
    with django_db_blocker.unblock(), copy_database() as before:
        yield before
        before.restore()


def test_every_guard_that_reads_another_row_has_a_race_test():
    raced = {race.split(":")[0] for race in RACES}
    assert {guard.name for guard in CROSS_TABLE if guard.reads_rows} == raced | set(FIXED)
    assert raced & set(FIXED) == set()


@pytest.mark.usefixtures("transactional_db")
@pytest.mark.audit
def test_of_two_transactions_the_second_is_refused(pool):
    for name, acts in RACES.items():
        first, second = acts()
        for alone in (first, second):
            try_out(alone)
        behind = Behind(second, pool)
        with transaction.atomic():
            first()
            settle()
            behind.start()
        error = behind.end()
        assert type(error) is IntegrityError, name
        assert any(words in str(error) for words in words_of(name.split(":")[0])), name


@pytest.mark.usefixtures("transactional_db")
def test_rows_read_by_a_guard_are_frozen_or_locked():
    for guard, changes_of in FIXED.items():
        changes = list(changes_of())
        assert changes, guard
        for change in changes:
            is_refused(guard, change)


@pytest.mark.usefixtures("transactional_db")
def test_locks_are_taken_in_one_order(pool):
    """Two transactions that lock the same rows in different orders would deadlock."""
    for name, order in (ORDERS | merged("LOCKS")).items():
        (row, *others), act = order()
        behind = Behind(act, pool)
        with transaction.atomic():
            hold(row)
            assert behind.start(), name
            for other in others:
                hold(other, nowait=True)
        assert behind.end() is None, name


@pytest.mark.usefixtures("transactional_db")
def test_irrelevant_updates_do_not_wait_for_guard_locks(pool):
    for name, pair in APART.items():
        one, other = pair()
        behind = Behind(other, pool)
        with transaction.atomic():
            one()
            waits = behind.start()
        assert behind.end() is None, name
        assert waits == (connection.vendor == "sqlite"), name  # SQLite allows one writer at a time


if connection.vendor == "postgresql":

    @pytest.fixture
    def no_rows_of_races(transactional_db):
        transactional_db.restore()
        yield
        transactional_db.restore()

    @pytest.mark.usefixtures("no_rows_of_races")
    def test_a_transaction_with_an_old_snapshot_is_refused(pool):
        """The transaction would not see the commits of the first transaction."""
        levels = cycle(["REPEATABLE READ", "SERIALIZABLE"])
        for (name, acts), level in zip(RACES.items(), levels, strict=False):
            first, second = acts()
            with Behind(second, pool, level).with_a_snapshot() as behind, transaction.atomic():
                first()
            error = behind.end()
            assert isinstance(error, (NotSupportedError, OperationalError)), name
            assert any(words in str(error) for words in ("READ COMMITTED", "serialize")), name


def is_refused(_guard, change):
    with pytest.raises(IntegrityError):
        try_out(change)


def hold(row, *, nowait=False):
    rows = type(row)._default_manager.select_for_update(no_key=True, nowait=nowait, of=("self",))
    rows.get(pk=row.pk)


def try_out(act):
    """Run an operation and its deferred checks, then roll back."""
    with transaction.atomic():
        act()
        settle()
        transaction.set_rollback(True)


def settle():
    """Run the deferred checks now."""
    if connection.vendor == "postgresql":
        connection.check_constraints()
    elif Unsettled.objects.exists():
        raise IntegrityError


def words_of(guard):
    """Return the possible error messages of this guard in the database."""
    if connection.vendor == "sqlite" and isinstance(rules()[guard], AtCommit):
        return ["FOREIGN KEY"]
    return [guard, INDEXES.get(guard, guard)]
