"""Declarations of this module for the tests of the whole site (`tests/of_modules.py`)."""

from tests.access_page import K, Page, act

PAGES = {
    "device_update": Page(K),
    "list_as_update": act(K, "batch"),
}
