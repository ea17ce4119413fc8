"""Every address as anonymous, as each role, as the association concerned and as another one."""

import pytest
from django.test import Client
from django.urls import URLPattern, get_resolver

from people.roles import LADDER
from tests.access import PAGES, address
from tests.factories import UserFactory

REFUSED = {403, 404}
ADDRESSES = pytest.mark.parametrize("name", PAGES)


def patterns(resolver):
    for pattern in resolver.url_patterns:
        yield from [pattern] if isinstance(pattern, URLPattern) else patterns(pattern)


def test_every_address_has_its_line():
    names = {pattern.name for pattern in patterns(get_resolver())}
    assert names == set(PAGES)


def open_page(visitor, name, world):
    path = address(name, world)
    return visitor.post(path) if PAGES[name].post else visitor.get(path)


def is_opened(answer, name):
    """Whether the page was served, or the act was judged by its form and not by who came."""
    assert answer.status_code not in {405, 500}
    return answer.status_code not in REFUSED or PAGES[name].may_be_absent


@ADDRESSES
def test_a_stranger_is_sent_to_the_sign_in_page(world, name):
    answer = open_page(Client(), name, world)
    is_sent = answer.status_code == 302 and answer.url.startswith("/accounts/login/")
    assert is_sent != PAGES[name].public or name.startswith(("account_", "mfa_"))


@ADDRESSES
def test_each_role_opens_what_is_its_own(world, name, sign_in):
    least = PAGES[name].least
    for role in LADDER:
        visitor = sign_in(UserFactory(role=role, sites=[world.site]))
        answer = open_page(visitor, name, world)
        may = LADDER.index(role) >= LADDER.index(least)
        assert is_opened(answer, name) == may, role


@ADDRESSES
def test_an_association_opens_what_concerns_it(world, name, sign_in):
    answer = open_page(sign_in(world.association_user), name, world)
    assert is_opened(answer, name) == PAGES[name].association


@ADDRESSES
def test_another_association_never_opens_it(world, name, sign_in, other_association):
    answer = open_page(sign_in(other_association), name, world)
    page = PAGES[name]
    is_of_everyone = not page.is_of_one_association or page.public or page.may_be_absent
    may = page.association and is_of_everyone
    assert is_opened(answer, name) == may
