from datetime import date

import pytest

from inventory.devices.lifecycle.devices import DeviceStatus
from inventory.intake.validation import DeviceDraft
from loans.models import Loan
from modules.legacy_import.lines import Line
from modules.legacy_import.operations.takeover import take_over
from people.models import Recipient
from tests.factories import CategoryFactory, OrganisationFactory
from tests.loans.conftest import texts  # noqa: F401
from tests.races.conftest import again  # noqa: F401


@pytest.fixture
def laptop(db):
    return CategoryFactory(holding_data=True)


@pytest.fixture
def organisation(db):
    return OrganisationFactory(approved=True)


@pytest.fixture
def line(laptop, organisation):
    """Create a line: a laptop lent to Awa Kerjean on 4 March 2024, by default."""

    def make(**values):
        facts = {"category": laptop, "serial": values.pop("serial", "")}
        lent = {
            "status": DeviceStatus.ON_LOAN,
            "organisation": organisation,
            "person": Recipient(first_name="Awa", last_name="Kerjean"),
            "starts_on": date(2024, 3, 4),
            "due_on": date(2025, 3, 4),
        }
        return Line(device=DeviceDraft(**facts | values.pop("device", {})), **lent | values)

    return make


@pytest.fixture
def taken_over(line, coordinator, site):
    """The loan of a laptop taken over from an earlier register."""
    take_over(
        [line(agreement="CONV 12", due_on=date(2099, 1, 1))],
        by=coordinator,
        site=site,
        is_attested=True,
    )
    return Loan.objects.get()
