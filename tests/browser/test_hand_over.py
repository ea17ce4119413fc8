"""A signature on a phone creates exactly one loan, even if the network fails meanwhile."""

import pytest
from playwright.sync_api import expect

from core.models import Submission
from loans.models import Agreement
from tests.browser import road
from tests.browser.conftest import PHONE
from tests.browser.road import press
from tests.factories import (
    AgreementTextFactory,
    BriefingFactory,
    DeviceFactory,
    LoanFactory,
    LoanItemFactory,
    RecipientFactory,
    RequestFactory,
    RequestLineFactory,
)


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
def unsigned(loan_request, site):
    """A hand-over complete except for its signature."""
    loan = LoanFactory(
        site=site, organisation=loan_request.organisation, recipient=loan_request.recipient
    )
    LoanItemFactory(reserved=True, loan=loan, device__site=site)
    BriefingFactory(loan=loan)
    return loan


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
    expect(state).to_contain_text("The network is gone")
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
    expect(state).to_contain_text("The network is gone")
    assert lost == [200]
    assert Agreement.objects.filter(status="signed").count() == 1

    press(page, "I sign")
    road.give_back(page)
    expect(page.get_by_role("heading", level=1)).to_have_text("Signed: it can go")
    expect(page.locator(".messages .alert")).to_have_count(0)  # exactly once
    assert Agreement.objects.get(status="signed").loan == unsigned
    assert Submission.objects.filter(by=counter).count() >= 1
    assert unsigned.items.count() == 1


def test_a_double_click_signs_once(visit, counter, unsigned):
    page = visit(counter, PHONE)
    show_the_agreement(page, unsigned)
    page.get_by_role("button", name="I sign").dblclick()
    road.give_back(page)
    expect(page.get_by_role("heading", level=1)).to_have_text("Signed: it can go")
    assert Agreement.objects.filter(status="signed").count() == 1
