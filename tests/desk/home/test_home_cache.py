"""The cached snapshot of the home page: a slow computation never blocks two users."""

from threading import Thread

import pytest

from desk.home import snapshot
from desk.home.site_scope import Look


@pytest.fixture(autouse=True)
def _large_house(monkeypatch):
    """As with more devices than the limit without a cache."""
    monkeypatch.setattr(snapshot, "SMALL", 0)


@pytest.fixture
def clock(monkeypatch):
    """The time of day, in seconds, that stands until a test moves it."""
    now = {"time": 1_000_000.0}
    monkeypatch.setattr(snapshot, "time", lambda: now["time"])
    return now


@pytest.fixture
def behind(monkeypatch):
    """The threads begun behind pages, each of which a test waits for by `join`."""
    begun = []

    class ImmediateThread(Thread):
        def start(self):
            begun.append(self)
            super().start()

    monkeypatch.setattr(snapshot, "Thread", ImmediateThread)
    return begun


@pytest.fixture
def ask(coordinator, site):
    """`ask()` reads a number that grows each time it is computed."""
    look, numbers = Look(coordinator, [site]), iter(range(1, 100))
    return lambda: snapshot._cached("number", look, lambda _look: next(numbers))


def test_a_small_stock_is_not_cached(clock, ask, monkeypatch):
    monkeypatch.setattr(snapshot, "SMALL", 1)
    assert [ask(), ask()] == [1, 2]


def test_a_fresh_cached_value_is_not_computed_again(clock, ask):
    assert [ask(), ask()] == [1, 1]


def test_a_quick_value_is_computed_when_it_expires(clock, behind, ask):
    ask()
    clock["time"] += snapshot.LONGEST
    assert [ask(), behind] == [2, []]


def test_a_slow_value_is_served_stale_and_computed_in_the_background(
    clock, behind, ask, monkeypatch
):
    monkeypatch.setattr(snapshot, "QUICK", 0)
    ask()
    clock["time"] += snapshot.LONGEST
    assert ask() == 1
    behind[0].join()
    assert [ask(), len(behind)] == [2, 1]


def test_two_pages_do_not_compute_the_same_value_at_once(clock, behind, ask, monkeypatch):
    monkeypatch.setattr(snapshot, "QUICK", 0)
    monkeypatch.setattr(snapshot, "_behind", lambda *args: None)
    ask()
    clock["time"] += snapshot.LONGEST
    assert [ask(), ask(), len(behind)] == [1, 1, 1]


def test_a_failed_background_computation_is_retried(clock, behind, coordinator, site, monkeypatch):
    monkeypatch.setattr(snapshot, "QUICK", 0)
    look, numbers = Look(coordinator, [site]), iter([1])

    def compute(_look):
        return next(numbers)  # and then there is nothing more

    snapshot._cached("number", look, compute)
    clock["time"] += snapshot.LONGEST
    monkeypatch.setattr("threading.excepthook", lambda failed: None)
    for expected in (1, 2):
        assert snapshot._cached("number", look, compute) == 1
        behind[-1].join()
        assert len(behind) == expected
