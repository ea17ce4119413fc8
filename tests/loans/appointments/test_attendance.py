"""Attendance at appointments: recorded by hand, or by other operations."""

from datetime import datetime, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from core.models import Event
from core.workflow.lifecycle import Refused
from loans.aftercare.operations import incidents as incident_operations
from loans.agreements.operations import agreements as agreement_operations
from loans.allocation.operations import reservations as reservations_operations
from loans.appointments import operations as appointment_operations
from loans.appointments.lifecycle import AppointmentStatus
from loans.base.lifecycle.loans import Condition
from loans.models import Appointment
from loans.requests.operations import requests as request_operations
from loans.returns import operations as return_operations
from loans.returns.receipts import Return
from tests.factories import AppointmentFactory, LoanItemFactory
from tests.loans.conftest import sign
from tests.visits import undone

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]


def today_at(hour):
    return timezone.localtime().replace(hour=hour, minute=0, second=0, microsecond=0)


def test_attendance_is_recorded_by_our_team_on_the_day_and_a_no_show_after_its_time(
    counter, association
):
    now, coming = timezone.now(), AppointmentFactory()
    for act in (appointment_operations.come, appointment_operations.miss):
        with pytest.raises(PermissionDenied):
            act(coming, by=association)
    with pytest.raises(Refused, match="not for today"):
        appointment_operations.come(coming, by=counter)
    with pytest.raises(Refused, match="too early"):
        appointment_operations.miss(
            AppointmentFactory(starts_at=now + timedelta(minutes=5)), by=counter
        )
    late = AppointmentFactory(starts_at=now - timedelta(hours=1))
    appointment_operations.miss(late, by=counter)
    assert late.status == AppointmentStatus.MISSED
    appointment_operations.come(late, by=counter)
    assert late.status == AppointmentStatus.KEPT


def test_signing_records_attendance_and_days_before_cancels_the_appointment(
    loan, device, counter, texts
):
    """The appointment stays booked, unless nothing is left to collect."""
    reservations_operations.reserve(loan, by=counter, devices=[device])
    agreement = agreement_operations.issue(loan, by=counter)
    for facts, status in (
        ({"starts_at": today_at(9)}, AppointmentStatus.KEPT),
        ({}, AppointmentStatus.CANCELLED),
    ):
        with undone():
            appointment = AppointmentFactory(request=None, loan=loan, **facts)
            sign(agreement, counter)
            appointment.refresh_from_db()
            assert appointment.status == status
        agreement.refresh_from_db()


def test_returning_all_items_records_attendance(site, counter):
    item = LoanItemFactory(open=True, loan__site=site)
    appointment = AppointmentFactory(of_a_return=True, loan=item.loan, starts_at=today_at(9))

    return_operations.take_back(
        item.loan, by=counter, back=Return(devices={item: Condition.GOOD}), receipt=b"%PDF-"
    )

    appointment.refresh_from_db()
    assert appointment.status == AppointmentStatus.KEPT


def test_closing_a_loan_cancels_its_appointment(site, counter):
    item = LoanItemFactory(open=True, loan__site=site)
    appointment = AppointmentFactory(of_a_return=True, loan=item.loan)

    incident_operations.declare_item_lost(item, by=counter)

    appointment.refresh_from_db()
    assert appointment.status == AppointmentStatus.CANCELLED


def test_ending_a_request_cancels_its_appointment(bare_request, coordinator):
    appointment = AppointmentFactory(request=bare_request)
    for act in (request_operations.cancel_request, request_operations.close_request):
        with undone():
            act(bare_request, by=coordinator)
            appointment.refresh_from_db()
            assert (appointment.status, appointment.seat) == (AppointmentStatus.CANCELLED, None)
        bare_request.refresh_from_db()


def test_cancelling_a_hand_over_cancels_its_appointment(loan, counter, slots):
    appointment_operations.book(loan, by=counter, starts_at=slots[0])

    appointment_operations.cancel_loan(loan, by=counter)

    assert Appointment.objects.get().status == AppointmentStatus.CANCELLED


def test_events_of_appointments_contain_times_and_no_names(accepted_request, desk, slots, person):
    appointment_operations.book(accepted_request, by=desk, starts_at=slots[0])

    (event,) = Event.objects.filter(kind="appointment.booked").about(accepted_request)
    assert datetime.fromisoformat(event.data["at"]) == slots[0]
    assert set(event.data) == {"at"}
