"""What a site has is nothing to those who work at another: neither read nor done."""

from people.base.roles import Role
from tests.access import PAGES, may_open
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
# Of the roles that see their own sites alone the greatest opens all that the others open.
NAMES = [
    name
    for name, page in PAGES.items()
    if page.of in OF_A_SITE and not page.public and may_open(Role.COUNTER, page)
]


def test_rows_of_other_sites_are_404(visitors):
    assert len(NAMES) > 60
    opened = []
    for name in NAMES:
        with visitors.open(ELSEWHERE, name) as answer:
            if answer.status_code != 404:
                opened.append(f"{name}: {answer.status_code}")
    assert not opened
