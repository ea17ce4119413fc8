"""Declarations of this module for the tests of the whole site (`tests/of_modules.py`)."""

from modules.open_data import operations
from modules.open_data.tests.factories import PublicationFactory
from people.base.roles import Role
from tests.access_page import A, Page, public

FILES = ["open_structures", "open_stock", "open_stock_schema"]

FACTORIES = [PublicationFactory]
PAGES = {"publication_edit": Page(A), **{name: public(file=True) for name in FILES}}
LOWEST = {Role.ADMIN: [operations.publish]}
PICTURES = {"open_data": ("publication_edit",)}
CSV_FILES = ["open_stock"]


def add_to(world):
    PublicationFactory(shares_places=True, shares_stock=True)
