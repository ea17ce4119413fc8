"""Declarations of this module for the tests of the whole site (`tests/of_modules.py`)."""

from tests.access_page import K, Page

PAGES = {
    "mass_balance": Page(K),
    "mass_balance_sheet": Page(K, args=("csv",), file=True),
}
SHEETS = ["mass_balance_sheet"]


def add_to(_world):
    """The balance has no rows of its own."""
