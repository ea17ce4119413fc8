"""Devices set aside for an accepted request, by choosing or by scanning."""

from uuid import uuid4

import pytest
from django.urls import reverse

from inventory.devices.lifecycle.devices import DeviceStatus
from loans.allocation import views as reservations
from loans.allocation.operations import reservations as reservations_operations
from loans.base.lifecycle.loans import LoanStatus
from tests.factories import DeviceFactory, DeviceModelFactory, RequestFactory, RequestLineFactory


@pytest.fixture
def visitor(sign_in, counter):
    return sign_in(counter)


@pytest.fixture
def address(accepted_request):
    return reverse("request_reserve", args=[accepted_request.pk])


@pytest.fixture
def alike(device):
    """Two more ready devices of the requested kind, at the same site."""
    return [DeviceFactory(ready=True, site=device.site, category=device.category) for _ in "12"]


def shown(answer):
    return set(answer.context["devices"])


def test_ready_devices_of_the_kinds_requested_are_proposed(visitor, address, device, alike, site):
    DeviceFactory(ready=True, site=site)  # another kind
    DeviceFactory(ready=True, category=device.category)  # another site
    DeviceFactory(refurbishing=True, site=site, category=device.category)
    assert shown(visitor.get(address)) == {device, *alike}


def test_served_lines_propose_no_device(visitor, address, accepted_request, device):
    accepted_request.lines.update(served=2)
    assert shown(visitor.get(address)) == set()


def test_the_list_is_bounded_and_searched(visitor, address, device, alike, monkeypatch):
    monkeypatch.setattr(reservations, "MAX_SHOWN", 2)
    assert len(shown(visitor.get(address))) == 2
    device.model = DeviceModelFactory(name="ThinkPad T480", key="thinkpad t480")
    device.save()
    assert shown(visitor.get(address, {"q": "thinkpad"})) == {device}
    assert shown(visitor.get(address, {"q": alike[0].asset_tag.lower()})) == {alike[0]}


def test_the_list_is_filtered_by_category(visitor, address, accepted_request, device, alike, site):
    phone = DeviceFactory(ready=True, site=site)
    RequestLineFactory(
        request=accepted_request, category=phone.category, requested=1, accepted_in_full=True
    )
    assert shown(visitor.get(address)) == {device, *alike, phone}
    assert shown(visitor.get(address, {"category": phone.category_id})) == {phone}


def test_ticked_devices_are_reserved(visitor, address, accepted_request, device, alike):
    answer = visitor.post(address, {"devices": [device.pk, alike[0].pk]})
    assert answer.url == accepted_request.get_absolute_url()
    loan = accepted_request.loans.get()
    assert {item.device for item in loan.items.all()} == {device, alike[0]}


def test_more_than_is_accepted_is_refused_and_the_ticks_are_kept(
    visitor, address, accepted_request, device, alike
):
    answer = visitor.post(address, {"devices": [d.pk for d in (device, *alike)]})
    assert answer.context["form"].errors
    assert answer.context["form"].ticked() == {str(d.pk) for d in (device, *alike)}
    assert answer.content.decode().count(" checked") == 3
    assert not accepted_request.loans.exists()


def test_an_empty_selection_is_an_error(visitor, address):
    answer = visitor.post(address, {"submission": str(uuid4())})
    assert "devices" in answer.context["form"].errors


@pytest.mark.parametrize("state", ["received", "lost", "reserved"])
def test_a_device_that_is_not_ready_any_more_is_refused(visitor, address, device, state):
    gone = DeviceFactory(**{state: True}, site=device.site, category=device.category)
    answer = visitor.post(address, {"devices": [device.pk, gone.pk]})
    assert gone.asset_tag in str(answer.context["form"].non_field_errors())
    device.refresh_from_db()
    assert device.status == DeviceStatus.READY


def test_a_device_of_another_site_is_refused(visitor, address, device):
    elsewhere = DeviceFactory(ready=True, category=device.category)
    answer = visitor.post(address, {"devices": [elsewhere.pk]})
    assert "devices" in answer.context["form"].errors


def test_a_form_sent_twice_reserves_once(visitor, address, accepted_request, device):
    key = str(uuid4())
    for _ in range(2):
        answer = visitor.post(address, {"devices": [device.pk], "submission": key})
    assert answer.status_code == 302
    assert accepted_request.loans.get().items.count() == 1


def scan(visitor, loan_request, code):
    return visitor.post(
        reverse("request_scan", args=[loan_request.pk]), {"code": code}, follow=True
    )


def test_a_scanned_device_is_reserved_with_a_sound(visitor, accepted_request, device):
    answer = scan(visitor, accepted_request, f"HTTP://127.0.0.1:8000/A/{device.asset_tag}")
    assert 'data-sound="success"' in answer.content.decode()
    assert accepted_request.loans.get().items.get().device == device


def test_an_unknown_code_or_category_is_refused_with_a_sound(visitor, accepted_request, site):
    for code in ("NOTHING", DeviceFactory(ready=True, site=site).asset_tag):
        answer = scan(visitor, accepted_request, code)
        assert 'data-sound="danger"' in answer.content.decode()
    assert not accepted_request.loans.exists()


def test_a_device_of_another_site_is_unknown_here(visitor, accepted_request, device):
    elsewhere = DeviceFactory(ready=True, category=device.category)
    scan(visitor, accepted_request, elsewhere.asset_tag)
    elsewhere.refresh_from_db()
    assert elsewhere.status == DeviceStatus.READY


@pytest.mark.parametrize("state", ["sent", "refused", "closed", "cancelled"])
def test_only_an_accepted_request_is_reserved_for(visitor, organisation, site, state):
    loan_request = RequestFactory(**{state: True}, organisation=organisation, site=site)
    assert visitor.get(reverse("request_reserve", args=[loan_request.pk])).status_code == 404
    assert scan(visitor, loan_request, "RB").status_code == 404


def test_preparing_opens_the_hand_over_once(visitor, accepted_request):
    prepare = reverse("request_prepare", args=[accepted_request.pk])
    answers = [visitor.post(prepare) for _ in range(2)]
    loan = accepted_request.loans.get(status=LoanStatus.PREPARED)
    assert {answer.url for answer in answers} == {reverse("loan_hand_over", args=[loan.pk])}


def test_preparing_an_unaccepted_request_is_refused(visitor, organisation, site):
    loan_request = RequestFactory(sent=True, organisation=organisation, site=site)
    answer = visitor.post(reverse("request_prepare", args=[loan_request.pk]), follow=True)
    assert "alert-danger" in answer.content.decode()
    assert not loan_request.loans.exists()


def test_reservations_are_on_the_hand_over(sign_in, coordinator, visitor, accepted_request, device):
    reservations_operations.reserve_for(accepted_request, by=coordinator, devices=[device])
    visitor.post(reverse("request_prepare", args=[accepted_request.pk]))
    loan = accepted_request.loans.get()
    page = visitor.get(f"/hand-overs/{loan.pk}/what/")
    assert device.asset_tag in page.content.decode()
