"""Declarations of this module for the tests of the whole site (`tests/of_modules.py`)."""

from modules.end_of_support import operations
from modules.end_of_support.tests.factories import SupportEndFactory
from people.base.roles import Role
from tests.access_page import A, Page

FACTORIES = [SupportEndFactory]
PAGES = {"supportend_list": Page(A), "supportend_edit": Page(A, "support_end")}
NOT_EXPORTED = ["supportend_list"]
LOWEST = {Role.ADMIN: [operations.save_end]}
PICTURES = {"end_of_support": ("supportend_list",)}


def add_to(world):
    world.support_end = SupportEndFactory()
