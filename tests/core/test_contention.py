"""After a lock timeout, the following requests wait for locks only briefly."""

import pytest
from django.db import OperationalError, connection, transaction
from django.urls import reverse

from core.backends import contention

pytestmark = [pytest.mark.engine, pytest.mark.django_db(transaction=True)]

USUAL = {"sqlite": 10_000, "postgresql": "5s"}
BRIEFLY = {"sqlite": 250, "postgresql": "250ms"}
LOCK_TIMEOUT = {
    "sqlite": "PRAGMA busy_timeout",
    "postgresql": "SELECT current_setting('lock_timeout')",
}


def waits():
    """Return the lock timeout of a transaction that begins now."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(LOCK_TIMEOUT[connection.vendor])
        return cursor.fetchone()[0]


def test_transactions_wait_briefly_after_a_lock_timeout_and_then_as_usual(monkeypatch):
    now = [1000.0]
    monkeypatch.setattr(contention.time, "monotonic", lambda: now[0])
    assert waits() == USUAL[connection.vendor]
    contention.note()
    assert waits() == BRIEFLY[connection.vendor]
    connection.close()
    assert waits() == BRIEFLY[connection.vendor]  # also for a new connection
    now[0] += contention.REMEMBERED_SECONDS
    assert waits() == USUAL[connection.vendor]


def test_a_lock_timeout_of_a_page_is_remembered(sign_in, coordinator, monkeypatch):
    def locked(*args, **kwargs):
        raise OperationalError("database is locked")

    monkeypatch.setattr("donations.views.attempt", locked)
    answer = sign_in(coordinator).post(reverse("donor_add"), {"name": "Grain & Co"})
    assert answer.status_code == 503
    assert contention.is_lately()


def test_a_full_disk_is_not_contention(sign_in, coordinator, monkeypatch):
    def full(*args, **kwargs):
        raise OperationalError("database or disk is full")

    monkeypatch.setattr("donations.views.attempt", full)
    sign_in(coordinator).post(reverse("donor_add"), {"name": "Grain & Co"})
    assert not contention.is_lately()


def test_the_sign_in_page_needs_no_lock(client):
    writes = []

    def note(execute, sql, params, many, context):
        if not sql.startswith("SELECT"):
            writes.append(sql)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(note):
        assert client.get(reverse("account_login")).status_code == 200
    assert writes == []
