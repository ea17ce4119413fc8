"""Declarations of this module for the tests of the whole site (`tests/of_modules.py`)."""

from tests.access_page import public, signed_in

PAGES = {
    "service_worker": public(file=True),
    "offline_manifest": public(file=True),
    "offline_page": public(),
    "offline_help": signed_in(),
}
