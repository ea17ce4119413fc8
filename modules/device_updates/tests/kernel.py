"""Declarations of this module for the tests of the whole site (`tests/of_modules.py`)."""

from tests.access_page import K, Page, act

PAGES = {
    "device_update": Page(K),
    "device_update_of_list": act(K, "batch"),
}
