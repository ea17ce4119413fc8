"""An appointment on a phone: booked, recalled the day before, then kept or missed at the desk."""

import re
from datetime import timedelta

import pytest
from django.core import mail
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from core.dates import midnight
from loans.appointments.lifecycle import AppointmentStatus
from loans.models import Appointment, Campaign
from people.models import Message
from people.outbox.jobs import carry
from people.recipients.personal_link import personal_token
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

NOW = timezone.now


@pytest.fixture
def site(transactional_db):
    site = SiteFactory(name="Rennes Sud", address="14 rue de l’Exemple", town="Rennes")
    for weekday in range(7):
        OpeningHoursFactory(site=site, weekday=weekday, closes_at="11:00", capacity=1)
    IdentityFactory(name="Les Ordis Solidaires", phone="02 99 00 00 00")
    return site


@pytest.fixture
def move_to(monkeypatch):
    """`move_to(moment)` moves the clock there, for the server too."""

    def move_to(moment):
        shift = moment - NOW()
        monkeypatch.setattr("django.utils.timezone.now", lambda: NOW() + shift)

    return move_to


@pytest.fixture
def loan_request(site):
    """An accepted request, for somebody whom a mail reaches."""
    organisation = OrganisationFactory(approved=True)
    person = RecipientFactory(
        organisation=organisation, first_name="Awa", email="awa@example.org", phone=""
    )
    loan_request = RequestFactory(
        accepted=True, site=site, organisation=organisation, recipient=person
    )
    RequestLineFactory(request=loan_request, requested=1, accepted=1)
    return loan_request


def test_an_appointment_is_booked_reminded_and_attended(visit, loan_request, site, move_to):
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
    says(page, "Booked: those concerned are told.")
    seen(page, "appointment-2-booked")

    appointment = Appointment.objects.get()
    local = appointment.local
    expect(page.get_by_role("heading", level=1)).to_contain_text(f"{local:%H:%M}")
    into_calendar = page.get_by_role("link", name="Into my calendar", exact=True)
    assert b"BEGIN:VEVENT" in fetched(page, into_calendar)

    move_to(midnight(local.date()) - timedelta(hours=12))
    for _time in range(2):
        call_command("tick")
    reminder = Message.objects.get(kind="appointment.reminder")
    carry(reminder.pk, now=timezone.now())
    (letter,) = [letter for letter in mail.outbox if letter.subject.startswith("Demain")]
    assert letter.to == ["awa@example.org"]
    assert f"{local:%H:%M}" in letter.body
    assert "14 rue de l’Exemple, Rennes" in letter.body

    move_to(appointment.starts_at + timedelta(minutes=5))
    counter = visit(UserFactory(counter=True, sites=[site], site=site), PHONE)
    counter.goto("/appointments/day/")
    card = counter.get_by_role("article", name=re.compile("Awa"))
    expect(card).to_contain_text(str(loan_request))
    seen(counter, "appointment-3-the-day-at-the-counter")
    card.get_by_role("button", name=re.compile("^Did not come")).click()
    expect(card).to_contain_text("did not come")
    card.get_by_role("button", name=re.compile("^Came")).click()
    expect(card).to_contain_text("came")
    seen(counter, "appointment-4-came-late")
    appointment.refresh_from_db()
    assert appointment.status == AppointmentStatus.KEPT


def test_an_appointment_is_moved_and_cancelled_with_the_keyboard_alone(visit, loan_request):
    desk = UserFactory(association=True, organisation=loan_request.organisation)
    page = visit(desk, PHONE)
    page.goto(f"/requests/{loan_request.pk}/appointment/")
    first = page.locator("button[name=at]").first
    first.focus()
    first.press("Enter")
    page.get_by_role("button", name="Confirm this time").press("Enter")
    says(page, "Booked")
    before = Appointment.objects.get().starts_at

    page.get_by_role("link", name="Move", exact=True).press("Enter")
    other = page.locator("button[name=at]").nth(1)
    other.press("Enter")
    page.get_by_role("button", name="Confirm this time").press("Enter")
    says(page, "Moved")
    assert Appointment.objects.get().starts_at > before

    page.get_by_role("link", name="Cancel it", exact=True).press("Enter")
    seen(page, "appointment-5-cancel")
    page.get_by_role("button", name="Cancel the appointment").press("Enter")
    says(page, "Cancelled")
    assert Appointment.objects.get().status == AppointmentStatus.CANCELLED


def test_a_person_does_it_all_alone_by_their_link(visit, loan_request, site):
    person = loan_request.recipient
    person.language = "en"
    person.save()
    facts = {"recipient": person, "organisation": person.organisation, "site": site}
    prepared = LoanFactory(request=loan_request, **facts)
    LoanItemFactory(loan=prepared, line=loan_request.lines.get(), device__site=site)
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
    expect(page.get_by_role("status")).to_have_text("Your appointment is booked.")
    seen(page, "personal-1-booked")
    press(page, "Move or cancel", role="link")
    page.locator("button[name=at]").nth(2).click()
    press(page, "Confirm this time")
    expect(page.get_by_role("status")).to_have_text("Your appointment is moved.")
    press(page, "Ask for longer", role="link")
    page.get_by_label("3 months").check()
    press(page, "Send my request")
    expect(page.get_by_text("You asked to keep it until")).to_be_visible()
    page.get_by_role("link", name="Report a fault or a loss").click()
    page.get_by_label("breakage").check()
    page.get_by_label("what happened, in a few words").fill("The screen is black.")
    press(page, "Send to our team")
    expect(page.get_by_text("Reported. We contact you.")).to_be_visible()
    press(page, "Move or cancel", role="link")
    page.get_by_text("Cancel the appointment").click()
    press(page, "Yes, cancel it")
    cancelled = page.get_by_role("status")
    expect(cancelled).to_have_text("Your appointment is cancelled.")
    assert size_of(cancelled)[0] <= PHONE["viewport"]["width"]
    assert item.incidents.get().note == "The screen is black."
    assert item.loan.renewals.exists()


def test_a_campaign_is_previewed_then_sent_on_a_phone(visit, site):
    for number in range(4):
        person = RecipientFactory(email=f"p{number}@example.org" if number else "", phone="")
        loan = LoanFactory(
            active=True, site=site, organisation=person.organisation, recipient=person
        )
        LoanItemFactory(open=True, loan=loan, device__site=site)
    coordinator = UserFactory(coordinator=True, sites=[site], site=site)
    page = visit(coordinator, PHONE)
    page.goto("/loans/")
    press(page, "Call back in a campaign", role="link")
    expect(page.get_by_text("4 loans chosen")).to_be_visible()
    tomorrow = timezone.localdate() + timedelta(days=1)
    page.get_by_label("Name").fill("End of school year")
    page.get_by_label("Reason").select_option("school_year")
    page.get_by_label("First day").fill(tomorrow.isoformat())
    page.get_by_label("Last day").fill(tomorrow.isoformat())
    seen(page, "campaign-1-why-and-when")
    press(page, "See what it would do")
    expect(page.get_by_text("on paper").first).to_be_visible()
    seen(page, "campaign-2-preview")
    page.locator("summary", has_text="Send it").click()
    press(page, "Yes, call them back")
    says(page, "Sent")
    seen(page, "campaign-3-sent")

    assert Campaign.objects.get().status == "launched"
    assert Appointment.objects.booked().count() == 4
    letters = page.get_by_role("link", name="Print the letter")
    assert page.request.get(letters.get_attribute("href")).body().startswith(b"%PDF-")
