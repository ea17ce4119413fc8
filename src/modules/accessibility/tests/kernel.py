"""Declarations of this module for the tests of the whole site (`tests/of_modules.py`)."""

from modules.accessibility.operations import publish_statement
from modules.accessibility.tests.factories import StatementFactory
from people.base.roles import Role
from tests.access_page import A, Page, public

FACTORIES = [StatementFactory]
PAGES = {"accessibility_statement": public(), "accessibility_edit": Page(A)}
LOWEST = {Role.ADMIN: [publish_statement]}


def add_to(world):
    StatementFactory(exceptions={"fr": "Les anciens documents PDF."})
