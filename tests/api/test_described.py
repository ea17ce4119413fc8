"""What the API does is what its description says: generated requests, all checks, each role."""

from contextlib import closing

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis import GenerationMode
from schemathesis.config import SchemathesisConfig
from schemathesis.core.failures import FailureGroup

from people.base.roles import Role
from tests.access_api import API
from tests.access_page import STRANGER
from tests.leaks import leaks
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
WHO = [Role.COORDINATOR, Role.VOLUNTEER, Role.ASSOCIATION, Role.COUNTER, STRANGER]
KNOWS_NOBODY = {Role.VOLUNTEER, STRANGER}


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


def test_the_description_holds_for_one_role_of_each_operation(callers, described):
    assert set(described) == set(API)
    problems = []
    for number, (name, operation) in enumerate(sorted(described.items())):
        who = WHO[number % len(WHO)]
        modes = [[*GenerationMode][number % 2]]
        problems += problems_of(callers, operation, API[name], who, examples=1, modes=modes)
    assert not problems, "\n\n".join(problems)


@pytest.mark.audit
@pytest.mark.parametrize("who", WHO)
def test_the_description_holds_for_each_role(callers, described, who):
    problems = []
    for name, operation in described.items():
        problems += problems_of(callers, operation, API[name], who, examples=25)
    assert not problems, "\n\n".join(problems)
