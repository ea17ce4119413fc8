"""After signing in, users return to their page, never to the URL of an action."""

from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client
from django.urls import reverse

from tests.visits import undone

HOST = "http://testserver"


def next_of(url):
    return parse_qs(urlsplit(url).query)["next"][0]


@pytest.mark.django_db
def test_after_a_post_sign_in_redirects_to_its_page():
    for referer, page in (
        (f"{HOST}/batch/5/?page=2", "/batch/5/?page=2"),
        ("", "/"),
        ("http://elsewhere.example/batch/5/", "/"),
        (f"{HOST}", "/"),
    ):
        with undone():
            answer = Client().post("/batch/5/scan/", {"code": "X"}, headers={"Referer": referer})
            assert next_of(answer.url) == page, (referer, page)


@pytest.mark.django_db
def test_after_a_get_sign_in_redirects_to_it():
    assert next_of(Client().get("/devices/?status=ready").url) == "/devices/?status=ready"


@pytest.mark.django_db
def test_an_htmx_fragment_is_not_replaced_by_the_sign_in_page():
    for method in ("get", "post"):
        with undone():
            headers = {"HX-Request": "true", "Referer": f"{HOST}/devices/"}
            answer = getattr(Client(), method)("/devices/?page=2", headers=headers)
            assert answer.status_code == 401, method
            assert answer.content == b"", method
            assert answer["HX-Redirect"].startswith(reverse("account_login")), method
            assert next_of(answer["HX-Redirect"]) == "/devices/", method


def scan_before_the_second_factor(monkeypatch, admin, has_one):
    monkeypatch.setattr("people.accounts.middleware.is_mfa_enabled", lambda user: has_one)
    visitor = Client()
    visitor.force_login(admin)
    headers = {"HX-Request": "true", "Referer": f"{HOST}/batch/5/"}
    answer = visitor.post("/batch/5/scan/", {"code": "X"}, headers=headers)
    assert answer.status_code == 401
    return answer["HX-Redirect"]


def test_the_second_factor_redirects_in_the_same_way(monkeypatch, admin):
    at = scan_before_the_second_factor(monkeypatch, admin, has_one=True)
    assert next_of(at) == "/batch/5/"


def test_a_user_without_a_second_factor_sets_one_up_first(monkeypatch, admin):
    at = scan_before_the_second_factor(monkeypatch, admin, has_one=False)
    assert at == reverse("mfa_index")
