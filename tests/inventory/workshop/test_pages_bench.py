"""The list of the bench: mine, the longest there first; a scan opens the next device."""

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


def test_the_bench_lists_devices_of_ones_sites_oldest_first(visitor, device, site):
    later = DeviceFactory(site=site, refurbishing=True)
    DeviceFactory(site=site, received=True)
    DeviceFactory(refurbishing=True)
    answer = visitor.get(reverse("bench"), {"whose": "everybody"})
    assert [row.record for row in answer.context["table"].paginated_rows] == [device, later]


def test_the_bench_shows_ones_own_devices_unless_all_are_requested(
    visitor, technician, device, site
):
    mine = DeviceFactory(site=site, refurbishing=True)
    Device.objects.filter(pk=mine.pk).update(bench_by=technician)

    def shown(**query):
        rows = visitor.get(reverse("bench"), query).context["table"].paginated_rows
        return [row.record for row in rows]

    assert shown() == [mine]
    assert shown(whose="nobody") == [device]
    assert shown(whose="everybody") == [device, mine]
    assert shown(whose="a stranger's") == [mine]


def test_the_longest_on_the_bench_comes_first(visitor, technician, device, site):
    later = DeviceFactory(site=site, refurbishing=True)
    Device.objects.filter(pk=later.pk).update(status_since=device.status_since - timedelta(days=2))
    rows = visitor.get(reverse("bench"), {"whose": "everybody"}).context["table"].paginated_rows
    assert [row.record for row in rows] == [later, device]


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
    assert "autofocus" in page  # Enter takes it to the bench


@pytest.mark.parametrize("code", ["NO-SUCH", "", "WIFI:T:WPA;S:home;P:secret;;"])
def test_an_unknown_scan_shows_the_reason_and_does_not_echo_secrets(visitor, code):
    answer = visitor.post(reverse("bench_scan"), {"code": code}, follow=True)
    assert answer.redirect_chain == [(reverse("bench"), 302)]
    assert "alert-danger" in answer.content.decode()
    assert "secret" not in answer.content.decode()


def test_a_colleagues_device_is_taken_over(visitor, technician, device):
    page = visitor.post(reverse("device_bench_take", args=[device.pk]), follow=True)
    device.refresh_from_db()
    assert device.bench_by == technician
    assert reverse("device_bench_take", args=[device.pk]) not in page.content.decode()
