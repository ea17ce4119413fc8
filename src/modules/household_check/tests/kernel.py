"""Declarations of this module for the tests of the whole site (`tests/of_modules.py`)."""

from modules.household_check.operations import confirm_household
from modules.household_check.tests.factories import HouseholdCheckFactory
from people.base.roles import Role
from people.models import Recipient
from tests.access_page import C, Page, public

FACTORIES = [HouseholdCheckFactory]
PAGES = {
    "household_confirm": Page(C, "person", association=True),
    "own_household": public(args=("1:x:y",), may_be_absent=True),
}
CLOSED = {"own_household": 404}
LOWEST = {Role.COUNTER: [confirm_household]}
FOR_ASSOCIATIONS = [confirm_household]
CONTACTS = {"household": lambda person: HouseholdCheckFactory(recipient=person)}
PICTURES = {"household_check": ("household_confirm", Recipient)}


def add_to(world):
    HouseholdCheckFactory(recipient=world.person)


def leave_traces(loan, _cells, _scan):
    HouseholdCheckFactory(recipient=loan.recipient)
