"""List of the bench: the user's devices, those there longest first; scans open devices."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse

from inventory.models import Device
from tests.factories import ChecklistItemFactory, DeviceFactory, ErasureFactory, PlaceFactory


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


def finished(visitor, device):
    ErasureFactory(medium=device.media.get(), passed=True)
    Device.objects.filter(pk=device.pk).update(needs_erasure=False)
    address = reverse("device_finish", args=[device.pk])
    return visitor.post(address, {"grade": "B", "submission": ""}, follow=True)


def test_a_finished_device_stays_at_the_bench_which_asks_for_its_shelf(visitor, device, site):
    shelf = PlaceFactory(site=site)
    answer = finished(visitor, device)
    page, here = answer.content.decode(), reverse("device_bench", args=[device.pk])
    assert answer.redirect_chain[-1][0] == here
    assert 'id="finished"' in page
    assert not answer.context["is_shelved"]
    assert f"{reverse('label_print')}?device={device.pk}" in page
    scanned = {"code": shelf.code, "device": device.pk}
    answer = visitor.post(reverse("bench_scan"), scanned, follow=True)
    assert answer.redirect_chain[-1][0] == here
    device.refresh_from_db()
    assert device.place == shelf
    assert answer.context["is_shelved"]


def test_a_shelf_takes_no_device_that_is_still_worked_on(visitor, device, site):
    shelf = PlaceFactory(site=site)
    answer = visitor.post(
        reverse("bench_scan"), {"code": shelf.code, "device": device.pk}, follow=True
    )
    assert "alert-danger" in answer.content.decode()
    device.refresh_from_db()
    assert device.place is None


def test_a_refused_scan_stays_on_the_page_that_scanned(visitor, device):
    answer = visitor.post(reverse("bench_scan"), {"code": "NO-SUCH", "device": device.pk})
    assert answer.url == reverse("device_bench", args=[device.pk])


@pytest.mark.parametrize("name", ["repair_open", "device_edit", "photo_add"])
def test_pages_that_the_bench_links_to_lead_back_to_it(visitor, device, name):
    here = reverse("device_bench", args=[device.pk])
    args = ["inventory.device", device.pk] if name == "photo_add" else [device.pk]
    address = f"{reverse(name, args=args)}?back="
    assert f"{address}{here}" in visitor.get(here, {"part": "repairs"}).content.decode()
    page = visitor.get(f"{address}{here}").content.decode()
    assert page.count(f'href="{here}"') == 2  # above, and “Cancel”
    assert 'href="//evil.test/"' not in visitor.get(f"{address}//evil.test/").content.decode()


def test_a_checklist_with_open_items_is_not_done_in_quarantine_either(visitor, site):
    item = ChecklistItemFactory()
    category = item.checklist.category
    device = DeviceFactory(site=site, quarantined=True, category=category)
    parts = visitor.get(reverse("device_bench", args=[device.pk])).context["parts"]
    assert [part["tone"] for part in parts if part["name"] == "checklist"] == ["wait"]


def test_quarantine_from_the_bench_stays_there(visitor, device):
    here = reverse("device_bench", args=[device.pk])
    address = f"{reverse('device_quarantine', args=[device.pk])}?back={here}"
    assert address in visitor.get(here).content.decode()
    assert visitor.post(address).url == here


def test_a_finished_device_can_be_put_back_on_the_bench_at_once(visitor, technician, device):
    Device.objects.filter(pk=device.pk).update(bench_by=technician)
    page = finished(visitor, device).content.decode()
    undo = re.search(r'action="(/[^"]*undo[^"]*)"', page)[1]
    visitor.post(undo)
    device.refresh_from_db()
    assert (device.status, device.bench_by) == ("refurbishing", technician)
