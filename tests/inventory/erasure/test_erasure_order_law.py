"""Order of erasure records: late, early or disguised records of a disk."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from inventory.devices.lifecycle.devices import DeviceStatus, MediumStatus
from inventory.models import Medium
from tests.cases import tried
from tests.factories import CategoryFactory, DeviceFactory, ErasureFactory, MediumFactory
from tests.inventory.erasure.test_erasure_law import AWAY
from tests.law import copy, refused, write

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("unsettled")]


def test_a_failure_after_a_proof_requires_erasure():
    for result in ("failed", "unknown"):
        with tried(result):
            device = DeviceFactory()
            medium, now = device.media.get(), timezone.now()
            ErasureFactory(medium=medium, ended_at=now - timedelta(hours=1))
            ErasureFactory(medium=medium, result=result, ended_at=now)

            with refused("inventory_device_erasure_proven"):
                write(device, needs_erasure=False)
            ErasureFactory(medium=medium)
            assert write(device, needs_erasure=False) == 1


def test_the_last_recorded_erasure_counts_regardless_of_its_end_time():
    for minutes in (0, 60):
        with tried(minutes):
            device = DeviceFactory()
            medium, now = device.media.get(), timezone.now()
            ErasureFactory(medium=medium, ended_at=now)
            ErasureFactory(medium=medium, ended_at=now - timedelta(minutes=minutes), failed=True)

            with refused("inventory_device_erasure_proven"):
                write(device, needs_erasure=False)


def test_no_erasure_is_inserted_before_the_last_one():
    """The last record must have the highest id, so a lower id is refused."""
    ErasureFactory.create_batch(2)
    last = ErasureFactory()

    facts = {"recorded_at": timezone.now(), "report_id": None, "result": "failed"}
    with refused("inventory_erasure_last_id"):
        copy(last, id=1, **facts)
    for pk in (0, -1, -3):
        with refused("inventory_erasure_id_positive"):
            copy(last, id=pk, **facts)
    ErasureFactory(medium=last.medium)
    assert copy(last, **facts).pk > last.pk


def test_a_proof_in_the_future_is_refused():
    for when in ("2199-01-01", "in an hour"):
        with tried(when):
            erasure = ErasureFactory()
            far = datetime(2199, 1, 1, tzinfo=UTC)
            moment = far if when.startswith("2199") else timezone.now() + timedelta(hours=1)

            with refused("inventory_erasure_recorded_by_now"):
                copy(erasure, ended_at=moment, recorded_at=moment)
            with refused("inventory_erasure_recorded_by_now"):
                copy(erasure, recorded_at=moment)
            assert copy(erasure, recorded_at=timezone.now() + timedelta(minutes=2)).pk


def test_a_proof_of_an_earlier_stay_does_not_count_regardless_of_its_end_time():
    """By a wrong clock, the erasure ended after the next arrival."""
    device = DeviceFactory()
    medium, now = device.media.get(), timezone.now()
    ErasureFactory(medium=medium, ended_at=now)
    write(device, received_at=now - timedelta(hours=1))

    with refused("inventory_device_erasure_proven"):
        write(device, needs_erasure=False)
    ErasureFactory(medium=Medium.objects.get(pk=medium.pk))
    assert write(device, needs_erasure=False) == 1


def test_an_erasure_ends_after_the_arrival_of_its_device():
    erasure = ErasureFactory()

    arrival = erasure.device_received_at
    with refused("inventory_erasure_since_arrival"):
        copy(erasure, started_at=arrival, ended_at=arrival)


def test_a_failure_on_an_erased_device_must_require_erasure():
    for state in ("erased", "ready", "on_loan"):
        for result in ("failed", "unknown"):
            with tried(state, result):
                medium = DeviceFactory(**{state: True}).media.get()

                with refused("inventory_erasure_voids"):
                    ErasureFactory(medium=medium, result=result)
                with refused("inventory_erasure_voids"):
                    earlier = timezone.now() - timedelta(hours=2)
                    ErasureFactory(medium=medium, result=result, ended_at=earlier)


def test_a_device_with_a_medium_stores_data_in_any_category():
    device = DeviceFactory(category=CategoryFactory(without_data=True))

    with refused("inventory_medium_declared"):
        MediumFactory(device=device)
    write(device, needs_erasure=True)
    medium = MediumFactory(device=device)
    ErasureFactory(medium=medium, failed=True)
    with refused("inventory_device_erasure_proven"):
        write(device, needs_erasure=False)


def test_a_failed_removed_disk_put_back_requires_erasure():
    device = DeviceFactory(refurbishing=True, erased=True)
    medium = device.media.get()
    write(medium, status=MediumStatus.REMOVED)
    ErasureFactory(medium=medium, failed=True)

    with refused("inventory_medium_back_unproven"):
        write(medium, status=MediumStatus.PRESENT)
    write(device, needs_erasure=True)
    assert write(medium, status=MediumStatus.PRESENT) == 1


def test_a_category_without_storage_does_not_lift_erasure():
    device = DeviceFactory(refurbishing=True)

    with refused("inventory_device_erasure_proven"):
        write(device, category=CategoryFactory(without_data=True), needs_erasure=False)
    write(device, category=CategoryFactory(without_data=True))
    with refused("inventory_device_erasure_proven"):
        write(device, needs_erasure=False)
    with refused("inventory_device_erased_before_use"):
        write(device, status=DeviceStatus.READY)


def test_a_device_does_not_return_as_erased_in_another_category():
    for state in AWAY:
        with tried(state):
            device = DeviceFactory(**{state: True})
            write(device, category=CategoryFactory(without_data=True))

            with pytest.raises(IntegrityError), transaction.atomic():
                write(device, status="received", received_at=timezone.now(), needs_erasure=False)
            assert (
                write(device, status="received", received_at=timezone.now(), needs_erasure=True)
                == 1
            )
