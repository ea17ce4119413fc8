"""No page offers its reader a link that is refused: each sees only what they may open."""

import re
from urllib.parse import urlsplit

import pytest

from people.base.roles import LADDER, Role
from tests.access import PAGES, address
from tests.factories import UserFactory

ROLES = [Role.VOLUNTEER, Role.COUNTER, Role.COORDINATOR, Role.ASSOCIATION]


def may_open(role, page):
    if role == Role.ASSOCIATION:
        return page.association
    return LADDER.index(role) >= LADDER.index(page.least)


def links_of(answer):
    page = answer.content.decode()
    links = re.findall(r'<a\b[^>]*\bhref="(/[^"#]*)', page)
    return {link.replace("&amp;", "&") for link in links}


@pytest.mark.parametrize("role", ROLES)
def test_every_link_of_a_page_opens(world, sign_in, role):
    is_theirs = role == Role.ASSOCIATION
    user = world.association_user if is_theirs else UserFactory(role=role, sites=[world.site])
    visitor = sign_in(user)
    links, opened = {}, {}
    for name, page in PAGES.items():
        if may_open(role, page) and not (page.post or page.file or page.may_be_absent):
            path = address(name, world)
            opened[path] = answer = visitor.get(path)
            for link in links_of(answer):
                links.setdefault(urlsplit(link).path, (name, link))
    assert len(links) > 10
    refused = {
        f"{name}: {link}"
        for path, (name, link) in links.items()
        if (opened.get(path) or visitor.get(link)).status_code not in {200, 302}
    }
    assert refused == set()
