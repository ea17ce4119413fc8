"""Devices reserved for an accepted request, by choosing or by scanning."""

from uuid import uuid4

import pytest
from django.urls import reverse

from inventory.devices.lifecycle.devices import DeviceStatus
from loans.allocation import views as reservations
from loans.base.lifecycle.loans import LoanStatus
from tests.cases import level_of
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


def test_ready_devices_of_the_kinds_requested_are_proposed(
    unrendered, visitor, address, accepted_request, device, alike, site, monkeypatch
):
    phone = DeviceFactory(ready=True, site=site)  # another kind
    DeviceFactory(ready=True, category=device.category)  # another site
    DeviceFactory(refurbishing=True, site=site, category=device.category)
    assert shown(visitor.get(address)) == {device, *alike}
    device.model = DeviceModelFactory(name="ThinkPad T480", key="thinkpad t480")
    device.save()
    assert shown(visitor.get(address, {"q": "thinkpad"})) == {device}
    assert shown(visitor.get(address, {"q": alike[0].asset_tag.lower()})) == {alike[0]}
    of_phones = RequestLineFactory(
        request=accepted_request, category=phone.category, requested=1, accepted_in_full=True
    )
    assert shown(visitor.get(address)) == {device, *alike, phone}
    assert shown(visitor.get(address, {"category": phone.category_id})) == {phone}
    monkeypatch.setattr(reservations, "MAX_SHOWN", 2)
    assert len(shown(visitor.get(address))) == 2
    accepted_request.lines.exclude(pk=of_phones.pk).update(served=2)
    assert shown(visitor.get(address)) == {phone}


def test_ticked_devices_are_reserved_on_the_same_hand_over(
    visitor, address, accepted_request, device, alike
):
    sent = {"devices": [device.pk, alike[0].pk], "submission": str(uuid4())}
    for _time in range(2):
        assert visitor.post(address, sent).url == accepted_request.get_absolute_url()
    loan = accepted_request.loans.get()
    assert {item.device for item in loan.items.all()} == {device, alike[0]}
    prepare = reverse("request_prepare", args=[accepted_request.pk])
    answers = [visitor.post(prepare) for _ in range(2)]
    loan = accepted_request.loans.get(status=LoanStatus.PREPARED)
    assert {answer.url for answer in answers} == {reverse("loan_hand_over", args=[loan.pk])}
    assert device.asset_tag in visitor.get(f"/hand-overs/{loan.pk}/what/").content.decode()


def test_more_than_is_accepted_or_ready_is_refused_and_the_ticks_are_kept(
    visitor, address, accepted_request, device, alike
):
    answer = visitor.post(address, {"devices": [d.pk for d in (device, *alike)]})
    assert answer.context["form"].errors
    assert answer.context["form"].ticked() == {str(d.pk) for d in (device, *alike)}
    assert answer.content.decode().count(" checked") == 3
    assert "devices" in visitor.post(address, {"submission": str(uuid4())}).context["form"].errors


def test_devices_no_longer_ready_are_refused(
    unrendered, visitor, address, accepted_request, device
):
    answer = visitor.post(address, {"submission": str(uuid4())})
    assert "devices" in answer.context["form"].errors
    for state in ("received", "lost", "reserved"):
        gone = DeviceFactory(**{state: True}, site=device.site, category=device.category)
        answer = visitor.post(address, {"devices": [device.pk, gone.pk]})
        assert gone.asset_tag in " ".join(answer.context["form"].non_field_errors()), state
    elsewhere = DeviceFactory(ready=True, category=device.category)
    answer = visitor.post(address, {"devices": [elsewhere.pk]})
    assert "devices" in answer.context["form"].errors
    assert not accepted_request.loans.exists()
    device.refresh_from_db()
    assert device.status == DeviceStatus.READY


def scan(visitor, loan_request, code):
    return visitor.post(reverse("request_scan", args=[loan_request.pk]), {"code": code})


def test_a_scanned_device_is_reserved_or_refused_with_a_sound(
    visitor, accepted_request, device, site
):
    elsewhere = DeviceFactory(ready=True, category=device.category)
    other_kind = DeviceFactory(ready=True, site=site)
    for code in ("NOTHING", other_kind.asset_tag, elsewhere.asset_tag):
        assert level_of(scan(visitor, accepted_request, code)) == "danger", code
    elsewhere.refresh_from_db()
    assert elsewhere.status == DeviceStatus.READY
    assert not accepted_request.loans.exists()
    answer = scan(visitor, accepted_request, f"HTTP://127.0.0.1:8000/A/{device.asset_tag}")
    assert 'data-sound="success"' in visitor.get(answer.url).content.decode()
    assert accepted_request.loans.get().items.get().device == device


def test_only_an_accepted_request_is_reserved_for_and_prepared(visitor, organisation, site):
    for state in ("sent", "refused", "closed", "cancelled"):
        loan_request = RequestFactory(**{state: True}, organisation=organisation, site=site)
        assert visitor.get(reverse("request_reserve", args=[loan_request.pk])).status_code == 404, (
            state
        )
        assert scan(visitor, loan_request, "RB").status_code == 404, state
    answer = visitor.post(reverse("request_prepare", args=[loan_request.pk]), follow=True)
    assert "alert-danger" in answer.content.decode()
    assert not loan_request.loans.exists()
