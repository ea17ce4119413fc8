"""Declarations of this module for the tests of the whole site (`tests/of_modules.py`)."""

from tests.access_page import C, Page, V

PAGES = {"total_need": Page(C), "availability": Page(V)}
WALKED = ["availability"]
