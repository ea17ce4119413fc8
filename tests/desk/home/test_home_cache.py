"""Stock and demand of large associations are cached, for those who see the same rows."""

import pytest

from core.caches.shared_cache import MINUTE
from desk.home import snapshot
from desk.home.site_scope import Look
from desk.workshop.needs import needs_shown
from tests.factories import DeviceFactory, SiteFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def ask(monkeypatch):
    """`ask(look)` reads a number that grows each time it is computed, of a large association."""
    monkeypatch.setattr("desk.figures.devices.SMALL", 0)
    numbers = iter(range(1, 100))
    return lambda look: snapshot._cached("number", look, lambda _look: next(numbers))


def test_a_small_stock_is_not_cached(ask, coordinator, site, monkeypatch):
    monkeypatch.setattr("desk.figures.devices.SMALL", 1)
    look = Look(coordinator, [site])
    assert [ask(look), ask(look)] == [1, 2]


def test_a_large_one_is_cached_for_five_minutes(ask, coordinator, site, time_machine):
    time_machine.move_to("2026-11-30T10:00:00Z", tick=False)
    look = Look(coordinator, [site])
    assert [ask(look), ask(look)] == [1, 1]
    time_machine.shift(snapshot.FIVE_MINUTES)
    assert ask(look) == 2


def test_it_is_shared_by_those_who_see_the_same_and_by_nobody_else(
    ask, coordinator, technician, volunteer, site
):
    other = SiteFactory()
    looks = [
        Look(coordinator, [site, other]),
        Look(coordinator, [site, other], site),
        Look(technician, [site]),
        Look(volunteer, [site]),
    ]
    assert [ask(look) for look in looks] == [1, 2, 3, 4]
    assert [ask(look) for look in looks] == [1, 2, 3, 4]


def test_needs_of_a_large_association_are_a_minute_old_at_most(site, monkeypatch, time_machine):
    time_machine.move_to("2026-11-30T10:00:00Z", tick=False)
    monkeypatch.setattr("desk.figures.devices.SMALL", 0)
    other = SiteFactory()
    assert needs_shown([site, other]) == {site: [], other: []}
    DeviceFactory(received=True, site=site)
    assert needs_shown([site, other]) == {site: [], other: []}
    assert len(needs_shown([site])[site]) == 1  # asked for other sites
    time_machine.shift(MINUTE)
    assert len(needs_shown([site, other])[site]) == 1
