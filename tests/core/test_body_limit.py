"""Size limit of requests, checked before the body is read."""

import inspect
import re

import pytest
from django.urls import URLPattern, get_resolver

from core.http.body_limit import MAX_ANONYMOUS_BODY_BYTES, MAX_PAGE_BODY_BYTES

MEGABYTE = 1024 * 1024


class Unread:
    """A body that must not be read."""

    def read(self, *_size):
        raise AssertionError("the body was read")

    readline = read


class Cut:
    """A body whose connection ends early, or that arrives too slowly."""

    def read(self, *_size):
        raise TimeoutError

    readline = read


def post(client, path, size, body=None, **headers):
    return client.request(
        **{
            "REQUEST_METHOD": "POST",
            "PATH_INFO": path,
            "CONTENT_LENGTH": str(size),
            "CONTENT_TYPE": "multipart/form-data; boundary=x",
            "wsgi.input": body or Unread(),
            **headers,
        }
    )


def test_an_anonymous_body_is_limited_to_the_size_of_a_form(client, db):
    photos = "/photos/inventory.device/1/add/"
    for path in ("/accounts/login/", "/V/aaaaaaaa/", "/A/xx/", photos, "/no/"):
        answer = post(client, path, MAX_ANONYMOUS_BODY_BYTES + 1)
        assert answer.status_code == 413, path
        assert "Connectez-vous" in answer.text


def test_the_page_is_in_the_language_of_its_reader(client, coordinator):
    coordinator.language = "en"
    coordinator.save()
    client.force_login(coordinator)
    answer = post(client, "/agreement-texts/", MAX_PAGE_BODY_BYTES + 1)
    assert answer.status_code == 413
    assert "10 MB each at most" in answer.text


def test_each_page_accepts_the_body_size_of_its_form(client, technician):
    client.force_login(technician)
    for path, count in {
        "/accounts/login/": MAX_PAGE_BODY_BYTES,
        "/scan/read/": 11 * MEGABYTE,
        "/photos/inventory.device/1/add/": 81 * MEGABYTE,
    }.items():
        assert post(client, path, count + 1).status_code == 413, path
        with pytest.raises(AssertionError, match="was read"):
            post(client, path, count)


def test_a_body_without_content_length_is_refused(client, db):
    answer = post(client, "/accounts/login/", "", HTTP_TRANSFER_ENCODING="chunked")
    assert answer.status_code == 411


def test_a_truncated_body_is_reported_as_lost(client, technician):
    client.force_login(technician)
    answer = post(client, "/scan/read/", MEGABYTE, Cut())
    assert answer.status_code == 408
    assert "Rien n’a été enregistré" in answer.text


def views(patterns):
    for pattern in patterns:
        if isinstance(pattern, URLPattern):
            yield pattern.callback
        else:
            yield from views(pattern.url_patterns)


def reads_files(view):
    """Whether a view, or a function of its module that it calls, reads files."""
    view = inspect.unwrap(view)
    source = inspect.getsource(view)
    calls = [getattr(inspect.getmodule(view), name, None) for name in re.findall(r"\b_\w+", source)]
    calls = [call for call in calls if inspect.isfunction(call)]
    called = [inspect.getsource(call) for call in calls]
    return any("request.FILES" in text for text in [source, *called])


def test_every_view_with_file_uploads_declares_its_limit():
    ours = [view for view in views(get_resolver().url_patterns) if inspect.isfunction(view)]
    reading = [view for view in ours if "allauth" not in view.__module__ and reads_files(view)]
    assert len(reading) > 20
    assert [view.__name__ for view in reading if not hasattr(view, "largest_body")] == []
