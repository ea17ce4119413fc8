"""The current stock and the last weeks, cached where there are many devices."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from core.models import Event
from desk.figures.registry import FIGURES
from desk.figures.scope import Scope
from desk.figures.weeks import Weeks
from desk.home.site_scope import Look
from modules.reports import snapshot
from modules.reports.flow import FLOW, by_week
from tests.factories import DeviceFactory, LoanItemFactory, SiteFactory

pytestmark = [pytest.mark.django_db, pytest.mark.engine]


@pytest.mark.usefixtures("unrendered")
def test_a_coordinator_sees_the_stock_of_every_site(coordinator, sign_in):
    device = DeviceFactory(ready=True)
    rows = dict(sign_in(coordinator).get(reverse("standing")).context["standing"].stock)
    assert [cell.count for cell in rows[device.category]] == [0, 0, 1, 0, 0, 0, 0]


# --- Bulk weekly counts equal the figure of each week ---------------------------------------------
def test_each_week_of_the_flow_equals_its_figure(site, coordinator):
    today = timezone.localdate()
    weeks = Weeks.until(today, 3)
    twice, elsewhere = DeviceFactory(ready=True, site=site), DeviceFactory(ready=True)
    for device, kind in (
        (twice, "device.received"),
        (twice, "device.finished"),
        (twice, "device.finished"),
        (elsewhere, "device.finished"),
        (DeviceFactory(withdrawn=True, site=site), "device.received"),
    ):
        Event.objects.record(kind, device, by=coordinator)
    LoanItemFactory(open=True, loan__site=site)
    LoanItemFactory(open=True, loan__site=site, opened_at=timezone.now() - timedelta(days=9))
    LoanItemFactory(returned=True, loan__site=site)
    for here in (site, None):
        scope = Scope(user=coordinator, first=weeks.first, last=today, site=here)
        counts = by_week(scope)
        for monday in weeks.mondays:
            week = Scope(user=coordinator, first=monday, last=monday + timedelta(6), site=here)
            for key in FLOW:
                assert counts[key][monday] == FIGURES[key].number(week), (key, monday)
    assert counts["devices_returned"][weeks.mondays[-1]] == 1
    assert counts["devices_refurbished"][weeks.mondays[-1]] == 2


# --- Stock and demand of large associations are cached for users with the same scope --------------
@pytest.fixture
def ask(monkeypatch):
    """`ask(look)` returns a number that grows each time it is computed, for a large association."""
    monkeypatch.setattr("desk.figures.devices.CACHE_THRESHOLD", 0)
    numbers = iter(range(1, 100))
    return lambda look: snapshot._cached("number", look, lambda _look: next(numbers))


def test_a_small_stock_is_not_cached(ask, coordinator, site, monkeypatch):
    monkeypatch.setattr("desk.figures.devices.CACHE_THRESHOLD", 1)
    look = Look(coordinator, [site])
    assert [ask(look), ask(look)] == [1, 2]


def test_a_large_stock_is_cached_for_five_minutes(ask, coordinator, site, time_machine):
    time_machine.move_to("2026-11-30T10:00:00Z", tick=False)
    look = Look(coordinator, [site])
    assert [ask(look), ask(look)] == [1, 1]
    time_machine.shift(snapshot.FIVE_MINUTES)
    assert ask(look) == 2


def test_the_cache_is_shared_only_by_users_with_the_same_scope(
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
