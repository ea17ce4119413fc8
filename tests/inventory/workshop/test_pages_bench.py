"""List of the bench: the user's devices, longest first; a scan opens the next device."""

from datetime import timedelta

import pytest
from django.urls import reverse

from inventory.models import Device
from tests.factories import DeviceFactory


@pytest.fixture
def visitor(sign_in, technician):
    return sign_in(technician)


@pytest.fixture
def device(site):
    return DeviceFactory(site=site, refurbishing=True)


@pytest.mark.usefixtures("unrendered")
def test_the_bench_shows_ones_own_devices_unless_all_are_requested_longest_first(
    visitor, technician, device, site
):
    mine = DeviceFactory(site=site, refurbishing=True)
    longest = device.status_since - timedelta(days=2)
    Device.objects.filter(pk=mine.pk).update(bench_by=technician, status_since=longest)
    DeviceFactory(site=site, received=True)
    DeviceFactory(refurbishing=True)

    def shown(**query):
        rows = visitor.get(reverse("bench"), query).context["table"].paginated_rows
        return list(rows)

    assert shown() == [mine]
    assert shown(whose="nobody") == [device]
    assert shown(whose="everybody") == [mine, device]
    assert shown(whose="a stranger's") == [mine]


def test_an_empty_bench_links_to_that_of_colleagues(visitor, device):
    text = visitor.get(reverse("bench")).content.decode()
    assert "?whose=everybody" in text


def test_a_scan_opens_the_next_device(visitor, device, site):
    waiting = DeviceFactory(site=site, received=True)
    for scanned in (device, waiting):
        answer = visitor.post(reverse("bench_scan"), {"code": scanned.serial})
        assert answer.url == reverse("device_bench", args=[scanned.pk])
    page = visitor.get(answer.url).content.decode()
    assert f'action="{reverse("device_refurbish", args=[waiting.pk])}"' in page
    assert "autofocus" in page  # the Enter key takes it to the bench


def test_an_unknown_scan_shows_the_reason_and_does_not_echo_secrets(visitor):
    for code in ("NO-SUCH", "", "WIFI:T:WPA;S:home;P:secret;;"):
        answer = visitor.post(reverse("bench_scan"), {"code": code})
        assert answer.url == reverse("bench"), code
    page = visitor.get(answer.url).content.decode()
    assert page.count("alert-danger") == 3
    assert "secret" not in page


def test_a_colleagues_device_is_taken_over(visitor, technician, device):
    page = visitor.post(reverse("device_bench_take", args=[device.pk]), follow=True)
    device.refresh_from_db()
    assert device.bench_by == technician
    assert reverse("device_bench_take", args=[device.pk]) not in page.content.decode()
