"""Two technicians note the hours of one device at once."""

import pytest

from modules.second_life.models import MeasuredUse
from modules.second_life.operations import note_hours
from tests.factories import LoanItemFactory, MediumFactory
from tests.modules import use_all_but
from tests.races.together import FOUR, done, race

pytestmark = [pytest.mark.usefixtures("again"), pytest.mark.engine]


def test_hours_noted_at_once_are_one_measure(technician):
    use_all_but()
    device = LoanItemFactory(returned=True).device
    MediumFactory(device=device, hours_on=1_000)
    results = race(lambda n, mine: note_hours(mine, by=technician, hours=2_000 + n), device)
    assert len(done(results)) == FOUR
    assert MeasuredUse.objects.get().hours_back in range(2_000, 2_000 + FOUR)
