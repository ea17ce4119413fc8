"""What a site has is nothing to those who work at another: neither read nor done."""

import pytest

from people.base.roles import Role
from tests.access import PAGES
from tests.visits import ELSEWHERE

# URLs of rows of one site; the others are global, or of an association.
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


@pytest.mark.parametrize("role", [Role.TECHNICIAN, Role.COUNTER])
def test_rows_of_other_sites_are_404(visitors, role):
    opened = []
    for name in NAMES:
        with visitors.open((role, ELSEWHERE), name) as answer:
            if answer.status_code not in {403, 404}:
                opened.append(f"{name}: {answer.status_code}")
    assert len(NAMES) > 80
    assert not opened
