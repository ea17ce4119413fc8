"""Fixtures that open pages in Debian's Chromium, served by the test process."""

import os
import shutil
from types import SimpleNamespace

import pytest
from allauth.account.internal.flows.login import record_authentication
from django.conf import settings
from django.test import Client
from playwright.sync_api import BrowserContext, Page, expect

os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"  # Playwright's loop runs in the tests' own thread

# A headless shell without windows and menus takes a third of the processor time per page.
CHROMIUM = shutil.which("chromium-headless-shell") or shutil.which("chromium")
PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True}
DESK = {"viewport": {"width": 1366, "height": 900}}
# Daily tests use a phone, which has the least space; `make audit` also uses a desktop.
SIZES = pytest.mark.parametrize(
    "size", [pytest.param(PHONE, id="390"), pytest.param(DESK, id="1366", marks=pytest.mark.audit)]
)
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]

# Records the tones that a page plays in `heard`.
LISTEN = """() => {
  const heard = []
  window.heard = heard
  const start = OscillatorNode.prototype.start
  OscillatorNode.prototype.start = function (...when) {
    heard.push(this.frequency.value)
    return start.apply(this, when)
  }
}"""

EMPTY = "/static/theme.js"  # a text page of our origin
# APIs whose effects persist in a tab.
ALTERING = [
    (Page, "add_init_script"),
    (Page, "clock"),
    (Page, "emulate_media"),
    (Page, "on"),
    (Page, "route"),
    (BrowserContext, "route"),
    (BrowserContext, "set_offline"),
]

PATIENCE = 90_000  # timeout in milliseconds, reached only by failing tests
expect.set_options(timeout=PATIENCE)


def pytest_collection_modifyitems(items):
    """Mark every test of this folder as a browser test; skip it if there is no browser."""
    for item in items:
        if "tests/browser/" in item.nodeid:
            item.add_marker(pytest.mark.browser)
            if CHROMIUM is None:
                item.add_marker(pytest.mark.skip(reason="apt-get install chromium-headless-shell"))


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args):
    return browser_type_launch_args | {"executable_path": CHROMIUM, "args": ARGUMENTS}


class Tabs:
    """Pool of tabs for successive tests, since a new tab takes four times as long as a page.

    Each tab is cleared for the next test. A tab that was changed permanently is closed.
    """

    def __init__(self, browser, url):
        self.browser = browser
        self.url = url
        self.errors = []  # script errors
        self._free = []

    def take(self, size):
        """Return a tab of this size: (size, page)."""
        for number, (other, _page) in enumerate(self._free):
            if other == size:
                return self._free.pop(number)
        # A service worker would answer in place of the routes of a test.
        context = self.browser.new_context(base_url=self.url, service_workers="block", **size)
        context.set_default_timeout(PATIENCE)
        context.on("weberror", lambda error: self.errors.append(str(error.error)))
        return size, context.new_page()

    def give_back(self, size, page):
        for other in page.context.pages:
            if other is not page:
                other.close()
        page.goto("about:blank")  # a navigation that the test began ends here
        page.goto(EMPTY)
        page.evaluate("() => { localStorage.clear(); sessionStorage.clear() }")
        page.context.clear_cookies()
        page.set_viewport_size(size["viewport"])
        self._free.append((size, page))


@pytest.fixture(scope="session")
def tabs(browser, live_server):
    return Tabs(browser, live_server.url)


@pytest.fixture
def altered(monkeypatch):
    """Names in `ALTERING` that this test used."""
    used = []

    def noted(name, does):
        def call(*args, **kwargs):
            used.append(name)
            return does(*args, **kwargs)

        return call

    for owner, name in ALTERING:
        does = getattr(owner, name)
        if isinstance(does, property):
            monkeypatch.setattr(owner, name, property(noted(name, does.fget)))
        else:
            monkeypatch.setattr(owner, name, noted(name, does))
    return used


@pytest.fixture
def visit(tabs, altered, live_server):
    """`visit(user, PHONE)` returns a page on which `user` (or nobody, if None) is signed in."""
    taken = []
    tabs.errors.clear()

    def visit(user, size, *, language="en", theme="light"):
        taken.append(tabs.take(size))
        _size, page = taken[-1]
        cookies = {settings.LANGUAGE_COOKIE_NAME: language, "theme": theme}
        if user is not None:
            cookies[settings.SESSION_COOKIE_NAME] = session_of(user, language)
        page.context.add_cookies(
            [
                {"name": name, "value": value, "url": live_server.url}
                for name, value in cookies.items()
            ]
        )
        return page

    yield visit
    for size, page in taken:
        if altered or "java_script_enabled" in size or page.is_closed():
            page.context.close()
        else:
            tabs.give_back(size, page)
    assert tabs.errors == []


@pytest.fixture
def scan_into(visit, coordinator):
    """`scan_into(path)` returns a page that records its sounds, with a clock set by the test."""

    def scan_into(path, size=DESK, user=coordinator):
        page = visit(user, size)
        page.clock.install()
        page.add_init_script(f"({LISTEN})()")
        page.goto(path)
        return page

    return scan_into


def session_of(user, language):
    """Return the key of a new session of `user`, including the second factor."""
    user.language = language
    user.save(update_fields=["language"])
    client = Client()
    client.force_login(user)
    session = client.session
    session["has_second_factor"] = True
    record_authentication(SimpleNamespace(session=session), user, "mfa", type="totp")
    session.save()
    return session.session_key
