"""Delay responses, like a slow network."""

from playwright.sync_api import expect

from tests.browser.line import FRAME


def hold(page, pattern, waiting):
    """Delay the response to the next matching request, in `waiting`; the server processes it."""

    def keep(route):
        waiting.append((route, route.fetch()))
        page.evaluate("document.body.dataset.waiting = ''")

    page.route(pattern, keep, times=1)


def is_waiting(page):
    """Wait until the server has answered a delayed request."""
    expect(page.locator("body[data-waiting]")).to_be_attached()


def give(page, waiting):
    """Release the delayed response."""
    route, answer = waiting.pop()
    page.evaluate("delete document.body.dataset.waiting")
    with page.expect_event("requestfinished", lambda request: request == route.request):
        route.fulfill(response=answer)
    page.evaluate("new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")
    page.evaluate(FRAME)  # the response is rendered or ignored by now
