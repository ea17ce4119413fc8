"""Accessories of a new device, ticked at manual intake or during scanning."""

import pytest
from django.urls import reverse

from desk.lifecycle import Mode
from desk.scan_sessions import operations as session_operations
from inventory.accessories.fitting import came_with_of, charge_of
from inventory.accessories.operations import note_came_with, set_charger
from inventory.devices.lifecycle.devices import DeviceStatus
from inventory.intake.operations import intake as intake_operations
from inventory.models import Device
from tests.factories import (
    AccessoryKindFactory,
    CategoryFactory,
    DeviceFactory,
    DonationFactory,
    TagFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def laptop():
    return CategoryFactory(holding_data=True, needs_charger=True)


@pytest.fixture
def charger(laptop):
    return offered_with(laptop, charger=True)


@pytest.fixture
def bag(laptop):
    return offered_with(laptop)


def offered_with(category, **facts):
    kind = AccessoryKindFactory(**facts)
    kind.intake_categories.add(category)
    return kind


def test_accessories_are_set_for_several_devices_entered_by_hand(
    sign_in, volunteer, site, laptop, charger, bag
):
    of_phones = offered_with(CategoryFactory())
    donation = DonationFactory(received=True, site=site)
    facts = {"category": laptop.pk, "quantity": 2, "serials": "DEMO1"}
    facts |= {"came_with": [charger.pk, of_phones.pk]}
    address = reverse("donation_enter", args=[donation.pk])
    page = sign_in(volunteer).get(address).content.decode()
    assert f'data-for="{laptop.pk}"' in page
    sign_in(volunteer).post(address, facts)
    devices = Device.objects.filter(donation=donation)
    assert [came_with_of(device) for device in devices] == [[(charger, True), (bag, False)]] * 2
    assert all(charge_of(device).is_here for device in devices)


def test_accessories_are_set_for_a_device_registered_by_its_label(volunteer, site, laptop, bag):
    donation, tag = DonationFactory(received=True, site=site), TagFactory(free=True)
    device = intake_operations.register(
        donation, by=volunteer, category=laptop, tag=tag.code, came_with=[bag]
    )
    assert came_with_of(device) == [(bag, True)]
    assert charge_of(device).supply == ""  # the question was not answered


def test_accessories_are_ticked_for_the_device_just_scanned(
    sign_in, volunteer, site, laptop, charger, bag
):
    donation, tag = DonationFactory(received=True, site=site), TagFactory(free=True)
    run = session_operations.start(Mode.RECEIVE, by=volunteer, donation=donation, category=laptop)
    session_operations.scan(run, by=volunteer, code=tag.code)
    device = Device.objects.get()
    visitor, address = sign_in(volunteer), reverse("device_came_with", args=[device.pk])
    assert address in visitor.get(run.get_absolute_url()).content.decode()
    answer = visitor.post(address, {"came_with": [bag.pk]}, headers={"HX-Request": "true"})
    assert answer.status_code == 204
    assert came_with_of(device) == [(charger, False), (bag, True)]
    visitor.post(address, {})
    assert came_with_of(device) == [(charger, False), (bag, False)]
    intake_operations.withdraw_own(device, by=volunteer)  # ticking does not count as work


def test_a_charger_ticked_by_mistake_is_open_again(volunteer, technician, site, charger):
    category = charger.intake_categories.get()
    device = DeviceFactory(site=site, category=category, status=DeviceStatus.RECEIVED)
    for kinds, supply in (([charger], "own"), ([], "")):
        note_came_with(device, by=volunteer, kinds=kinds)
        assert charge_of(device).supply == supply
    set_charger(device, by=technician, is_here=False)
    note_came_with(device, by=volunteer, kinds=[])
    assert charge_of(device).is_missing
