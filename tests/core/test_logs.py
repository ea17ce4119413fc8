"""What is logged of a request: who was refused what, in one line, without what opens a page."""

import io
import logging

import pytest
from django.conf import settings
from django.urls import URLPattern, get_resolver, reverse

from core.logs import without_tokens

TOKEN = "1-Secret:of_a-link"


@pytest.fixture
def logged():
    """The lines of the log, as a site writes them."""
    written = io.StringIO()
    handler = logging.StreamHandler(written)
    handler.setFormatter(logging.Formatter(settings.LOGGING["formatters"]["line"]["format"]))
    logging.getLogger().addHandler(handler)
    yield lambda: written.getvalue().splitlines()
    logging.getLogger().removeHandler(handler)


def test_a_denied_request_is_one_log_line_with_the_user(client, volunteer, logged):
    client.force_login(volunteer)
    answer = client.get("/users/")
    assert answer.status_code == 403
    [line] = logged()
    ending = f"/users/ user={volunteer.pk} request={answer.headers['X-Request-Id']}"
    assert line.endswith(ending)


def test_a_denied_anonymous_request_is_one_log_line(client, db, logged):
    client.handler.enforce_csrf_checks = True
    answer = client.post("/accounts/login/")
    assert answer.status_code == 403
    [line] = logged()
    assert line.endswith(f"/accounts/login/ user=- request={answer.headers['X-Request-Id']}")


def test_a_failure_keeps_its_traceback(client, volunteer, logged, monkeypatch):
    monkeypatch.setattr(
        "people.base.models.user.User.permissions", property(lambda user: {}["role"])
    )
    client.force_login(volunteer)
    client.raise_request_exception = False
    assert client.get("/devices/").status_code == 500
    assert "user=" in logged()[0]
    assert logged()[-1] == "KeyError: 'role'"


def test_no_log_line_contains_a_token(client, db, logged):
    links = ["/invitation/{}/", "/agenda/{}.ics", "/E/{}/", "/outcome/{}/pdf/", "/s/{}/", "/m/{}/"]
    for path in [*links, "/V/{}/no/"]:
        client.get(path.format(TOKEN))
    assert len(logged()) > 1
    assert TOKEN not in "\n".join(logged())


def named(resolver):
    """Each address of ours and of sign-in: its name, and the names of what it holds."""
    for pattern in resolver.url_patterns:
        if not isinstance(pattern, URLPattern):
            yield from named(pattern)
        elif pattern.name:
            regex = pattern.pattern.regex
            yield pattern.name, [*pattern.pattern.converters, *regex.groupindex]


def test_every_url_with_a_token_is_redacted():
    hidden = set()
    for name, arguments in named(get_resolver()):
        if {"token", "key"} & {*arguments} and name != "figure":  # whose key is its name
            path = reverse(
                name, kwargs={key: TOKEN if key in {"token", "key"} else "1" for key in arguments}
            )
            assert TOKEN not in without_tokens(path), name
            hidden.add(name)
    assert hidden >= {"invitation_accept", "agenda_feed", "account_reset_password_from_key"}
