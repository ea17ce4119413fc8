"""Opening hours have a single source, so bookable hours equal the hours on papers."""

from datetime import date, time

import pytest
from django.utils import translation

from loans.base.lifecycle.loans import LoanKind
from loans.base.week import hours_in_words, last_opening_day
from loans.handovers import operations as handover_operations
from tests.factories import ClosureFactory, OpeningHoursFactory

pytestmark = [pytest.mark.django_db]


def span(site, weekday, opens, closes):
    return OpeningHoursFactory(
        site=site, weekday=weekday, opens_at=time(*opens), closes_at=time(*closes)
    )


@pytest.fixture
def week(site):
    """Tuesday to Friday, with a break; Saturday and Monday, mornings only."""
    for day in range(1, 5):
        span(site, day, (9, 0), (12, 0))
        span(site, day, (14, 0), (17, 30))
    for day in (0, 5):
        span(site, day, (9, 30), (12, 0))


def test_days_with_equal_hours_are_grouped(site, week):
    with translation.override("en"):
        lines = hours_in_words(site)
    assert lines == ("Monday, Saturday: 9:30–12:00 · Tuesday to Friday: 9:00–12:00, 14:00–17:30")
    with translation.override("fr"):
        assert "du mardi au vendredi" in hours_in_words(site)


def test_a_site_without_hours_shows_none(site):
    assert hours_in_words(site) == ""


def test_loans_are_due_on_an_opening_day(site):
    for weekday in range(1, 6):
        OpeningHoursFactory(site=site, weekday=weekday)
    ClosureFactory(site=site, first_on=date(2027, 8, 1), last_on=date(2027, 8, 29))
    for day, due in (
        (date(2027, 11, 28), date(2027, 11, 27)),  # a Sunday, open from Tuesday to Saturday
        (date(2027, 11, 27), date(2027, 11, 27)),
        (date(2027, 8, 20), date(2027, 7, 31)),  # closed in August
    ):
        assert last_opening_day(site, day) == due


def test_a_site_without_hours_moves_no_day(site):
    assert last_opening_day(site, date(2027, 11, 28)) == date(2027, 11, 28)


def test_the_due_date_of_a_loan_is_moved_to_an_opening_day(loan, counter, site):
    sunday = date(2027, 11, 28)
    for weekday in range(1, 6):
        OpeningHoursFactory(site=site, weekday=weekday)
    handover_operations.set_terms(loan, by=counter, kind=LoanKind.LOAN, due_on=sunday)
    assert loan.due_on == date(2027, 11, 27)
