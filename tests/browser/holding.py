"""Answers held back: a page is told of them late, as by a slow network."""

from playwright.sync_api import expect


def hold(page, pattern, held):
    """Keep the answer to the next such request in `held`: what was asked is done meanwhile."""

    def keep(route):
        held.append((route, route.fetch()))
        page.evaluate("document.body.dataset.held = ''")

    page.route(pattern, keep, times=1)


def is_held(page):
    """Wait until the server has answered what is held."""
    expect(page.locator("body[data-held]")).to_be_attached()


def give(page, held):
    """Let the page have the answer that was held."""
    [(route, answer)] = held
    with page.expect_event("requestfinished"):
        route.fulfill(response=answer)
    page.evaluate("new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")
