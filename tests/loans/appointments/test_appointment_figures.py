"""Rates of no-shows, and calendar entries of appointments."""

from datetime import timedelta

import icalendar
import pytest
from django.urls import reverse
from django.utils import timezone

from loans.appointments import operations as appointment_operations
from loans.appointments.attendance import attendance
from loans.models import Appointment
from tests.factories import AppointmentFactory

pytestmark = [pytest.mark.django_db, pytest.mark.engine]


@pytest.fixture
def booked(accepted_request, desk, slots):
    return appointment_operations.book(accepted_request, by=desk, starts_at=slots[0])


def test_the_no_show_rate_is_shown_with_its_base(site, coordinator, sign_in):
    now = timezone.now()
    mine = AppointmentFactory(missed=True, request__site=site, starts_at=now - timedelta(days=1))
    whose = {"request__site": site, "request__organisation": mine.organisation}
    for days in (2, 3, 4):
        AppointmentFactory(kept=True, starts_at=now - timedelta(days=days), **whose)
    AppointmentFactory(cancelled=True, starts_at=now - timedelta(days=5), **whose)
    AppointmentFactory(missed=True, starts_at=now - timedelta(days=400), **whose)

    rate = attendance(Appointment.objects.all(), now)
    assert (rate.missed, rate.total, rate.percent) == (1, 4, 25)
    page = sign_in(coordinator).get(reverse("appointment_rates")).content.decode()
    assert mine.organisation.name in page
    assert "1 absence sur 4 rendez-vous" in page
    organisation = sign_in(coordinator).get(mine.organisation.get_absolute_url())
    assert "1 absence sur 4 rendez-vous" in organisation.content.decode()


def test_no_rate_without_appointments(site):
    assert attendance(Appointment.objects.all(), timezone.now()).percent is None


def test_an_appointment_is_downloadable_as_ics(booked, desk, sign_in):
    answer = sign_in(desk).get(reverse("appointment_file", args=[booked.pk]))

    assert answer["Content-Type"].startswith("text/calendar")
    assert "attachment" in answer["Content-Disposition"]
    (entry,) = icalendar.Calendar.from_ical(answer.content).events
    assert entry["dtend"].dt == booked.ends_at
    assert booked.site.name in entry["location"]
