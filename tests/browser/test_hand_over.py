"""A hand-over on a phone: its taps; a signature creates one loan, even if the network fails."""

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from core.models import Submission
from loans.models import Agreement
from tests.browser import road
from tests.browser.conftest import PHONE
from tests.browser.hands import ready
from tests.browser.road import Hand, press
from tests.browser.scans import BARS
from tests.factories import (
    AgreementTextFactory,
    AppointmentFactory,
    BriefingFactory,
    DeviceFactory,
    LoanFactory,
    LoanItemFactory,
    OrganisationFactory,
    RecipientFactory,
    RequestFactory,
    RequestLineFactory,
)

MAX_TAPS = 10


@pytest.fixture
def loan_request(site, transactional_db):
    """An accepted request of an association, for a person who reads English, and its laptop."""
    AgreementTextFactory(language="en", body="## In short\n\n- Bring it back.\n\n## Sign\n\nHere.")
    person = RecipientFactory(language="en", first_name="Yvonne", last_name="Tréguier")
    loan_request = RequestFactory(
        accepted=True, site=site, recipient=person, organisation=person.organisation
    )
    device = DeviceFactory(ready=True, site=site)
    RequestLineFactory(request=loan_request, category=device.category, requested=1, accepted=1)
    loan_request.device = device
    return loan_request


@pytest.fixture
def prepared(loan_request, site):
    """A hand-over whose device is set aside."""
    loan = LoanFactory(
        site=site, organisation=loan_request.organisation, recipient=loan_request.recipient
    )
    LoanItemFactory(reserved=True, loan=loan, device__site=site)
    return loan


@pytest.fixture
def unsigned(prepared):
    """A hand-over complete except for its signature."""
    BriefingFactory(loan=prepared)
    return prepared


def show_the_agreement(page, unsigned):
    page.goto(f"/hand-overs/{unsigned.pk}/sign/")
    press(page, "Go to the signature")
    road.turn(page)
    road.sign(page)


def ink_of(page):
    """Return the amount of ink in the frame."""
    return page.evaluate(
        "document.querySelector('canvas').getContext('2d')"
        ".getImageData(0, 0, 900, 300).data.reduce((sum, byte) => sum + byte, 0)"
    )


def test_a_signature_without_network_or_response_is_kept_and_signs_once(visit, counter, unsigned):
    """The network fails and returns; the server signs, but its response never arrives."""
    page = visit(counter, PHONE)
    show_the_agreement(page, unsigned)
    drawn = ink_of(page)
    state = page.locator("[data-signature-state]")
    page.context.set_offline(True)
    press(page, "I sign")
    expect(state).to_contain_text("The network is down")
    assert ink_of(page) == drawn > 0
    assert not Agreement.objects.filter(status="signed").exists()

    page.context.set_offline(False)
    lost = []

    def lose(route):
        if route.request.method == "POST" and not lost:
            lost.append(route.fetch().status)
            page.evaluate("document.body.dataset.lost = ''")
            route.abort("connectionreset")
        else:
            route.continue_()

    page.route("**/sign/", lose)
    press(page, "I sign")
    expect(page.locator("body[data-lost]")).to_be_attached()
    expect(page.get_by_role("button", name="I sign")).to_be_enabled()
    expect(state).to_contain_text("The network is down")
    assert lost == [200]
    assert Agreement.objects.filter(status="signed").count() == 1

    press(page, "I sign")
    road.give_back(page)
    expect(page.get_by_role("heading", level=1)).to_have_text("Signed: the equipment can go")
    expect(page.locator(".messages .alert")).to_have_count(0)  # exactly once
    assert Agreement.objects.get(status="signed").loan == unsigned
    assert Submission.objects.filter(by=counter).count() >= 1
    assert unsigned.items.count() == 1


def test_an_appointment_takes_ten_taps_and_a_double_click_signs_once(
    visit, counter, prepared, site
):
    """Taps from the home page to the signed page, with the stroke; a PIN is typed twice."""
    OrganisationFactory(approved=True, is_ours=True)  # the next person is a walk-in
    AppointmentFactory(site=site, starts_at=timezone.now(), loan=prepared, request=None)
    page = visit(counter, PHONE)
    page.goto("/")
    hand = Hand(page)
    hand.clicks(page.locator(".next-actions .btn-primary"))
    hand.presses("Next: What", role="link")
    hand.presses("Next: Explained", role="link")
    hand.clicks(page.get_by_label("all of this"))
    hand.clicks(page.get_by_role("button", name="Not asked"))
    hand.presses("Go to the signature")
    expect(page.get_by_label("Choose a 4-digit PIN")).to_be_focused()
    page.keyboard.type("2468")
    hand.presses("Give the screen to the person")
    road.sign(page)
    hand.count += 1
    ready(page.get_by_role("button", name="I sign")).dblclick()
    hand.count += 1
    ready(page.get_by_role("heading", name="Thank you, it is signed."))
    expect(page.get_by_label("4-digit PIN")).to_be_focused()
    page.keyboard.type("2468")
    hand.presses("Continue")
    expect(page.get_by_role("heading", level=1)).to_have_text("Signed: the equipment can go")
    assert hand.count <= MAX_TAPS
    assert page.evaluate(BARS) <= 0.15
    assert Agreement.objects.filter(status="signed").count() == 1
    hand = Hand(page)
    hand.presses("Next person")
    page.wait_for_url("**/whom/")
    assert hand.count == 1
