"""Guards of erasure: no device leaves with data on it."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from core.models import Event
from inventory.devices.lifecycle.devices import (
    ENDED,
    IN_USE,
    DeviceStatus,
    ErasureMethod,
    MediumKind,
)
from inventory.devices.lifecycle.erasure import methods_for
from inventory.models import Device, Erasure
from loans.models import LoanItem
from tests.cases import tried
from tests.factories import (
    CategoryFactory,
    DeviceFactory,
    ErasureFactory,
    LoanFactory,
    MediumFactory,
    TestResultFactory,
    UserFactory,
)
from tests.law import copy, delete, refused, replace, run, write

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("unsettled")]
AWAY = ["on_loan", "given", "lost", "stolen", "retired"]


def test_no_device_is_used_while_it_needs_erasure():
    for status in IN_USE:
        with tried(status):
            device = DeviceFactory(refurbishing=True)
            LoanItem.objects.create(
                loan=LoanFactory(), device=device
            )  # only the erasure is missing

            with refused("inventory_device_erased_before_use"):
                write(device, status=status)


def test_no_device_enters_in_use_and_unerased():
    for status in IN_USE:
        with tried(status):
            device = DeviceFactory(received=True)
            rule = (
                "inventory_device_erased_before_use"
                if status == DeviceStatus.READY
                else "loans_device_out_has_item"
            )

            with refused(rule):
                copy(device, asset_tag="RB99", serial=None, status=status)


def test_no_device_with_storage_enters_as_erased():
    device = DeviceFactory(received=True)

    with refused("inventory_device_erasure_proven"):
        copy(device, asset_tag="RB99", serial=None, needs_erasure=False)
    with refused("inventory_device_erasure_proven"):
        run(
            "INSERT INTO inventory_device (asset_tag, category_id, site_id, status, status_since,"
            " received_at, needs_erasure, grade, fault, remark, known_limits, retire_reason)"
            " SELECT 'RB98', category_id, site_id, 'ready', status_since,"
            " received_at, NOT needs_erasure, '', '', '', '', ''"
            " FROM inventory_device WHERE id = %s",
            device.pk,
        )


def test_a_device_without_data_needs_no_proof():
    device = DeviceFactory(category=CategoryFactory(without_data=True))

    assert not device.needs_erasure
    assert write(device, status=DeviceStatus.READY) == 1


def test_erasure_is_not_lifted_without_proof():
    device = DeviceFactory()

    with refused("inventory_device_erasure_proven"):
        write(device, needs_erasure=False)
    with refused("inventory_device_erasure_proven"):
        replace(device, needs_erasure=False)


def test_erasure_is_not_lifted_without_a_recorded_medium():
    device = DeviceFactory(category=CategoryFactory(without_data=True))
    write(device, needs_erasure=True, category=CategoryFactory(holding_data=True))

    with refused("inventory_device_erasure_proven"):
        write(device, needs_erasure=False)


def test_erasure_is_not_lifted_by_one_that_did_not_pass():
    for result in ("failed", "unknown"):
        with tried(result):
            device = DeviceFactory()
            ErasureFactory(medium=device.media.get(), **{result: True})

            with refused("inventory_device_erasure_proven"):
                write(device, needs_erasure=False)


def test_erasure_is_not_lifted_by_one_before_the_arrival():
    device = DeviceFactory()
    earlier = device.received_at - timedelta(days=1)
    ErasureFactory(
        medium=device.media.get(),
        ended_at=earlier + timedelta(hours=1),
        device_received_at=earlier,
    )

    with refused("inventory_device_erasure_proven"):
        write(device, needs_erasure=False)


def test_erasure_is_not_lifted_while_another_medium_is_unproven():
    for state in ("present", "removed"):
        with tried(state):
            device = DeviceFactory()
            ErasureFactory(medium=device.media.get())
            MediumFactory(device=device, **{state: True})

            with refused("inventory_device_erasure_proven"):
                write(device, needs_erasure=False)


def test_erasure_is_lifted_once_each_medium_is_erased_or_destroyed():
    device = DeviceFactory()
    ErasureFactory(medium=device.media.get(), passed=True)
    MediumFactory(device=device, destroyed=True)

    assert write(device, needs_erasure=False) == 1


def test_a_new_arrival_voids_the_proof():
    device = DeviceFactory(erased=True)

    with refused("inventory_device_erasure_proven"):
        write(device, received_at=timezone.now() + timedelta(minutes=1))


def test_an_arrival_is_never_before_an_earlier_one():
    device = DeviceFactory()

    with refused("inventory_device_arrival_order"):
        write(device, received_at=device.received_at - timedelta(days=30))


def test_a_device_that_changes_category_requires_erasure():
    device = DeviceFactory(category=CategoryFactory(without_data=True))

    with refused("inventory_device_erasure_proven"):
        write(device, category=CategoryFactory(holding_data=True))


def test_whether_a_category_stores_data_is_frozen():
    category = DeviceFactory().category

    with refused("catalogue_category_frozen"):
        write(category, holds_data=False)
    with refused("catalogue_category_frozen"):
        write(category, code="toaster")
    with refused("catalogue_category_kept"):
        delete(category)


def test_a_returned_device_needs_erasure_again():
    for state in AWAY:
        with tried(state):
            device = DeviceFactory(**{state: True})

            with refused("inventory_device_return_unerased"):
                write(device, status=DeviceStatus.RECEIVED, needs_erasure=True)
            with refused("inventory_device_return_unerased"):
                write(device, status=DeviceStatus.RECEIVED, received_at=device.received_at)


def test_only_the_undo_of_its_last_event_returns_a_device_as_it_was():
    for state in AWAY:
        with tried(state):
            device = DeviceFactory(**{state: True})
            kind = "device.lent" if state in {"on_loan", "given"} else f"device.{state}"
            Event.objects.record(kind, device, by=UserFactory(), was="quarantined")

            with refused("inventory_device_return_unerased"):
                write(device, status=DeviceStatus.REFURBISHING)
            if kind == "device.lent":
                with refused("inventory_device_return_unerased"):
                    write(device, status=DeviceStatus.QUARANTINED)
                continue
            with transaction.atomic():
                write(device, status=DeviceStatus.QUARANTINED)
                transaction.set_rollback(True)
            Event.objects.record("device.changed", device, by=UserFactory())
            with refused("inventory_device_return_unerased"):
                write(device, status=DeviceStatus.QUARANTINED)


def test_a_device_does_not_return_as_erased():
    device = DeviceFactory(on_loan=True)
    medium, later = device.media.get(), timezone.now() + timedelta(seconds=1)
    ends = {"ended_at": later + timedelta(seconds=1), "recorded_at": later + timedelta(seconds=2)}
    ErasureFactory(medium=medium, **ends)

    with refused("inventory_erasure_of_a_stay"):
        ErasureFactory(medium=medium, **ends, device_received_at=later)
    with pytest.raises(IntegrityError), transaction.atomic():
        write(device, status=DeviceStatus.RECEIVED, received_at=later, needs_erasure=False)
    write(device, status=DeviceStatus.RECEIVED, received_at=later, needs_erasure=True)
    with refused("inventory_device_erasure_proven"):
        write(device, needs_erasure=False)


def test_no_transition_from_outside_directly_to_ready():
    for state in AWAY:
        for status in ("refurbishing", "ready", "reserved", "quarantined"):
            with tried(state, status):
                device = DeviceFactory(**{state: True})
                if state in {"lost", "stolen", "retired"}:
                    ErasureFactory(medium=device.media.get())
                    write(device, needs_erasure=False)
                    LoanItem.objects.create(loan=LoanFactory(), device=device)

                with refused("inventory_device_return_unerased"):
                    write(device, status=status)


def test_a_disk_found_later_makes_the_device_need_erasure_first():
    device = DeviceFactory(ready=True)
    medium = device.media.get()

    with refused("inventory_medium_declared"):
        copy(medium, serial="ANOTHER")


def test_a_medium_stays_with_its_device_and_destruction_is_final():
    medium = MediumFactory(destroyed=True)

    with refused("inventory_medium_frozen"):
        write(medium, device=DeviceFactory())
    with refused("inventory_medium_destroyed"):
        write(medium, status="present")
    with refused("inventory_medium_kept"):
        delete(medium)
    with refused("inventory_medium_status"):
        write(MediumFactory(present=True), status="eaten")


def test_a_proof_is_frozen():
    erasure = ErasureFactory(failed=True)

    with refused("inventory_erasure_append_only"):
        write(erasure, result="passed")
    with refused("inventory_erasure_append_only"):
        replace(erasure, result="passed")
    with refused("inventory_erasure_append_only"):
        delete(erasure)


def test_a_proof_is_complete():
    for name in ("tool", "tool_version", "medium_serial"):
        with tried(name):
            erasure = ErasureFactory(passed=True)

            with refused("inventory_erasure_proof_complete"):
                copy(erasure, **{name: ""})


def test_an_erasure_has_a_valid_result_and_ordered_times():
    erasure = ErasureFactory(failed=True)

    with refused("inventory_erasure_result"):
        copy(erasure, result="maybe")
    with refused("inventory_erasure_order"):
        copy(erasure, started_at=erasure.ended_at + timedelta(seconds=1))


def test_a_proof_is_not_given_in_advance():
    erasure = ErasureFactory(passed=True)
    in_ten_years = timezone.now() + timedelta(days=3650)

    with refused("inventory_erasure_not_in_advance"):
        copy(erasure, ended_at=in_ten_years)


def test_every_listed_method_is_accepted_as_proof():
    for method in ErasureMethod:
        kind = next(kind for kind in MediumKind if method in methods_for(kind))
        ErasureFactory(medium__kind=kind, method=method, passed=True)

    assert Erasure.objects.count() == len(ErasureMethod)


def test_a_check_result_is_frozen():
    result = TestResultFactory(failed=True)

    with refused("inventory_testresult_append_only"):
        write(result, outcome="pass")
    with refused("inventory_testresult_append_only"):
        delete(result)
    with refused("inventory_testresult_outcome"):
        copy(result, outcome="well")


def test_lists_of_statuses_agree_with_the_guards():
    """The guards name statuses in SQL, which must include all statuses of each list."""
    assert set(AWAY) <= set(Device.Status.values)
    assert set(IN_USE) - {DeviceStatus.READY} == {"reserved", "on_loan", "given"}
    assert set(ENDED) == {"given", "retired", "withdrawn"}
