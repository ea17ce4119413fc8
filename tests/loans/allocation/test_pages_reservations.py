"""Pages of reservations: list, arrange, extend; expired reservations end when opened."""

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
from tests.visits import undone

pytestmark = pytest.mark.usefixtures("english")


def day(count):
    return timezone.localdate() + timedelta(days=count)


@pytest.fixture
def visitor(sign_in, counter):
    return sign_in(counter)


@pytest.fixture
def reserved(accepted_request, device, counter):
    return reservations_operations.reserve_for(accepted_request, by=counter, devices=[device])


def is_free(loan, device):
    loan.refresh_from_db()
    device.refresh_from_db()
    return (loan.status, device.status) == (LoanStatus.CANCELLED, "ready")


def test_opening_or_scanning_an_expired_reservation_releases_it(
    unrendered, visitor, reserved, device, site
):
    visitor.get(reverse("loan_hand_over", args=[reserved.pk]))
    assert not is_free(reserved, device)  # while it is active
    Loan.objects.filter(pk=reserved.pk).update(held_until=day(-1))
    for address in (
        reverse("loan_detail", args=[reserved.pk]),
        reverse("loan_hand_over", args=[reserved.pk]),
        reverse("request_detail", args=[reserved.request_id]),
        reverse("request_reserve", args=[reserved.request_id]),
        reverse("reservation_list"),
        f"{reverse('scan')}?code={device.asset_tag}",
    ):
        with undone():
            assert visitor.get(address).status_code in {200, 302}
            assert is_free(reserved, device), address
    other, scan = LoanFactory(site=site), {"code": device.asset_tag}  # belongs to another hand-over
    visitor.post(reverse("loan_scan", args=[other.pk]), scan)
    assert is_free(reserved, device)  # promised to another request, so an override is required
    visitor.post(reverse("loan_scan", args=[other.pk]), scan | {"anyway": "1"})
    assert other.items.get().device == device


def test_the_list_is_sorted_by_expiry_and_extends_by_one_button(
    visitor, reserved, site, device, sign_in, volunteer, person
):
    def cost():
        with CaptureQueriesContext(connection) as queries:
            visitor.get(reverse("reservation_list"))
        return len(queries)

    Loan.objects.filter(pk=reserved.pk).update(held_until=day(1))
    page = visitor.get(reverse("reservation_list")).content.decode()
    assert device.asset_tag in page
    assert str(device.designation) in page
    one = cost()
    later = [LoanFactory(site=site, held_until=day(count)) for count in (8, 9)]
    for loan in later:
        reservations_operations.reserve(
            loan, by=UserFactory(coordinator=True), devices=[DeviceFactory(ready=True, site=site)]
        )
    assert cost() == one
    rows = visitor.get(reverse("reservation_list")).context["rows"]
    listed = [(loan, left) for loan, _person, left in rows]
    assert listed == [(reserved, 1), (later[0], 8), (later[1], 9)]
    page = sign_in(volunteer).get(reverse("reservation_list")).content.decode()
    assert reserved.number in page
    assert person.last_name not in page
    answer = visitor.post(reverse("loan_prolong", args=[reserved.pk]), {"list": "1"})
    reserved.refresh_from_db()
    assert answer.url == reverse("reservation_list")
    assert reserved.held_until == day(14)


def test_delivery_mode_and_day_are_set_on_the_page(unrendered, visitor, reserved):
    address = reverse("loan_arrange", args=[reserved.pk])
    answer = visitor.post(address, {"mode": "home", "pickup_on": day(20).isoformat()})
    reserved.refresh_from_db()
    assert answer.url == reserved.counter_url
    assert (reserved.mode, reserved.pickup_on, reserved.held_until) == (Mode.HOME, day(20), day(20))
    answer = visitor.post(address, {"mode": "home", "pickup_on": day(-2).isoformat()})
    assert answer.context["form"].errors
    assert answer.context["form"]["pickup_on"].value() == day(-2).isoformat()


def test_matching_items_are_reserved_by_one_button_and_missing_ones_shown(
    visitor, accepted_request, device
):
    answer = visitor.post(reverse("request_fitting", args=[accepted_request.pk]), follow=True)
    assert accepted_request.loans.get().items.get().device == device
    messages = [str(message) for message in answer.context["messages"]]
    assert messages == [f"1 élément est réservé ({device}), il en manque encore 1."]
