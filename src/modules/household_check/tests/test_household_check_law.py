"""Database rules of yearly checks."""

import pytest

from modules.household_check.tests.factories import HouseholdCheckFactory
from tests.law import refused, write

pytestmark = pytest.mark.django_db


def test_a_check_counts_people_and_no_more_pupils_than_people():
    with refused("household_check_householdcheck_household"):
        write(HouseholdCheckFactory(), household_size=0)
    with refused("household_check_householdcheck_pupils"):
        write(HouseholdCheckFactory(), pupils=4)
