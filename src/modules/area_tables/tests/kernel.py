"""Declarations of this module for the tests of the whole site (`tests/of_modules.py`)."""

from modules.area_tables import operations
from people.base.roles import Role
from tests.access_page import K, Page

PAGES = {"area_list": Page(K), "area_import": Page(K)}
SEARCHED = [("fr", "QPV", "area_list")]
LOWEST = {Role.COORDINATOR: [operations.take_in]}
NOT_EXPORTED = ["area_list"]
PICTURES = {"areas": ("area_list",)}
