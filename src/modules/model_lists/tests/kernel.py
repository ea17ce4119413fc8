"""Declarations of this module for the tests of the whole site (`tests/of_modules.py`)."""

from tests.access_page import A, Page

PAGES = {"model_import": Page(A)}
