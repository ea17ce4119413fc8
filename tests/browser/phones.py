"""Phones with a service worker, which the shared tabs of other browser tests block."""

import os
import signal
from contextlib import suppress
from pathlib import Path

import pytest
from django.conf import settings

from tests.browser.conftest import PATIENCE, PHONE, session_of
from tests.browser.network import Network

KEPT = """async () => {
  const isKept = async () => (await caches.keys()).some((name) => name.startsWith("help-"))
  while (!(await isKept())) await new Promise((resolve) => setTimeout(resolve, 20))
  await navigator.serviceWorker.ready
}"""


class Phone:
    """A phone whose browser may be closed and opened again; `page` is its current tab."""

    def __init__(self, context, url):
        self.url, self.errors = url, []
        self._use(context)

    def _use(self, context):
        self.context = context
        self.context.set_default_timeout(PATIENCE)
        self.context.on("weberror", lambda error: self.errors.append(str(error.error)))
        self.page = self.context.new_page()

    def sign_in(self, user, language="en"):
        cookies = {
            settings.LANGUAGE_COOKIE_NAME: language,
            settings.SESSION_COOKIE_NAME: session_of(user, language),
        }
        self.context.add_cookies(
            [{"name": name, "value": value, "url": self.url} for name, value in cookies.items()]
        )

    def open(self, path):
        self.page.goto(path)
        self.page.wait_for_load_state("load")

    def is_prepared(self):
        """Wait until the shell and the help are kept."""
        self.page.evaluate(KEPT)

    def close_tab(self):
        """Close the tab, as when the browser is stopped, and open another."""
        self.page.close()
        self.page = self.context.new_page()

    def visit(self, path):
        """Open a page, and wait until the shell and the help are stored."""
        self.open(path)
        self.is_prepared()

    def worker(self):
        """The service worker, which answers also while no tab is open."""
        return self.context.service_workers[-1]

    def offline(self, *, is_off=True):
        self.context.set_offline(is_off)


class MortalPhone(Phone):
    """A phone whose browser may be killed; it keeps its data in a profile on the disk."""

    def __init__(self, start, profile, url):
        self.start, self.profile = start, profile
        super().__init__(start(), url)

    def kill(self):
        """Kill the browser, and start it again without network."""
        with self.context.expect_event("close"):
            for pid in _processes_with(self.profile):
                os.kill(pid, signal.SIGKILL)
        self._use(self.start())
        self.offline()


def _processes_with(profile):
    """The processes of this test's own browser: a shell may start it."""
    for process in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            if f"--user-data-dir={profile}" in (process / "cmdline").read_text().split("\0"):
                yield int(process.name)


@pytest.fixture
def network(live_server):
    network = Network(live_server.url)
    yield network
    network.close()


@pytest.fixture
def phone(browser, network):
    phones = []

    def phone(user, language="en"):
        phones.append(Phone(browser.new_context(base_url=network.url, **PHONE), network.url))
        phones[-1].sign_in(user, language)
        return phones[-1]

    yield phone
    _close(phones)


def _close(phones):
    for one in phones:
        one.context.close()
    errors = [error for one in phones for error in one.errors]
    assert errors == [], errors


@pytest.fixture
def mortal_phone(browser_type, browser_type_launch_args, network, tmp_path):
    """`mortal_phone(user)` returns a phone whose browser may be killed."""
    phones = []

    def mortal_phone(user, language="en"):
        profile = tmp_path / f"profile{len(phones)}"
        options = browser_type_launch_args | PHONE | {"base_url": network.url}

        def start():
            return browser_type.launch_persistent_context(profile, **options)

        phones.append(MortalPhone(start, profile, network.url))
        phones[-1].sign_in(user, language)
        return phones[-1]

    yield mortal_phone
    _close(phones)
