"""Signing on a screen turned to a person, who can open no other page, and remotely by a link."""

from datetime import date

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from loans.agreements.operations.agreements import issue
from loans.agreements.operations.links import send_link
from loans.base.lifecycle.loans import AgreementStatus
from loans.models import Agreement
from people.outbox.lifecycle import Channel
from tests.browser import hands as keys
from tests.browser import road
from tests.browser.conftest import DESK, PHONE
from tests.browser.hands import STILL, ready, size_of, until_true
from tests.browser.road import press
from tests.factories import (
    AgreementTextFactory,
    BriefingFactory,
    LanguageFactory,
    LoanFactory,
    LoanItemFactory,
    RecipientFactory,
)
from tests.leaks import words_of

LANDSCAPE = {"viewport": {"width": 844, "height": 390}, "has_touch": True}
FRAME = "Frame for the signature"
ARABIC = "## الأساسي\n\n- نعيركم معدات مجانا.\n\n## الغرض\n\nالوثيقة تحدد قواعد الإعارة."  # noqa: RUF001
# Whether the screen has this width, and the frame its new shape, with ink.
DRAWN_ANEW = """width => {
  const pad = document.querySelector("canvas")
  const isFit = pad.height === Math.round(pad.width * pad.clientHeight / pad.clientWidth)
  const { data } = pad.getContext("2d").getImageData(0, 0, pad.width, pad.height)
  return innerWidth === width && isFit && data.some(byte => byte)
}"""


@pytest.fixture
def agreement(site, counter, transactional_db):
    AgreementTextFactory(language="en", body="## In short\n\n- Bring it back.\n\n## Sign\n\nHere.")
    return issue_to_yvonne(site, counter, language="en")


@pytest.fixture
def bilingual(site, counter, transactional_db):
    """An agreement in French, with the Arabic text beside it."""
    AgreementTextFactory(body="## L’essentiel\n\n- Vous le rendez.\n\n## Signer\n\nIci.")
    AgreementTextFactory(language="ar", body=ARABIC)
    arabic = LanguageFactory(arabic=True)
    return issue_to_yvonne(site, counter, language="fr", second_language=arabic)


def issue_to_yvonne(site, counter, **languages):
    person = RecipientFactory(
        first_name="Yvonne",
        last_name="Tréguier",
        email="yvonne@example.org",
        birth_date=date(1951, 4, 3),
        **languages,
    )
    loan = LoanFactory(site=site, organisation=person.organisation, recipient=person)
    LoanItemFactory(reserved=True, loan=loan, device__site=site)
    BriefingFactory(loan=loan)
    return issue(loan, by=counter)


@pytest.fixture
def kiosk(visit, counter, agreement):
    """`kiosk(size)` returns the page of the signing person, on a screen turned to them."""

    def kiosk(size):
        page = visit(counter, size)
        page.goto(agreement.sign_url)
        road.turn(page)
        ready(page.get_by_role("img", name=FRAME))
        return page

    return kiosk


@pytest.mark.audit
def test_the_signing_page_is_full_screen_and_leads_nowhere_else(kiosk):
    """No link, typed URL, history entry or other tab opens another page."""
    page = kiosk(PHONE)
    for size in (PHONE, LANDSCAPE, DESK):
        width, height = size["viewport"].values()
        page.set_viewport_size(size["viewport"])
        page.reload()
        until_true(page, "width => innerWidth === width", arg=width)
        box = page.get_by_role("img", name=FRAME).bounding_box()
        assert box["width"] >= min(0.9 * width, 800)
        text = page.get_by_role("heading", level=1).bounding_box()
        assert abs(text["x"] - box["x"]) <= 4  # one column
        assert box["height"] <= 0.8 * height
        assert size_of(page.locator("canvas"))[0] <= width
    links = page.evaluate("[...document.querySelectorAll('a')].map(link => link.pathname)")
    assert links == ["/unlock/"]
    assert page.get_by_role("searchbox").count() == page.get_by_role("navigation").count() == 0

    locked = "This device is locked"
    page.goto("/loans/")
    expect(page.get_by_role("heading", level=1)).to_have_text(locked)
    page.go_back()
    page.go_back()
    expect(page.get_by_role("navigation")).to_have_count(0)
    tab = page.context.new_page()
    tab.goto("/recipients/")
    expect(tab.get_by_role("heading", level=1)).to_have_text(locked)
    tab.get_by_label("4-digit PIN").fill("2468")
    press(tab, "Continue")
    ready(tab.get_by_role("navigation").first)
    tab.goto("/loans/")
    expect(tab.get_by_role("heading", level=1)).to_contain_text("Loans")


@pytest.mark.audit
def test_the_names_that_the_search_box_keeps_go_in_every_tab(visit, counter, agreement):
    kept = "Object.keys(sessionStorage).filter(name => name.startsWith('recent:'))"
    page, person = visit(counter, DESK), agreement.loan.recipient.get_absolute_url()
    tab = page.context.new_page()
    for one in (page, tab):
        one.goto(person)
        until_true(one, f"() => {kept}.length")
    page.goto(agreement.sign_url)
    road.turn(page)
    expect(page.get_by_role("img", name=FRAME)).to_be_visible()
    assert page.evaluate(kept) == []
    tab.bring_to_front()
    until_true(tab, f"() => !{kept}.length")
    tab.locator("#scan-code").focus()
    expect(tab.locator("#suggestions")).to_be_hidden()


@pytest.mark.audit
def test_a_name_outlives_a_reload_a_drawing_a_rotation_and_a_tiny_one_is_refused(kiosk, agreement):
    page = kiosk(PHONE)
    page.get_by_text("I cannot draw").click()
    page.get_by_label("First name and last name").fill("Yvonne Tréguier")
    page.locator("form[data-kept]").wait_for()
    page.reload()
    assert "Yvonne" not in page.evaluate("JSON.stringify(sessionStorage)")
    press(page, "Restore")
    expect(page.get_by_label("First name and last name")).to_have_value("Yvonne Tréguier")
    state = page.locator("[data-signature-state]")
    press(page, "I sign")
    expect(state).to_contain_text("tick “I sign: my typed name is my signature”.")
    frame = page.get_by_role("img", name=FRAME)
    box = frame.bounding_box()
    page.mouse.move(box["x"] + 40, box["y"] + 40)
    page.mouse.down()
    expect(state).to_have_text("")
    page.mouse.move(box["x"] + 45, box["y"] + 42, steps=3)
    page.mouse.up()
    press(page, "I sign")
    expect(state).to_contain_text("too small")
    road.sign(page)
    expect(state).to_have_text("")
    page.set_viewport_size(LANDSCAPE["viewport"])
    until_true(page, DRAWN_ANEW, arg=LANDSCAPE["viewport"]["width"])
    press(page, "I sign")
    expect(page.get_by_role("heading", level=1)).to_have_text("Thank you, it is signed.")
    assert (
        page.evaluate("Object.keys(sessionStorage).filter(key => key.startsWith('draft:'))") == []
    )
    road.give_back(page)
    agreement.refresh_from_db()
    assert agreement.status == AgreementStatus.SIGNED


@pytest.mark.papers
def test_french_and_arabic_are_signed_through_a_link_by_keyboard_alone(visit, counter, bilingual):
    link = send_link(bilingual, by=counter, channel=Channel.EMAIL)
    page = visit(None, DESK | STILL, language="fr")
    page.goto(reverse("signature_remote", args=[link.token]))
    expect(page.get_by_text("Tréguier")).to_have_count(0)
    for year in ("1950", "1951"):  # the first is refused
        year_field = page.get_by_label("Votre année de naissance")
        keys.reach(page, year_field)
        year_field.press("ControlOrMeta+a")
        page.keyboard.type(year)
        page.keyboard.press("Enter")
        if year == "1950":
            wrong = "Ce n’est pas la bonne réponse : réessayez ou appelez-nous."
            expect(page.get_by_text(wrong, exact=True)).to_be_visible()
    ready(page.get_by_text("Yvonne Tréguier").first)
    arabic = page.locator("section[lang=ar][dir=rtl]")
    expect(arabic.get_by_text("نعيركم معدات مجانا")).to_have_css("direction", "rtl")
    links = page.evaluate("[...document.querySelectorAll('a')].map(link => link.pathname)")
    # these pages are public
    assert set(links) <= {"/privacy/", "/legal/", "/licence/", "/accessibility/"}
    typed = page.locator("summary", has_text="Je ne peux pas dessiner : saisir le nom")
    keys.press(page, typed)
    page.keyboard.press("Tab")
    expect(page.get_by_label("Prénom et nom")).to_be_focused()
    page.keyboard.type("Yvonne Tréguier")
    send = page.get_by_role("button", name="Je signe", exact=True)
    keys.press(page, send)
    expect(page.locator("[data-signature-state]")).to_contain_text("cochez")
    page.get_by_label("Prénom et nom").focus()
    page.keyboard.press("Tab")
    expect(page.get_by_role("checkbox", name="Je signe")).to_be_focused()
    page.keyboard.press("Space")
    keys.press(page, send)
    expect(page.get_by_role("heading", level=1)).to_have_text("Merci, c’est signé.")
    signed = Agreement.objects.get(status=AgreementStatus.SIGNED)
    words = " ".join(words_of(signed.document.read()).split())
    assert "Signé à distance" in words
    assert "Nom saisi et signature confirmée à l’écran par Yvonne Tréguier." in words
    assert signed.signatures.get(role="person").kind == "typed"
    page.reload()
    expect(send).to_have_count(0)
