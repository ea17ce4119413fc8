"""Each operation of the API is open to its roles only, and does what its description says."""

from contextlib import closing

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections
from django.utils.functional import Promise
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis import GenerationMode
from schemathesis.config import SchemathesisConfig
from schemathesis.core.failures import FailureGroup

from api.guide import guide
from api.urls import ROUTES
from people.base.roles import LADDER, Role
from tests.access_api import API, OF_EVERYONE
from tests.access_page import OTHER_ASSOCIATION, STRANGER
from tests.leaks import leaks, text_of
from tests.visits import undone

# What is valid here may name a row that is not there, or be refused by a rule of the trade.
REFUSED = ["2xx", "304", "401", "403", "404", "409", "412", "422"]
INVALID = ["400", "401", "403", "404", "409", "412", "413", "415", "422", "428"]
CONFIG = {
    "checks": {
        "positive_data_acceptance": {"expected-statuses": REFUSED},
        "negative_data_rejection": {"expected-statuses": INVALID},
    }
}
WAREHOUSE = (Role.VOLUNTEER, Role.TECHNICIAN)
WHO = [Role.COORDINATOR, Role.VOLUNTEER, Role.ASSOCIATION, Role.COUNTER, STRANGER]
KNOWS_NOBODY = {Role.VOLUNTEER, STRANGER}


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


def test_the_page_of_the_api_speaks_the_language_of_its_reader(db):
    """All that it shows is translated when it is read: nothing is fixed in one language."""
    fixed = []
    for _tag, operations in guide()["groups"]:
        for one in operations:
            fields = one["parameters"] + one.get("body", [])
            texts = [one["summary"], one["description"], *(words for _s, words in one["answers"])]
            texts += [field["description"] for field in fields if field.get("description")]
            fixed += [f"{one['operationId']}: {t}" for t in texts if not isinstance(t, Promise)]
    assert not fixed, "\n".join(fixed)


def test_examples_of_the_description_are_understood(callers):
    """Each does what it says, or is refused by a rule of the trade: none is misread."""
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


def test_what_is_not_sent_stays(callers):
    changed = []
    for route in (route for route in ROUTES if route.method == "PATCH"):
        page = API[route.name]
        before = callers.client(Role.COORDINATOR).get(callers.path(route.name, page)).json()
        answer = callers.call(Role.COORDINATOR, route.name, page, **{"If-Match": "*"})
        after = answer.json()
        if "household_size" in before:
            before["household_size"] = after.get("household_size")  # filled in from the person's
        if answer.status_code != 200 or after != before:
            changed.append(f"{route.name}: {answer.status_code} {answer.content.decode()[:300]}")
    assert not changed, "\n".join(changed)


@pytest.fixture
def described(callers):
    """The operations by name; requests keep the connection of the test, as those of its client."""
    signals = (request_started, request_finished)
    for signal in signals:
        signal.disconnect(close_old_connections)
    yield _operations()
    for signal in signals:
        signal.connect(close_old_connections)


def _operations():
    config = SchemathesisConfig.from_dict(CONFIG)
    django = get_wsgi_application()

    def application(environ, start_response):
        """The answer, whole: the files of a large upload are closed with it."""
        environ |= {"REMOTE_ADDR": "127.0.0.1"}
        with environ["wsgi.input"], closing(django(environ, start_response)) as answer:
            return [b"".join(answer)]

    loaded = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", application, config=config)
    return {one.ok().definition.raw["operationId"]: one.ok() for one in loaded.get_all_operations()}


def problems_of(callers, operation, page, who, *, examples, modes=GenerationMode):
    """The failures of so many generated requests to the rows of the world, as `who`."""
    names = [part[1:-1] for part in operation.path.split("/") if part.startswith("{")]
    ids = dict(zip(names, page.path_args(callers.world), strict=True))
    headers = {"Accept-Language": "en"}
    if who != STRANGER:
        headers["Authorization"] = f"Bearer secret of {who}"
    found = {}

    def send(case):
        with undone():
            response = case.call(headers=headers)
            try:
                case.validate_response(response, headers=headers)
            except FailureGroup as failure:
                found[f"{operation.label}, {who}: {failure}"] = True
        if who in KNOWS_NOBODY and leaks(response.text):
            found[f"{operation.label} tells {who} {leaks(response.text)}"] = True

    for mode in modes:
        with_ids = {"path_parameters": ids} if ids and mode == GenerationMode.POSITIVE else {}
        strategy = operation.as_strategy(generation_mode=mode, **with_ids)
        run = settings(
            max_examples=examples,
            database=None,
            deadline=None,
            derandomize=True,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        )(given(strategy)(send))
        run()
    return list(found)


def test_the_description_holds_of_what_is_read(callers, described):
    """By the least role that may; all operations, each role and wrong requests: every week."""
    assert set(described) == set(API)
    problems, reading = [], [name for name, one in described.items() if one.method == "get"]
    assert len(reading) > 40
    for name in reading:
        least, modes = API[name].least, [GenerationMode.POSITIVE]
        problems += problems_of(callers, described[name], API[name], least, examples=1, modes=modes)
    assert not problems, "\n\n".join(problems)


@pytest.mark.audit
@pytest.mark.parametrize("who", WHO)
def test_the_description_holds_for_each_role(callers, described, who):
    problems = []
    for name, operation in described.items():
        problems += problems_of(callers, operation, API[name], who, examples=25)
    assert not problems, "\n\n".join(problems)
