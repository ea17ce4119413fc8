"""Two people take the last device kept back at once."""

import pytest

from inventory.devices.lifecycle.devices import DeviceStatus
from inventory.models import Device
from loans.allocation.operations.reservations import reserve
from modules.reserve.lifecycle import Reason
from modules.reserve.operations import draw
from modules.reserve.tests.factories import LevelFactory
from tests.factories import CategoryFactory, DeviceFactory, LoanFactory
from tests.modules import use_all_but
from tests.races.together import FOUR, done, race

pytestmark = [pytest.mark.usefixtures("again"), pytest.mark.engine]


@pytest.fixture
def level(again, site):
    use_all_but()
    category = CategoryFactory()
    DeviceFactory.create_batch(FOUR, ready=True, site=site, category=category)
    return LevelFactory(site=site, category=category, count=1)


def test_the_last_device_kept_back_is_taken_once(coordinator, site, level):
    loans = LoanFactory.create_batch(FOUR, site=site)
    results = race(
        lambda n, mine: draw(mine, by=coordinator, subject=loans[n], reason=Reason.EMERGENCY), level
    )
    assert len(done(results)) == 1
    assert Device.objects.filter(status=DeviceStatus.READY).count() == FOUR - 1


def test_hand_overs_at_once_leave_the_device_kept_back(coordinator, site, level):
    loans = LoanFactory.create_batch(FOUR, site=site)
    devices = list(Device.objects.filter(category=level.category))
    results = race(lambda n: reserve(loans[n], by=coordinator, devices=[devices[n]], override=True))
    assert len(done(results)) == FOUR - 1
    assert Device.objects.get(status=DeviceStatus.READY).category_id == level.category_id
