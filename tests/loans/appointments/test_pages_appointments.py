"""The pages of appointments: booked in two taps, the day at the counter, whose names are seen."""

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
    visitor = sign_in(desk)
    request_page = visitor.get(accepted_request.get_absolute_url())
    assert book_page(accepted_request) in request_page.content.decode()
    page = visitor.get(book_page(accepted_request)).content.decode()
    assert f'value="{slots[0].isoformat()}"' in page

    answer = visitor.post(book_page(accepted_request), {"starts_at": slots[0].isoformat()})

    appointment = Appointment.objects.get()
    assert (answer.status_code, answer.url) == (302, appointment.get_absolute_url())
    assert appointment.starts_at == slots[0]


def test_a_time_is_confirmed_once(accepted_request, desk, slots, sign_in):
    visitor = sign_in(desk)
    answer = visitor.get(book_page(accepted_request), {"at": slots[0].isoformat()})
    assert answer.context["chosen"].starts_at == slots[0]
    page = answer.content.decode()
    assert f'name="starts_at" value="{slots[0].isoformat()}"' in page
    assert slots[1].isoformat() not in page
    assert not Appointment.objects.exists()


def test_a_past_or_taken_slot_is_not_confirmed(accepted_request, site, desk, slots, sign_in):
    AppointmentFactory(request__site=site, starts_at=slots[0], places=1)
    past = timezone.now() - timedelta(days=1)
    for moment in (slots[0].isoformat(), past.isoformat(), "tomorrow", "\0"):
        answer = sign_in(desk).get(book_page(accepted_request), {"at": moment})
        assert (answer.context["chosen"], answer.context["is_gone"]) == (None, True)


def test_past_slots_of_today_are_not_offered(accepted_request, site, desk, sign_in, monkeypatch):
    today = timezone.localdate()
    OpeningHoursFactory(
        site=site, weekday=today.weekday(), opens_at=time(9), closes_at=time(12), capacity=1
    )
    monkeypatch.setattr("django.utils.timezone.now", lambda: at(today, 10) + timedelta(minutes=45))
    days = sign_in(desk).get(book_page(accepted_request)).context["days"]
    first = days[0].slots[0]
    assert (days[0].date, first.local.time()) == (today, time(11))


def test_taken_slots_are_not_offered(accepted_request, site, desk, slots, sign_in):
    AppointmentFactory(request__site=site, starts_at=slots[0], places=1)

    page = sign_in(desk).get(book_page(accepted_request)).content.decode()
    assert slots[0].isoformat() not in page
    assert slots[1].isoformat() in page


@pytest.mark.parametrize("values", ["", "tomorrow", "9999-12-31T23:59", "2020-01-01T10:00", "\0"])
def test_an_invalid_slot_is_refused_with_a_message(accepted_request, desk, slots, sign_in, values):
    answer = sign_in(desk).post(book_page(accepted_request), {"starts_at": values})

    assert answer.status_code == 200
    assert 'role="alert"' in answer.content.decode()
    assert not Appointment.objects.exists()


def test_a_slot_taken_meanwhile_is_reported_and_others_offered(
    accepted_request, site, desk, slots, sign_in
):
    AppointmentFactory(request__site=site, starts_at=slots[0], places=1)
    answer = sign_in(desk).post(book_page(accepted_request), {"starts_at": slots[0].isoformat()})

    page = answer.content.decode()
    assert "vient d’être pris" in page
    assert slots[1].isoformat() in page


def test_a_site_without_hours_says_so(accepted_request, desk, sign_in):
    page = sign_in(desk).get(book_page(accepted_request)).content.decode()

    assert "Aucun horaire" in page


def test_later_days_are_one_click_away(accepted_request, desk, slots, sign_in):
    visitor = sign_in(desk)
    first = visitor.get(book_page(accepted_request))
    later = first.context["later"]
    assert len(first.context["days"]) == 5

    second = visitor.get(f"{book_page(accepted_request)}?from={later.isoformat()}")
    assert second.context["days"][0].date == later


def test_booking_for_a_subject_without_appointments_redirects_back(site, counter, sign_in):
    closed = RequestFactory(closed=True, site=site)
    gift = LoanFactory(active=True, gift=True, site=site)
    visitor = sign_in(counter)

    assert visitor.get(book_page(closed)).url == closed.get_absolute_url()
    assert visitor.get(book_page(gift, "loan_book")).url == gift.get_absolute_url()


def test_an_existing_booking_redirects_to_it(accepted_request, booked, desk, sign_in):
    assert sign_in(desk).get(book_page(accepted_request)).url == booked.get_absolute_url()


def test_an_appointment_is_moved_on_a_page_and_cancelled_on_another(booked, desk, slots, sign_in):
    visitor = sign_in(desk)
    visitor.post(reverse("appointment_move", args=[booked.pk]), {"starts_at": slots[2].isoformat()})
    booked.refresh_from_db()
    assert booked.starts_at == slots[2]

    visitor.post(reverse("appointment_cancel", args=[booked.pk]), {"submission": uuid4()})
    booked.refresh_from_db()
    assert booked.status == AppointmentStatus.CANCELLED


@pytest.mark.parametrize(("ticked", "status"), [(True, "cancelled"), (False, "prepared")])
def test_a_cancellation_chooses_whether_reservations_are_released(
    prepared, booked, desk, sign_in, ticked, status
):
    path = reverse("appointment_cancel", args=[booked.pk])
    visitor = sign_in(desk)
    assert "checked" in visitor.get(path).content.decode()

    visitor.post(path, {"submission": uuid4()} | ({"put_back": "on"} if ticked else {}))
    booked.refresh_from_db()
    assert booked.status == AppointmentStatus.CANCELLED
    prepared.refresh_from_db()
    assert prepared.status == LoanStatus(status)


# --- The counter's day ---------------------------------------------------------------------------


@pytest.fixture
def today_visit(accepted_request, prepared):
    return AppointmentFactory(
        request=accepted_request, starts_at=timezone.now() - timedelta(minutes=1)
    )


def test_the_agenda_links_to_the_hand_over(today_visit, prepared, counter, sign_in):
    page = sign_in(counter).get(today_visit.day_url).content.decode()

    assert prepared.counter_url in page
    assert str(today_visit.recipient) in page
    assert reverse("appointment_came", args=[today_visit.pk]) in page
    assert reverse("appointment_missed", args=[today_visit.pk]) in page


def test_the_agenda_links_to_the_return(site, counter, sign_in):
    item = LoanItemFactory(open=True, loan__site=site)
    back = AppointmentFactory(of_a_return=True, loan=item.loan, starts_at=timezone.now())

    assert (
        reverse("loan_return", args=[item.loan.pk])
        in sign_in(counter).get(back.day_url).content.decode()
    )


def test_attendance_is_recorded_by_one_button(today_visit, counter, sign_in):
    visitor = sign_in(counter)
    answer = visitor.post(reverse("appointment_missed", args=[today_visit.pk]), {"day": "1"})
    assert answer.url.startswith(today_visit.day_url)
    today_visit.refresh_from_db()
    assert today_visit.status == AppointmentStatus.MISSED

    visitor.post(reverse("appointment_came", args=[today_visit.pk]), {"day": "1"})
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


def test_a_closed_day_shows_its_reason_and_bookings(site, booked, counter, sign_in):
    ClosureFactory(site=site, reason="Inventaire annuel")
    page = sign_in(counter).get(booked.day_url).content.decode()

    assert page.count("Inventaire annuel") == 2
    assert reverse("appointment_move", args=[booked.pk]) in page


def test_a_cancelled_appointment_is_not_on_the_agenda(site, booked, counter, sign_in):
    appointment_operations.cancel_appointment(booked, by=counter)

    assert str(booked.request) not in sign_in(counter).get(booked.day_url).content.decode()


@pytest.mark.parametrize("values", ["2026-13-01", "yesterday", "0001-01-01", "9999-12-31"])
def test_an_invalid_date_shows_today(counter, sign_in, values):
    answer = sign_in(counter).get(reverse("appointment_day"), {"on": values, "site": "x"})

    assert answer.context["day"] == timezone.localdate()


def test_the_agenda_takes_constant_queries(
    site, counter, sign_in, slots, django_assert_max_num_queries
):
    day = timezone.localdate(slots[0])
    for number, slot in enumerate(slots):
        AppointmentFactory(request__site=site, starts_at=slot, seat=number + 1, places=9)
    visitor = sign_in(counter)

    with django_assert_max_num_queries(22):
        visitor.get(reverse("appointment_day"), {"on": day.isoformat(), "site": site.pk})


def test_a_user_without_a_site_gets_a_message(sign_in):
    page = sign_in(UserFactory(counter=True)).get(reverse("appointment_day")).content.decode()

    assert "Aucun site ouvert" in page


# --- Whose it is ---------------------------------------------------------------------------------


def test_an_association_sees_only_its_own_appointments(booked, desk, other_association, sign_in):
    mine, theirs = sign_in(desk), sign_in(other_association)
    assert str(booked.request) in mine.get("/appointments/").content.decode()
    assert str(booked.request) not in theirs.get("/appointments/").content.decode()
    for name in ("appointment_detail", "appointment_move", "appointment_cancel"):
        assert theirs.get(reverse(name, args=[booked.pk])).status_code == 404
    assert theirs.get(reverse("appointment_file", args=[booked.pk])).status_code == 404


def test_home_pages_show_the_next_appointments(booked, desk, counter, sign_in):
    for user in (desk, counter):
        page = sign_in(user).get("/").content.decode()
        assert booked.get_absolute_url() in page


def test_the_list_filters_appointments_without_attendance(site, counter, sign_in):
    past = AppointmentFactory(request__site=site, starts_at=timezone.now() - timedelta(days=1))
    coming = AppointmentFactory(request__site=site)
    page = sign_in(counter).get("/appointments/?when=to_say").content.decode()

    assert str(past.request) in page
    assert str(coming.request) not in page


def test_the_list_is_filtered_by_local_date(site, counter, sign_in):
    late = at(timezone.localdate() + timedelta(days=3), 23)
    shown = AppointmentFactory(request__site=site, starts_at=late)
    page = sign_in(counter).get("/appointments/", {"on": late.date().isoformat()})

    assert str(shown.request) in page.content.decode()


# --- On the list ----------------------------------------------------------------------------------


def test_ticked_appointments_are_cancelled_or_missed_together(
    booked, prepared, desk, site, counter, sign_in
):
    past = AppointmentFactory(
        request__site=site, starts_at=timezone.now() - timedelta(hours=2), booked=True
    )
    rows = {"list_act": "bulk", "row": [booked.pk, past.pk], "confirmed": "1"}
    address = reverse("appointment_list")

    page = sign_in(counter).post(address, rows | {"do": "miss"})
    assert [row for row, _why in page.context["result"].refused] == [booked]
    assert Appointment.objects.get(pk=past.pk).status == AppointmentStatus.MISSED

    page = sign_in(desk).post(address, rows | {"do": "cancel"})  # of its own alone
    assert page.status_code == 302
    assert Appointment.objects.get(pk=booked.pk).status == AppointmentStatus.CANCELLED
    assert Appointment.objects.get(pk=past.pk).status == AppointmentStatus.MISSED
    prepared.refresh_from_db()
    assert prepared.status == LoanStatus.CANCELLED
