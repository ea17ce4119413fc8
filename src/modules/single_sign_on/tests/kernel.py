"""Declarations of this module for the tests of the whole site (`tests/of_modules.py`)."""

from tests.access_page import public

PAGES = {
    "openid_connect_login": public(args=("keycloak",), may_be_absent=True),
    "openid_connect_callback": public(args=("keycloak",), may_be_absent=True),
    "account_sign_out": public(),
}
PASSED_THROUGH = [*PAGES]
