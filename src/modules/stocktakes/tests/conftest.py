"""A shelf with three devices, a count of it, and the users who count and decide."""

import pytest

from modules.stocktakes.operations import counts as count_operations
from tests.factories import DeviceFactory, PlaceFactory
from tests.races.conftest import again  # noqa: F401  (a fixture)


@pytest.fixture
def shelf(site):
    return PlaceFactory(site=site, code="A1", name="Étagère des portables")


@pytest.fixture
def devices(site, shelf):
    return DeviceFactory.create_batch(3, site=site, place=shelf, ready=True)


@pytest.fixture
def count(volunteer, site, shelf, devices):
    return count_operations.open_count(by=volunteer, site=site, place=shelf)


@pytest.fixture
def counting(sign_in, volunteer):
    return sign_in(volunteer)


@pytest.fixture
def deciding(sign_in, coordinator):
    return sign_in(coordinator)
