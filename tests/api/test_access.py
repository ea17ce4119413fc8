"""Each operation of the API is open to its roles only, and matches its description."""

import pytest
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from django.utils.functional import Promise

from api.guide import guide
from api.urls import ROUTES
from people.base.roles import LADDER, Role
from tests.access_api import API, OF_EVERYONE
from tests.access_page import OTHER_ASSOCIATION, STRANGER
from tests.leaks import leaks, text_of

WAREHOUSE = (Role.VOLUNTEER, Role.TECHNICIAN)
WHO = [*LADDER, Role.ASSOCIATION, OTHER_ASSOCIATION, STRANGER]


def test_every_operation_is_in_the_access_table_once():
    names = [route.name for route in ROUTES]
    assert len(names) == len(set(names))
    assert set(names) == set(API)


def expected(name, page):
    """Return {client: whether it may} for the lowest role, associations and strangers."""
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


def test_the_page_of_the_api_speaks_the_language_of_its_reader(db):
    """Texts are translated when they are read, not fixed in one language at import."""
    fixed = []
    for _tag, operations in guide()["groups"]:
        for one in operations:
            fields = one["parameters"] + one.get("body", [])
            texts = [one["summary"], one["description"], *(words for _s, words in one["answers"])]
            texts += [field["description"] for field in fields if field.get("description")]
            fixed += [f"{one['operationId']}: {t}" for t in texts if not isinstance(t, Promise)]
    assert not fixed, "\n".join(fixed)


def test_examples_of_the_description_are_understood(callers):
    """Each example succeeds or is refused by a business rule, and is never a bad request."""
    world, misread = callers.world, []
    ids = {"category": world.category.pk, "organisation": world.organisation.pk}
    ids |= {"site": world.site.pk, "place": world.place.code, "donation": world.donation.reference}
    examples = [route for route in ROUTES if route.example]
    assert len(examples) > 15
    for route in examples:
        body = {name: ids.get(name, value) for name, value in route.example.items()}
        who = Role.COORDINATOR
        answer = callers.call(who, route.name, API[route.name], body, **{"If-Match": "*"})
        if answer.status_code not in {200, 201, 409}:
            misread.append(f"{route.name}: {answer.status_code} {answer.content.decode()[:300]}")
    assert not misread, "\n".join(misread)


def test_omitted_fields_stay_unchanged(callers):
    changed = []
    for route in (route for route in ROUTES if route.method == "PATCH"):
        page = API[route.name]
        before = callers.client(Role.COORDINATOR).get(callers.path(route.name, page)).json()
        answer = callers.call(Role.COORDINATOR, route.name, page, **{"If-Match": "*"})
        after = answer.json()
        if "household_size" in before:
            before["household_size"] = after.get("household_size")  # defaults to the person's
        if answer.status_code != 200 or after != before:
            changed.append(f"{route.name}: {answer.status_code} {answer.content.decode()[:300]}")
    assert not changed, "\n".join(changed)


@pytest.fixture
def described(callers):
    """Operations by name, whose requests keep the database connection of the test."""
    # imported here, since Schemathesis takes a second to import
    from tests.api.generated import operations

    signals = (request_started, request_finished)
    for signal in signals:
        signal.disconnect(close_old_connections)
    yield operations()
    for signal in signals:
        signal.connect(close_old_connections)


@pytest.mark.audit
def test_responses_match_the_description(callers, described):
    """This uses the lowest role; all operations, roles and invalid requests are tested weekly."""
    from tests.api.generated import VALID, problems_of

    assert set(described) == set(API)
    problems, reading = [], [name for name, one in described.items() if one.method == "get"]
    assert len(reading) > 40
    for name in reading:
        least = API[name].least
        problems += problems_of(callers, described[name], API[name], least, examples=1, modes=VALID)
    assert not problems, "\n\n".join(problems)


@pytest.mark.audit
@pytest.mark.parametrize("who", WHO)
def test_responses_match_the_description_for_each_role(callers, described, who):
    from tests.api.generated import problems_of

    problems = []
    for name, operation in described.items():
        problems += problems_of(callers, operation, API[name], who, examples=25)
    assert not problems, "\n\n".join(problems)
