"""Log of a request: user and refusal in a single line, without tokens that open a page."""

import io
import json
import logging

import pytest
from django.urls import URLPattern, get_resolver, reverse

from core.operating.logs import LineFormatter, RequestFilter, logging_of, without_tokens

TOKEN = "1-Secret:of_a-link"


@pytest.fixture
def logged():
    """Log records as written by a site, each as a line of JSON."""
    written = io.StringIO()
    handler = logging.StreamHandler(written)
    given = logging_of(plain=False, mails=False)["formatters"]["json"]
    handler.setFormatter(LineFormatter(given["fmt"], rename_fields=given["rename_fields"]))
    handler.addFilter(RequestFilter())
    logging.getLogger().addHandler(handler)
    yield lambda: [json.loads(line) for line in written.getvalue().splitlines()]
    logging.getLogger().removeHandler(handler)


def test_a_denied_request_is_one_log_line_with_the_user(client, volunteer, logged):
    client.force_login(volunteer)
    answer = client.get("/users/")
    assert answer.status_code == 403
    [record] = logged()
    assert record["message"].endswith("/users/")
    assert (record["user"], record["request"]) == (volunteer.pk, answer.headers["X-Request-Id"])


def test_a_denied_anonymous_request_is_one_log_line(client, db, logged):
    client.handler.enforce_csrf_checks = True
    answer = client.post("/accounts/login/")
    assert answer.status_code == 403
    [record] = logged()
    assert record["message"].endswith("/accounts/login/")
    assert (record["user"], record["request"]) == ("-", answer.headers["X-Request-Id"])


def test_a_failure_keeps_its_traceback_without_values(client, volunteer, logged, monkeypatch):
    monkeypatch.setattr(
        "people.base.models.user.User.permissions", property(lambda user: {}["role"])
    )
    client.force_login(volunteer)
    client.raise_request_exception = False
    assert client.get("/devices/").status_code == 500
    [record] = logged()
    assert record["exc_info"].endswith("builtins.KeyError")
    assert "test_logs.py" in record["exc_info"]
    assert record["user"] == volunteer.pk


def test_no_log_line_contains_a_token(client, db, logged):
    links = ["/invitation/{}/", "/agenda/{}.ics", "/E/{}/", "/outcome/{}/pdf/", "/s/{}/", "/m/{}/"]
    for path in [*links, "/V/{}/no/"]:
        client.get(path.format(TOKEN))
    assert len(logged()) > 1
    assert TOKEN not in json.dumps(logged())


def named(resolver):
    """Yield (name, argument names) for each URL of ours and of sign-in."""
    for pattern in resolver.url_patterns:
        if not isinstance(pattern, URLPattern):
            yield from named(pattern)
        elif pattern.name:
            regex = pattern.pattern.regex
            yield pattern.name, [*pattern.pattern.converters, *regex.groupindex]


def test_every_url_with_a_token_is_redacted():
    hidden = set()
    for name, arguments in named(get_resolver()):
        if {"token", "key"} & {*arguments} and name != "figure":  # its key is its name
            path = reverse(
                name, kwargs={key: TOKEN if key in {"token", "key"} else "1" for key in arguments}
            )
            assert TOKEN not in without_tokens(path), name
            hidden.add(name)
    assert hidden >= {"invitation_accept", "account_reset_password_from_key"}
