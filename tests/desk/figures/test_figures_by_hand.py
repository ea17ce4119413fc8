"""All figures, counted by hand for a small year."""

from dataclasses import replace
from datetime import date

import pytest

from desk.figures.impact import avoided_in_report
from desk.figures.registry import FIGURES
from desk.figures.report_context import Reading
from desk.figures.scope import Scope
from tests.desk.year_2025 import at
from tests.factories import UserFactory
from tests.of_modules import merged

pytestmark = [pytest.mark.django_db, pytest.mark.engine]

# Days of use of laptops in 2025: out since 1 February; back after 30 days; staff since 10 April and
# 10 May; lost after 60 days; back on 9 January; lent on 1 March and kept since.
LAPTOP_DAYS = 334 + 30 + 266 + 236 + 60 + 8 + 306
# A phone given on 1 July counts for six months: 183 days.
PHONE_DAYS = 183
CO2E = (LAPTOP_DAYS * 27 + PHONE_DAYS * 24.6) / 365.25

BY_HAND = {
    "devices_received": 10,
    "devices_refurbished": 3,
    "devices_handed_over": 9,
    "devices_lent": 8,
    "devices_given": 2,
    "devices_returned": 2,
    "devices_in_use": 7,
    "loss_rate": 10,  # 1 of 10
    "people_equipped": 3 + 1 + 4 + 1 + 1,
    "households_equipped": 3,
    "pupils_equipped": 2,
    "days_to_bench": 3,  # of 0, 2, 4 and 7
    "days_on_bench": 3.5,  # of 1, 3, 4 and 22
    "days_to_leave": 17,  # of 5, 17 and 17
    "days_to_hand_over": 9,  # of 1, 9 and 12
    "kg_reused": 6 * 1650 + 170 + 5000,
    "devices_without_weight": 1,
    "co2e_avoided": CO2E,
    "devices_without_factor": 2,
}
# an exit batch leaves on the day it is sent, which is today
TODAY = {"devices_recycled": 1, "kg_recycled": 1500}

NARROWED = {
    "north": ({"devices_handed_over": 7, "devices_in_use": 5}, "site"),
    "south": ({"devices_handed_over": 2, "devices_received": 2}, "site"),
    "second": ({"devices_received": 2, "devices_lent": 2, "people_equipped": 2}, "donor"),
    "town": ({"devices_handed_over": 3, "people_equipped": 3}, "territory"),
    "structure": ({"devices_handed_over": 9}, "organisation"),
}


def of(year, first="2025-01-01", last="2025-12-31", **narrows):
    days = {"first": date.fromisoformat(first), "last": date.fromisoformat(last)}
    return Scope(user=year.by, **days, **narrows)


def test_every_figure_of_a_report_matches_a_manual_count(year):
    expected = BY_HAND | merged("BY_HAND")
    numbers = {key: FIGURES[key].number(of(year)) for key in expected}
    # An hour of summer time changes a thousandth of a kilogram.
    assert numbers == expected | {"co2e_avoided": pytest.approx(CO2E, abs=0.05)}
    today = of(year, "2026-01-01", "2100-01-01")
    assert {key: FIGURES[key].number(today) for key in TODAY} == TODAY
    ours = {key for key, figure in FIGURES.items() if not key.startswith("home_")}
    uncounted = {key for key in ours if key not in {*expected, *TODAY}}
    assert {key for key in uncounted if FIGURES[key].permission == "desk.view_figures"} == set()


def narrows(year, what):
    name, row = NARROWED[what][1], getattr(year, what)
    return {name: row.donor if name == "donor" else row}


def test_a_figure_is_filtered_by_its_dimensions(year):
    for what, (expected, _name) in NARROWED.items():
        scope = of(year, **narrows(year, what))
        assert {key: FIGURES[key].number(scope) for key in expected} == expected, what


@pytest.mark.audit
def test_a_report_of_any_scope_equals_its_single_figures(year):
    together = [figure for figure in FIGURES.values() if figure.together]
    for by in (year.by, UserFactory(technician=True, sites=[year.north])):
        for what in (None, *NARROWED):
            scope = replace(of(year, **(narrows(year, what) if what else {})), user=by)
            read = Reading(scope)
            numbers = {figure.key: read.number(figure) for figure in together}
            alone = {figure.key: figure.number(scope) for figure in together}
            assert numbers == pytest.approx(alone), (by.role, what)


def test_the_months_of_a_year_add_up_to_it_and_no_day_counts_twice(year):
    halves = [of(year, "2025-01-01", "2025-06-30"), of(year, "2025-07-01", "2025-12-31")]
    added = sum(FIGURES["co2e_avoided"].number(half) for half in halves)
    assert added == pytest.approx(FIGURES["co2e_avoided"].number(of(year)))


def test_use_of_a_gift_is_limited_by_the_settings(year):
    """The phone wears out on 31 December; the laptop given in September, in March."""
    numbers = {
        row.category: row
        for row in avoided_in_report(Reading(of(year, "2026-01-01", "2026-06-30")))
    }
    assert year.phone not in numbers
    short = avoided_in_report(Reading(of(year, "2026-03-10", "2026-03-31")))
    laptops = next(row for row in short if row.category == year.laptop)
    assert laptops.devices == 3  # on loan only, since the use of the converted laptop has ended


def test_co2e_is_shown_by_category_with_its_factor_and_apart_without(year):
    numbers = {row.category: row for row in avoided_in_report(Reading(of(year)))}
    phone = numbers[year.phone]
    assert phone.months == pytest.approx(PHONE_DAYS / 30.4375, abs=0.01)
    assert phone.kilograms == pytest.approx(24.6 * phone.months / 12)
    assert (phone.factor.source, phone.factor.version) == ("invented", "1")
    assert numbers[year.screen].factor is None
    assert numbers[year.screen].kilograms is None


def test_a_future_day_is_not_counted(year):
    assert at("02-01").tzinfo
    whole = of(year, "2025-01-01", "2100-01-01")
    until_now = of(year, "2025-01-01", str(whole.until))
    co2e = FIGURES["co2e_avoided"]
    assert co2e.number(whole) == pytest.approx(co2e.number(until_now), abs=0.05)
