"""Every address as anonymous, at the boundary of its roles, as its association and as another.

The roles are a ladder: where the least that may is served and the one below is refused, the others
follow; `make audit` opens every address as each of them.
"""

import pytest
from django.urls import URLPattern, get_resolver

from core.modules import is_url_on
from people.base.roles import LADDER, Role
from tests.access import PAGES
from tests.modules import use
from tests.visits import OTHER_ASSOCIATION, STRANGER

pytestmark = pytest.mark.engine

REFUSED = {403, 404}
PARTS = 4  # of the addresses, side by side


def patterns(resolver):
    for pattern in resolver.url_patterns:
        yield from [pattern] if isinstance(pattern, URLPattern) else patterns(pattern)


def test_every_url_is_in_the_access_table():
    names = {pattern.name for pattern in patterns(get_resolver())}
    assert names == set(PAGES)


def is_opened(answer, name):
    """Whether the page was served, or the act was judged by its form and not by who came."""
    assert answer.status_code not in {405, 500}
    return answer.status_code not in REFUSED or PAGES[name].may_be_absent


def ladder_of(name):
    """{role of our team: whether it may open this page}."""
    least = LADDER.index(PAGES[name].least)
    return {role: number >= least for number, role in enumerate(LADDER)}


def boundary_of(name):
    """The same of the least role that may and of the greatest that may not."""
    ladder = ladder_of(name)
    least = LADDER.index(PAGES[name].least)
    return {role: ladder[role] for role in LADDER[max(least - 1, 0) : least + 1]}


def associations_of(name):
    """{association: whether it may}: another one only where it is refused what the first opens."""
    page = PAGES[name]
    if not page.is_of_one_association:
        return {Role.ASSOCIATION: page.association}
    is_of_everyone = page.public or page.may_be_absent
    return {Role.ASSOCIATION: True, OTHER_ASSOCIATION: is_of_everyone}


def mistakes(visitors, name, expected):
    """A line for each of these visitors who is served against `expected`, or is not."""
    problems = []
    for who, may in expected.items():
        with visitors.open(who, name) as answer:
            if is_opened(answer, name) != may:
                problems.append(f"{name}, {who}: {answer.status_code}, and open should be {may}")
    return problems


@pytest.mark.parametrize("name", PAGES)
def test_a_url_is_open_to_its_roles_only(visitors, name):
    assert mistakes(visitors, name, boundary_of(name) | associations_of(name)) == []
    with visitors.open(STRANGER, name) as answer:
        is_sent = answer.status_code == 302 and answer.url.startswith("/accounts/login/")
        assert is_sent != PAGES[name].public or name.startswith(("account_", "mfa_")), answer


@pytest.mark.parametrize("part", range(PARTS))
def test_with_the_small_set_urls_of_inactive_modules_are_closed(visitors, part):
    use()
    found = []
    for name in list(PAGES)[part::PARTS]:
        expected = boundary_of(name) | associations_of(name)
        if not is_url_on(name):
            expected = dict.fromkeys(expected, False)
        found += mistakes(visitors, name, expected)
    assert found == []


@pytest.mark.audit
@pytest.mark.parametrize("who", [*LADDER, OTHER_ASSOCIATION])
def test_each_role_opens_only_its_urls(visitors, who):
    problems = []
    for name, page in PAGES.items():
        is_of_everyone = not page.is_of_one_association or page.public or page.may_be_absent
        may = ladder_of(name) | {OTHER_ASSOCIATION: page.association and is_of_everyone}
        problems += mistakes(visitors, name, {who: may[who]})
    assert problems == []
