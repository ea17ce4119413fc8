"""A simulated network: each response arrives a given number of ms after its request."""

from contextlib import suppress
from time import monotonic

from playwright.sync_api import Error

from tests.browser.conftest import PATIENCE

FRAME = "new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))"


def until(page, is_so):
    """Let the page run until `is_so()` is true."""
    end = monotonic() + PATIENCE / 1_000
    while not is_so():
        assert monotonic() < end, "it never came"
        page.evaluate(FRAME)


class Line:
    """Network for the scans of a page, with responses after `latency` ms by the test's clock.

    `fates` lists the results of the first scans: "cut" (the server does not receive it), "lost"
    (the server acts, but its response is lost), or the status of a response from another machine.
    """

    def __init__(self, page, latency=0, fates=()):
        self.page, self.latency, self.fates = page, latency, list(fates)
        self.now, self.waiting, self.sent = 0, [], []
        page.route(lambda _url: True, self._hear)

    def _hear(self, route):
        scan = route.request.headers.get("scan-id") or route.request.headers.get("hx-request")
        if route.request.method != "POST" or not scan:
            route.continue_()
            return
        self.sent.append(route.request)
        self.waiting.append((self.now + self.latency, route))

    def pass_to(self, when):
        """Advance the clock, and run the due timers."""
        while self.waiting and self.waiting[0][0] <= when:
            self.now, route = self.waiting.pop(0)
            self._answer(route, self.fates.pop(0) if self.fates else "")
        self.now = max(self.now, when)

    def next(self):
        """Wait until the next scan is sent, and deliver its response."""
        until(self.page, lambda: self.waiting)
        self.pass_to(self.waiting[0][0])

    def _answer(self, route, fate):
        if fate == "cut":
            route.abort("internetdisconnected")
        elif fate == "lost":
            route.fetch()
            route.abort("connectionreset")
        elif fate:
            route.fulfill(status=fate, body="Bad gateway")
        else:
            route.fulfill(response=route.fetch(max_redirects=0))
        with suppress(Error):  # the response may open another page
            self.page.evaluate(FRAME)
