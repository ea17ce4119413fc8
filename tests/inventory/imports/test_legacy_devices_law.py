"""Database constraints and guards of devices from an earlier system."""

from datetime import timedelta

import pytest
from django.utils import timezone

from inventory.devices.lifecycle.devices import DeviceStatus
from inventory.models import Device
from tests.cases import tried
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


def test_an_attestation_counts_as_erasure_of_an_imported_device(taken_over):
    attest(taken_over)

    assert write(taken_over, needs_erasure=False) == 1


def test_a_device_that_was_received_is_proven_erased_not_attested():
    with refused("inventory_erasure_attested_past"):
        attest(DeviceFactory())


def test_no_attestation_after_the_legacy_import(taken_over, now):
    later = now + timedelta(seconds=1)

    with refused("inventory_erasure_attested_past"):
        attest(taken_over, ended_at=later, recorded_at=later)


def test_no_attestation_for_a_returned_device(taken_over, now):
    write(taken_over, received_at=now + timedelta(seconds=1))

    with refused("inventory_erasure_attested_past"):
        attest(taken_over)


def test_an_attestation_ends_with_the_next_arrival(taken_over, now):
    attest(taken_over)
    write(taken_over, needs_erasure=False)
    write(taken_over, received_at=now + timedelta(seconds=1), needs_erasure=True)

    with refused("inventory_device_erasure_proven"):
        write(taken_over, needs_erasure=False)


def test_a_received_device_does_not_become_a_legacy_one(now):
    device = DeviceFactory()

    with refused("inventory_device_taken_over_once"):
        write(device, taken_over_at=now)


def test_an_attestation_has_the_result_passed(taken_over):
    for facts in ({"result": "failed"}, {"result": "unknown"}, {"method": "shred"}):
        with refused("inventory_erasure_attested_passed"):
            attest(taken_over, **facts)


def test_an_attestation_is_frozen(taken_over):
    erasure = attest(taken_over)

    with refused("inventory_erasure_append_only"):
        write(erasure, is_attested=False)
    with refused("inventory_erasure_append_only"):
        delete(erasure)


def test_other_proofs_need_all_their_fields():
    for name in ("tool", "tool_version", "medium_serial"):
        with tried(name):
            erasure = ErasureFactory(passed=True)

            with refused("inventory_erasure_proof_complete"):
                copy(erasure, **{name: ""})


def test_a_device_with_history_is_not_withdrawn():
    for state in ("refurbishing", "ready"):
        with tried(state), refused("inventory_device_error_seen_early"):
            write(DeviceFactory(**{state: True}), status=DeviceStatus.WITHDRAWN)


def test_a_legacy_device_may_be_withdrawn(now):
    device = DeviceFactory(ready=True, taken_over_at=now)

    assert write(device, status=DeviceStatus.WITHDRAWN) == 1


# --- Codes ----------------------------------------------------------------------------------------
def test_a_code_stays_with_its_device():
    tag = TagFactory(foreign=True)

    with refused("inventory_tag_stays"):
        write(tag, device=DeviceFactory())


def test_a_foreign_code_moves_from_a_withdrawn_device():
    tag = TagFactory(foreign=True, device=DeviceFactory(withdrawn=True))

    assert write(tag, device=DeviceFactory()) == 1


def test_our_own_tags_stay_with_a_withdrawn_device():
    device = DeviceFactory(withdrawn=True)
    other = DeviceFactory()

    with refused("inventory_tag_stays"):
        write(device.tags.get(), device=other, status="replaced")
    with refused("inventory_tag_stays"):
        write(device.tags.get(), device=None, status="free")
    with refused("inventory_tag_stays"):
        write(TagFactory(foreign=True, device=device), device=None, status="free")


def test_media_of_a_legacy_device_follow_the_usual_rules(taken_over):
    attest(taken_over)
    write(taken_over, needs_erasure=False)

    with refused("inventory_medium_declared"):
        copy(taken_over.media.get(), serial="ANOTHER")
    assert Device.objects.get(pk=taken_over.pk).media.count() == 1


def test_a_second_medium_needs_its_own_attestation(taken_over):
    MediumFactory(device=taken_over)
    ErasureFactory(
        medium=taken_over.media.first(),
        **ATTESTED,
        started_at=taken_over.taken_over_at,
        ended_at=taken_over.taken_over_at,
    )

    with refused("inventory_device_erasure_proven"):
        write(taken_over, needs_erasure=False)
