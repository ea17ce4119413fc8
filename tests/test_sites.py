"""What a site has is nothing to those who work at another: neither read nor done."""

import pytest

from tests.access import PAGES
from tests.factories import SiteFactory, UserFactory
from tests.test_access import open_page

# What an address names of one site; the rest is of the house, or of an association.
OF_A_SITE = {
    "device",
    "result",
    "repair",
    "repair_part",
    "machine_report",
    "medium",
    "erasure_report",
    "certificate",
    "exit_batch",
    "certified_exit",
    "exit_line",
    "stock",
    "count",
    "counted",
    "freight",
    "photo",
}
NAMES = [name for name, page in PAGES.items() if page.of in OF_A_SITE and not page.public]


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("role", ["technician", "counter"])
def test_what_is_of_another_site_is_not_there(world, sign_in, name, role):
    visitor = sign_in(UserFactory(role=role, sites=[SiteFactory()]))
    assert open_page(visitor, name, world).status_code in {403, 404}
