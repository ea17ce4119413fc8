"""Letters about appointments are sent once to the person who comes, also on the day before."""

from datetime import date, datetime, time, timedelta

import pytest
from django.core import mail
from django.core.management import call_command
from django.utils import timezone, translation

from core.formatting import hour
from loans.aftercare.reminders.jobs import remind_of_appointments
from loans.appointments import operations as appointment_operations
from loans.appointments.letters import (
    addressee_of,
    appointment_values,
    place_of,
    what_is_lent,
)
from loans.appointments.slots import days_of
from loans.models import Appointment
from loans.requests.operations import requests as request_operations
from people.models import Message, Site
from people.outbox.jobs import carry
from people.outbox.lifecycle import Channel, MessageStatus
from people.outbox.rendering import words_now
from tests.factories import (
    AppointmentFactory,
    CategoryFactory,
    LoanFactory,
    LoanItemFactory,
    OpeningHoursFactory,
    RecipientFactory,
    RequestFactory,
    RequestLineFactory,
)
from tests.loans.appointments.ready import ready_request
from tests.visits import undone

pytestmark = pytest.mark.django_db


def at(day, hour):
    return datetime.combine(day, time(hour), timezone.get_default_timezone())


@pytest.fixture
def tomorrow():
    return timezone.localdate() + timedelta(days=1)


@pytest.fixture
def slots(site):
    for weekday in range(7):
        OpeningHoursFactory(site=site, weekday=weekday)
    day = timezone.localdate() + timedelta(days=5)
    return [slot.starts_at for slot in days_of(site, day, day)[0].slots]


def received(starts_at, **facts):
    """Create an appointment at a site that is open all day."""
    row = AppointmentFactory(starts_at=starts_at, **facts)
    OpeningHoursFactory(
        site=row.site, weekday=starts_at.weekday(), opens_at=time(0), closes_at=time(23, 59)
    )
    return row


def booked_before(starts_at, **facts):
    """Create an appointment that was booked two days ago."""
    return received(starts_at, created_at=timezone.now() - timedelta(days=2), **facts)


def kinds():
    return list(Message.objects.order_by("pk").values_list("kind", flat=True))


def test_a_person_with_a_mobile_phone_is_notified_by_sms(site, counter, slots, settings):
    settings.SMS_BACKEND = "people.outbox.sms.Console"
    person = RecipientFactory(phone="06 39 98 12 34", email="")
    loan_request = ready_request(site=site, recipient=person, organisation=person.organisation)
    appointment_operations.book(loan_request, by=counter, starts_at=slots[0])

    message = Message.objects.get()
    assert (message.kind, message.recipient) == ("appointment.booked", person)
    assert (message.channel, message.site) == (Channel.SMS, site)


def test_the_association_is_notified_when_the_person_is_unknown_or_unreachable(
    site, counter, slots
):
    nobody = ready_request(site=site, recipient=None)
    silent = RecipientFactory(phone="", email="")
    unreached = ready_request(site=site, recipient=silent, organisation=silent.organisation)
    for number, loan_request in enumerate([nobody, unreached]):
        appointment = appointment_operations.book(loan_request, by=counter, starts_at=slots[number])
        assert addressee_of(appointment, "appointment.booked") == loan_request.organisation


def test_the_person_named_at_the_hand_over_is_notified(site):
    loan_request = ready_request(site=site, recipient=None)
    person = RecipientFactory(organisation=loan_request.organisation, email="awa@example.org")
    LoanFactory(
        request=loan_request, organisation=loan_request.organisation, recipient=person, site=site
    )

    assert addressee_of(AppointmentFactory(request=loan_request), "appointment.booked") == person


def test_a_mail_has_date_place_and_what_to_bring(
    site, counter, slots, django_capture_on_commit_callbacks
):
    site.name, site.address, site.town = "Rennes Sud", "14 rue de l’Exemple", "Rennes"
    site.save()
    person = RecipientFactory(phone="", email="awa@example.org", language="fr")
    loan_request = ready_request(site=site, recipient=person, organisation=person.organisation)
    RequestLineFactory(request=loan_request, requested=2, category__names__fr="Téléphone")
    with django_capture_on_commit_callbacks(execute=True):
        appointment_operations.book(loan_request, by=counter, starts_at=slots[0])
    carry(Message.objects.get().pk, now=timezone.now())

    (letter,) = mail.outbox
    assert letter.to == ["awa@example.org"]
    local = timezone.localtime(slots[0])
    for words in (
        "Rennes Sud",
        "14 rue de l’Exemple, Rennes",
        hour(local),
        "justificatif d’identité",
        "pour retirer\N{NO-BREAK SPACE}: téléphone × 2, R",
    ):
        assert words in letter.body
    assert str(local.year) in letter.subject


def test_an_address_is_a_single_line_with_its_town_once():
    for address, town, place in (
        ("12 rue Haute\nBâtiment B", "35000 Rennes", "12 rue Haute, Bâtiment B, 35000 Rennes"),
        ("12 rue Haute\n35000 Rennes", "Rennes", "12 rue Haute, 35000 Rennes"),
        ("", "Rennes", "Rennes"),
        ("12 rue Haute", "", "12 rue Haute"),
        ("", "", ""),
    ):
        assert place_of(Site(name="Sud", address=address, town=town)) == place


def test_a_return_letter_lists_the_lent_items():
    item = LoanItemFactory(open=True)
    LoanItemFactory(returned=True, loan=item.loan)
    back = AppointmentFactory(of_a_return=True, loan=item.loan)
    with translation.override("fr"):
        assert appointment_values(back)["bring"] == str(item.device.category)


def test_moving_and_cancelling_are_notified(site, counter, slots):
    loan_request = ready_request(site=site)
    appointment = appointment_operations.book(loan_request, by=counter, starts_at=slots[0])
    appointment_operations.move_appointment(appointment, by=counter, starts_at=slots[1])
    appointment_operations.move_appointment(appointment, by=counter, starts_at=slots[2])
    appointment_operations.cancel_appointment(appointment, by=counter)

    moved = "appointment.moved"
    assert kinds() == ["appointment.booked", moved, moved, "appointment.cancelled"]
    cancelled = words_now(Message.objects.get(kind="appointment.cancelled")).body
    assert "Pour en prendre un autre\u00a0: http" in cancelled
    assert cancelled.count(loan_request.get_absolute_url()) == 1


def test_cancelling_a_request_notifies_about_its_appointment(site, coordinator):
    loan_request = RequestFactory(accepted=True, site=site)
    AppointmentFactory(request=loan_request, site=site)
    request_operations.cancel_request(loan_request, by=coordinator)

    assert kinds() == ["appointment.cancelled"]


# --- The day before ------------------------------------------------------------------------------


def test_reminders_are_sent_once_the_day_before_and_dropped_when_obsolete(tomorrow, counter):
    appointment = booked_before(at(tomorrow, 10))
    today = timezone.localdate()
    with undone():
        for _time in range(2):
            call_command("tick")
        assert kinds() == ["appointment.reminder"]
    assert [remind_of_appointments(now=at(today, 8)) for _time in range(3)] == [1, 0, 0]
    message = Message.objects.get()
    assert (message.kind, message.about) == ("appointment.reminder", appointment)
    assert message.on == today
    assert message.not_before == at(today, 9)
    appointment_operations.cancel_appointment(appointment, by=counter)
    carry(message.pk, now=at(today, 23))
    message.refresh_from_db()
    assert message.status == MessageStatus.DROPPED


def test_only_appointments_of_tomorrow_that_were_booked_before_are_reminded(tomorrow):
    for state in ("kept", "missed", "cancelled"):
        booked_before(at(tomorrow, 10), **{state: True})
    for day in (-1, 1):
        booked_before(at(tomorrow + timedelta(days=day), 10))
    received(at(tomorrow, 10))  # booked today
    assert remind_of_appointments(now=timezone.now()) == 0


def test_an_appointment_moved_today_to_tomorrow_gets_no_reminder(site, counter, slots):
    loan_request = ready_request(site=site)
    appointment = appointment_operations.book(loan_request, by=counter, starts_at=slots[0])
    Appointment.objects.update(created_at=timezone.now() - timedelta(days=2))
    day = timezone.localdate() + timedelta(days=1)
    time_of_tomorrow = days_of(site, day, day)[0].slots[0].starts_at
    appointment_operations.move_appointment(appointment, by=counter, starts_at=time_of_tomorrow)

    assert remind_of_appointments(now=timezone.now()) == 0


def test_the_day_before_is_computed_in_local_time_across_dst():
    """Both ends of a day of 23 or 25 hours are tomorrow."""
    for day in (date(2027, 3, 27), date(2027, 10, 30)):
        with undone():
            now, tomorrow = at(day, 12), day + timedelta(days=1)
            created = now - timedelta(days=3)
            first = received(at(tomorrow, 0), created_at=created)
            last = received(at(tomorrow, 23), created_at=created)
            received(at(tomorrow + timedelta(days=1), 0), created_at=created)
            assert remind_of_appointments(now=now) == 2
            assert {message.about for message in Message.objects.all()} == {first, last}


def test_what_to_return_counts_items_of_a_kind_and_has_no_capital():
    laptop = CategoryFactory(names={"fr": "Ordinateur portable", "en": "Laptop"})
    first = LoanItemFactory(open=True, device__category=laptop)
    LoanItemFactory(open=True, loan=first.loan, device__category=laptop)
    with translation.override("fr"):
        assert what_is_lent(first.loan) == "ordinateur portable × 2"
