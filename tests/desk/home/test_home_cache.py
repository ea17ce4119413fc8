"""Cache of the needs of large associations."""

import pytest

from core.caches.shared_cache import MINUTE
from desk.workshop.needs import needs_shown
from tests.factories import DeviceFactory, SiteFactory

pytestmark = pytest.mark.django_db


def test_needs_of_a_large_association_are_cached_for_a_minute(site, monkeypatch, time_machine):
    time_machine.move_to("2026-11-30T10:00:00Z", tick=False)
    monkeypatch.setattr("desk.figures.devices.CACHE_THRESHOLD", 0)
    other = SiteFactory()
    assert needs_shown([site, other]) == {site: [], other: []}
    DeviceFactory(received=True, site=site)
    assert needs_shown([site, other]) == {site: [], other: []}
    assert len(needs_shown([site])[site]) == 1  # queried for other sites
    time_machine.shift(MINUTE)
    assert len(needs_shown([site, other])[site]) == 1
