"""Declarations of this module for the tests of the whole site (`tests/of_modules.py`)."""

from modules.autonomy import operations
from modules.autonomy.tests.factories import AutonomyNoteFactory
from people.base.roles import Role
from tests.access_page import C, K, Page, act, public

FACTORIES = [AutonomyNoteFactory]
PAGES = {
    "autonomy_request": act(C, "sent_request", association=True),
    "autonomy_loan": act(C, "active_loan", association=True),
    "autonomy_results": Page(K),
    "autonomy_activities": Page(K, file=True),
    "own_autonomy": public(args=("1:x:y",), may_be_absent=True),
}
CLOSED = {"own_autonomy": 404}
LOWEST = {Role.COUNTER: [operations.note_autonomy, operations.remove_note]}
FOR_ASSOCIATIONS = [operations.note_autonomy, operations.remove_note]
BY_HAND = {"autonomy_known": None, "autonomy_change": None, "autonomy_managed": None}
CSV_FILES = ["autonomy_activities"]
PICTURES = {"autonomy": ("autonomy_results",)}


def add_to(world):
    AutonomyNoteFactory(loan=world.active_loan)


def leave_traces(loan, _cells, _scan):
    AutonomyNoteFactory(loan=loan)
