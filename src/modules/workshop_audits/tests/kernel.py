"""Declarations of this module for the tests of the whole site (`tests/of_modules.py`)."""

from modules.workshop_audits import operations
from people.base.roles import Role
from tests.access_page import K, Page

PAGES = {"outing_audit": Page(K, "outing")}
LOWEST = {Role.COORDINATOR: [operations.take_over_audit]}
