"""Reservations are arranged, extended, and ended by the job or when their page is opened."""

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.utils import timezone

from core.models import Event
from core.workflow.lifecycle import Refused
from loans.aftercare.operations import loan_changes as loan_change_operations
from loans.allocation.operations import expiry as expiry_operations
from loans.allocation.operations import preparation as preparation_operations
from loans.allocation.operations import reservations as reservations_operations
from loans.base.lifecycle.loans import LoanStatus, Mode
from loans.models import Loan, Rules
from people.models import Message
from tests.factories import LoanFactory, LoanItemFactory, OrganisationFactory

pytestmark = pytest.mark.usefixtures("english")


def day(count):
    return timezone.localdate() + timedelta(days=count)


@pytest.fixture
def reserved(loan, device, counter):
    """A walk-in with a reserved device."""
    reservations_operations.reserve(loan, by=counter, devices=[device])
    return loan


def past(loan):
    """Set the last day of this reservation to yesterday."""
    Loan.objects.filter(pk=loan.pk).update(held_until=day(-1))
    loan.refresh_from_db()
    return loan


def test_a_reservation_lasts_as_the_rules_say_or_until_the_agreed_day_at_least(loan, counter):
    assert loan.held_until == day(Rules.cached().reservation_days)
    assert (loan.mode, loan.pickup_on) == (Mode.ON_SITE, None)
    with pytest.raises(Refused, match="This date has passed"):
        expiry_operations.arrange(loan, by=counter, mode=Mode.HOME, pickup_on=day(-1))
    expiry_operations.arrange(loan, by=counter, mode=Mode.COURIER, pickup_on=day(3))
    assert (loan.mode, loan.pickup_on, loan.held_until) == (Mode.COURIER, day(3), day(14))
    expiry_operations.arrange(loan, by=counter, mode=Mode.COURIER, pickup_on=day(30))
    assert loan.held_until == day(30)
    events = Event.objects.about(loan).filter(kind="loan.arranged")
    assert [event.data["on"] for event in events] == [day(30).isoformat(), day(14).isoformat()]


def test_a_reservation_is_extended_from_today_or_the_agreed_day(loan, counter):
    past(loan)
    expiry_operations.prolong(loan, by=counter)
    assert loan.held_until == day(14)
    expiry_operations.prolong(loan, by=counter)
    assert Event.objects.about(loan).filter(kind="loan.prolonged").count() == 1
    expiry_operations.arrange(loan, by=counter, mode=Mode.HOME, pickup_on=day(10))
    expiry_operations.prolong(loan, by=counter)
    assert loan.held_until == day(24)


def test_a_reservation_expires_on_the_day_after_its_last(reserved, device):
    Loan.objects.filter(pk=reserved.pk).update(held_until=day(0))
    assert expiry_operations.release_expired(today=day(0)) == 0
    assert expiry_operations.release_expired(today=day(1)) == 1
    reserved.refresh_from_db()
    device.refresh_from_db()
    assert (reserved.status, device.status) == (LoanStatus.CANCELLED, "ready")
    event = Event.objects.about(reserved).get(kind="loan.expired")
    assert event.data == {"on": day(0).isoformat()}
    assert expiry_operations.release_expired(today=day(1)) == 0


def test_the_request_of_an_ended_reservation_waits_again(accepted_request, device, counter):
    loan = past(reservations_operations.reserve_for(accepted_request, by=counter, devices=[device]))
    expiry_operations.release_expired(today=day(0))
    accepted_request.refresh_from_db()
    assert accepted_request.status == "accepted"
    assert accepted_request.lines.with_reserved().get().still_open == 2
    assert preparation_operations.prepare_for(accepted_request, by=counter) != loan


def test_a_reservation_waiting_for_signature_and_a_transferred_item_do_not_expire(
    issued, coordinator, organisation
):
    past(issued.loan)
    lent = LoanItemFactory(open=True).loan
    past(loan_change_operations.transfer(lent, by=coordinator, organisation=organisation))
    assert expiry_operations.release_expired(today=day(0)) == 0


def test_expiry_is_notified_once_two_days_before_and_again_before_a_new_day(reserved, counter):
    for number in (3, 2, 1, 0):
        expiry_operations.warn_of_endings(today=reserved.held_until - timedelta(days=number))
        kinds = list(Message.objects.values_list("kind", flat=True))
        assert kinds == (["reservation.ending"] if number < 3 else [])
    message = Message.objects.get()
    assert (message.about, message.organisation) == (reserved, reserved.organisation)
    expiry_operations.arrange(reserved, by=counter, mode=Mode.HOME, pickup_on=day(10))
    expiry_operations.prolong(reserved, by=counter)
    expiry_operations.warn_of_endings(today=reserved.held_until)
    assert Message.objects.count() == 2


def test_the_daily_job_ends_reservations_and_notifies(reserved, capsys):
    past(reserved)
    call_command("tick")
    assert Message.objects.get().kind == "reservation.ended"
    assert "1" in capsys.readouterr().out


def test_our_own_and_empty_reservations_expire_without_notification(loan, counter, site, device):
    ours = LoanFactory(organisation=OrganisationFactory(is_ours=True), held_until=day(-1))
    LoanItemFactory(loan=ours)
    past(loan)
    assert expiry_operations.release_expired(today=day(0)) == 2
    assert not Message.objects.exists()
