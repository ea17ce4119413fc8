"""A person on a phone, by their link: an appointment, a renewal, a fault."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from loans.models import Appointment
from modules.personal_link.tokens import personal_token
from tests.browser.conftest import PHONE
from tests.browser.hands import ready, size_of
from tests.browser.inspection import Inspector
from tests.browser.road import fetched, press, says
from tests.browser.walks import seen
from tests.factories import (
    IdentityFactory,
    LoanFactory,
    LoanItemFactory,
    OpeningHoursFactory,
    OrganisationFactory,
    RecipientFactory,
    RequestFactory,
    RequestLineFactory,
    SiteFactory,
    UserFactory,
)


@pytest.fixture
def site(transactional_db):
    site = SiteFactory(name="Rennes Sud", address="14 rue de l’Exemple", town="Rennes")
    for weekday in range(7):
        OpeningHoursFactory(site=site, weekday=weekday, closes_at="11:00", capacity=1)
    IdentityFactory(name="Les Ordis Solidaires", phone="02 99 00 00 00")
    return site


@pytest.fixture
def loan_request(site):
    """A request ready to collect, for a person with an e-mail address."""
    organisation = OrganisationFactory(approved=True)
    person = RecipientFactory(
        organisation=organisation, first_name="Awa", email="awa@example.org", phone=""
    )
    facts = {"site": site, "organisation": organisation, "recipient": person}
    loan_request = RequestFactory(accepted=True, **facts)
    line = RequestLineFactory(request=loan_request, requested=1, accepted=1)
    prepared = LoanFactory(prepared=True, request=loan_request, **facts)
    LoanItemFactory(reserved=True, loan=prepared, line=line, device__site=site)
    return loan_request


@pytest.mark.audit
def test_an_association_books_an_appointment(visit, loan_request):
    desk = UserFactory(association=True, organisation=loan_request.organisation)
    page = visit(desk, PHONE)
    page.goto(loan_request.get_absolute_url())
    press(page, "Choose a time", role="link")
    seen(page, "appointment-1-a-time")
    page.locator("section", has=page.locator("button[name=at]")).nth(3).get_by_role(
        "button"
    ).first.click()
    seen(page, "appointment-1-is-confirmed")
    press(page, "Confirm this time")
    says(page, "Booked. The people concerned are notified by e-mail.")
    seen(page, "appointment-2-booked")

    appointment = Appointment.objects.get()
    local = appointment.local
    expect(page.get_by_role("heading", level=1)).to_contain_text(f"{local.hour}:{local:%M}")
    into_calendar = page.get_by_role("link", name="Add to my calendar", exact=True)
    assert b"BEGIN:VEVENT" in fetched(page, into_calendar)


@pytest.mark.audit
def test_a_person_does_it_all_alone_by_their_link(visit, loan_request, site):
    person = loan_request.recipient
    person.language = "en"
    person.save()
    facts = {"recipient": person, "organisation": person.organisation, "site": site}
    item = LoanItemFactory(open=True, loan=LoanFactory(active=True, **facts), device__site=site)
    page = visit(None, PHONE)
    home = reverse("personal_page", args=[personal_token(person)])
    inspector = Inspector(page, "en")
    for path in ("", f"time/{loan_request}/", f"longer/{item.loan}/", f"fault/{item.pk}/"):
        inspector.open("personal", f"{home}{path}", 200)
    assert inspector.faults == []
    page.goto(home)
    press(page, "Choose a time", role="link")
    page.locator("button[name=at]").first.click()
    ready(page.get_by_role("button", name="Confirm this time"))
    assert not Appointment.objects.exists()
    press(page, "Confirm this time")
    expect(page.get_by_role("status")).to_have_text("Your appointment has been booked.")
    seen(page, "personal-1-booked")
    press(page, "Move or cancel", role="link")
    page.locator("button[name=at]").nth(2).click()
    press(page, "Confirm this time")
    expect(page.get_by_role("status")).to_have_text("Your appointment has been moved.")
    press(page, "Request an extension", role="link")
    page.get_by_label("3 months").check()
    press(page, "Send my request")
    expect(page.get_by_text("has been requested: we will answer soon.")).to_be_visible()
    page.get_by_role("link", name="Report a fault or a loss").click()
    page.get_by_label("damage").check()
    page.get_by_label("what happened, in a few words").fill("The screen is black.")
    press(page, "Send to our team")
    expect(page.get_by_text("Reported. We will contact you.")).to_be_visible()
    press(page, "Move or cancel", role="link")
    page.get_by_text("Cancel the appointment").click()
    press(page, "Yes, cancel it")
    cancelled = page.get_by_role("status")
    expect(cancelled).to_have_text("Your appointment has been cancelled.")
    assert size_of(cancelled)[0] <= PHONE["viewport"]["width"]
    assert item.incidents.get().note == "The screen is black."
    assert item.loan.renewals.exists()
