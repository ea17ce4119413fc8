"""Pages driven in Debian's Chromium, from a server of the test's own."""

import os
import shutil
from types import SimpleNamespace

import pytest
from allauth.account.internal.flows.login import record_authentication
from django.conf import settings
from django.test import Client
from playwright.sync_api import expect

os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"  # Playwright's loop runs in the tests' own thread

# Without the windows and menus of a whole browser a page takes a third of the processor time.
CHROMIUM = shutil.which("chromium-headless-shell") or shutil.which("chromium")
PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True}
DESK = {"viewport": {"width": 1366, "height": 900}}
# Every day on a phone, where there is least room; `make audit` walks at a desk too.
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

# Records in `heard` the tones that a page plays.
LISTEN = """() => {
  const heard = []
  window.heard = heard
  const start = OscillatorNode.prototype.start
  OscillatorNode.prototype.start = function (...when) {
    heard.push(this.frequency.value)
    return start.apply(this, when)
  }
}"""

PATIENCE = 90_000  # milliseconds: only a test that fails waits so long
expect.set_options(timeout=PATIENCE)


def pytest_collection_modifyitems(items):
    """Mark every test of this folder as a browser test; skip with a message without a browser."""
    for item in items:
        if "tests/browser/" in item.nodeid:
            item.add_marker(pytest.mark.browser)
            if CHROMIUM is None:
                item.add_marker(pytest.mark.skip(reason="apt-get install chromium-headless-shell"))


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args):
    return browser_type_launch_args | {"executable_path": CHROMIUM, "args": ARGUMENTS}


@pytest.fixture
def visit(browser, live_server):
    """`visit(user, PHONE)` is a page of a browser in which `user` has signed in (None: nobody)."""
    contexts, errors = [], []

    def visit(user, size, *, language="en", theme="light"):
        context = browser.new_context(base_url=live_server.url, **size)
        contexts.append(context)
        context.set_default_timeout(PATIENCE)
        context.on("weberror", lambda error: errors.append(str(error.error)))
        cookies = {settings.LANGUAGE_COOKIE_NAME: language, "theme": theme}
        if user is not None:
            cookies[settings.SESSION_COOKIE_NAME] = session_of(user, language)
        context.add_cookies(
            [
                {"name": name, "value": value, "url": live_server.url}
                for name, value in cookies.items()
            ]
        )
        return context.new_page()

    yield visit
    for context in contexts:
        context.close()
    assert errors == []  # of scripts


@pytest.fixture
def scan_into(visit, coordinator):
    """`scan_into(path)` is a page that remembers what it plays, with the clock in our hands."""

    def scan_into(path, size=DESK, user=coordinator):
        page = visit(user, size)
        page.clock.install()
        page.add_init_script(f"({LISTEN})()")
        page.goto(path)
        return page

    return scan_into


def session_of(user, language):
    """The key of a session in which `user` has just signed in, second factor included."""
    user.language = language
    user.save(update_fields=["language"])
    client = Client()
    client.force_login(user)
    session = client.session
    session["has_second_factor"] = True
    record_authentication(SimpleNamespace(session=session), user, "mfa", type="totp")
    session.save()
    return session.session_key
