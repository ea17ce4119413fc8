"""Declarations of this module for the tests of the whole site (`tests/of_modules.py`)."""

from modules.second_verification import operations
from modules.second_verification.tests.factories import SampleFactory, SampleRulesFactory
from people.base.roles import Role
from tests.access_page import A, Page, T, act

FACTORIES = [SampleRulesFactory, SampleFactory]
PAGES = {
    "lot_sample": Page(T, "donation"),
    "lot_sample_draw": act(T, "donation"),
    "sample_verify": Page(T, "erasure_sample"),
    "sample_rules_edit": Page(A),
}
LOWEST = {
    Role.TECHNICIAN: [operations.draw, operations.verify],
    Role.ADMIN: [operations.change_rules],
}


def add_to(world):
    world.erasure_sample = SampleFactory(
        donation=world.donation, erasure__medium__device__site=world.site
    )
