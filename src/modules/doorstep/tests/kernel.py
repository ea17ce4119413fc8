"""Declarations of this module for the tests of the whole site (`tests/of_modules.py`)."""

from modules.doorstep import operations
from modules.doorstep.tests.factories import VisitFactory
from people.base.roles import Role
from tests.access_page import C, Page, V, act

FACTORIES = [VisitFactory]
PAGES = {
    "doorstep_list": Page(C),
    "doorstep_take": act(C),
    "doorstep_send": act(V),
    "doorstep_evidence": Page(C, "visit", file=True),
    "doorstep_shown": Page(C, "visit", file=True),
    "doorstep_resolve": act(C, "visit"),
}
LOWEST = {
    Role.VOLUNTEER: [operations.keep_evidence, operations.discard],
    Role.COUNTER: [
        operations.prepare_visits,
        operations.sign_at_door,
        operations.decline_at_door,
        operations.return_at_door,
        operations.resolve,
        operations.note_evidence_read,
    ],
}
PICTURES = {"doorstep": ("doorstep_list",)}
OF_A_SITE = ["visit"]
NOT_EXPORTED = [
    "doorstep_list"
]  # papers that wait for a signature: the list of signatures has them


def add_to(world):
    world.visit = VisitFactory(open=True, loan=world.active_loan)
