"""The site without network: our own page, the help, updates, and what is forgotten at sign-out."""

import pytest
from django.contrib.sessions.models import Session
from playwright.sync_api import expect

import core
from modules.offline import shell
from tests.browser.inspection import violations_on
from tests.modules import use_all_but

CACHES = "caches.keys().then((names) => names.join())"
SIGNED_IN = "offlineStore.who().then(Boolean)"
ADD_UNSENT = """offlineStore.take({ id: 0, devices: [], places: [] })
  .then(() => offlineStore.add(0, { id: "00000000-0000-4000-8000-000000000000", code: "A" }))"""
CLEAR_UNSENT = """offlineStore.within("scans", "readwrite", (store) => store.clear())"""
HAS_WAITING = """async () => {
  const registration = await navigator.serviceWorker.ready
  await registration.update()
  while (registration.installing) await new Promise((resolve) => setTimeout(resolve, 20))
  return Boolean(registration.waiting)
}"""
TAKES_OVER = """async () => {
  const registration = await navigator.serviceWorker.ready
  await registration.update()
  while (registration.installing || registration.waiting) {
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
}"""
NOT_REGISTERED = """async () => {
  await (await navigator.serviceWorker.ready).update()
  while (await navigator.serviceWorker.getRegistration()) {
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
}"""


@pytest.fixture(autouse=True)
def _site(installed):
    """The reference data, committed."""


@pytest.mark.parametrize(
    ("language", "words"), [("en", "Work without a network"), ("fr", "Travailler sans réseau")]
)
def test_our_page_replaces_the_error_of_the_browser(phone, network, coordinator, language, words):
    """In the language of the user, with the help; answers of other machines are not stored."""
    mine = phone(coordinator, language)
    mine.visit("/")
    mine.offline()
    mine.open("/devices/")
    heading = mine.page.get_by_role("heading", level=1)
    expect(heading).to_have_text(words)
    assert violations_on(mine.page) == []
    assert mine.page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    mine.open("/help/")
    assert mine.page.locator("details").count() > 10
    mine.offline(is_off=False)
    for fate, text in [("portal", "Accept our conditions"), (502, words), (503, words)]:
        network.fate = fate
        mine.open("/devices/")
        expect(heading).to_have_text(text)
    mine.worker().evaluate("Object.assign(SITE.patience, { page: 300, file: 50 })")
    network.fate = "silent"
    mine.page.goto("/devices/")
    expect(heading).to_have_text(words)
    expect(mine.page.locator("[data-nothing]")).to_be_visible()
    mine.worker().evaluate("SITE.patience.page = 60000")
    mine.page.locator("button[data-again]").focus()
    network.fate = ""
    mine.page.keyboard.press("Enter")
    expect(heading).not_to_have_text(words)
    assert mine.page.url.endswith("/devices/")


def test_a_captive_portal_installs_nothing_of_its_own(phone, network, volunteer):
    mine = phone(volunteer)
    network.of, network.fate = "/offline/?language", "portal"
    mine.open("/")
    mine.page.evaluate("navigator.serviceWorker.register('/sw.js').catch(() => {})")
    network.fate = ""
    mine.visit("/")
    mine.offline()
    mine.open("/devices/")
    expect(mine.page.get_by_role("heading", level=1)).to_have_text("Work without a network")


@pytest.mark.audit
def test_help_and_key_are_forgotten_with_the_session(phone, volunteer):
    """At sign-out, and when an administrator ends the sessions; unsent work stays."""
    mine = phone(volunteer)
    mine.visit("/profile/")
    mine.page.evaluate(ADD_UNSENT)
    assert mine.page.evaluate(SIGNED_IN)
    mine.page.get_by_role("button", name="Sign out").click()
    expect(mine.page.locator("[data-leaving]")).to_contain_text("encrypted")
    mine.page.get_by_role("button", name="Sign out anyway").click()
    expect(mine.page.get_by_role("button", name="Sign in", exact=True)).to_be_visible()
    assert not mine.page.evaluate(SIGNED_IN)
    assert "help-" not in mine.page.evaluate(CACHES)

    mine.sign_in(volunteer)
    mine.visit("/")
    assert mine.page.evaluate(SIGNED_IN)
    Session.objects.all().delete()
    mine.open("/devices/")
    expect(mine.page.get_by_role("button", name="Sign in", exact=True)).to_be_visible()
    assert not mine.page.evaluate(SIGNED_IN)
    assert "help-" not in mine.page.evaluate(CACHES)
    assert mine.page.evaluate("offlineStore.unsent()") == {str(volunteer.pk): 1}
    mine.offline()
    mine.open("/devices/")
    expect(mine.page.locator("p[data-signed-out]")).to_be_visible()

    mine.offline(is_off=False)
    mine.sign_in(volunteer)
    mine.visit("/")
    Session.objects.all().delete()
    mine.open("/offline/")  # the phone never asks for a page of the session again
    expect(mine.page.locator("p[data-signed-out]")).to_be_visible()
    assert not mine.page.evaluate(SIGNED_IN)
    assert "help-" not in mine.page.evaluate(CACHES)


def test_a_new_version_waits_for_unsent_work_and_leaves_nothing_behind(
    phone, volunteer, monkeypatch
):
    mine = phone(volunteer)
    mine.visit("/")
    first = mine.page.evaluate(CACHES)
    mine.page.evaluate(ADD_UNSENT)
    monkeypatch.setattr(core, "__version__", "99.1")
    assert mine.page.evaluate(HAS_WAITING)
    mine.page.evaluate(CLEAR_UNSENT)
    mine.open("/")
    mine.page.evaluate(TAKES_OVER)
    mine.visit("/")
    second = mine.page.evaluate(CACHES)
    assert not set(first.split(",")) & set(second.split(","))


@pytest.mark.audit
def test_the_worker_removes_itself_once_the_module_is_off(phone, volunteer):
    mine = phone(volunteer)
    mine.visit("/")
    use_all_but("offline")
    mine.page.evaluate(NOT_REGISTERED)
    assert mine.page.evaluate(CACHES) == ""
    mine.open("/")
    assert mine.page.locator("link[rel=manifest]").count() == 0


@pytest.mark.audit
def test_signing_out_asks_about_scans_that_wait_in_the_tab(phone, network, volunteer):
    mine = phone(volunteer)
    mine.visit("/scan/")
    network.of, network.fate = "/scan/", 503
    box = mine.page.locator("[data-scan-target] input[name=code]")
    box.fill("AB-1")
    box.press("Enter")
    expect(mine.page.locator("[data-scan-trouble]")).to_be_visible()
    mine.open("/profile/")
    mine.page.get_by_role("button", name="Sign out").click()
    expect(mine.page.locator("[data-leaving]")).to_contain_text("not sent yet: 1")
    assert violations_on(mine.page) == []
    mine.page.get_by_role("button", name="Sign out anyway").click()
    expect(mine.page.get_by_role("button", name="Sign in", exact=True)).to_be_visible()
    assert "AB-1" not in mine.page.evaluate("JSON.stringify(Object.entries(sessionStorage))")


def test_the_source_of_the_worker_has_a_version_for_each_release_and_file():
    one, other = (shell.worker_source(is_on=True, release=release) for release in ("1", "2"))
    assert one != other
