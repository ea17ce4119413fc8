"""The figure of the module, counted by hand over one small year."""

import pytest

from desk.figures.registry import FIGURES
from desk.figures.report_context import Reading
from desk.reports.contents import sections_of
from tests.desk.figures.test_figures_by_hand import of

pytestmark = [pytest.mark.django_db, pytest.mark.engine]


def test_half_of_the_staff_was_equipped_within_48_hours(year):
    figure = FIGURES["staff_within_48h"]
    assert figure.number(of(year)) == 50  # 1 of 2
    assert figure.number(of(year, site=year.south)) == 50


def test_the_report_lists_it_behind_the_days_to_hand_over(year):
    keys = [line.figure.key for s in sections_of(Reading(of(year))) for line in s.lines]
    assert keys[keys.index("days_to_hand_over") + 1] == "staff_within_48h"
