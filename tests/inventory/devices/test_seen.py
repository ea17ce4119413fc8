"""Time that a device was last handled."""

from datetime import UTC, datetime

import pytest
import time_machine

from inventory.devices.lifecycle.devices import Grade
from inventory.intake.operations import intake as intake_operations
from inventory.intake.validation import DeviceDraft
from inventory.models import Device
from tests.cases import tried
from tests.factories import CategoryFactory, DeviceFactory, DonationFactory, PlaceFactory
from tests.operations import OPERATIONS

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)


def test_an_import_does_not_set_seen_at(coordinator):
    donation, category = DonationFactory(received=True), CategoryFactory()
    facts = [
        DeviceDraft(category=category),
        DeviceDraft(category=category, is_in_hand=True),
    ]
    with time_machine.travel(NOW, tick=False):
        listed, scanned = intake_operations.receive_devices(
            facts, by=coordinator, donation=donation
        )
    assert (listed.seen_at, scanned.seen_at) == (None, NOW)


def test_manual_entry_does_not_set_seen_at(volunteer, site):
    donation = DonationFactory(received=True, site=site)
    devices = intake_operations.receive_alike(
        donation, by=volunteer, category=CategoryFactory(), quantity=2
    )
    assert [device.seen_at for device in devices] == [None, None]


ACTS = {
    "move_to_place": ("received", lambda device: {"place": PlaceFactory(site=device.site)}),
    "refurbish": ("received", lambda device: {}),
    "finish": ("finishable", lambda device: {"grade": Grade.B}),
    "find_again": ("lost", lambda device: {}),
    "revive": ("retired", lambda device: {}),
}


def test_operations_update_seen_at(admin):
    for act in ACTS:
        with tried(act):
            state, keywords = ACTS[act]
            made = (
                {"refurbishing": True, "erased": True} if state == "finishable" else {state: True}
            )
            device = DeviceFactory(**made, seen_at=None)
            operate = OPERATIONS["inventory"][act]
            with time_machine.travel(NOW.replace(year=2027), tick=False):
                operate(device, by=admin, **keywords(device))
            device.refresh_from_db()
            assert device.seen_at == NOW.replace(year=2027)


def test_seen_at_is_updated_in_one_statement(django_assert_num_queries):
    devices = Device.objects.filter(pk__in=[DeviceFactory(seen_at=None).pk for _ in range(3)])
    with time_machine.travel(NOW, tick=False), django_assert_num_queries(1):
        assert devices.saw() == 3
    assert set(devices.values_list("seen_at", flat=True)) == {NOW}
