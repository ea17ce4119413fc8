"""An appointment on a phone, booked by an association."""

import pytest
from playwright.sync_api import expect

from loans.models import Appointment
from tests.browser.conftest import PHONE
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
