"""The page of opening hours and closures of a site names people with appointments outside them."""

import re
from datetime import time, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils import timezone

from core.models import Event
from core.workflow.lifecycle import Refused
from loans.appointments import operations as appointment_operations
from loans.appointments.slots import days_of
from loans.models import Closure, OpeningHours
from tests.factories import AppointmentFactory, ClosureFactory, OpeningHoursFactory
from tests.modules import use

pytestmark = pytest.mark.django_db


@pytest.fixture
def path(site):
    return reverse("site_hours", args=[site.pk])


def span(day, opens_at, closes_at, minutes=30, capacity=1, number=0):
    names = ("opens_at", "closes_at", "minutes", "capacity")
    values = (opens_at, closes_at, minutes, capacity)
    return {f"{day}-{number}-{name}": value for name, value in zip(names, values, strict=True)}


def test_the_hours_of_the_week_are_saved_together(site, path, admin, sign_in):
    OpeningHoursFactory(site=site, weekday=4)
    visitor = sign_in(admin)
    for sent in (
        span(0, "12:00", "09:00"),
        span(0, "09:00", ""),
        span(0, "", "09:00"),
        span(0, "09:00", "12:00", minutes=1),
        span(0, "09:00", "12:00", capacity=0),
        span(0, "09:00", "12:00", capacity=99),
        span(0, "nine", "12:00"),
        span(0, "09:00", "12:00") | span(0, "11:00", "13:00", number=1),
    ):
        answer = visitor.post(path, sent)
        assert answer.status_code == 200, sent
        page = answer.content.decode()
        assert 'value="12:00"' in page or 'value="09:00"' in page
    assert OpeningHours.objects.count() == 1
    sent = span(0, "09:00", "12:00", 20, 3) | span(0, "14:00", "17:00", number=1)
    assert visitor.post(path, sent).status_code == 302
    rows = [(h.weekday, h.opens_at, h.minutes, h.capacity) for h in site.hours.all()]
    assert rows == [(0, time(9), 20, 3), (0, time(14), 30, 1)]
    assert Event.objects.about(site)[0].kind == "site.hours_changed"
    page = visitor.get(path).content.decode()
    assert 'name="0-2-opens_at"' in page  # an empty span
    assert 'name="0-3-opens_at"' not in page
    assert 'name="1-1-opens_at"' in page
    use()  # without appointments
    labels = re.findall(r'aria-hidden="true">([^<]+?)\s*<', visitor.get(path).content.decode())
    assert labels == ["de", "à"] * (len(labels) // 2)


def test_hours_need_the_permission_to_change_the_site(site, coordinator):
    for act in (appointment_operations.write_hours, appointment_operations.close_on_holidays):
        with pytest.raises(PermissionDenied):
            act(site, by=coordinator)


def test_a_closure_of_one_day_needs_one_date_and_is_removed(unrendered, site, admin, sign_in):
    visitor, path = sign_in(admin), reverse("closure_add", args=[site.pk])
    for sent in (
        {"first_on": "2027-05-02", "last_on": "2027-05-01", "reason": "x"},
        {"first_on": "", "reason": "x"},
        {"first_on": "2027-05-02", "reason": ""},
        {"first_on": "9999-05-02", "reason": "x"},
    ):
        assert visitor.post(path, sent).status_code == 200, sent
    assert not Closure.objects.exists()
    day = timezone.localdate() + timedelta(days=4)
    visitor.post(path, {"first_on": day.isoformat(), "reason": "Pont"})
    closure = Closure.objects.get()
    assert (closure.first_on, closure.last_on, closure.reason) == (day, day, "Pont")
    event = Event.objects.about(site)[0]
    assert (event.kind, event.data["first"]) == ("site.closure_added", day.isoformat())
    visitor.post(reverse("closure_remove", args=[closure.pk]))
    assert not Closure.objects.exists()
    assert Event.objects.about(site)[0].kind == "site.closure_removed"


def test_a_closure_over_bookings_lists_them(site, admin, sign_in, path):
    OpeningHoursFactory(site=site)
    booked = AppointmentFactory(request__site=site)
    day = timezone.localdate(booked.starts_at)
    sent = {"first_on": day.isoformat(), "reason": "Inventaire", "override": "on"}
    page = sign_in(admin).post(reverse("closure_add", args=[site.pk]), sent, follow=True)

    text = page.content.decode()
    assert "1 rendez-vous est hors des nouveaux horaires" in text
    assert booked.get_absolute_url() in text
    assert reverse("appointment_move", args=[booked.pk]) in text


def test_a_capacity_below_the_bookings_lists_the_excess(site, admin, sign_in, path):
    booked = [AppointmentFactory(request__site=site, seat=seat) for seat in (1, 2)]
    weekday = timezone.localdate(booked[0].starts_at).weekday()
    page = sign_in(admin).post(path, span(weekday, "09:00", "12:00"), follow=True)

    text = page.content.decode()
    assert booked[1].get_absolute_url() in text
    assert booked[0].get_absolute_url() not in text


def test_the_public_holidays_of_a_year_are_offered_and_added_once(site, admin, sign_in, path):
    year = timezone.localdate().year + 1
    visitor = sign_in(admin)
    assert (
        f"Ajouter les jours fériés de\N{NO-BREAK SPACE}{year}" in visitor.get(path).content.decode()
    )
    assert not Closure.objects.exists()

    for _time in range(2):
        visitor.post(reverse("site_holidays", args=[site.pk]), {"year": year})

    assert Closure.objects.count() == 11
    assert (
        f"Ajouter les jours fériés de\N{NO-BREAK SPACE}{year}"
        not in visitor.get(path).content.decode()
    )


def test_holidays_within_a_closure_or_past_are_not_added(site, admin):
    year = timezone.localdate().year + 1
    ClosureFactory(
        site=site,
        first_on=timezone.localdate().replace(year=year, month=5, day=1),
        last_on=timezone.localdate().replace(year=year, month=5, day=10),
    )
    appointment_operations.close_on_holidays(site, by=admin, year=year)
    may = Closure.objects.filter(first_on__year=year, first_on__month=5)
    assert [
        row.first_on.day for row in may if row.first_on == row.last_on and row.last_on.day < 11
    ] == []

    appointment_operations.close_on_holidays(site, by=admin, year=year - 1)
    assert not Closure.objects.filter(first_on__lt=timezone.localdate()).exists()


def test_holidays_of_a_distant_year_are_refused(site, admin, english):
    for year in (1900, 9999):
        with pytest.raises(Refused, match="not known"):
            appointment_operations.close_on_holidays(site, by=admin, year=year)


def test_the_event_of_a_closure_contains_dates(site, admin, english):
    closure = ClosureFactory(site=site)
    appointment_operations.reopen_site(closure, by=admin)

    assert str(closure.first_on.year) in Event.objects.about(site)[0].sentence
    assert days_of(site, closure.first_on, closure.first_on)[0].closure is None
