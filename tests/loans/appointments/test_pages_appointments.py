"""Pages of appointments: booking in two steps, the day at the counter, visible names."""

from datetime import datetime, time, timedelta
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone

from loans.appointments import operations as appointment_operations
from loans.appointments.lifecycle import AppointmentStatus
from loans.base.lifecycle.loans import LoanStatus
from loans.models import Appointment
from tests.factories import (
    AppointmentFactory,
    ClosureFactory,
    LoanFactory,
    LoanItemFactory,
    OpeningHoursFactory,
    RequestFactory,
    UserFactory,
)
from tests.visits import undone

pytestmark = pytest.mark.django_db


def at(day, hour):
    return datetime.combine(day, time(hour), timezone.get_default_timezone())


def book_page(subject, name="request_book"):
    return reverse(name, args=[subject.pk])


@pytest.fixture
def booked(accepted_request, desk, slots):
    return appointment_operations.book(accepted_request, by=desk, starts_at=slots[0])


# --- Booking -------------------------------------------------------------------------------------


def test_a_time_is_booked_in_two_taps(accepted_request, desk, slots, sign_in):
    visitor, path, first = sign_in(desk), book_page(accepted_request), slots[0].isoformat()
    assert path in visitor.get(accepted_request.get_absolute_url()).content.decode()
    page = visitor.get(path)
    assert f'value="{first}"' in page.content.decode()
    later = page.context["later"]
    assert len(page.context["days"]) == 5
    assert visitor.get(f"{path}?from={later.isoformat()}").context["days"][0].date == later

    warning = "il reste réservé jusqu’au rendez-vous"  # set aside until today only
    assert warning not in page.content.decode()
    answer = visitor.get(path, {"at": first})
    assert warning in answer.content.decode()
    assert answer.context["chosen"].starts_at == slots[0]
    page = answer.content.decode()
    assert f'name="starts_at" value="{first}"' in page
    assert slots[1].isoformat() not in page
    assert not Appointment.objects.exists()  # until it is confirmed

    answer = visitor.post(path, {"starts_at": first})
    appointment = Appointment.objects.get()
    assert (answer.status_code, answer.url) == (302, appointment.get_absolute_url())
    assert appointment.starts_at == slots[0]
    assert visitor.get(path).url == appointment.get_absolute_url()


def test_a_past_taken_or_invalid_slot_is_refused_and_others_offered(
    accepted_request, site, desk, slots, sign_in
):
    taken, visitor, path = slots[0].isoformat(), sign_in(desk), book_page(accepted_request)
    AppointmentFactory(request__site=site, starts_at=slots[0], places=1)
    past = timezone.now() - timedelta(days=1)
    for moment in (taken, past.isoformat(), "tomorrow", "\0"):
        answer = visitor.get(path, {"at": moment})
        assert (answer.context["chosen"], answer.context["is_gone"]) == (None, True), moment
    page = visitor.get(path).content.decode()
    assert taken not in page
    assert slots[1].isoformat() in page
    for values in ("", "tomorrow", "9999-12-31T23:59", "2020-01-01T10:00", "\0"):
        answer = visitor.post(path, {"starts_at": values})
        assert answer.status_code == 200
        assert 'role="alert"' in answer.content.decode(), values
    page = visitor.post(path, {"starts_at": taken}).content.decode()
    assert "vient d’être pris" in page
    assert slots[1].isoformat() in page
    assert Appointment.objects.count() == 1


def test_past_slots_of_today_are_not_offered(
    unrendered, accepted_request, site, desk, sign_in, monkeypatch
):
    today = timezone.localdate()
    OpeningHoursFactory(
        site=site, weekday=today.weekday(), opens_at=time(9), closes_at=time(12), capacity=1
    )
    monkeypatch.setattr("django.utils.timezone.now", lambda: at(today, 10) + timedelta(minutes=45))
    days = sign_in(desk).get(book_page(accepted_request)).context["days"]
    first = days[0].slots[0]
    assert (days[0].date, first.local.time()) == (today, time(11))


def test_a_site_without_hours_and_a_subject_without_appointments_say_so(
    accepted_request, site, counter, sign_in
):
    visitor = sign_in(counter)
    assert "Aucun horaire" in visitor.get(book_page(accepted_request)).content.decode()
    closed = RequestFactory(closed=True, site=site)
    gift = LoanFactory(active=True, gift=True, site=site)
    assert visitor.get(book_page(closed)).url == closed.get_absolute_url()
    assert visitor.get(book_page(gift, "loan_book")).url == gift.get_absolute_url()


def test_an_appointment_is_moved_on_a_page_and_cancelled_on_another(
    prepared, booked, desk, slots, sign_in
):
    visitor, path = sign_in(desk), reverse("appointment_cancel", args=[booked.pk])
    visitor.post(reverse("appointment_move", args=[booked.pk]), {"starts_at": slots[2].isoformat()})
    booked.refresh_from_db()
    assert booked.starts_at == slots[2]
    page = visitor.get(path).content.decode()
    assert "checked" not in page
    assert "Le matériel n’est plus nécessaire\xa0: le libérer pour d’autres" in page
    assert "Le matériel reste réservé pour vous jusqu’au" in page
    for more, status in (({"put_back": "on"}, "cancelled"), ({}, "prepared")):
        with undone():
            visitor.post(path, {"submission": uuid4()} | more)
            booked.refresh_from_db()
            prepared.refresh_from_db()
            assert booked.status == AppointmentStatus.CANCELLED
            assert prepared.status == LoanStatus(status)


# --- The counter's day ---------------------------------------------------------------------------


@pytest.fixture
def today_visit(accepted_request, prepared):
    return AppointmentFactory(
        request=accepted_request, starts_at=timezone.now() - timedelta(minutes=1)
    )


def test_the_agenda_links_to_the_hand_over_or_return_and_attendance_has_a_button(
    today_visit, prepared, counter, site, sign_in
):
    item = LoanItemFactory(open=True, loan__site=site)
    AppointmentFactory(of_a_return=True, loan=item.loan, starts_at=timezone.now(), seat=2)
    visitor = sign_in(counter)
    came, missed = (
        reverse(name, args=[today_visit.pk]) for name in ("appointment_came", "appointment_missed")
    )
    page = visitor.get(today_visit.day_url).content.decode()
    past = AppointmentFactory(booked=True, starts_at=timezone.now() - timedelta(hours=2))
    assert past.status_label == "passé, non renseigné"
    assert today_visit.status_label == AppointmentStatus.BOOKED.label  # it goes on
    back = reverse("loan_return", args=[item.loan.pk])
    for words in (prepared.counter_url, str(today_visit.recipient), came, missed, back):
        assert words in page
    answer = visitor.post(missed, {"day": "1"})
    assert answer.url.startswith(today_visit.day_url)
    today_visit.refresh_from_db()
    assert today_visit.status == AppointmentStatus.MISSED
    visitor.post(came, {"day": "1"})
    today_visit.refresh_from_db()
    assert today_visit.status == AppointmentStatus.KEPT


def test_the_warehouse_sees_times_and_references_only(today_visit, technician, sign_in):
    visitor = sign_in(technician)
    week = reverse("appointment_week")
    for path in (today_visit.day_url, week, today_visit.get_absolute_url(), "/appointments/"):
        page = visitor.get(path).content.decode()
        assert str(today_visit.request) in page
        assert str(today_visit.recipient) not in page
        assert str(today_visit.organisation) not in page


def test_a_closed_day_shows_its_reason_and_bookings_until_they_are_cancelled(
    site, booked, counter, sign_in
):
    ClosureFactory(site=site, reason="Inventaire annuel")
    visitor = sign_in(counter)
    page = visitor.get(booked.day_url).content.decode()
    assert page.count("Inventaire annuel") == 2
    assert reverse("appointment_move", args=[booked.pk]) in page
    appointment_operations.cancel_appointment(booked, by=counter)
    assert str(booked.request) not in visitor.get(booked.day_url).content.decode()
    for values in ("2026-13-01", "yesterday", "0001-01-01", "9999-12-31"):
        answer = visitor.get(reverse("appointment_day"), {"on": values, "site": "x"})
        assert answer.context["day"] == timezone.localdate(), values
    page = sign_in(UserFactory(counter=True)).get(reverse("appointment_day")).content.decode()
    assert "Aucun site ouvert" in page


def test_the_agenda_takes_constant_queries(
    site, counter, sign_in, slots, django_assert_max_num_queries
):
    day = timezone.localdate(slots[0])
    for number, slot in enumerate(slots[:4]):
        AppointmentFactory(request__site=site, starts_at=slot, seat=number + 1, places=9)
    visitor = sign_in(counter)

    with django_assert_max_num_queries(22):
        visitor.get(reverse("appointment_day"), {"on": day.isoformat(), "site": site.pk})


# --- Scopes --------------------------------------------------------------------------------------


def test_an_association_sees_only_its_own_appointments(
    booked, desk, counter, other_association, sign_in
):
    mine, theirs = sign_in(desk), sign_in(other_association)
    assert str(booked.request) in mine.get("/appointments/").content.decode()
    assert str(booked.request) not in theirs.get("/appointments/").content.decode()
    for act in ("detail", "move", "cancel", "file"):
        assert theirs.get(reverse(f"appointment_{act}", args=[booked.pk])).status_code == 404
    for visitor in (mine, sign_in(counter)):  # both home pages show the next appointments
        assert booked.get_absolute_url() in visitor.get("/").content.decode()


def test_the_list_is_filtered_by_local_date_and_missing_attendance(site, counter, sign_in):
    past = AppointmentFactory(request__site=site, starts_at=timezone.now() - timedelta(days=1))
    late = at(timezone.localdate() + timedelta(days=3), 23)
    coming, visitor = AppointmentFactory(request__site=site, starts_at=late), sign_in(counter)
    for query, listed, other in (
        ({"when": "to_say"}, past, coming),
        ({"on": late.date().isoformat()}, coming, past),
    ):
        page = visitor.get("/appointments/", query).content.decode()
        assert str(listed.request) in page
        assert str(other.request) not in page


# --- Lists ----------------------------------------------------------------------------------------


def test_ticked_appointments_are_cancelled_or_missed_together(
    unrendered, booked, prepared, desk, site, counter, sign_in
):
    past = AppointmentFactory(
        request__site=site, starts_at=timezone.now() - timedelta(hours=2), booked=True
    )
    rows = {"list_act": "bulk", "row": [booked.pk, past.pk], "confirmed": "1"}
    address = reverse("appointment_list")

    page = sign_in(counter).post(address, rows | {"do": "miss"})
    assert [row for row, _why in page.context["result"].refused] == [booked]
    assert Appointment.objects.get(pk=past.pk).status == AppointmentStatus.MISSED

    visitor, act = sign_in(desk), {"do": "cancel"}
    assert (
        visitor.post(address, rows | act).status_code == 302
    )  # one appointment belongs to another site, so nothing changes
    assert Appointment.objects.get(pk=booked.pk).status == AppointmentStatus.BOOKED
    visitor.post(address, rows | act | {"row": [booked.pk]})
    assert Appointment.objects.get(pk=booked.pk).status == AppointmentStatus.CANCELLED
    assert Appointment.objects.get(pk=past.pk).status == AppointmentStatus.MISSED
    prepared.refresh_from_db()
    assert prepared.status == LoanStatus.PREPARED
