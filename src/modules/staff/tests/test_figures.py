"""The figure of the module, counted by hand over one small year."""

import pytest

from desk.figures.registry import FIGURES, with_added
from tests.desk.figures.test_figures_by_hand import of

pytestmark = [pytest.mark.django_db, pytest.mark.engine]


def test_half_of_the_staff_was_equipped_within_48_hours(year):
    figure = FIGURES["staff_within_48h"]
    assert figure.number(of(year)) == 50  # 1 of 2
    assert figure.number(of(year, site=year.south)) == 50


def test_a_report_shows_it_behind_the_days_to_hand_over():
    keys = with_added(["days_to_hand_over", "no_show_rate"])
    assert keys[:3] == ["days_to_hand_over", "staff_within_48h", "no_show_rate"]
