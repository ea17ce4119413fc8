"""Bulk actions of the device list, each with the operation for a single device."""

import pytest
from django.contrib.messages import get_messages
from django.urls import reverse

from core.models import Event
from inventory.models import Device, ExitBatch
from tests.factories import (
    DeviceFactory,
    ExitBatchFactory,
    FreightFactory,
    PlaceFactory,
    UserFactory,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]


@pytest.fixture
def enter(sign_in, site):
    def enter(role):
        facts = {role: True, "sites": [site], "site": site, "language": "en"}
        return sign_in(UserFactory(**facts))

    return enter


def do(visitor, name, *devices, **data):
    ids = [device.pk for device in devices]
    sent = {"list_act": "bulk", "do": name, "device": ids, "confirmed": "1"}
    return visitor.post(reverse("device_list"), sent | data)


def refused(page):
    return dict(page.context["result"].refused)


def listed(batch):
    return {line.device for line in batch.lines.filter(status="listed")}


@pytest.mark.usefixtures("unrendered")
def test_ticked_devices_are_added_to_an_open_exit_batch(enter, site):
    batch = ExitBatchFactory(site=site)
    sent = ExitBatchFactory(site=site, sent=True)
    retired = DeviceFactory(site=site, retired=True, erased=True)
    here = DeviceFactory(site=site)
    visitor = enter("technician")
    page = do(visitor, "leave", retired, here, batch=batch.pk)
    assert listed(batch) == {retired}
    assert "retire it first" in refused(page)[here]
    (message,) = get_messages(page.wsgi_request)
    assert (message.level_tag, "done for 1, refused for 1" in str(message)) == ("danger", True)
    assert do(visitor, "leave", here, batch=sent.pk).context["form"].errors["batch"]


def test_a_move_that_is_partly_refused_names_each_device_once_and_offers_undo(enter, site):
    shelf = PlaceFactory(site=site, code="A1")
    here = DeviceFactory(site=site)
    sent = FreightFactory(sent=True, transfer__origin=site, device__site=site).device
    page = do(enter("volunteer"), "move", here, sent, place=shelf.code)
    assert set(refused(page)) == {sent}
    content = page.text.split("<main")[1]
    assert content.count(str(sent)) == 1
    assert str(here) in content
    event = Event.objects.about(here).first()
    assert reverse("act_undo", args=[event.pk]) in content
    here.refresh_from_db()
    assert here.place == shelf


@pytest.mark.usefixtures("unrendered")
def test_devices_are_retired_by_the_bulk_exit_on_request(enter, site):
    batch = ExitBatchFactory(site=site)
    here, away = DeviceFactory(site=site), DeviceFactory(site=site, on_loan=True)
    page = do(enter("coordinator"), "leave", here, away, batch=batch.pk, disks="inside")
    assert listed(batch) == {here}
    assert Device.objects.get(pk=here.pk).retire_reason == "recycled"
    assert set(refused(page)) == {away}


@pytest.mark.usefixtures("unrendered")
def test_the_first_eligible_device_opens_a_new_batch(enter, site):
    devices = DeviceFactory.create_batch(2, site=site, retired=True, erased=True)
    here = DeviceFactory(site=site)
    page = do(enter("technician"), "leave", here, *devices, organism="ecosystem", site=site.pk)
    (batch,) = ExitBatch.objects.all()
    assert (batch.site, batch.organism, batch.purpose) == (site, "ecosystem", "recycling")
    assert listed(batch) == set(devices)
    assert set(refused(page)) == {here}


@pytest.mark.usefixtures("unrendered")
def test_no_batch_is_opened_without_an_eligible_device(enter, site):
    visitor, device = enter("technician"), DeviceFactory(site=site)
    do(visitor, "leave", device, organism="ecosystem", site=site.pk)
    assert not ExitBatch.objects.exists()
    errors = do(visitor, "leave", device, site="").context["form"].errors
    assert set(errors) == {"organism", "site"}


def test_a_volunteer_cannot_fill_an_exit_batch(enter, site):
    device = DeviceFactory(site=site, retired=True, erased=True)
    batch = ExitBatchFactory(site=site)
    assert do(enter("volunteer"), "leave", device, batch=batch.pk).status_code == 403
    assert not listed(batch)


@pytest.mark.usefixtures("unrendered")
def test_ticked_devices_are_quarantined_and_released(enter, site):
    visitor = enter("technician")
    first, second = DeviceFactory.create_batch(2, site=site)
    do(visitor, "quarantine", first, second)
    assert set(Device.objects.values_list("status", flat=True)) == {"quarantined"}
    third = DeviceFactory(site=site)
    page = do(visitor, "release", first, third)
    assert set(refused(page)) == {third}
    assert Device.objects.get(pk=first.pk).status == "refurbishing"


@pytest.mark.usefixtures("unrendered")
def test_ticked_devices_are_withdrawn(enter, site):
    devices = DeviceFactory.create_batch(2, site=site)
    worked_on = DeviceFactory(site=site, ready=True)
    page = do(enter("coordinator"), "withdraw", *devices, worked_on)
    assert set(refused(page)) == {worked_on}
    assert Device.objects.filter(status="withdrawn").count() == 2
