"""Several users report on a consignment at the same time."""

import pytest

from core.models import Event
from modules.consignments import operations
from modules.consignments.lifecycle import Outcome
from modules.consignments.tests.factories import ConsignmentLineFactory
from tests.races.together import done, race

pytestmark = pytest.mark.usefixtures("again")


def test_a_consignment_is_reported_once(coordinator):
    line = ConsignmentLineFactory()
    outcomes = [Outcome.USED, Outcome.GIVEN_BACK, Outcome.LOST, Outcome.USED]
    results = race(
        lambda n, mine: operations.account_for(mine, by=coordinator, outcomes={line: outcomes[n]}),
        line.consignment,
    )
    assert len(done(results)) == 1
    assert Event.objects.about(line.consignment).count() == 1
