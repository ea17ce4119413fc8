"""Appointments: booked in a slot, moved, cancelled, kept or missed; effects of other operations."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from core.models import Event
from core.workflow.lifecycle import Refused
from inventory.devices.lifecycle.devices import DeviceStatus
from loans.allocation.operations import expiry as expiry_operations
from loans.allocation.operations import reservations as reservations_operations
from loans.appointments import operations as appointment_operations
from loans.appointments.lifecycle import AppointmentKind, AppointmentStatus
from loans.appointments.slots import days_of
from loans.base.lifecycle.loans import LoanStatus, RequestStatus
from loans.models import Loan
from people.models import Message
from tests.factories import (
    AppointmentFactory,
    ClosureFactory,
    LoanFactory,
    LoanItemFactory,
    RequestFactory,
    UserFactory,
)
from tests.loans.appointments.ready import ready_request
from tests.visits import undone

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]


# --- Booking -------------------------------------------------------------------------------------


def test_an_association_books_the_pick_up_of_its_request_once(
    accepted_request, prepared, desk, counter, other_association, technician, slots
):
    for user in (other_association, technician):
        with pytest.raises(PermissionDenied):
            appointment_operations.book(accepted_request, by=user, starts_at=slots[0])
    appointment = appointment_operations.book(accepted_request, by=desk, starts_at=slots[0])
    assert appointment.status == AppointmentStatus.BOOKED
    assert appointment.kind == AppointmentKind.PICK_UP
    assert (appointment.request, appointment.site) == (accepted_request, accepted_request.site)
    assert appointment.ends_at - appointment.starts_at == timedelta(minutes=30)
    assert (appointment.seat, appointment.places) == (1, 1)
    assert appointment.organisation == desk.organisation
    kinds = Event.objects.about(accepted_request).values_list("kind", flat=True)
    assert kinds[0] == "appointment.booked"
    for subject in (accepted_request, prepared):
        with pytest.raises(Refused, match="There is already an appointment: move it"):
            appointment_operations.book(subject, by=counter, starts_at=slots[1])


def test_a_walk_in_a_prepared_loan_and_a_return_have_their_appointment(
    loan, prepared, site, organisation, counter, slots
):
    appointment = appointment_operations.book(loan, by=counter, starts_at=slots[0])
    assert (appointment.loan, appointment.request) == (loan, None)
    assert appointment.kind == AppointmentKind.PICK_UP
    assert appointment.to_hand_over == loan
    appointment = appointment_operations.book(prepared, by=counter, starts_at=slots[1])
    assert appointment.request == prepared.request
    assert appointment.to_hand_over == prepared
    assert appointment.recipient == prepared.recipient
    lent = LoanFactory(active=True, organisation=organisation, site=site)
    appointment = appointment_operations.book(lent, by=counter, starts_at=slots[2])
    assert (appointment.kind, appointment.loan) == (AppointmentKind.RETURN, lent)
    assert appointment.recipient == lent.recipient


def test_a_request_is_collected_once_something_is_set_aside_and_a_loan_returned(
    site, counter, slots
):
    states = ("draft", "sent", "accepted", "refused", "closed", "cancelled")
    subjects = [RequestFactory(**{state: True}, site=site) for state in states]
    empty = LoanFactory(prepared=True, site=site)
    ended = [LoanFactory(closed=True, site=site), LoanFactory(active=True, gift=True, site=site)]
    for subject in (*subjects, empty, *ended):
        with pytest.raises(Refused, match="Nothing is set aside"):
            appointment_operations.book(subject, by=counter, starts_at=slots[0])


def test_a_time_that_is_full_closed_or_too_far_is_refused(site, accepted_request, counter, slots):
    def refused(words, *moments):
        for moment in moments:
            with pytest.raises(Refused, match=words):
                appointment_operations.book(accepted_request, by=counter, starts_at=moment)

    nobody = "is closed at this time"
    refused(nobody, slots[0] - timedelta(minutes=30), slots[0] + timedelta(minutes=5))
    now = timezone.now()
    refused("within the next six months", now - timedelta(days=1), now + timedelta(days=200))
    with undone():
        ClosureFactory(site=site)
        refused(nobody, slots[0])
    with undone():
        type(site).objects.update(is_active=False)
        accepted_request.site.refresh_from_db()
        refused(nobody, slots[0])
    accepted_request.site.refresh_from_db()
    AppointmentFactory(request__site=site, starts_at=slots[0], places=1)
    refused("This time has just been taken: choose another.", slots[0])
    AppointmentFactory(request__site=site, starts_at=slots[1], cancelled=True)
    assert appointment_operations.book(accepted_request, by=counter, starts_at=slots[1]).seat == 1


def test_a_missed_appointment_may_be_booked_again(site, accepted_request, counter, slots):
    AppointmentFactory(
        missed=True, request=accepted_request, starts_at=timezone.now() - timedelta(days=3)
    )

    assert appointment_operations.book(accepted_request, by=counter, starts_at=slots[0])


def test_reservations_last_until_the_appointment(prepared, counter, desk, slots):
    first = timezone.localdate()
    Loan.objects.filter(pk=prepared.pk).update(held_until=first)
    appointment = appointment_operations.book(prepared, by=desk, starts_at=slots[0])

    prepared.refresh_from_db()
    day = timezone.localdate(slots[0])
    assert (prepared.pickup_on, prepared.held_until) == (day, day)
    later = days_of(prepared.site, day, day + timedelta(days=4))[-1].slots[0]
    appointment_operations.move_appointment(appointment, by=desk, starts_at=later.starts_at)
    prepared.refresh_from_db()
    assert prepared.pickup_on == prepared.held_until == timezone.localdate(later.starts_at)


def test_an_expired_reservation_cancels_its_appointment(loan, device, counter):
    reservations_operations.reserve(loan, by=counter, devices=[device])
    appointment = AppointmentFactory(request=None, loan=loan)
    yesterday = timezone.localdate() - timedelta(days=1)
    Loan.objects.filter(pk=loan.pk).update(held_until=yesterday)

    expiry_operations.release_expired(today=timezone.localdate())

    appointment.refresh_from_db()
    assert appointment.status == AppointmentStatus.CANCELLED


# --- Moving and cancelling -----------------------------------------------------------------------


def test_moving_an_appointment_changes_slots_and_keeps_reservations(
    accepted_request, prepared, desk, site, slots, other_association
):
    AppointmentFactory(request__site=site, starts_at=slots[1], places=1)
    appointment = appointment_operations.book(accepted_request, by=desk, starts_at=slots[0])
    with pytest.raises(Refused, match="This time has just been taken: choose another"):
        appointment_operations.move_appointment(appointment, by=desk, starts_at=slots[1])
    with pytest.raises(PermissionDenied):
        appointment_operations.move_appointment(
            appointment, by=other_association, starts_at=slots[3]
        )
    with pytest.raises(PermissionDenied):
        appointment_operations.cancel_appointment(appointment, by=other_association)
    appointment.refresh_from_db()
    assert appointment.starts_at == slots[0]
    appointment_operations.move_appointment(appointment, by=desk, starts_at=slots[3])
    appointment.refresh_from_db()
    assert appointment.starts_at == slots[3]
    assert appointment.ends_at == slots[3] + timedelta(minutes=30)
    prepared.refresh_from_db()
    assert prepared.status == LoanStatus.PREPARED
    event = Event.objects.about(appointment).get(kind="appointment.moved")
    assert event.data["before"] == slots[0].isoformat()
    other = ready_request(site=site)
    assert appointment_operations.book(other, by=UserFactory(coordinator=True), starts_at=slots[0])


def test_a_past_appointment_is_not_moved(site, counter, slots):
    for slot, state in zip(slots[1:], ("kept", "missed", "cancelled"), strict=False):
        appointment = AppointmentFactory(**{state: True}, request__site=site, starts_at=slot)
        with pytest.raises(Refused, match="Only a future appointment can be moved"):
            appointment_operations.move_appointment(appointment, by=counter, starts_at=slots[0])


def test_cancelling_frees_the_slot_and_on_demand_the_reservations(
    accepted_request, prepared, device, counter, desk, slots
):
    reservations_operations.reserve(prepared, by=counter, devices=[device])
    appointment = appointment_operations.book(accepted_request, by=desk, starts_at=slots[0])
    rows = (appointment, prepared, device, accepted_request)
    with undone():
        appointment_operations.cancel_appointment(appointment, by=desk, put_back=True)
        for row in rows:
            row.refresh_from_db()
        assert (appointment.status, appointment.seat) == (AppointmentStatus.CANCELLED, None)
        assert prepared.status == LoanStatus.CANCELLED
        assert device.status == DeviceStatus.READY
        assert accepted_request.status == RequestStatus.ACCEPTED
    for row in rows:
        row.refresh_from_db()
    appointment_operations.cancel_appointment(appointment, by=counter)
    assert Message.objects.about(appointment).filter(kind="appointment.cancelled").exists()
    again = appointment_operations.book(accepted_request, by=desk, starts_at=slots[0])
    appointment_operations.cancel_appointment(again, by=desk)
    appointment_operations.cancel_appointment(again, by=counter, put_back=True)  # no effect
    prepared.refresh_from_db()
    device.refresh_from_db()
    assert prepared.status == LoanStatus.PREPARED
    attended = AppointmentFactory(kept=True, request=accepted_request)
    with pytest.raises(Refused):
        appointment_operations.cancel_appointment(attended, by=counter)
    device.refresh_from_db()
    assert device.status == DeviceStatus.RESERVED


def test_cancelling_a_walk_in_releases_it_once(loan, device, counter, slots):
    reservations_operations.reserve(loan, by=counter, devices=[device])
    appointment = appointment_operations.book(loan, by=counter, starts_at=slots[0])

    appointment_operations.cancel_appointment(appointment, by=counter, put_back=True)

    loan.refresh_from_db()
    assert loan.status == LoanStatus.CANCELLED
    assert Event.objects.filter(kind="appointment.cancelled").about(appointment).count() == 1


def test_cancelling_a_return_appointment_does_not_change_the_loan(site, counter, slots):
    item = LoanItemFactory(open=True, loan__site=site)
    appointment = appointment_operations.book(item.loan, by=counter, starts_at=slots[0])

    appointment_operations.cancel_appointment(appointment, by=counter)

    item.loan.refresh_from_db()
    assert item.loan.status == LoanStatus.ACTIVE
