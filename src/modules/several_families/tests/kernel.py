"""Declarations of this module for the tests of the whole site (`tests/of_modules.py`)."""

from tests.access_page import K, Page

PAGES = {
    "families_new": Page(K, association=True),
    "families_example": Page(K, association=True, file=True),
}
PICTURES = {"families": ("families_new",)}
CSV_FILES = ["families_example"]
