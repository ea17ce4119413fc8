"""Phones with a service worker, which the shared tabs of other browser tests block."""

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
        self.context = context
        self.context.set_default_timeout(PATIENCE)
        self.url, self.errors = url, []
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
    for one in phones:
        one.context.close()
    errors = [error for one in phones for error in one.errors]
    assert errors == [], errors
