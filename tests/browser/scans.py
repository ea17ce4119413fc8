"""A page that accepts scans: its field, its queue, its messages and its sounds."""

import json
from urllib.parse import urljoin

from django.conf import settings
from playwright.sync_api import expect

from tests.browser.conftest import session_of
from tests.browser.hands import ready

LEVEL, RISES = [440, 440], [660, 880]
RETRY_MS, PATIENCE_MS = 5_000, 20_000
# Keys of a scanner, always a millisecond apart, sent to the focused element.
AS_A_SCANNER = """([text, end]) => {
  let at = performance.now()
  for (const key of [...text, end]) {
    const event = new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true })
    Object.defineProperty(event, "timeStamp", { value: (at += 1) })
    const field = document.activeElement
    const isLetter = field.dispatchEvent(event) && key.length === 1
    if (isLetter && field.matches("input:not([type=radio])")) field.value += key
  }
}"""


def box_of(page):
    return page.locator("[data-scan-target] input[name=code]")


def scan(page, code):
    """Scan with a USB scanner into the field of the page, and wait for the answer."""
    box = ready(box_of(page))
    number = answered(page).count()
    box.fill(code)
    box.press("Enter")
    expect(answered(page)).to_have_count(number + 1)


def usb(page, code, end="Enter"):
    page.evaluate(AS_A_SCANNER, [str(code), end])


def usb_on_the_page(page, code):
    page.evaluate("document.activeElement.blur(); document.body.focus()")
    usb(page, code)


def stored_by_tab(page):
    """Return the session storage of the tab as JSON."""
    return page.evaluate("JSON.stringify(Object.entries(sessionStorage))")


def stored_scans(page):
    stored = dict(json.loads(stored_by_tab(page)))
    return [
        scan
        for name, text in stored.items()
        if name.startswith("scans:")
        for scan in json.loads(text)
    ]


def answered(page):
    return page.locator("[data-scan-log] li[data-tone]")


def sign_in_as(page, user, language="en", home=None):
    """Continue in the browser of `page` as `user`, or signed out if None."""
    page.context.clear_cookies(name=settings.SESSION_COOKIE_NAME)
    if user is not None:
        cookie = {"name": settings.SESSION_COOKIE_NAME, "value": session_of(user, language)}
        page.context.add_cookies([cookie | {"url": home or urljoin(page.url, "/")}])


def trouble(page):
    return page.locator("[data-scan-trouble]")


def played_tones(page):
    return [round(tone) for tone in page.evaluate("heard.splice(0)")]


BARS = """() => [...document.querySelectorAll("body *")]
  .filter((one) => /fixed|sticky/.test(getComputedStyle(one).position) && one.checkVisibility())
  .map((one) => one.getBoundingClientRect())
  .filter(({ right, bottom, top }) => right > 0 && bottom > 0 && top < innerHeight)
  .reduce((sum, { height }) => sum + height, 0) / innerHeight"""


def check_fits_a_phone(page, item):
    """Check a page that scans: small bars, one field, and the result and the first item in view."""
    expect(page.locator("[data-scan-log] .alert[data-sound]")).to_be_in_viewport(ratio=1)
    expect(item.first).to_be_in_viewport(ratio=1)
    expect(page.locator("input[name=code]:visible")).to_have_count(1)
    assert page.evaluate(BARS) <= 0.15
    expect(page.locator(".section-tabs:visible, .thumb-bar:visible")).to_have_count(0)
