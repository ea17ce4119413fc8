"""Shelving by scanning: a shelf then devices, or devices then their shelf."""

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from core.models import Event
from core.workflow.lifecycle import Refused
from desk.scan_sessions import operations
from inventory.models import Device
from tests.factories import DeviceFactory, FreightFactory, PlaceFactory, SiteFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]


@pytest.fixture
def batch(begin, volunteer):
    return begin("shelve", volunteer)


@pytest.fixture
def run(batch):
    return batch[0]


@pytest.fixture
def scan(batch):
    return batch[1]


@pytest.fixture
def shelf(site):
    return PlaceFactory(site=site, code="A1")


@pytest.fixture
def other(site):
    return PlaceFactory(site=site, code="B2")


def place_of(device):
    return Device.objects.get(pk=device.pk).place


def test_devices_scanned_after_a_shelf_go_there(scan, run, volunteer, site, shelf, other, lines_of):
    first, second = DeviceFactory.create_batch(2, site=site, place=other)
    scan(shelf.code, first, second.serial)
    assert (place_of(first), place_of(second)) == (shelf, shelf)
    assert lines_of(run) == [
        ("A1", "done", "The shelf is now A1"),
        (str(first), "done", "Put on A1"),
        (str(second), "done", "Put on A1"),
    ]
    assert Event.objects.about(first).first().kind == "device.moved"
    assert run.counts() == {"done": 2, "refused": 0, "undone": 0, "waiting": 0}
    third = DeviceFactory(site=site)
    scan(other.code, third, first)  # another shelf applies to the next devices
    assert [place_of(device) for device in (first, second, third)] == [other, shelf, other]
    assert run.counts()["done"] == 4


def test_devices_scanned_before_a_shelf_go_there(scan, run, site, shelf, other):
    first, second, third = DeviceFactory.create_batch(3, site=site)
    scan(first, second)
    assert run.counts()["waiting"] == 2
    assert place_of(first) is None
    scan(shelf.code)
    assert (place_of(first), place_of(second)) == (shelf, shelf)
    run.refresh_from_db()
    assert run.place is None
    scan(third, other.code)
    assert (place_of(first), place_of(third)) == (shelf, other)


def test_a_double_scan_is_harmless(scan, run, site, shelf):
    device = DeviceFactory(site=site)
    assert scan(device) is not None
    assert scan(device, device.asset_tag.lower()) is None
    scan(shelf.code)
    assert scan(shelf.code) is not None  # no longer the shelf of the next devices
    assert scan(device) is None
    assert scan(shelf.code) is None
    assert Event.objects.about(device).filter(kind="device.moved").count() == 1
    assert run.counts()["done"] == 1


def test_moving_a_device_confirms_its_presence(scan, site, shelf):
    device = DeviceFactory(site=site, seen_at=None)
    with time_machine.travel("2027-03-01T10:00Z", tick=False):
        scan(shelf.code, device)
        device.refresh_from_db()
        assert device.seen_at == timezone.now()


def test_a_refused_device_in_hand_comes_with_its_next_step(
    sign_in, run, site, volunteer, coordinator
):
    sent = FreightFactory(sent=True, transfer__origin=site, device__site=site)
    lost = DeviceFactory(site=site, status=Device.Status.LOST)

    def response_to(user, device):
        user.language = "en"
        user.save(update_fields=["language"])
        visitor = sign_in(user)
        session = run if user == volunteer else operations.start("shelve", by=user)
        address = reverse("run_scan", args=[session.pk])
        page = visitor.post(address, {"code": str(device)}, headers={"HX-Request": "true"})
        return page.text.split('class="scan-current"')[0]

    assert "Keep it separate, and tell a coordinator that you have it." in response_to(
        volunteer, lost
    )
    found = response_to(coordinator, lost)
    assert f'<a href="{lost.get_absolute_url()}">Open its page to mark it as found</a>' in (found)
    assert "Keep it separate, and tell a coordinator that you have it." not in found
    link = f'<a href="{sent.transfer.get_absolute_url()}">{sent.transfer}</a>'
    assert link in response_to(volunteer, sent.device)


def test_a_device_that_cannot_be_moved_is_refused_as_soon_as_it_is_scanned(
    scan, run, site, volunteer
):
    sent = FreightFactory(sent=True, transfer__origin=site, device__site=site).device
    lost = DeviceFactory(site=site, status=Device.Status.LOST)
    elsewhere = DeviceFactory(site=SiteFactory())
    volunteer.sites.add(elsewhere.site)
    lines = [scan(device) for device in (sent, lost, elsewhere)]
    assert [line.status for line in lines] == ["refused"] * 3
    assert "is on its way" in lines[0].says
    assert lines[1].says == f"{lost} is “lost”: it is not on a shelf."
    assert str(elsewhere.site) in lines[2].says
    assert run.counts()["waiting"] == 0


def test_devices_refused_at_their_shelf_are_named_and_announced_as_a_failure(
    scan, run, volunteer, site, shelf, lines_of, sign_in
):
    good, bad, worse = DeviceFactory.create_batch(3, site=site)
    scan(good, bad, worse)
    Device.objects.filter(pk__in=[bad.pk, worse.pk]).transition_to(Device.Status.LOST)
    volunteer.language = "en"
    volunteer.save()
    answer = sign_in(volunteer).post(
        reverse("run_scan", args=[run.pk]), {"code": shelf.code}, headers={"HX-Request": "true"}
    )
    words = f"1 put on A1, 2 rejected. Take them off the shelf: {bad}, {worse}"
    text = answer.content.decode()
    assert 'class="alert alert-danger" role="status" data-sound="danger"' in text
    assert words in text
    assert place_of(good) == shelf
    assert lines_of(run)[1] == (str(bad), "refused", f"{bad} is “lost”: it is not on a shelf.")
    run.refresh_from_db()
    assert run.place is None


def test_a_shelf_of_another_site_is_refused(scan, run, volunteer, site):
    device = DeviceFactory(site=site)
    elsewhere = PlaceFactory(site=SiteFactory(), code="Z9")
    assert scan(elsewhere.code).says == "Unknown code: Z9"
    volunteer.sites.add(elsewhere.site)
    del volunteer.site_ids
    scan(elsewhere.code)
    assert scan(device).says == f"{elsewhere} is at another site."
    assert place_of(device) is None


# --- Undo -----------------------------------------------------------------------------------------
def test_undo_returns_a_device_to_its_former_shelf(scan, volunteer, site, shelf, other):
    there, nowhere = DeviceFactory(site=site, place=other), DeviceFactory(site=site)
    scan(shelf.code)
    lines = [scan(there), scan(nowhere)]
    for line in lines:
        operations.undo(line, by=volunteer)
    assert (place_of(there), place_of(nowhere)) == (other, None)
    assert [line.status for line in lines] == ["undone", "undone"]
    assert Event.objects.about(nowhere).first().kind == "device.moved_back"


def test_a_device_moved_since_is_not_undone(scan, volunteer, site, shelf, other):
    device = DeviceFactory(site=site)
    first = scan(shelf.code, device)
    second = scan(other.code, device)
    with pytest.raises(Refused, match="has been moved since"):
        operations.undo(first, by=volunteer)
    operations.undo(second, by=volunteer)
    assert place_of(device) == shelf
    operations.undo(first, by=volunteer)
    assert place_of(device) is None


def test_a_waiting_line_is_undone_but_an_undo_is_not(scan, run, volunteer, site, shelf):
    device = DeviceFactory(site=site)
    line = scan(device)
    operations.undo(line, by=volunteer)
    scan(shelf.code)
    assert place_of(device) is None
    with pytest.raises(Refused, match="already"):
        operations.undo(line, by=volunteer)


def test_undoing_a_shelf_undoes_the_devices_that_waited_for_it(
    scan, run, volunteer, site, shelf, other
):
    device = DeviceFactory(site=site, place=other)
    scan(device)
    operations.undo(scan(shelf.code), by=volunteer)
    assert place_of(device) == other
    assert run.counts() == {"done": 0, "refused": 0, "undone": 2, "waiting": 0}


def test_undoing_a_shelf_restores_the_previous_one(scan, run, volunteer, shelf, other):
    scan(shelf.code)
    operations.undo(scan(other.code), by=volunteer)
    run.refresh_from_db()
    assert run.place == shelf


def test_a_refused_code_scanned_again_is_evaluated_again(scan, run, site, lines_of):
    scan("LATER1", "LATER1")
    assert [status for _code, status, _words in lines_of(run)] == ["refused"]
    device = DeviceFactory(site=site, serial="LATER1")
    scan("LATER1")
    assert lines_of(run) == [(str(device), "waiting", "waiting for a shelf")]


# --- Messages -------------------------------------------------------------------------------------
def test_a_shelf_scanned_after_its_devices_reads_differently(
    scan, run, site, shelf, other, lines_of
):
    scan(shelf.code, DeviceFactory(site=site))
    assert lines_of(run)[0] == ("A1", "done", "The shelf is now A1")
    operations.change(run, by=run.owner)
    scan(DeviceFactory(site=site), DeviceFactory(site=site), other.code)
    assert lines_of(run)[-1] == (
        "B2",
        "done",
        "2 waiting devices are now on B2. The next ones wait for another shelf.",
    )


def test_the_page_explains_the_order_of_scans(batch, sign_in, volunteer, site, shelf, other):
    run, scan = batch
    page = sign_in(volunteer)
    volunteer.language = "en"
    volunteer.save()

    def shown():
        return page.get(run.get_absolute_url()).content.decode()

    assert "Scan a shelf, then devices; or devices, then their shelf." in shown()
    scan(DeviceFactory(site=site))
    assert "Devices first" in shown()
    scan(shelf.code)
    assert "Devices first" in shown()
    scan(other.code)
    assert "Shelf first" in shown()
    assert "Devices first" not in shown()


def test_devices_without_a_shelf_are_listed_before_a_session_ends(
    batch, sign_in, volunteer, site, shelf
):
    run, scan = batch
    waiting = DeviceFactory.create_batch(2, site=site)
    scan(*waiting)
    volunteer.language = "en"
    volunteer.save()
    page = sign_in(volunteer)
    answer = page.post(reverse("run_end", args=[run.pk]), follow=True).content.decode()
    run.refresh_from_db()
    assert run.status == "open"
    assert "2 devices have no shelf yet" in answer
    assert all(answer.count(device.asset_tag) > 1 for device in waiting)
    assert "End without them" in answer
    page.post(reverse("run_end", args=[run.pk]), {"without_waiting": "1"})
    run.refresh_from_db()
    assert run.status == "ended"


def test_devices_shelved_after_waiting_do_not_keep_a_session_open(batch, site, shelf):
    run, scan = batch
    scan(DeviceFactory(site=site), shelf.code)
    assert operations.end(run, by=run.owner).status == "ended"
