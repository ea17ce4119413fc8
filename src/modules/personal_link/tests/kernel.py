"""Declarations of this module for the tests of the whole site (`tests/of_modules.py`)."""

from modules.personal_link import operations
from people.base.roles import Role
from tests.access_page import C, act, public

TOKEN = "b" * 32
PERSONAL = {
    "personal_page": public(args=(TOKEN,), may_be_absent=True),
    "personal_time": public(args=(TOKEN, "R26-00001"), may_be_absent=True),
    "personal_longer": public(args=(TOKEN, "P26-00001"), may_be_absent=True),
    "personal_paper": public(args=(TOKEN, "P26-00001"), may_be_absent=True),
    "personal_fault": public(args=(TOKEN, "1"), may_be_absent=True),
}
PAGES = {"recipient_send_page": act(C, "person"), **PERSONAL}
CLOSED = dict.fromkeys(PERSONAL, 404)
LOWEST = {Role.COUNTER: [operations.send_page]}
