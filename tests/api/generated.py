"""Requests generated from the description of the API, and checks of their responses."""

from contextlib import closing

import schemathesis
from django.core.wsgi import get_wsgi_application
from hypothesis import HealthCheck, Phase, assume, given, settings
from schemathesis import GenerationMode
from schemathesis.config import SchemathesisConfig
from schemathesis.core.failures import FailureGroup

from people.base.roles import Role
from tests.access_page import STRANGER
from tests.leaks import leaks
from tests.visits import undone

# A request that matches the schema may name a missing row, or be refused by a business rule.
REFUSED = ["2xx", "304", "401", "403", "404", "409", "412", "422"]
INVALID = ["400", "401", "403", "404", "409", "412", "413", "415", "422", "428"]
CONFIG = {
    "checks": {
        "positive_data_acceptance": {"expected-statuses": REFUSED},
        "negative_data_rejection": {"expected-statuses": INVALID},
    }
}
KNOWS_NOBODY = {Role.VOLUNTEER, STRANGER}
VALID = [GenerationMode.POSITIVE]


def operations():
    """Return {name: operation} of the description."""
    config = SchemathesisConfig.from_dict(CONFIG)
    django = get_wsgi_application()

    def application(environ, start_response):
        """Read the WSGI response completely, so that files of large uploads are closed with it."""
        environ |= {"REMOTE_ADDR": "127.0.0.1"}
        with environ["wsgi.input"], closing(django(environ, start_response)) as answer:
            return [b"".join(answer)]

    loaded = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", application, config=config)
    return {one.ok().definition.raw["operationId"]: one.ok() for one in loaded.get_all_operations()}


def problems_of(callers, operation, page, who, *, examples, modes=GenerationMode):
    """Return the failures of generated requests, sent as `who` about rows of the world."""
    names = [part[1:-1] for part in operation.path.split("/") if part.startswith("{")]
    ids = dict(zip(names, page.path_args(callers.world), strict=True))
    # Schemathesis does not decompress WSGI responses.
    headers = {"Accept-Language": "en", "Accept-Encoding": "identity"}
    if who != STRANGER:
        headers["Authorization"] = f"Bearer secret of {who}"
    found = {}

    def send(case):
        # An empty list or object is not sent, so the request is valid.
        assume(not any(value in ([], {}, None) for value in (case.query or {}).values()))
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
