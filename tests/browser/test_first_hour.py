"""The first hour of an administrator: from an empty site to the first signed loan."""

import pytest
from playwright.sync_api import expect

from core.models import identity
from people.accounts.operations import first_admin
from tests.browser import road
from tests.browser.conftest import DESK, SIZES
from tests.browser.road import Hand
from tests.people.accounts.pages import PASSWORD, app_code

MAX_WITH_SECOND_FACTOR = 20
IS_BELOW_ITS_SENTENCE = """code => {
  const sentence = document.createRange()
  sentence.selectNode(code.previousSibling)
  return sentence.getBoundingClientRect().bottom <= code.getBoundingClientRect().top
}"""
MAX_CLICKS = 15  # the locks, the method and the result of the erasure are chosen, never proposed


@pytest.fixture
def administrator(installed, monkeypatch):
    """Administrator of a site with only reference data and no optional modules."""
    monkeypatch.setattr(identity, "MODULES_AT_FIRST", "")
    admin = first_admin(email="ada@example.org", name="Ada", site="Local")
    admin.is_active = True
    admin.save()
    return admin


@pytest.mark.papers
@SIZES
@pytest.mark.audit
def test_from_an_empty_site_to_the_first_signed_loan(visit, administrator, size):
    page = visit(administrator, size)
    page.goto("/")
    hand = Hand(page)
    from_home_to_the_loan(page, hand)
    assert hand.count <= MAX_CLICKS
    for figure in ("people_equipped", "devices_handed_over", "devices_received"):
        page.goto(f"/figures/{figure}/")
        expect(page.locator(".figure-number strong")).to_have_text("1")


@pytest.mark.audit
@pytest.mark.papers
def test_a_second_factor_is_set_up_first_where_it_is_required(visit, administrator, settings):
    settings.MFA_REQUIRED = True
    administrator.set_password(PASSWORD)
    administrator.language = "en"
    administrator.save()
    page = visit(None, DESK)
    page.goto("/accounts/login/")
    page.locator("[name=login]").fill(administrator.email)
    page.locator("[name=password]").fill(PASSWORD)
    page.keyboard.press("Enter")
    hand = Hand(page)
    hand.presses("Set up an app", role="link")
    secret = page.locator("code.secret")
    assert secret.evaluate(IS_BELOW_ITS_SENTENCE)
    page.get_by_label("Authenticator code").fill(app_code(secret.inner_text()))
    hand.presses("Use this app")
    hand.presses("I have saved them: continue", role="link")
    from_home_to_the_loan(page, hand)
    assert hand.count <= MAX_WITH_SECOND_FACTOR


def from_home_to_the_loan(page, hand):
    """Do all until the signed loan; the stroke of the signature is not counted as a click."""
    begin(page, hand)
    tag = receive_a_laptop(page, hand)
    road.make_ready(hand)
    lend(page, hand, tag)


def begin(page, hand):
    page.get_by_label("Name of the association").fill("Les Ordis Solidaires")
    page.get_by_label("Address").fill("3, rue des Ormes")
    hand.presses("Save")


def receive_a_laptop(page, hand):
    """Enter a donor, a lot and a device with a new brand and model; return its tag."""
    page.get_by_label("Donor").fill("Mairie de Kerbihan")
    hand.clicks(page.get_by_label("public body"))
    page.get_by_label("laptop").fill("1")
    hand.presses("The lot has arrived: enter its devices")
    expect(page.get_by_label("Category").locator("option:checked")).to_have_text("Laptop")
    page.get_by_label("Brand").fill("Lenovo")
    page.get_by_label("Model").fill("ThinkPad T480")
    hand.presses("Enter one device and check it now")
    page.wait_for_url("**/bench/**")
    return page.get_by_role("heading", level=1).inner_text()


def lend(page, hand, tag):
    """Lend to a new person of our own association, then open the agreement."""
    hand.presses("Hand over")
    page.get_by_label("first name").fill("Yvonne")
    page.get_by_label("last name").fill("Tréguier")
    hand.presses("Add and choose")
    hand.presses("Next: Terms", role="link")
    hand.presses("Go to the signature")
    page.get_by_label("Choose a 4-digit PIN").fill("2468")
    hand.presses("Give the screen to the person")
    road.sign(page)
    hand.presses("Je signe")
    page.get_by_label("PIN").fill("2468")
    road.press(page, "Continue")
    paper = page.get_by_role("link", name="Print")
    text = road.text_of(road.fetched(page, paper))
    assert [words for words in (tag, "Tréguier", "Les Ordis Solidaires") if words not in text] == []
