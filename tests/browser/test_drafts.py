"""Forms whose network, session or page is lost: what was typed is kept, offered and sent once."""

import re
from urllib.parse import parse_qs, urlsplit

import pytest
from django.conf import settings
from django.contrib.sessions.models import Session
from django.urls import get_resolver, reverse
from playwright.sync_api import expect

from core.models import Identity
from donations.models import Donor
from loans.models import AgreementText
from tests.access import patterns
from tests.browser.conftest import PHONE, session_of
from tests.browser.hands import button
from tests.browser.road import photo_of_paper
from tests.factories import AgreementTextFactory, AppointmentFactory

LINES = "## Objet\n\nPour {borrower}."
NAME = "Zoraïde Quillévéré"
DRAFTS = "Object.entries(sessionStorage).filter(([name]) => name.startsWith('draft:'))"
KEPT = "form[data-kept]"


def type_donor(page):
    page.goto(reverse("donor_add"))
    page.locator("[name=name]").fill(NAME)
    page.locator(KEPT).wait_for()


@pytest.fixture
def page(visit, coordinator):
    page = visit(coordinator, PHONE)
    type_donor(page)
    return page


def drafts_of(page):
    return page.evaluate(DRAFTS)


def wait_until_dropped(page):
    """Wait for the script of the page that follows, which drops the draft."""
    page.wait_for_function(f"() => ({DRAFTS}).length === 0")


def restored(page):
    button(page, "Restore").click()
    expect(page.locator("[name=name]")).to_have_value(NAME)
    return page


def submit(page):
    page.locator("main form.form [type=submit]").click()


def test_a_form_left_by_accident_is_offered_encrypted_and_dropped_once_sent(page):
    [[name, draft]] = drafts_of(page)
    assert "Zora" not in name + draft
    page.goto("/")
    page.goto(reverse("donor_add"))
    expect(page.locator("[name=name]")).to_have_value("")
    submit(restored(page))
    expect(page.get_by_role("heading", name=NAME)).to_be_visible()
    wait_until_dropped(page)
    assert Donor.objects.filter(name=NAME).count() == 1
    page.goto(reverse("donor_add"))
    expect(page.locator(".draft-offer")).to_have_count(0)


def test_a_discarded_draft_is_gone(page):
    page.reload()
    button(page, "Discard").click()
    wait_until_dropped(page)


def test_a_draft_of_a_refused_form_is_dropped_once_the_form_is_saved(visit, admin):
    page = visit(admin, PHONE)
    AppointmentFactory()
    for is_left in (False, True):
        page.goto(reverse("modules_edit"))
        page.locator("[name=appointments]").uncheck()
        submit(page)
        expect(page.locator(".error-summary")).to_be_focused()
        if is_left:
            page.goto(reverse("modules_edit"))
            expect(page.locator(".draft-offer")).to_have_count(1)
        else:
            page.locator("[name=appointments]").check()
        submit(page)
        expect(page.locator(".messages .alert-success")).to_be_visible()
        expect(page.locator(".draft-offer")).to_have_count(0)
        wait_until_dropped(page)


def test_a_form_whose_answer_is_lost_acts_once(page):
    lost = []

    def lose(route):
        if route.request.method == "POST" and not lost:
            lost.append(route.fetch(max_redirects=0).status)
            route.abort("connectionreset")
        else:
            route.continue_()

    page.route("**/donors/**", lose)
    submit(page)
    expect(page).to_have_url(re.compile("^chrome-error:"))
    page.goto(reverse("donor_add"))
    submit(restored(page))
    expect(page.get_by_role("heading", name=NAME)).to_be_visible()
    assert lost == [302]
    assert Donor.objects.filter(name=NAME).count() == 1


def test_a_form_outlives_a_restart_of_the_server_and_an_expired_token(page):
    page.route("**/healthz", lambda route: route.abort("connectionrefused"))
    submit(page)
    expect(page.locator("[data-offline]")).to_be_in_viewport(ratio=1)
    expect(page.locator("[name=name]")).to_have_value(NAME)
    page.unroute("**/healthz")
    page.context.clear_cookies(name=settings.CSRF_COOKIE_NAME)
    submit(page)
    page.get_by_role("link", name="Open the page again").click()
    submit(restored(page))
    expect(page.get_by_role("heading", name=NAME)).to_be_visible()
    assert Donor.objects.filter(name=NAME).count() == 1


def sign_in_again(page, user):
    """Sign in in this tab, and open the page that the sign-in page leads to."""
    [after] = parse_qs(urlsplit(page.url).query)["next"]
    cookie = {"name": settings.SESSION_COOKIE_NAME, "value": session_of(user, "en")}
    page.context.add_cookies([cookie | {"url": page.url}])
    page.goto(after)


@pytest.mark.audit
def test_a_form_is_offered_after_signing_in_again_to_its_user_only(page, coordinator, counter):
    Session.objects.all().delete()
    submit(page)
    page.wait_for_url("**/login/**")
    assert len(drafts_of(page)) == 1
    sign_in_again(page, coordinator)
    submit(restored(page))
    expect(page.get_by_role("heading", name=NAME)).to_be_visible()
    type_donor(page)
    Session.objects.all().delete()
    submit(page)
    page.wait_for_url("**/login/**")
    sign_in_again(page, counter)
    wait_until_dropped(page)


@pytest.mark.audit
def test_signing_out_removes_the_drafts_of_every_tab(page):
    other = page.context.new_page()
    type_donor(other)
    other.goto(reverse("account_logout"))
    other.locator("main form button").click()
    other.wait_for_url("**/")
    assert drafts_of(other) == drafts_of(page) == []


def test_a_draft_is_removed_after_an_hour(visit, coordinator):
    page = visit(coordinator, PHONE)
    page.clock.install()
    type_donor(page)
    page.clock.fast_forward("59:00")
    assert len(drafts_of(page)) == 1
    page.clock.fast_forward("02:00")
    wait_until_dropped(page)


@pytest.mark.audit
def test_a_refused_form_keeps_its_file_and_is_offered_after_back(visit, admin):
    page = visit(admin, PHONE)
    page.goto(reverse("identity_edit"))
    page.locator("[name=name]").fill("Rebond")
    for siren in ("1", ""):
        page.locator("[name=siren]").fill(siren)
        if siren:
            page.locator("[name=picture]").set_input_files(photo_of_paper())
        page.locator("main form:has([name=picture]) [type=submit]").last.click()
        if siren:
            expect(page.locator(".error-summary")).to_be_focused()
            expect(page.locator("[name=picture]")).to_have_value("C:\\fakepath\\signed.jpg")
            page.goto("/")
            page.go_back()
            button(page, "Restore").click()
            expect(page.locator("[name=siren]")).to_have_value(siren)
    expect(page.locator(".alert-success")).to_be_visible()
    assert Identity.objects.get().logo


def test_without_https_nothing_is_kept_and_the_page_says_so(visit, coordinator):
    page = visit(coordinator, PHONE)
    page.add_init_script("Object.defineProperty(window, 'isSecureContext', { value: false })")
    page.goto(reverse("donor_add"))
    page.locator("[name=name]").fill(NAME)
    page.context.set_offline(True)
    submit(page)
    expect(page.get_by_text("you typed is lost if you leave this page")).to_be_visible()
    wait_until_dropped(page)
    page.locator("[name=address]").press_sequentially("3, rue des Ormes")
    with page.expect_event("dialog") as dialog:
        page.evaluate("() => { setTimeout(() => location.assign('/'), 0) }")
    assert dialog.value.type == "beforeunload"
    dialog.value.dismiss()


def test_no_secret_field_is_kept(settings):
    """Public views, of which no page holds the key of drafts, may have other secrets."""
    script = (settings.BASE_DIR / "static" / "drafts.js").read_text()
    secret = re.compile(re.search(r"SECRET_NAME = /(.*)/;", script)[1])
    views = {pattern.callback for pattern in patterns(get_resolver())}
    marked = {name: view for view in views for name in getattr(view, "secret_fields", ())}
    assert marked
    kept = {name for name in marked if not secret.search(name) and "password" not in name}
    assert kept == {"message", "again"}  # forms of a finder and of an invitation


@pytest.mark.audit
def test_a_text_of_an_agreement_is_offered_again_and_keeps_its_back(visit, coordinator):
    AgreementTextFactory(kind="loan", audience="family", body=f"{LINES}\n\n---\n\n{LINES}")
    path = reverse("agreementtext_edit", args=["loan", "family", "fr"])
    page = visit(coordinator, PHONE)
    page.goto(path)
    text = page.locator("[data-editor] [data-body]").first
    text.press_sequentially("Merci.")
    page.locator(KEPT).wait_for()
    page.goto("/")
    page.goto(path)
    button(page, "Restore").click()
    expect(text).to_have_value(re.compile("Merci."))
    button(page, "Use this text").click()
    expect(page.locator(".messages")).to_contain_text("The new version is in use.")
    text = AgreementText.objects.get(kind="loan", audience="family", language="fr", is_current=True)
    assert "Merci." in text.body
    assert "\n\n---\n\n" in text.body
