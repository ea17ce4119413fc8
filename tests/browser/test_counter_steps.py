"""The hand-over, one step per page: number of taps, position of “next”, and kept input."""

import pytest
from playwright.sync_api import expect

from inventory.scanning.refusals import WITH_SOMEBODY
from loans.models import Briefing, Loan
from people.models import Organisation
from tests.browser.conftest import PHONE, SIZES
from tests.browser.hands import ready, size_of
from tests.browser.road import Hand, scan, sign
from tests.browser.scans import answered
from tests.factories import (
    AgreementTextFactory,
    DeviceFactory,
    LoanFactory,
    RecipientFactory,
    VoucherFactory,
)

MAX_WALK_IN = 9  # from the home page to the signed loan, with the stroke
OPEN_ALL = "main => main.querySelectorAll('details').forEach(fold => { fold.open = true })"
HALF = PHONE["viewport"]["width"] / 2
HIGHEST = 1500  # maximum height of a step on a phone, in pixels


@pytest.fixture
def person(site):
    """A person of our own association, and the text of agreements."""
    AgreementTextFactory(language="en")
    person = RecipientFactory(first_name="Yvonne", last_name="Tréguier", language="en")
    Organisation.objects.filter(pk=person.organisation_id).update(is_ours=True)
    return person


def next_at(page, step):
    """Return the lower right corner of the “next” button, after checking the size of the step."""
    page.wait_for_url(f"**/hand-overs/*/{step}/**")
    onward = page.locator(".sticky-step > :last-child")
    width, height = size_of(onward)
    assert (width <= page.viewport_size["width"], height <= HIGHEST) == (True, True)
    box = onward.bounding_box()
    return round(box["x"] + box["width"]), round(box["y"] + box["height"])


@SIZES
@pytest.mark.audit
def test_a_laptop_is_handed_over_to_a_walk_in_without_proof(visit, counter, site, person, size):
    device = DeviceFactory(ready=True, site=site)
    page = visit(counter, size)
    page.goto("/")
    hand = Hand(page)
    hand.clicks(page.get_by_role("button", name="New hand-over").first)
    page.wait_for_url("**/whom/")
    assert page.get_by_role("button", name="Choose Yvonne Tréguier").count() == 0
    sought = page.get_by_label("Name, phone or reference")
    sought.press_sequentially("Tré")
    expect(page.get_by_role("status").filter(has_text="1 person found.")).to_be_visible()
    expect(sought).to_be_focused()
    ready(page.get_by_role("button", name="Choose Yvonne Tréguier"))
    hand.clicks(page.get_by_role("button", name="Choose Yvonne Tréguier"))
    proof = page.get_by_label("Proof seen today")
    expect(proof).to_be_visible()
    places = {next_at(page, "whom")}
    proof.select_option(index=1)
    hand.count += 1
    page.wait_for_url("**/what/")
    scan(page, "Scan or type any code", device.asset_tag)
    expect(page.locator("[data-sound=success]")).to_contain_text(device.asset_tag)
    places.add(next_at(page, "what"))
    hand.clicks(page.get_by_role("link", name="Next: Explained"))
    hand.clicks(page.get_by_role("button", name="Not asked"))
    places.add(next_at(page, "terms"))
    hand.clicks(page.get_by_role("button", name="Go to the signature"))
    page.get_by_label("Choose a 4-digit PIN").fill("2468")
    hand.presses("Give the screen to the person")
    sign(page)
    hand.count += 1
    hand.presses("I sign")
    expect(page.get_by_role("heading", level=1)).to_have_text("Thank you, it is signed.")
    assert hand.count <= MAX_WALK_IN
    assert len(places) == 1
    assert Loan.objects.get().organisation.is_ours
    assert Briefing.objects.get().training == "not_asked"


def test_typed_values_are_kept_when_going_back_a_step(visit, counter, site, person):
    loan = LoanFactory(prepared=True, site=site, recipient=person, organisation=person.organisation)
    page = visit(counter, PHONE)
    page.goto(f"/hand-overs/{loan.pk}/explained/")
    page.get_by_label("charging it").check()
    page.get_by_text("Offered, and accepted").click()
    page.get_by_label("training location").fill("Médiathèque")
    page.get_by_role("button", name="Back").click()
    page.get_by_role("link", name="Next: Explained").click()
    expect(page.get_by_label("charging it")).to_be_checked()
    expect(page.get_by_label("training location")).to_have_value("Médiathèque")
    assert not Briefing.objects.exists()

    page.get_by_role("button", name="Accepted: continue").click()
    summary = page.locator(".error-summary")
    expect(summary.get_by_role("link", name="What comes next")).to_be_visible()
    expect(summary).to_be_focused()
    expect(page.get_by_label("training location")).to_have_value("Médiathèque")


def test_scanning_a_given_device_offers_its_return(visit, counter, site, person):
    given = DeviceFactory(given=True, site=site)
    assert given.status in WITH_SOMEBODY
    loan = LoanFactory(prepared=True, site=site, recipient=person, organisation=person.organisation)
    page = visit(counter, PHONE)
    page.goto(f"/hand-overs/{loan.pk}/what/")
    refused, devices = page.locator("#refused"), page.locator(".counter-found > :first-child")
    codes = ["RB9999999X", given.asset_tag, f"http://127.0.0.1:8000/A/{given.asset_tag}"]
    for number, code in enumerate(codes, 1):
        scan(page, "Scan or type any code", code)
        expect(answered(page)).to_have_count(number)
        expect(page.locator(".refusals > ul > li")).to_have_count(1)
        is_first = refused.bounding_box()["y"] < devices.bounding_box()["y"]
        assert is_first == (given.asset_tag in code)  # only if something can be done about it
    words = page.locator(".refusals > ul > li p").bounding_box()
    offer = page.locator(".refusals").get_by_role("link", name="Record its return")
    assert offer.bounding_box()["y"] >= words["y"] + words["height"]
    assert words["width"] > PHONE["viewport"]["width"] * 0.6
    offer.click()
    expect(page.get_by_label("Scan or type a device")).to_have_value(given.asset_tag)


def test_choosing_a_proof_records_it(visit, counter, site):
    person = RecipientFactory()
    loan = LoanFactory(prepared=True, site=site, recipient=person, organisation=person.organisation)
    page = visit(counter, PHONE)
    page.goto(f"/hand-overs/{loan.pk}/whom/")
    page.get_by_label("Proof seen today").select_option(index=1)
    expect(page.get_by_text("Proof recorded. It will not be asked for again.")).to_be_visible()
    person.refresh_from_db()
    assert person.proof_seen_on


@pytest.mark.parametrize("step", ["whom", "what"])
def test_what_is_wrong_with_a_folded_form_is_in_sight(visit, counter, site, person, step):
    """A new person without a name, and a voucher over the ceiling."""
    VoucherFactory(in_stock=True, batch__site=site)
    chosen = None if step == "whom" else person
    office = person.organisation
    loan = LoanFactory(prepared=True, site=site, recipient=chosen, organisation=office)
    page = visit(counter, PHONE)
    page.goto(f"/hand-overs/{loan.pk}/{step}/")
    page.locator("main").evaluate(OPEN_ALL)
    if step == "what":
        page.locator("[name=product]").select_option(index=0)
        page.locator("form:has([name=product]) [name=quantity]").fill("9")
        page.get_by_role("button", name="Add the voucher").click()
    else:
        page.get_by_role("button", name="Add and choose").click()
    expect(page.locator(".error-summary")).to_be_focused()
    expect(page.locator(".error-summary")).to_be_in_viewport(ratio=1)
    if step == "whom":  # somebody of another organisation has this name
        RecipientFactory(first_name="Odette", last_name="Garrec")
        page.get_by_label("first name").fill("Odette")
        page.get_by_label("last name").fill("Garrec")
        page.get_by_role("button", name="Add and choose").click()
        expect(page.locator(".error-summary").first).to_be_focused()
        known = page.locator(".error-summary li", has_text="Odette Garrec")
        expect(known).to_be_in_viewport(ratio=1)
        assert known.locator("span").first.bounding_box()["width"] > HALF
    page.goto(page.url)
    expect(page.get_by_role("heading", level=1)).to_be_visible()
