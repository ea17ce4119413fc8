"""When a site is open has one truth: the hours in which one may book are those that papers say."""

from datetime import time

import pytest
from django.utils import translation

from loans.appointments.week import hours_in_words
from loans.requests.papers import render_referral
from tests.factories import OpeningHoursFactory, ReferralFactory
from tests.leaks import words_of

pytestmark = [pytest.mark.django_db, pytest.mark.papers]


def span(site, weekday, opens, closes):
    return OpeningHoursFactory(
        site=site, weekday=weekday, opens_at=time(*opens), closes_at=time(*closes)
    )


@pytest.fixture
def week(site):
    """Tuesday to Friday, with a break; Saturday, and Monday, in the morning."""
    for day in range(1, 5):
        span(site, day, (9, 0), (12, 0))
        span(site, day, (14, 0), (17, 30))
    for day in (0, 5):
        span(site, day, (9, 30), (12, 0))


def test_days_with_equal_hours_are_grouped(site, week):
    with translation.override("en"):
        lines = hours_in_words(site)
    assert lines == ("Monday, Saturday: 09:30–12:00 · Tuesday to Friday: 09:00–12:00, 14:00–17:30")
    with translation.override("fr"):
        assert "du mardi au vendredi" in hours_in_words(site)


def test_a_site_without_hours_shows_none(site):
    assert hours_in_words(site) == ""


def test_the_slip_shows_bookable_hours(site, week):
    words = words_of(render_referral(ReferralFactory(site=site)))
    assert "du mardi au vendredi" in words
    assert "14:00–17:30" in words
    assert "Tuesday to Friday" in words


def test_the_slip_of_a_site_without_hours_says_to_call(site):
    words = words_of(render_referral(ReferralFactory(site=site)))
    assert "Call first." in words
