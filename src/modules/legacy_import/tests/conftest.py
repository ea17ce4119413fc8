from datetime import date

import pytest

from core.models import Identity
from inventory.devices.lifecycle.devices import DeviceStatus
from inventory.intake.validation import DeviceDraft
from loans.models import Loan
from modules.legacy_import.lines import Line
from modules.legacy_import.operations.takeover import take_over
from modules.legacy_import.tests.moves import Move
from people.models import Recipient
from people.organisations.operations import enter_own
from tests.factories import (
    AccessoryKindFactory,
    CategoryFactory,
    FaultTypeFactory,
    OrganisationFactory,
)
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


@pytest.fixture
def house(coordinator):
    """Our own association, with the catalogue that the invented exports need."""
    CategoryFactory(code="laptop", holding_data=True)
    AccessoryKindFactory(code="mouse", names={"fr": "Souris", "en": "Mouse"})
    FaultTypeFactory(code="other")
    identity = Identity.cached()
    identity.name = "Our house"
    enter_own(identity, by=coordinator)


@pytest.fixture
def move(sign_in, coordinator, site):
    """Begin a move from a system."""
    client = sign_in(coordinator)
    return lambda system: Move(client, site, system)
