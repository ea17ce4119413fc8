"""Scan sessions started with devices ticked in a list, each handled as a scan."""

import re

import pytest
from django.urls import reverse

from desk.models import ScanSession
from inventory.models import Device
from tests.factories import DeviceFactory, LoanFactory, PlaceFactory, UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]


@pytest.fixture
def enter(sign_in, site):
    """Factory `enter("technician")` for the client of a user with this role at the site."""

    def enter(role):
        facts = {role: True, "sites": [site], "site": site, "language": "en"}
        return sign_in(UserFactory(**facts))

    return enter


def tick(visitor, *devices, **more):
    ids = [device.pk for device in devices]
    data = {"list_act": "bulk", "do": "batch", "device": ids} | more
    return visitor.post(f"{reverse('device_list')}?status=received", data, follow=True)


def begin(visitor, name, *devices, **more):
    address = reverse("run_new", args=[name])
    return visitor.post(address, {"devices": [device.pk for device in devices]} | more)


def test_ticked_devices_are_offered_modes_without_physical_presence(enter, site):
    first, second = DeviceFactory.create_batch(2, site=site)
    page = tick(enter("coordinator"), second, first)
    assert page.context["devices"] == [first, second]
    assert [act.value for act, *_ in page.context["ways"]] == [
        "shelve",
        "refurbish",
        "finish",
        "lend",
    ]
    page = tick(enter("volunteer"), first)
    assert [act.value for act, *_ in page.context["ways"]] == ["shelve"]


def test_all_filtered_devices_may_be_passed(enter, site):
    devices = DeviceFactory.create_batch(3, site=site)
    DeviceFactory(site=site, ready=True)
    visitor = enter("technician")
    page = tick(visitor, all="1")
    assert {*page.context["rows"]} == {*devices}
    address = re.search(r'<form action="([^"]+)"[^>]* id="bulk"', page.content.decode())[1]
    ids = re.findall(r'name="device" value="(\d+)"', page.content.decode())
    assert visitor.post(address, {"device": ids}).context["devices"] == devices


def test_each_device_has_its_own_result_line(enter, site, lines_of):
    device, away = DeviceFactory(site=site), DeviceFactory(site=site, lost=True)
    answer = begin(enter("technician"), "refurbish", device, away)
    session = ScanSession.objects.get()
    assert answer.url == session.get_absolute_url()
    (done, refused) = lines_of(session)
    assert done == (str(device), "done", "On the bench")
    assert refused[1] == "refused"
    assert str(away) in refused[2]
    assert Device.objects.get(pk=device.pk).status == "refurbishing"


def test_a_session_from_a_list_continues_by_scans_and_is_undone(enter, site):
    shelf = PlaceFactory(site=site, code="A1")
    devices = DeviceFactory.create_batch(2, site=site)
    visitor = enter("volunteer")
    begin(visitor, "shelve", *devices)
    session = ScanSession.objects.get()
    assert set(session.lines.values_list("status", flat=True)) == {"waiting"}
    visitor.post(reverse("run_scan", args=[session.pk]), {"code": "A1"})
    assert {device.place for device in Device.objects.all()} == {shelf}
    line = session.lines.get(device=devices[0])
    visitor.post(reverse("line_undo", args=[line.pk]))
    assert Device.objects.get(pk=devices[0].pk).place is None


def test_the_parameters_of_a_mode_are_required(enter, site):
    loan = LoanFactory(site=site, number="P26-00042")
    devices = DeviceFactory.create_batch(2, site=site, ready=True)
    visitor = enter("counter")
    page = begin(visitor, "lend", *devices, picked="1")
    assert not ScanSession.objects.exists()
    assert not page.context["form"].is_bound
    assert all(f'name="devices" value="{d.pk}"' in page.content.decode() for d in devices)
    assert begin(visitor, "lend", *devices, loan="P26-1").context["form"].errors["loan"]
    begin(visitor, "lend", *devices, loan="p26-00042")
    assert {item.device for item in loan.items.all()} == set(devices)


def test_a_form_sent_twice_starts_one_session(enter, site):
    visitor, device = enter("technician"), DeviceFactory(site=site)
    key = tick(visitor, device).context["form"]["submission"].value()
    first = begin(visitor, "refurbish", device, submission=key, act="refurbish")
    assert begin(visitor, "refurbish", device, submission=key, act="refurbish").url == first.url
    assert ScanSession.objects.count() == 1


def test_devices_of_another_site_are_not_passed(enter, site):
    elsewhere, visitor = DeviceFactory(), enter("technician")
    assert "Tick the rows first." in tick(visitor, elsewhere).content.decode()
    pick = reverse("run_pick")
    for ids in ([elsewhere.pk], ["x"], []):
        assert visitor.post(pick, {"device": ids}).url == reverse("device_list")
    page = begin(visitor, "refurbish", elsewhere)
    assert "tick them again" in page.content.decode()
    assert not ScanSession.objects.exists()
