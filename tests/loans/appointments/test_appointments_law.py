"""Database rules of opening hours and appointments."""

from datetime import time, timedelta

import pytest

from core.workflow.operations import NOT_NEGATIVE
from loans.appointments.lifecycle import AppointmentKind, AppointmentStatus
from tests.factories import (
    AppointmentFactory,
    ClosureFactory,
    LoanFactory,
    OpeningHoursFactory,
    OrganisationFactory,
    RequestFactory,
)
from tests.law import copy, delete, refused, refused_as, refuses_fractions, write

pytestmark = pytest.mark.django_db

QUARTER = timedelta(minutes=15)


# --- Hours ---------------------------------------------------------------------------------------


def test_opening_hours_have_valid_weekdays_and_times():
    for rule, changes in (
        ("loans_openinghours_weekday", {"weekday": 7}),
        ("loans_openinghours_in_order", {"closes_at": time(9)}),
        ("loans_openinghours_minutes", {"minutes": 4}),
        ("loans_openinghours_minutes", {"minutes": 241}),
        ("loans_openinghours_capacity", {"capacity": 0}),
        ("loans_openinghours_capacity", {"capacity": 51}),
    ):
        with refused(rule):
            write(OpeningHoursFactory(), **changes)


def test_opening_hours_have_integer_values():
    hours = OpeningHoursFactory()

    for column in ("weekday", "minutes", "capacity"):
        assert refuses_fractions(hours, column)


def test_no_day_comes_before_the_first():
    with refused_as(NOT_NEGATIVE):
        write(OpeningHoursFactory(), weekday=-1)


def test_opening_spans_of_a_day_do_not_overlap():
    hours = OpeningHoursFactory()

    with refused("loans_openinghours_apart"):
        copy(hours, opens_at=time(11, 59), closes_at=time(15))
    copy(hours, opens_at=time(12), closes_at=time(15))
    copy(hours, weekday=1)


def test_a_closure_has_its_days_in_order():
    with refused("loans_closure_in_order"):
        closure = ClosureFactory()
        write(closure, last_on=closure.first_on - timedelta(days=1))


def test_a_closure_is_unique():
    with refused("loans_closure_once"):
        copy(ClosureFactory(), reason="Vacances")


# --- Appointments --------------------------------------------------------------------------------


def test_an_appointment_has_a_valid_status():
    with refused("loans_appointment_status_known"):
        write(AppointmentFactory(), status="eaten")


def test_an_appointment_has_one_subject_of_its_kind():
    appointment = AppointmentFactory(cancelled=True)

    with refused("loans_appointment_kind"):
        copy(appointment, seat=2, kind=AppointmentKind.RETURN)
    with refused("loans_appointment_kind"):
        copy(appointment, seat=2, request=None)
    with refused("loans_appointment_kind"):
        copy(appointment, seat=2, loan=LoanFactory(organisation=appointment.organisation))
    with refused("loans_appointment_kind"):
        copy(appointment, seat=2, kind="dance")


def test_an_appointment_ends_after_it_begins():
    appointment = AppointmentFactory()

    with refused("loans_appointment_in_order"):
        write(appointment, ends_at=appointment.starts_at)


def test_no_more_people_come_at_a_time_than_there_are_places():
    appointment = AppointmentFactory(seat=2, places=2)

    for changes in ({"seat": 3}, {"seat": 0}, {"seat": None}, {"places": 1}):
        with refused("loans_appointment_place"):
            write(appointment, **changes)


def test_a_cancelled_appointment_holds_no_place():
    with refused("loans_appointment_place"):
        write(AppointmentFactory(), status=AppointmentStatus.CANCELLED)


def test_places_are_integers():
    appointment = AppointmentFactory(places=5)

    for column in ("places", "seat"):
        assert refuses_fractions(appointment, column)


def test_places_are_never_negative():
    appointment = AppointmentFactory(cancelled=True)

    with refused_as(NOT_NEGATIVE):
        write(appointment, places=-1)


def test_a_place_is_booked_once_for_a_time():
    taken = AppointmentFactory()
    site = taken.site

    with refused("loans_appointment_seat_once"):
        AppointmentFactory(request__site=site, starts_at=taken.starts_at)
    AppointmentFactory(request__site=site, starts_at=taken.starts_at, seat=2)
    AppointmentFactory(starts_at=taken.starts_at)


def test_bookings_of_a_place_do_not_overlap():
    """Slots may have other lengths, so a half-hour appointment covers the quarters within it."""
    taken = AppointmentFactory()
    later = AppointmentFactory(request__site=taken.site, starts_at=taken.ends_at)

    with refused("loans_appointment_seat_free"):
        AppointmentFactory(request__site=taken.site, starts_at=taken.starts_at + QUARTER)
    with refused("loans_appointment_seat_free"):
        write(later, starts_at=taken.starts_at + QUARTER)


def test_a_subject_has_one_booked_appointment():
    pick_up = AppointmentFactory()
    back = AppointmentFactory(of_a_return=True)

    with refused("loans_appointment_request_once"):
        copy(pick_up, seat=2)
    with refused("loans_appointment_loan_once"):
        copy(back, seat=2)
    copy(pick_up, seat=2, status=AppointmentStatus.KEPT)


def test_the_subject_of_an_appointment_is_frozen():
    appointment = AppointmentFactory()
    another = RequestFactory(organisation=appointment.organisation)

    with refused("loans_appointment_frozen"):
        write(appointment, request=another)


def test_only_a_booked_appointment_is_moved():
    past = AppointmentFactory(kept=True)

    with refused("loans_appointment_over"):
        write(past, ends_at=past.ends_at + QUARTER)


def test_an_appointment_belongs_to_the_organisation_of_its_subject():
    with refused("loans_appointment_same_organisation"):
        AppointmentFactory(organisation=OrganisationFactory())
    with refused("loans_appointment_same_organisation"):
        AppointmentFactory(of_a_return=True, organisation=OrganisationFactory())


def test_an_appointment_is_never_deleted():
    with refused("loans_appointment_kept"):
        delete(AppointmentFactory())
