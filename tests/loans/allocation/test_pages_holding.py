"""Reservations on their pages: read, arranged, prolonged; expired ones end when opened."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from loans.allocation.operations import reservations as reservations_operations
from loans.base.lifecycle.loans import LoanStatus, Mode
from loans.models import Loan
from tests.factories import DeviceFactory, LoanFactory, UserFactory

pytestmark = pytest.mark.usefixtures("english")


def day(count):
    return timezone.localdate() + timedelta(days=count)


@pytest.fixture
def visitor(sign_in, counter):
    return sign_in(counter)


@pytest.fixture
def reserved(accepted_request, device, counter):
    return reservations_operations.reserve_for(accepted_request, by=counter, devices=[device])


@pytest.fixture
def over(reserved):
    Loan.objects.filter(pk=reserved.pk).update(held_until=day(-1))
    return reserved


def is_free(loan, device):
    loan.refresh_from_db()
    device.refresh_from_db()
    return (loan.status, device.status) == (LoanStatus.CANCELLED, "ready")


@pytest.mark.parametrize(
    "address",
    [
        lambda loan, device: reverse("loan_detail", args=[loan.pk]),
        lambda loan, device: reverse("loan_hand_over", args=[loan.pk]),
        lambda loan, device: reverse("request_detail", args=[loan.request_id]),
        lambda loan, device: reverse("request_reserve", args=[loan.request_id]),
        lambda loan, device: reverse("reservation_list"),
        lambda loan, device: f"{reverse('scan')}?code={device.asset_tag}",
    ],
    ids=["loan", "hand-over", "request", "choosing", "reservations", "scan box"],
)
def test_who_opens_or_scans_an_ended_reservation_frees_it(visitor, over, device, address):
    assert visitor.get(address(over, device)).status_code in {200, 302}
    assert is_free(over, device)


def test_an_ended_reservation_is_freed_by_the_scan_of_another_hand_over(
    visitor, over, device, site
):
    other = LoanFactory(site=site)
    scan = {"code": device.asset_tag}
    visitor.post(reverse("loan_scan", args=[other.pk]), scan)
    assert is_free(over, device)  # and promised again to who waits for it: taken all the same only
    visitor.post(reverse("loan_scan", args=[other.pk]), scan | {"anyway": "1"})
    assert other.items.get().device == device


def test_one_that_is_kept_is_left_alone(visitor, reserved, device):
    visitor.get(reverse("loan_hand_over", args=[reserved.pk]))
    assert not is_free(reserved, device)


def test_the_list_shows_those_that_end_first_and_prolongs_in_one_press(visitor, reserved, site):
    Loan.objects.filter(pk=reserved.pk).update(held_until=day(1))
    later = LoanFactory(site=site, held_until=day(9))
    reservations_operations.reserve(
        later, by=UserFactory(coordinator=True), devices=[DeviceFactory(ready=True, site=site)]
    )
    rows = visitor.get(reverse("reservation_list")).context["rows"]
    assert [(loan, left) for loan, _person, left in rows] == [(reserved, 1), (later, 9)]
    answer = visitor.post(reverse("loan_prolong", args=[reserved.pk]), {"list": "1"})
    reserved.refresh_from_db()
    assert answer.url == reverse("reservation_list")
    assert reserved.held_until == day(14)


def test_the_warehouse_reads_who_for_without_a_name(sign_in, volunteer, reserved, person):
    page = sign_in(volunteer).get(reverse("reservation_list")).content.decode()
    assert reserved.number in page
    assert person.last_name not in page


def test_how_and_when_is_entered_on_its_page(visitor, reserved):
    address = reverse("loan_arrange", args=[reserved.pk])
    answer = visitor.post(address, {"mode": "home", "pickup_on": day(20).isoformat()})
    reserved.refresh_from_db()
    assert answer.url == reserved.counter_url
    assert (reserved.mode, reserved.pickup_on, reserved.held_until) == (Mode.HOME, day(20), day(20))
    answer = visitor.post(address, {"mode": "home", "pickup_on": day(-2).isoformat()})
    assert answer.context["form"].errors
    assert answer.context["form"]["pickup_on"].value() == day(-2).isoformat()


def test_what_fits_is_set_aside_by_one_press_and_what_lacks_is_shown(
    visitor, accepted_request, device
):
    answer = visitor.post(reverse("request_fitting", args=[accepted_request.pk]), follow=True)
    assert accepted_request.loans.get().items.get().device == device
    messages = [str(message) for message in answer.context["messages"]]
    assert messages == ["Un élément est mis de côté. Il en manque encore un."]


def test_the_list_says_what_is_reserved_at_a_constant_cost(visitor, reserved, device, site):
    page = visitor.get(reverse("reservation_list")).content.decode()
    assert device.asset_tag in page
    assert str(device.designation) in page

    def cost():
        with CaptureQueriesContext(connection) as queries:
            visitor.get(reverse("reservation_list"))
        return len(queries)

    one = cost()
    for _number in range(3):
        reservations_operations.reserve(
            LoanFactory(site=site, held_until=day(9)),
            by=UserFactory(coordinator=True),
            devices=[DeviceFactory(ready=True, site=site)],
        )
    assert cost() == one
