"""Declarations of this module for the tests of the whole site (`tests/of_modules.py`)."""

from modules.reserve import operations
from modules.reserve.lifecycle import Reason
from modules.reserve.tests.factories import LevelFactory
from people.base.roles import Role
from tests.access_page import C, K, Page, act
from tests.factories import DeviceFactory, LoanFactory, UserFactory

FACTORIES = [LevelFactory]
PAGES = {
    "level_list": Page(K),
    "level_edit": Page(K, "level"),
    "request_draw": act(C, "accepted_request"),
    "loan_draw": act(C, "prepared_loan"),
}
NOT_EXPORTED = ["level_list"]
LOWEST = {Role.COUNTER: [operations.draw], Role.COORDINATOR: [operations.save_level]}


def taking_one():
    loan = LoanFactory()
    device = DeviceFactory(ready=True, site=loan.site)
    level = LevelFactory(site=loan.site, category=device.category)
    return [level, loan, loan.site], lambda: operations.draw(
        level, by=UserFactory(coordinator=True), subject=loan, reason=Reason.EMERGENCY
    )


LOCKS = {"a device kept back is taken": taking_one}
PICTURES = {"reserve": ("level_list",)}


def add_to(world):
    world.level = LevelFactory(site=world.site)
