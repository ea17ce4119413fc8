"""Phones with a service worker, for the tests of this folder."""

from tests.browser.conftest import (  # noqa: F401  (fixtures)
    browser_type_launch_args,
    pytest_collection_modifyitems,
)
from tests.browser.phones import mortal_phone, network, phone  # noqa: F401  (fixtures)
