"""If a site closes on a day, people with an appointment get a letter to choose another."""

from datetime import datetime, time, timedelta

import pytest
from django.core import mail
from django.urls import reverse
from django.utils import timezone

from loans.aftercare.reminders.jobs import remind_of_appointments
from loans.appointments import operations as appointment_operations
from loans.appointments.slots import is_stranded
from loans.models import Closure
from people.models import Message
from people.outbox.jobs import carry
from tests.factories import AppointmentFactory, ClosureFactory, OpeningHoursFactory
from tests.visits import undone

pytestmark = pytest.mark.django_db


@pytest.fixture
def tomorrow():
    return timezone.localdate() + timedelta(days=1)


@pytest.fixture
def hours(site):
    return [OpeningHoursFactory(site=site, weekday=day) for day in range(7)]


@pytest.fixture
def booked(site, hours, tomorrow):
    """An appointment tomorrow at ten, booked two days ago."""
    return AppointmentFactory(
        request__site=site,
        request__recipient=None,
        starts_at=datetime.combine(tomorrow, time(10), timezone.get_default_timezone()),
        created_at=timezone.now() - timedelta(days=2),
    )


def close(site, day, by):
    closure = Closure(site=site, first_on=day, last_on=day, reason="Inventaire")
    return appointment_operations.close_site(closure, by=by, override=True)


def letters(kind="appointment.stranded"):
    return Message.objects.filter(kind=kind)


def test_closing_a_site_notifies_each_booked_person_once(site, booked, tomorrow, admin):
    later = AppointmentFactory(request__site=site, starts_at=booked.starts_at + timedelta(days=1))
    closure = close(site, tomorrow, admin)
    close(site, tomorrow - timedelta(days=1), admin)
    assert [message.about for message in letters()] == [booked]
    message = letters().get()
    with undone():
        carry(message.pk, now=timezone.now())
    [letter] = mail.outbox
    assert letter.to == [user.email for user in booked.organisation.users.all()]
    assert booked.get_absolute_url() in letter.body
    assert not is_stranded(later)
    appointment_operations.reopen_site(closure, by=admin)
    carry(message.pk, now=timezone.now())
    message.refresh_from_db()
    assert message.status == "dropped"
    assert mail.outbox == [letter]


def test_no_reminder_for_a_closed_site_and_staff_are_notified(site, booked, tomorrow, coordinator):
    coordinator.sites.add(site)
    other = AppointmentFactory(
        request__site=site,
        starts_at=booked.starts_at + timedelta(hours=1),
        created_at=booked.created_at,
    )
    ClosureFactory(site=site, first_on=tomorrow, last_on=tomorrow)

    assert remind_of_appointments(now=timezone.now()) == 0
    assert remind_of_appointments(now=timezone.now()) == 0

    assert not letters("appointment.reminder").exists()
    assert {message.about for message in letters()} == {booked, other}
    letter = letters("appointments.stranded").get()
    assert (letter.about, letter.user) == (site, coordinator)
    carry(letter.pk, now=timezone.now())
    assert f"?on={tomorrow.isoformat()}&site={site.pk}" in mail.outbox[0].body


def test_a_reminder_that_waits_is_dropped_when_the_site_closes_meanwhile(site, booked, tomorrow):
    remind_of_appointments(now=timezone.now())
    ClosureFactory(site=site, first_on=tomorrow, last_on=tomorrow)
    message = letters("appointment.reminder").get()
    carry(message.pk, now=message.not_before)
    message.refresh_from_db()
    assert message.status == "dropped"


def test_a_permanently_closed_site_has_no_slots(site, booked):
    site.is_active = False
    site.save()
    booked.refresh_from_db()
    assert is_stranded(booked)
    assert remind_of_appointments(now=timezone.now()) == 0


def test_affected_bookings_show_names_within_permissions(
    site, tomorrow, booked, admin, coordinator, sign_in
):
    for user in (admin, coordinator):
        user.sites.add(site)
    other = AppointmentFactory(request__site=site, starts_at=booked.starts_at + timedelta(hours=1))
    ClosureFactory(site=site, first_on=tomorrow, last_on=tomorrow)
    hours = reverse("site_hours", args=[site.pk])
    for user, page in ((admin, hours), (coordinator, booked.day_url)):
        listed = sign_in(user).get(page).context["stranded"]
        assert [row.person for row, _why in listed][1] == other.seen_by(user)
        assert other.seen_by(user) in sign_in(user).get(page).text
    assert other.recipient.last_name in other.seen_by(coordinator)


@pytest.fixture
def visitor(sign_in, admin, site, english):
    admin.language = "en"
    admin.save()
    admin.sites.add(site)
    return sign_in(admin)


def test_closing_a_day_lists_affected_bookings_first_and_once(
    visitor, site, booked, tomorrow, admin
):
    path = reverse("closure_add", args=[site.pk])
    sent = {"first_on": tomorrow.isoformat(), "reason": "Inventaire"}
    page = visitor.post(path, sent).content.decode()
    assert not Closure.objects.exists()
    assert not letters().exists()
    assert f"{booked.moment} · {booked.seen_by(admin)}" in page
    assert "Inventaire" in page

    page = visitor.post(path, sent | {"override": "on"}, follow=True).text
    assert "to choose another time" in page
    assert str(booked) in page
    assert Closure.objects.get().first_on == tomorrow
    assert [message.about for message in letters()] == [booked]
    sent = {"first_on": (tomorrow + timedelta(days=9)).isoformat(), "reason": "Travaux"}
    visitor.post(path, sent)
    assert Closure.objects.count() == 2


def test_changing_hours_lists_affected_bookings_first(visitor, site, booked, admin):
    path = reverse("site_hours", args=[site.pk])
    page = visitor.post(path, {"sent": "1"}).content.decode()
    assert site.hours.count() == 7
    assert f"{booked.moment} · {booked.seen_by(admin)}" in page
    visitor.post(path, {"override": "on"})
    assert not site.hours.exists()
    assert [message.about for message in letters()] == [booked]


def test_adding_public_holidays_lists_affected_bookings_first(visitor, site, hours, admin):
    day = timezone.localdate().replace(year=timezone.localdate().year + 1, month=1, day=1)
    starts_at = datetime.combine(day, time(10), timezone.get_default_timezone())
    row = AppointmentFactory(request__site=site, starts_at=starts_at)
    path, sent = reverse("site_holidays", args=[site.pk]), {"year": day.year}
    page = visitor.post(path, sent).content.decode()
    assert not Closure.objects.exists()
    assert f"{row.moment} · {row.seen_by(admin)}" in page
    assert 'name="override" value="1"' in page
    visitor.post(path, sent | {"override": "1"})
    assert Closure.objects.filter(first_on=day).exists()
    assert [message.about for message in letters()] == [row]
