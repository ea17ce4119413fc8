"""A round of deliveries without network, compared with the records of the server."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from loans.agreements.operations.agreements import decline
from loans.base.lifecycle.agreements import SignatureKind, WhyNotSigned
from loans.models import Agreement, Signature
from modules.doorstep.models import Visit
from modules.doorstep.tests.browser.conftest import NAME
from modules.doorstep.tests.conftest import PASSWORD
from tests.browser.hands import STILL, press, write
from tests.browser.inspection import KEYS, keyboard_faults_on, violations_on
from tests.browser.road import sign
from tests.factories import (
    LoanFactory,
    LoanItemFactory,
    RecipientFactory,
    UserFactory,
)

SPOILED = """offlineStore.papers().then(([paper]) =>
  offlineStore.notePaper(paper.id, { answer: { ...paper.answer, data: "A".repeat(32) } }))"""
IN_STORE = """async () => {
  const result = await offlineStore.within("papers", "readonly", (store) => store.getAll())
  const read = (value) => value instanceof ArrayBuffer ? new TextDecoder().decode(value) : value
  return result.map((row) => JSON.stringify(Object.values(row).map(read)))
}"""


@pytest.fixture(autouse=True)
def _site(installed):
    """The reference data, committed."""


def take(phone, agreements):
    """Take these agreements along, and go offline."""
    phone.visit(reverse("doorstep_list"))
    for agreement in agreements:
        phone.page.get_by_label(str(agreement.loan)).check()
    phone.page.get_by_label("Your password").fill(PASSWORD)
    phone.page.get_by_role("button", name="Take on this phone").click()
    expect(phone.page.locator("[data-door-state]")).to_contain_text("Ready on this phone")
    phone.offline()


def unlock(phone, password=PASSWORD):
    phone.open("/devices/")
    phone.page.get_by_label("Your password").fill(password)
    phone.page.get_by_role("button", name="Open the documents").click()


def to_signature(page, agreement):
    """Open a paper, and go through its screens by keyboard."""
    press(page, page.get_by_role("button", name=f"Open {agreement.loan}"))
    dialog = page.get_by_role("dialog")
    for heading in (
        "The text of the agreement",
        "On the back: care, return, your data",
        "Sign here",
    ):
        press(page, dialog.get_by_role("button", name="Next"))
        expect(dialog.get_by_role("heading", name=heading)).to_be_visible()
    return dialog


def draw(page):
    sign(page)
    page.get_by_role("dialog").get_by_role("button", name="I sign", exact=True).click()


def left(phone, count):
    expect(phone.page.get_by_role("dialog")).to_have_count(0)
    expect(phone.page.locator("[data-door-papers] li")).to_have_count(count)


@pytest.mark.audit
def test_five_deliveries_are_signed_or_declined_without_network(phone, network, driver, agreements):
    """Drawn, typed, declined, drawn for a cancelled agreement, and drawn after a reload."""
    drawn, typed, declined, cancelled, last = agreements
    mine = phone(driver)
    page = mine.page
    page.add_init_script(path=KEYS)
    page.emulate_media(**STILL)
    take(mine, agreements)
    kept = page.evaluate(IN_STORE)
    assert len(kept) == 5
    assert not any(NAME in row or "agreement" in row for row in kept)
    unlock(mine, "another")
    expect(page.locator("[data-door-state]")).to_contain_text("opens none")
    assert violations_on(page) == []
    unlock(mine)
    left(mine, 5)
    assert violations_on(page) == []

    dialog = to_signature(page, drawn)
    expect(dialog).to_contain_text("Awa0 Kerzauzon")
    assert violations_on(page) == []
    assert keyboard_faults_on(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    draw(page)
    left(mine, 4)
    dialog = to_signature(page, typed)
    press(page, dialog.get_by_text("I cannot draw"))
    write(page, dialog.get_by_label("First name and last name"), "Awa1 Kerzauzon")
    press(page, dialog.get_by_label("I sign: my typed name"), "Space")
    press(page, dialog.get_by_role("button", name="I sign", exact=True))
    left(mine, 3)
    dialog = to_signature(page, declined)
    press(page, dialog.locator("summary", has_text="Not signed"))
    dialog.get_by_label("Reason for not signing").select_option("think")
    press(page, dialog.get_by_role("button", name="Record as not signed"))
    left(mine, 2)
    expect(page.locator("[data-pending] li")).to_have_count(3)

    mine.close_tab()
    unlock(mine)
    left(mine, 2)
    for number, agreement in enumerate((cancelled, last)):
        to_signature(mine.page, agreement)
        draw(mine.page)
        left(mine, 1 - number)
    assert not any(NAME in row for row in mine.page.evaluate(IN_STORE))
    decline(cancelled, by=driver, because=WhyNotSigned.GONE)
    send_all(mine, network, ["lost", 503, "lost", "portal", 500])

    states = {one.pk: one.status for one in Agreement.objects.all()}
    signed = {one.pk for one in (drawn, typed, last)}
    assert {pk for pk, status in states.items() if status == "signed"} == signed
    kinds = Signature.objects.filter(role="person").values_list("agreement", "kind")
    drawn_kind = SignatureKind.DRAWN
    wanted = {drawn.pk: drawn_kind, typed.pk: SignatureKind.TYPED, last.pk: drawn_kind}
    assert dict(kinds) == wanted
    declined.refresh_from_db()
    assert (declined.status, declined.declined_because) == ("declined", "think")
    outcomes = {one.agreement_id: one.outcome for one in Visit.objects.all()}
    assert outcomes == dict.fromkeys(states, "done") | {cancelled.pk: "open"}
    mine.open(reverse("offline_list"))
    expect(mine.page.get_by_role("button", name="Record how it was resolved")).to_be_visible()
    assert violations_on(mine.page) == []


def send_all(phone, network, fates):
    """Send through a network that fails in these ways, and then works."""
    network.of, network.fates = reverse("doorstep_send"), list(fates)
    phone.offline(is_off=False)
    while phone.page.evaluate("offlineStore.unsent().then((left) => Object.keys(left).length)"):
        phone.open("/")
        phone.page.evaluate("offlineSync.send().catch(() => {})")


@pytest.mark.audit
def test_signing_out_removes_unsigned_papers_and_asks_about_signatures(
    phone, network, driver, agreements
):
    mine = phone(driver)
    mine.page.emulate_media(**STILL)
    take(mine, agreements[:2])
    unlock(mine)
    to_signature(mine.page, agreements[0])
    draw(mine.page)
    left(mine, 1)
    network.of, network.fate = reverse("doorstep_send"), 503
    mine.offline(is_off=False)
    mine.open("/profile/")
    mine.page.get_by_role("button", name="Sign out").click()
    expect(mine.page.locator("[data-leaving]")).to_contain_text("not sent yet: 1")
    mine.page.get_by_role("button", name="Sign out anyway").click()
    expect(mine.page.get_by_role("button", name="Sign in", exact=True)).to_be_visible()
    assert len(mine.page.evaluate(IN_STORE)) == 1
    network.fate = ""
    mine.sign_in(driver)
    mine.visit("/")
    expect(mine.page.locator("[data-words]")).to_have_text("Sent from this phone:")
    assert Agreement.objects.get(pk=agreements[0].pk).status == "signed"
    assert mine.page.evaluate(IN_STORE) == []

    take(mine, agreements[1:2])
    unlock(mine)
    left(mine, 1)
    mine.page.evaluate("Date.now = ((now) => () => now() + 86400000)(Date.now)")
    assert mine.page.evaluate("offlineStore.papers()") == []
    assert mine.page.evaluate(IN_STORE) == []


@pytest.mark.audit
@pytest.mark.parametrize("fault", ["none", "unreadable", "unknown"])
def test_a_signature_is_discarded_with_a_reason(phone, network, driver, agreements, fault):
    """Before it is sent, or once the server has refused it."""
    mine = phone(driver)
    page = mine.page
    page.emulate_media(**STILL)
    take(mine, agreements[:1])
    unlock(mine)
    to_signature(page, agreements[0])
    draw(page)
    left(mine, 0)
    pending = page.locator("[data-pending] > li")
    expect(pending).to_have_count(1)
    if fault == "unreadable":
        page.evaluate(SPOILED)
    if fault == "unknown":
        Visit.objects.update(by=UserFactory(counter=True))
    if fault != "none":
        mine.offline(is_off=False)
        expect(pending).to_contain_text("The server cannot accept this answer: discard it with a")
    press(page, pending.locator("summary"))
    assert violations_on(page) == []
    write(page, pending.get_by_label("Reason"), "Signed on the wrong line")
    press(page, pending.get_by_role("button", name="Discard"))
    if fault == "none":
        expect(pending).to_contain_text("It will be discarded at the next contact with the server.")
        mine.offline(is_off=False)
    expect(pending).to_have_count(0)
    assert page.evaluate("offlineStore.unsent()") == {}
    mine.open(
        reverse("offline_list") if fault == "unknown" else agreements[0].loan.get_absolute_url()
    )
    if fault == "unknown":
        press(page, page.locator("summary", has_text="Abandoned or discarded in the last 30 days"))
    expect(page.get_by_text("Signed on the wrong line")).to_be_visible()
    agreements[0].refresh_from_db()
    assert agreements[0].status == "issued"


def test_a_return_at_home_is_signed_by_typing_a_name(phone, driver, site):
    person = RecipientFactory(language="en")
    loan = LoanFactory(active=True, site=site, recipient=person, organisation=person.organisation)
    item = LoanItemFactory(open=True, loan=loan)
    mine = phone(driver)
    page = mine.page
    page.emulate_media(**STILL)
    mine.visit(f"{reverse('doorstep_list')}?back={loan.number}")
    assert violations_on(page) == []
    page.get_by_label("Your password").fill(PASSWORD)
    page.get_by_role("button", name="Take on this phone").click()
    expect(page.locator("[data-door-state]")).to_contain_text("Ready on this phone")
    mine.offline()
    unlock(mine)
    press(page, page.get_by_role("button", name=f"Open {loan}"))
    dialog = page.get_by_role("dialog")
    press(page, dialog.get_by_role("button", name="Next"))
    press(page, dialog.get_by_label(str(item), exact=True), "Space")
    dialog.get_by_label(f"Condition of {item}").select_option("worn")
    press(page, dialog.get_by_text("I cannot draw"))
    write(page, dialog.get_by_label("First name and last name"), "Awa Kerjean")
    press(page, dialog.get_by_label("I sign: my typed name"), "Space")
    assert violations_on(page) == []
    press(page, dialog.get_by_role("button", name="I sign", exact=True))
    left(mine, 0)
    expect(page.locator("[data-pending] li")).to_have_count(1)
    mine.offline(is_off=False)
    expect(page.locator("[data-pending] li")).to_have_count(0)
    item.refresh_from_db()
    assert (item.status, item.condition) == ("returned", "worn")
