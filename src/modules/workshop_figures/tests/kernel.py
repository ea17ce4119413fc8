"""Declarations of this module for the tests of the whole site (`tests/of_modules.py`)."""

from tests.access_page import Page, T

PAGES = {
    "workshop_figures": Page(T),
    "workshop_devices": Page(T, query="?what=received&since=2026-03-16"),
}
PICTURES = {"workshop_figures": ("workshop_figures",)}
