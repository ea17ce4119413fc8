"""One register taken over by four users at once is imported once."""

from datetime import date

import pytest

from inventory.devices.lifecycle.devices import DeviceStatus
from inventory.intake.validation import DeviceDraft
from inventory.models import Device
from loans.models import Loan
from modules.legacy_import.lines import Line
from modules.legacy_import.operations.takeover import take_over
from modules.legacy_import.operations.undo import undo_takeover
from people.models import Recipient
from tests.factories import CategoryFactory, OrganisationFactory
from tests.races.together import done, race

pytestmark = pytest.mark.usefixtures("again")


def test_a_legacy_list_and_its_person_are_entered_once_and_undone_once(site, coordinator):
    category, organisation = CategoryFactory(), OrganisationFactory(approved=True)
    codes = ["LP-1", "LP-2", "LP-1", "LP-2"]

    def enter(number):
        line = Line(
            device=DeviceDraft(category=category),
            status=DeviceStatus.ON_LOAN,
            organisation=organisation,
            person=Recipient(last_name="Kerjean"),
            starts_on=date(2024, 3, 4),
            due_on=date(2025, 3, 4),
            code=codes[number],
        )
        return take_over([line], by=coordinator, site=site, is_attested=True)

    entered = done(race(enter))
    assert len(entered) == 2
    assert (Device.objects.count(), Loan.objects.count(), Recipient.objects.count()) == (2, 2, 1)
    assert len(done(race(lambda _n: undo_takeover(entered[0], by=coordinator)))) == 1
