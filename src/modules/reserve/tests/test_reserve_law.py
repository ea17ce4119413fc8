"""Database rules of the numbers kept back."""

from datetime import date

import pytest

from modules.reserve.tests.factories import LevelFactory
from tests.law import copy, refused, write

pytestmark = pytest.mark.django_db


def test_a_site_has_one_number_for_each_category_for_a_known_purpose():
    level = LevelFactory(count=2)
    with refused("reserve_level_once"):
        copy(level)
    with refused("reserve_level_count"):
        write(level, count=1000)
    with refused("reserve_level_purpose"):
        write(level, purpose="resale")
    with refused("reserve_level_taker"):
        write(level, taker="association")
    with refused("reserve_level_kept"):
        level.delete()


def test_no_more_devices_are_taken_than_are_kept_back():
    level = LevelFactory(count=2)
    with refused("reserve_level_missing"):
        write(level, missing=3, missing_on=date(2026, 12, 1))
    with refused("reserve_level_missing"):
        write(level, missing=1, missing_on=None)
