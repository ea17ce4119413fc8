"""Every form without network, and sent empty, on a phone.

Without network its page stays, with what was typed, and it is sent once. Refused, it shows what is
wrong. Daily, one page of each role is tried; `make audit` tries every form of every page.
"""

from contextlib import suppress
from itertools import groupby
from operator import itemgetter

import pytest
from playwright.sync_api import Error

from people.base.roles import LADDER, Role
from tests.access import PAGES, address
from tests.browser.conftest import PHONE
from tests.browser.scans import sign_in_as
from tests.factories import UserFactory
from tests.world import build_world

FORMS = {
    Role.ASSOCIATION: ["request_new", "incident_new"],
    Role.VOLUNTEER: ["donation_arrive"],
    Role.TECHNICIAN: ["medium_erase"],
    Role.COUNTER: ["loan_explained"],
    Role.COORDINATOR: ["request_accept"],
    Role.ADMIN: ["rules_edit"],
}
# Marks each POST form that takes typed values, outside the frame of all pages, with its number.
MARK = """() => {
  for (const fold of document.querySelectorAll("details")) fold.open = true
  const own = (form, name) =>
    Object.getOwnPropertyDescriptor(HTMLFormElement.prototype, name).get.call(form)
  const types = ["text", "email", "number", "tel", "search"].map((type) => `[type=${type}]`)
  const typed = `textarea, input:is(:not([type]), ${types})`
  const other = "[hx-post], [data-scan-target], [data-scanbox], [data-signature]"
  const isOpen = (element) => element.checkVisibility() && !element.disabled && !element.readOnly
  let count = 0
  for (const form of document.querySelectorAll("main form")) {
    if (own(form, "method") !== "post" || form.matches(other)) continue
    const all = [...own(form, "elements")].filter(isOpen)
    const field = all.find((element) => element.name && element.matches(typed))
    const button = all.find((element) => element.matches("[type=submit]"))
    if (!field || !button) continue
    form.noValidate = true
    field.dataset.cut = button.dataset.cutSend = count++
  }
  return count
}"""


class Cutter:
    """Tries the forms of pages with the network cut; `faults` are the forms that lost something."""

    def __init__(self, page):
        self.page, self.sent, self.faults = page, [], []  # `sent` are the POST requests
        self.tried = self.refused = 0
        page.route("**/*", self._answer)
        page.on("request", lambda request: request.method == "POST" and self.sent.append(request))

    def _answer(self, route):
        if route.request.method == "POST":
            route.fulfill(status=204)
        else:
            route.continue_()

    def open(self, where, path):
        self.page.goto(path)
        for number in range(self.page.evaluate(MARK)):
            if number:
                self.page.goto(path)
            if number and self.page.evaluate(MARK) <= number:
                break  # the form before was accepted
            self.tried += 1
            self._try(where, number)

    def _try(self, where, number):
        page, context = self.page, self.page.context
        field = page.locator(f"[data-cut='{number}']")
        button = page.locator(f"[data-cut-send='{number}']")
        field.fill("12")
        context.set_offline(True)
        button.dispatch_event("click")
        page.locator("[data-offline]:not([hidden])").wait_for()
        stays = field.input_value() == "12"
        context.set_offline(False)
        page.locator("[data-offline][hidden]").wait_for(state="attached")
        with page.expect_request(lambda request: request.method == "POST"):
            button.dispatch_event("click")
        if not stays:
            self.faults.append((where, number))


# Whether the first of what is wrong is in sight, or no word of it is on the page.
SHOWS = """() => {
  const wrong = [...document.querySelectorAll("main .error-summary")]
  const first = wrong.find((element) => element.checkVisibility())
  const { top = 0, bottom = 0 } = first?.getBoundingClientRect() ?? {}
  return { isRefused: Boolean(first), isInSight: top >= 0 && top < innerHeight - 40 && bottom > 0 }
}"""


class Emptier(Cutter):
    """Sends the forms of pages empty; `faults` are refused forms whose errors are out of sight."""

    def _answer(self, route):
        route.continue_()

    def _try(self, where, number):
        self.page.locator(f"[data-cut='{number}']").fill("")
        button = self.page.locator(f"[data-cut-send='{number}']")
        with suppress(Error), self.page.expect_navigation():  # a file has none
            button.dispatch_event("click")
        seen = self.page.evaluate(SHOWS)
        self.refused += seen["isRefused"]
        if seen["isRefused"] and not seen["isInSight"]:
            self.faults.append((where, number, self.page.url))


@pytest.fixture
def walk(visit, site, live_server):
    def walk(names_of, kind=Cutter):
        world = build_world(site)
        everyone = {role: UserFactory(role=role, sites=[site]) for role in LADDER}
        everyone[Role.ASSOCIATION] = world.association_user
        page = visit(None, PHONE)
        cutter = kind(page)
        visits = [(role, name) for role, names in names_of.items() for name in names]
        for role, named in groupby(visits, key=itemgetter(0)):
            sign_in_as(page, everyone[role], "en", live_server.url)
            for _role, name in named:
                cutter.open((name, role), address(name, world))
        return cutter

    return walk


@pytest.mark.audit
def test_forms_of_each_role_are_kept_without_network_and_sent_once(walk):
    cutter = walk(FORMS)
    assert cutter.faults == []
    assert len(cutter.sent) == cutter.tried > 5


def every_page():
    """Return {role: names} of all pages that may have forms."""
    pages = {}
    for name, page in PAGES.items():
        if page.post or page.file or page.debug or page.public or page.may_be_absent:
            continue
        if not name.startswith(("account_", "mfa_")):
            pages.setdefault(page.least, []).append(name)
            if page.association:
                pages.setdefault(Role.ASSOCIATION, []).append(name)
    return pages


EACH_ROLE = pytest.mark.parametrize("role", FORMS)


@pytest.mark.audit
@EACH_ROLE
def test_every_form_is_kept_without_network_and_sent_once(walk, role):
    cutter = walk({role: every_page()[role]})
    assert cutter.faults == []
    assert len(cutter.sent) == cutter.tried > 5


@pytest.mark.audit
@EACH_ROLE
def test_every_form_sent_empty_shows_first_what_is_wrong(walk, role):
    emptier = walk({role: every_page()[role]}, Emptier)
    assert emptier.faults == []
    assert emptier.refused > 2
