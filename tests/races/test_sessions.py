"""Concurrent requests of a session neither undo each other's changes nor revive a session."""

import time
from threading import Event

import pytest
from django.conf import settings
from django.contrib.auth import SESSION_KEY, logout, update_session_auth_hash
from django.contrib.sessions.backends.base import UpdateError
from django.contrib.sessions.exceptions import SessionInterrupted
from django.contrib.sessions.models import Session
from django.test import Client, RequestFactory
from django.urls import reverse

from core.http.sessions import SessionStore
from loans.agreements.operations import agreements as agreement_operations
from people.accounts import kiosk
from people.accounts.middleware import SHARED, USED_AT
from tests.factories import (
    AgreementTextFactory,
    BriefingFactory,
    DeviceFactory,
    LoanFactory,
    LoanItemFactory,
)
from tests.races.together import racers
from tests.visits import signed_in

pytestmark = pytest.mark.usefixtures("again")
TIMEOUT = 60  # seconds, so that a dead thread does not block the others


def stored(key):
    return SessionStore(key)


def request_of(key, user=None):
    """Return a request of this session, which is already loaded."""
    request = RequestFactory().get("/")
    request.session = stored(key)
    request.session.get("")
    request.user = user
    return request


@pytest.fixture
def key(counter):
    return signed_in(counter).cookies[settings.SESSION_COOKIE_NAME].value


@pytest.fixture
def path(counter, site):
    """The page on which the agreement of a loan is signed."""
    AgreementTextFactory()
    loan = LoanFactory(site=site)
    LoanItemFactory(loan=loan, device=DeviceFactory(ready=True, site=site))
    BriefingFactory(loan=loan)
    return reverse("agreement_sign", args=[agreement_operations.issue(loan, by=counter).pk])


def test_a_slow_page_in_another_tab_does_not_lift_the_kiosk_lock(counter, key, path, monkeypatch):
    """A shared computer unused for a minute, where a slow page also records the time of its use."""
    session, loading, turned = stored(key), Event(), Event()
    session[USED_AT] = int(time.time()) - 62
    session.save()
    is_open = kiosk.is_open

    def is_open_and_slow(request):
        answer = is_open(request)
        if request.path == reverse("loan_list"):
            loading.set()
            assert turned.wait(TIMEOUT)
        return answer

    monkeypatch.setattr(kiosk, "is_open", is_open_and_slow)

    def visit(_start, number):
        tab = Client()
        tab.cookies[settings.SESSION_COOKIE_NAME] = key
        tab.cookies[SHARED] = "1"
        if number:
            return tab.get(reverse("loan_list"))
        assert loading.wait(TIMEOUT)
        try:
            return tab.post(path, {"turn": "1", "pin": "4711"})
        finally:
            turned.set()

    turn, slow = racers.run(visit, count=2)
    assert (turn.url, slow.status_code) == (path, 200)
    session = stored(key)
    assert session[kiosk.LOCK]["page"] == path
    assert session[USED_AT] > time.time() - 60
    visitor = Client()
    visitor.cookies[settings.SESSION_COOKIE_NAME] = key
    assert visitor.get(reverse("device_list")).url == reverse("unlock")


def test_four_requests_change_one_session_and_every_change_is_kept(key):
    def change(start, number):
        session = stored(key)
        session.get("")  # loaded before any request saves
        start.wait()
        session[f"key {number}"] = number
        session.save()

    assert racers.run(change) == [None] * 4
    session = stored(key)
    assert [session[f"key {number}"] for number in range(4)] == [0, 1, 2, 3]
    assert session[SESSION_KEY]


def test_an_unlock_sent_twice_does_not_lift_the_next_lock(key, counter, path):
    page, again = request_of(key, counter), request_of(key, counter)
    turn(page, path)
    late = request_of(key, counter)  # loaded while the first lock existed
    kiosk.unlock(request_of(key, counter))
    turn(again, path)
    kiosk.unlock(late)
    assert kiosk.LOCK in stored(key)


def turn(request, path):
    form = kiosk.TurnForm({"pin": "4711"}, request=request)
    assert form.is_valid()
    form.turn(path, path)


def test_a_page_signed_late_does_not_lock_a_session_that_was_unlocked(key, counter, path):
    turn(request_of(key, counter), path)
    late = request_of(key, counter)
    kiosk.unlock(request_of(key, counter))
    assert kiosk.way_on(late, "/loans/") == "/loans/"
    late.session.save()
    assert kiosk.LOCK not in stored(key)


def test_a_new_session_key_keeps_a_lock_set_meanwhile(key, counter, path):
    """A password change was in progress when the screen was turned."""
    changing = request_of(key, counter)
    turn(request_of(key, counter), path)
    update_session_auth_hash(changing, counter)
    changing.session.save()
    assert not Session.objects.filter(pk=key).exists()
    assert kiosk.LOCK in stored(changing.session.session_key)


@pytest.mark.parametrize(
    "save",
    [lambda late, _user: late.session.save(), update_session_auth_hash],
    ids=["saved", "cycled"],
)
def test_an_ended_session_is_not_revived_by_a_late_save(key, counter, save):
    late = request_of(key, counter)
    late.session["registered"] = {}
    logout(request_of(key, counter))
    with pytest.raises((UpdateError, SessionInterrupted)):
        save(late, counter)
    assert not Session.objects.exists()
