"""One register taken over by four people at once: it is there once."""

from datetime import date

import pytest

from core.workflow.lifecycle import Refused
from inventory.devices.lifecycle.devices import DeviceStatus
from inventory.intake.validation import DeviceDraft
from inventory.models import Device
from loans.handovers.operations import undo_takeover
from loans.legacy_import.lines import Line
from loans.legacy_import.operations import take_over
from loans.models import Loan
from people.models import Recipient
from tests.factories import CategoryFactory, OrganisationFactory, SiteFactory, UserFactory
from tests.races.together import FOUR, losers, race, winners

pytestmark = pytest.mark.usefixtures("again")


@pytest.fixture
def enter():
    by, site = UserFactory(coordinator=True), SiteFactory()
    category, organisation = CategoryFactory(), OrganisationFactory(approved=True)

    def take(number, **data):
        line = Line(
            device=DeviceDraft(category=category),
            status=DeviceStatus.ON_LOAN,
            organisation=organisation,
            person=Recipient(last_name="Kerjean"),
            starts_on=date(2024, 3, 4),
            due_on=date(2025, 3, 4),
            **data,
        )
        return take_over([line], by=by, site=site, is_attested=True)

    return take


def test_a_legacy_list_is_imported_once(enter):
    results = race(FOUR, lambda number: enter(number, code="LP-1"))

    assert len(winners(results)) == 1
    assert all(isinstance(loser, Refused) for loser in losers(results))
    assert (Device.objects.count(), Loan.objects.count()) == (1, 1)


def test_a_person_is_created_once(enter):
    results = race(FOUR, lambda number: enter(number, code=f"LP-{number}"))

    assert len(winners(results)) == FOUR
    assert Recipient.objects.count() == 1


def test_a_legacy_import_is_undone_once(enter):
    devices, by = enter(0), UserFactory(coordinator=True)
    results = race(FOUR, lambda number: undo_takeover(devices, by=by))

    assert len(winners(results)) == 1
    assert all(isinstance(loser, Refused) for loser in losers(results))
