"""Accessibility checks of pages: axe, and keyboard faults that axe does not check."""

import json
from pathlib import Path
from urllib.parse import urlsplit

from axe_playwright_python.base import AXE_SCRIPT

OPTIONS = {
    "resultTypes": ["violations"],
    "iframes": False,
    "preload": False,  # only for a rule about turned screens: nothing here turns
    "rules": {"target-size": {"enabled": True}},
}
RUN = f"axe.run({json.dumps(OPTIONS)}).then(results => results.violations)"
HAS_AXE = "'axe' in window"
KEYS = Path(__file__).with_name("keys.js")
# Not help, which would lie over the page and hide it: `test_layout` opens that.
OPEN_ALL = "document.querySelectorAll('details:not([data-help])').forEach(d => { d.open = true })"
SEND_EMPTY = """() => {
  const form = document.querySelector('main form[method=post]:not([data-scan-target])')
  form.noValidate = true
  for (const field of form.querySelectorAll('input:not([type=hidden]), select, textarea'))
    if (['checkbox', 'radio'].includes(field.type)) field.checked = false
    else field.value = ''
  form.requestSubmit(form.querySelector('button[type=submit]'))
}"""
LOOK = """() => {
  const visible = element => element.checkVisibility()
  const width = document.documentElement.clientWidth
  const wide = document.documentElement.scrollWidth > width
  return {
    language: document.documentElement.lang,
    titles: [...document.querySelectorAll('h1')].filter(visible).length,
    title: document.title.split('·')[0].trim(),
    too_wide: !wide ? [] : [...document.querySelectorAll('body *')]
      .filter(element => element.getBoundingClientRect().right > width + 1)
      .map(element => `${element.localName}.${element.className}`),
    said: document.querySelectorAll('.invalid-feedback, .errorlist, .alert').length,
  }
}"""


class Inspector:
    """Opens pages as several people, and keeps what is wrong: a sentence for each fault.

    `with_rings`: what has the focus is looked at too, stop by stop, which takes longer.
    """

    def __init__(self, pages, language, *, with_rings=False):
        self.pages = pages
        self.language = language
        self.with_rings = with_rings
        self.faults = []
        self._errors = []
        for page in pages.values():
            page.add_init_script(path=KEYS)
            page.add_init_script(AXE_SCRIPT)  # sent once, not with each page
            page.emulate_media(reduced_motion="reduce")  # what takes the focus is in sight at once
            page.on("console", self._hear)
            page.on("pageerror", lambda error: self._errors.append(str(error)))

    def _hear(self, message):
        # Chromium writes an answer such as 404 in the console too: `open` looks at it.
        if message.type == "error" and "the server responded with" not in message.text:
            self._errors.append(message.text)

    def open(self, who, name, path, status, language=None):
        page = self.pages[who]
        self._errors.clear()
        answer = page.goto(path)
        faults = self._seen_on(page, language or self.language)
        if answer.status != status:
            faults.append(f"answered {answer.status}")
        if address_of(page) != path:
            faults.append(f"led to {address_of(page)}")
        self._keep(faults, who, name)

    def send_empty(self, who, name, path):
        """Send the page's form with nothing in it: it must say so, and say it well."""
        page = self.pages[who]
        self._errors.clear()
        page.goto(path)
        with page.expect_navigation():
            page.evaluate(SEND_EMPTY)
        page.evaluate("scrollTo(0, 0)")  # the bars lie over what went under them with the focus
        self._keep(self._seen_on(page, self.language), who, f"{name}, sent empty")
        if not page.evaluate(LOOK)["said"]:
            self._keep(["nothing is said"], who, f"{name}, sent empty")

    def sign_in_by_halves(self, who, email, password):
        page = self.pages[who]
        self._errors.clear()
        page.goto("/accounts/login/")
        page.locator("[name=login]").fill(email)
        page.locator("[name=password]").fill(password)
        with page.expect_navigation():
            page.keyboard.press("Enter")
        self._keep(self._seen_on(page, self.language), who, address_of(page))

    def _keep(self, faults, who, name):
        self.faults += [f"{name}, {who}: {fault}" for fault in faults]

    def _seen_on(self, page, language):
        page.evaluate("document.fonts.ready")
        closed = page.evaluate(LOOK)
        keys = keyboard_faults_on(page, with_rings=self.with_rings)
        page.evaluate(OPEN_ALL)
        opened = page.evaluate(LOOK)
        return [
            *faults_of(closed, language),
            *(f"{tag} is too wide, opened" for tag in opened["too_wide"][-3:]),
            *keys,
            *(f"{fault}, opened" for fault in keyboard_faults_on(page)),
            *violations_on(page),
            *self._errors,
        ]


def keyboard_faults_on(page, *, with_rings=False):
    """Elements of the page that the keyboard does not reach, or without visible focus."""
    if with_rings:
        page.keyboard.press("Tab")  # rings are drawn for who comes by keyboard
    return page.evaluate("withRings => keys.faults(withRings)", with_rings)


def violations_on(page):
    """The violations that axe reports on the current page."""
    if not page.evaluate(HAS_AXE):
        page.evaluate(AXE_SCRIPT)
    return [in_words(violation) for violation in page.evaluate(RUN)]


def address_of(page):
    parts = urlsplit(page.url)
    return parts.path + (f"?{parts.query}" if parts.query else "")


def faults_of(seen, language):
    """The faults of a page besides axe's."""
    if seen["language"] != language:
        yield f"its language is {seen['language']}"
    if seen["titles"] != 1:
        yield f"{seen['titles']} titles"
    if not seen["title"]:
        yield "no title in the window"
    for tag in seen["too_wide"][-3:]:  # the innermost come last
        yield f"{tag} is too wide"


def in_words(violation):
    """A violation of axe: its rule, and the first three elements that break it."""
    nodes = [
        f"{node['html'][:160]} ({node['failureSummary'].splitlines()[1].strip()})"
        for node in violation["nodes"][:3]
    ]
    return f"{violation['id']}: {'; '.join(nodes)}"
