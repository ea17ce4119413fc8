"""Each operation of the API is open to its roles only, and its examples work."""

import pytest

from api.urls import ROUTES
from people.base.roles import LADDER, Role
from tests.access_api import API, OF_EVERYONE
from tests.access_page import OTHER_ASSOCIATION, STRANGER
from tests.leaks import leaks, text_of

WAREHOUSE = (Role.VOLUNTEER, Role.TECHNICIAN)


def test_every_operation_is_in_the_access_table_once():
    names = [route.name for route in ROUTES]
    assert len(names) == len(set(names))
    assert set(names) == set(API)


def expected(name, page):
    """{who: whether they may} of the boundary, of associations, and of a stranger."""
    least = LADDER.index(page.least)
    who = {LADDER[least]: True, STRANGER: False, Role.ASSOCIATION: page.association}
    if least:
        who[LADDER[least - 1]] = False
    if page.is_of_one_association and name not in OF_EVERYONE:
        who[OTHER_ASSOCIATION] = False
    return who


@pytest.mark.engine
def test_each_operation_is_open_to_its_roles_only_and_leaks_nothing(callers):
    problems = []
    for name, page in API.items():
        for who, may in expected(name, page).items():
            answer = callers.call(who, name, page)
            is_open = answer.status_code not in {401, 403, 404}
            if answer.status_code >= 500 or is_open != may:
                problems.append(f"{name}, {who}: {answer.status_code}, and open should be {may}")
            if who in {*WAREHOUSE, OTHER_ASSOCIATION} and leaks(text_of(answer)):
                problems.append(f"{name} tells {who} {leaks(text_of(answer))}")
    assert not problems, "\n".join(problems)
