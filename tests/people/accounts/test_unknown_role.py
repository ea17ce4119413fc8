"""Account with a role that this release does not know, as after a rollback to an older release."""

from contextlib import contextmanager

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from tests.factories import SiteFactory, TokenFactory, UserFactory

pytestmark = pytest.mark.django_db
PASSWORD = "correct horse battery staple"


@pytest.fixture
def unknown():
    user = UserFactory(volunteer=True, language="en", email="lou@example.org", name="Lou")
    user.set_password(PASSWORD)
    user.save()
    TokenFactory(user=user, secret="of an archivist")
    with unchecked(), connection.cursor() as cursor:
        cursor.execute("UPDATE people_user SET role = 'archivist' WHERE id = %s", [user.pk])
    user.refresh_from_db()
    return user


@contextmanager
def unchecked():
    """Make the database accept a row that a CHECK of this release refuses."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA ignore_check_constraints = ON")
            yield
            cursor.execute("PRAGMA ignore_check_constraints = OFF")
    else:
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # no deferred check remains
            cursor.execute("ALTER TABLE people_user DROP CONSTRAINT people_user_role")
        yield


REFUSAL = "Your account has a role that Rebond does not know: ask an administrator for another."


def test_a_user_with_an_unknown_role_cannot_sign_in_and_sees_the_reason(unknown):
    browser = Client(headers={"accept-language": "en"})
    browser.cookies["django_language"] = "en"
    data = {"login": unknown.email, "password": PASSWORD}
    answer = browser.post(reverse("account_login"), data, follow=True)
    assert REFUSAL in answer.content.decode()
    assert "_auth_user_id" not in browser.session


def test_a_session_and_a_token_of_an_unknown_role_have_no_permission(unknown, sign_in):
    browser = sign_in(unknown)  # a session of this role, created by the release that knows it
    for name in ("home", "device_list", "help_index", "profile"):
        answer = browser.get(reverse(name), follow=True)
        assert answer.request["PATH_INFO"] == reverse("account_login"), name
        assert REFUSAL in answer.content.decode(), name
        browser = sign_in(unknown)
    headers = {"Authorization": "Bearer of an archivist"}
    assert Client(headers=headers).get("/api/v1/devices").status_code == 401


def test_the_administrator_gives_a_user_of_an_unknown_role_another(unknown, sign_in):
    admin = sign_in(UserFactory(admin=True, language="en"))
    assert "Lou" in admin.get(reverse("user_list")).content.decode()
    path = reverse("user_edit", args=[unknown.pk])
    page = admin.get(path)
    assert page.status_code == 200
    form = page.context["form"]
    data = {name: form[name].value() or "" for name in form.fields}
    answer = admin.post(path, data | {"role": "technician", "sites": [SiteFactory().pk]})
    assert answer.status_code == 302
    unknown.refresh_from_db()
    assert unknown.role == "technician"
