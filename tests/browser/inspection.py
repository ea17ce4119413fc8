"""Accessibility checks of pages: axe, and keyboard errors that axe does not check."""

import json
from pathlib import Path
from urllib.parse import urlsplit

from axe_playwright_python.base import AXE_SCRIPT

OPTIONS = {
    "resultTypes": ["violations"],
    "selectors": False,  # violations are shown as HTML
    "iframes": False,
    "preload": False,  # only required by a rule on screen orientation
    "rules": {"target-size": {"enabled": True}},
}
RUN = f"axe.run({json.dumps(OPTIONS)}).then(results => results.violations)"
HAS_AXE = "'axe' in window"
KEYS = Path(__file__).with_name("keys.js")
LOOK = KEYS.with_name("look.js")
# axe as a function of a window, so that a window opened by another needs no copy.
AXE_OF = AXE_SCRIPT[
    AXE_SCRIPT.index("!function") + 1 : AXE_SCRIPT.rindex('("object"==typeof window')
]
SEND_EMPTY = """() => {
  const forms = document.querySelectorAll('main form[method=post]:not([data-scan-target])')
  const form = [...forms].find((one) => !one.closest('details.menu'))
  form.noValidate = true
  for (const field of form.querySelectorAll('input:not([type=hidden]), select, textarea'))
    if (['checkbox', 'radio'].includes(field.type)) field.checked = false
    else field.value = ''
  form.requestSubmit(form.querySelector('button[type=submit]'))
}"""


class Inspector:
    """Open pages in a separate tab, and collect a message for each violation.

    With `is_whole`, each tab stop is also checked with focus, and repeated elements are checked on
    each page, not only on the first; that takes three times as long.
    """

    def __init__(self, page, language, *, is_whole=False):
        page.goto("/accounts/login/")
        page.evaluate(f"() => {{ window.axeOf = {AXE_OF} }}")  # compiled once, not for each page
        with page.expect_popup() as opened:
            page.evaluate("() => { open('/accounts/login/') }")
        self.page = page = opened.value
        self.language = language
        self.is_whole = is_whole
        self.faults = []
        self._errors = []
        page.add_init_script(path=KEYS)
        page.add_init_script(path=LOOK)
        # focused elements are scrolled into view at once
        page.emulate_media(reduced_motion="reduce")
        page.on("console", self._hear)
        page.on("pageerror", lambda error: self._errors.append(str(error)))

    def _hear(self, message):
        # Chromium also logs statuses such as 404 to the console; `open` checks them.
        if message.type == "error" and "the server responded with" not in message.text:
            self._errors.append(message.text)

    def open(self, name, path, status, language=None):
        self._errors.clear()
        answer = self.page.goto(path)
        faults, _messages = self._faults(language or self.language)
        if answer.status != status:
            faults.append(f"answered {answer.status}")
        if address_of(self.page) != path:
            faults.append(f"led to {address_of(self.page)}")
        self._keep(faults, name)

    def send_empty(self, name):
        """Submit the empty form of the open page, whose error messages must be accessible."""
        self._errors.clear()
        with self.page.expect_navigation():
            self.page.evaluate(SEND_EMPTY)
        # sticky bars cover elements that scrolled with the focus
        self.page.evaluate("scrollTo(0, 0)")
        faults, messages = self._faults(self.language)
        self._keep(faults if messages else [*faults, "nothing is said"], f"{name}, sent empty")

    def sign_in_by_halves(self, email, password):
        self._errors.clear()
        self.page.goto("/accounts/login/")
        self.page.locator("[name=login]").fill(email)
        self.page.locator("[name=password]").fill(password)
        with self.page.expect_navigation():
            self.page.keyboard.press("Enter")
        faults, _messages = self._faults(self.language)
        self._keep(faults, address_of(self.page))

    def _keep(self, faults, name):
        self.faults += [f"{name}: {fault}" for fault in faults]

    def _faults(self, language):
        """Return the violations on the page, and the number of its messages."""
        if self.is_whole:
            self.page.keyboard.press("Tab")  # focus rings are drawn for keyboard users
        wanted = {"isWhole": self.is_whole, "options": OPTIONS}
        seen = self.page.evaluate("wanted => look(wanted)", wanted)
        faults = [
            *faults_of(seen["closed"], language),
            *(f"{tag} is too wide, opened" for tag in seen["opened"]["too_wide"][-3:]),
            *seen["stops"],
            *map(in_words, seen["violations"]),
            *(f"loads {address} from elsewhere" for address in seen["elsewhere"]),
            *self._errors,
        ]
        return faults, seen["closed"]["messages"]


def keyboard_faults_on(page, *, with_rings=False):
    """Return the elements that the keyboard does not reach, or without visible focus."""
    if with_rings:
        page.keyboard.press("Tab")  # focus rings are drawn for keyboard users
    return page.evaluate("withRings => keys.faults(withRings)", with_rings)


def violations_on(page):
    """Return the violations that axe reports on the current page."""
    if not page.evaluate(HAS_AXE):
        page.evaluate(AXE_SCRIPT)
    return [in_words(violation) for violation in page.evaluate(RUN)]


def address_of(page):
    parts = urlsplit(page.url)
    return parts.path + (f"?{parts.query}" if parts.query else "")


def faults_of(seen, language):
    """Yield the faults of a page that axe does not report."""
    if seen["language"] != language:
        yield f"its language is {seen['language']}"
    if seen["titles"] != 1:
        yield f"{seen['titles']} titles"
    if not seen["title"]:
        yield "no title in the window"
    for tag in seen["too_wide"][-3:]:  # the innermost are last
        yield f"{tag} is too wide"


def in_words(violation):
    """Format an axe violation: its rule, and the first three elements that violate it."""
    nodes = [
        f"{node['html'][:160]} ({node['failureSummary'].splitlines()[1].strip()})"
        for node in violation["nodes"][:3]
    ]
    return f"{violation['id']}: {'; '.join(nodes)}"
