"""Declarations of this module for the tests of the whole site (`tests/of_modules.py`)."""

from tests.access_page import public

PAGES = {"styleguide": public(debug=True, may_be_absent=True)}
