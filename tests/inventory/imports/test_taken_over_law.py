"""What the database refuses about devices of an earlier register, however it is written."""

from datetime import timedelta

import pytest
from django.utils import timezone

from inventory.devices.lifecycle.devices import DeviceStatus
from inventory.models import Device
from tests.factories import DeviceFactory, ErasureFactory, MediumFactory, TagFactory
from tests.law import copy, delete, refused, write

pytestmark = pytest.mark.django_db

ATTESTED = {
    "is_attested": True,
    "tool": "",
    "tool_version": "",
    "medium_serial": "",
    "method": "",
    "verification": "",
}


@pytest.fixture
def now():
    return timezone.now()


@pytest.fixture
def taken_over(now):
    return DeviceFactory(taken_over_at=now, received_at=now - timedelta(days=9))


def attest(device, **facts):
    before = device.taken_over_at or timezone.now()
    days = {"started_at": before, "ended_at": before}
    return ErasureFactory(medium=device.media.get(), **ATTESTED | days | facts)


def test_the_past_of_a_device_taken_over_is_attested_and_opens_the_gate(taken_over):
    attest(taken_over)

    assert write(taken_over, needs_erasure=False) == 1


def test_a_device_that_was_received_is_proven_erased_not_attested():
    with refused("inventory_erasure_attested_past"):
        attest(DeviceFactory())


def test_nothing_is_attested_of_what_came_after(taken_over, now):
    later = now + timedelta(seconds=1)

    with refused("inventory_erasure_attested_past"):
        attest(taken_over, ended_at=later, recorded_at=later)


def test_nothing_is_attested_of_a_device_that_came_back(taken_over, now):
    write(taken_over, received_at=now + timedelta(seconds=1))

    with refused("inventory_erasure_attested_past"):
        attest(taken_over)


def test_what_was_attested_does_not_outlive_the_next_arrival(taken_over, now):
    attest(taken_over)
    write(taken_over, needs_erasure=False)
    write(taken_over, received_at=now + timedelta(seconds=1), needs_erasure=True)

    with refused("inventory_device_erasure_proven"):
        write(taken_over, needs_erasure=False)


def test_a_device_does_not_become_one_taken_over(now):
    device = DeviceFactory()

    with refused("inventory_device_taken_over_once"):
        write(device, taken_over_at=now)


def test_what_is_attested_is_that_it_passed(taken_over):
    for facts in ({"result": "failed"}, {"result": "unknown"}, {"method": "shred"}):
        with refused("inventory_erasure_attested_passed"):
            attest(taken_over, **facts)


def test_an_attestation_is_frozen(taken_over):
    erasure = attest(taken_over)

    with refused("inventory_erasure_append_only"):
        write(erasure, is_attested=False)
    with refused("inventory_erasure_append_only"):
        delete(erasure)


@pytest.mark.parametrize("name", ["tool", "tool_version", "medium_serial"])
def test_a_proof_that_is_not_attested_is_as_complete_as_ever(name):
    erasure = ErasureFactory(passed=True)

    with refused("inventory_erasure_proof_complete"):
        copy(erasure, **{name: ""})


@pytest.mark.parametrize("state", ["refurbishing", "ready"])
def test_what_was_worked_on_was_not_entered_in_error(state):
    with refused("inventory_device_error_seen_early"):
        write(DeviceFactory(**{state: True}), status=DeviceStatus.WITHDRAWN)


def test_what_was_taken_over_so_may_be(now):
    device = DeviceFactory(ready=True, taken_over_at=now)

    assert write(device, status=DeviceStatus.WITHDRAWN) == 1


# --- Codes ----------------------------------------------------------------------------------------
def test_a_code_leads_to_its_device_for_ever():
    tag = TagFactory(foreign=True)

    with refused("inventory_tag_stays"):
        write(tag, device=DeviceFactory())


def test_but_a_foreign_one_leads_from_an_error_to_the_true_row():
    tag = TagFactory(foreign=True, device=DeviceFactory(withdrawn=True))

    assert write(tag, device=DeviceFactory()) == 1


def test_our_own_never_leave_a_device_entered_in_error():
    device = DeviceFactory(withdrawn=True)
    other = DeviceFactory()

    with refused("inventory_tag_stays"):
        write(device.tags.get(), device=other, status="replaced")
    with refused("inventory_tag_stays"):
        write(device.tags.get(), device=None, status="free")
    with refused("inventory_tag_stays"):
        write(TagFactory(foreign=True, device=device), device=None, status="free")


def test_media_of_a_device_taken_over_are_as_those_of_any(taken_over):
    attest(taken_over)
    write(taken_over, needs_erasure=False)

    with refused("inventory_medium_declared"):
        copy(taken_over.media.get(), serial="ANOTHER")
    assert Device.objects.get(pk=taken_over.pk).media.count() == 1


def test_a_second_disk_must_be_answered_for_too(taken_over):
    MediumFactory(device=taken_over)
    ErasureFactory(
        medium=taken_over.media.first(),
        **ATTESTED,
        started_at=taken_over.taken_over_at,
        ended_at=taken_over.taken_over_at,
    )

    with refused("inventory_device_erasure_proven"):
        write(taken_over, needs_erasure=False)
