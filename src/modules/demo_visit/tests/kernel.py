"""Declarations of this module for the tests of the whole site (`tests/of_modules.py`)."""

from tests.access_page import public

PAGES = {
    "demo_modules": public(post=True, debug=True, may_be_absent=True),
    "demo_sign_in": public(post=True, debug=True, may_be_absent=True, args=("coordinator",)),
}
