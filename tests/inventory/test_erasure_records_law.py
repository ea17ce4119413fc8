"""What the database refuses of the records of erasures, whatever door one tries."""

from datetime import timedelta

import pytest
from django.utils import timezone

from inventory.lifecycle import ErasureMethod, MediumStatus
from inventory.lifecycle.erasure import (
    FOR_HARD_DISKS,
    LOGICAL,
    PHYSICAL,
    STANDARDS,
    usual_standard,
)
from inventory.models import Erasure
from tests.factories import (
    CategoryFactory,
    DeviceFactory,
    ErasureFactory,
    ErasureReportFactory,
    MediumFactory,
)
from tests.law import copy, delete, refused, replace, write

pytestmark = pytest.mark.django_db


# --- What a record says ---------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("standard", "method"),
    [
        ("destroy", "overwrite"),
        ("purge", "factory_reset"),
        ("clear", "crypto_erase"),
        ("purge", "shred"),
        ("destroy", "degauss"),
        ("hope", "overwrite"),
        ("", "ata_sanitize"),
        ("clear", ""),
        ("purge", "hope"),
    ],
)
def test_a_method_does_not_reach_any_standard(standard, method):
    erasure = ErasureFactory(failed=True)

    with refused("inventory_erasure_standard"):
        copy(erasure, standard=standard, method=method)


def test_every_method_reaches_what_is_written_of_it():
    medium = MediumFactory(kind="hdd")
    pairs = [(m, standard) for m, standards in STANDARDS.items() for standard in standards]

    for method, standard in pairs:
        ErasureFactory(medium=medium, method=method, standard=standard)

    assert Erasure.objects.count() == len(pairs) == 13
    assert set(LOGICAL) | set(PHYSICAL) == set(ErasureMethod) == set(STANDARDS)


def test_a_verification_is_of_the_list_and_without_one_nothing_passed():
    erasure = ErasureFactory(passed=True)

    with refused("inventory_erasure_verification"):
        copy(erasure, verification="hope")
    with refused("inventory_erasure_verification"):
        copy(erasure, verification="none")
    assert copy(ErasureFactory(unknown=True), verification="none").pk


def test_nobody_verifies_their_own_erasure():
    erasure = ErasureFactory()

    with refused("inventory_erasure_second_eyes"):
        copy(erasure, verifier_id=erasure.operator_id)


@pytest.mark.parametrize("said", [{"passes": 0}, {"passes": 3, "method": "ata_sanitize"}])
def test_passes_are_of_overwriting(said):
    erasure = ErasureFactory(medium__kind="hdd", overwritten=True, passes=3)

    with refused("inventory_erasure_passes"):
        copy(erasure, **{"standard": "purge"} | said)


@pytest.mark.parametrize("method", PHYSICAL)
def test_a_destruction_names_the_number_or_says_why_not(method):
    record = {"method": method, "standard": usual_standard(method), "tool": "", "tool_version": ""}
    erasure = ErasureFactory(medium__kind="hdd")

    with refused("inventory_erasure_proof_complete"):
        copy(erasure, **record, medium_serial="", remark="")
    assert copy(erasure, **record, medium_serial="", remark="label burnt").pk


def test_a_report_is_recorded_once_for_a_disk():
    erasure = ErasureFactory(report=ErasureReportFactory())

    with refused("inventory_erasure_once_a_report"):
        copy(erasure)


def test_a_report_stays_as_it_was_read():
    report = ErasureReportFactory()

    with refused("inventory_erasurereport_frozen"):
        write(report, found=[{"result": "passed"}])
    with refused("inventory_erasurereport_kept"):
        delete(report)
    with refused("inventory_erasurereport_once"):
        copy(report, document_id=ErasureReportFactory().document_id + 1000)


# --- Flash ----------------------------------------------------------------------------------------
@pytest.mark.parametrize("kind", ["ssd", "nvme", "embedded", "unknown"])
@pytest.mark.parametrize("method", FOR_HARD_DISKS)
def test_overwriting_and_magnets_prove_nothing_but_of_a_hard_disk(kind, method):
    erasure = ErasureFactory(medium__kind=kind, failed=True)
    record = {"method": method, "standard": usual_standard(method), "remark": "x"}

    with refused("inventory_erasure_hard_disk"):
        copy(erasure, **record, result="passed")
    with refused("inventory_erasure_hard_disk"):
        copy(erasure, medium_id=MediumFactory(kind=kind).pk, **record, result="passed")


def test_what_was_overwritten_does_not_turn_out_to_be_flash():
    device = DeviceFactory()
    medium = device.media.get()
    write(medium, kind="hdd")
    ErasureFactory(medium=medium, overwritten=True)
    write(device, needs_erasure=False)

    for kind in ("ssd", "nvme", "embedded", "unknown"):
        with refused("inventory_medium_kind_proven"):
            write(medium, kind=kind)
    ErasureFactory(medium=medium)
    assert write(medium, kind="ssd") == 1


# --- The last word --------------------------------------------------------------------------------
@pytest.mark.parametrize("result", ["failed", "unknown"])
def test_a_failure_after_a_proof_keeps_the_gate_shut(result):
    device = DeviceFactory()
    medium, now = device.media.get(), timezone.now()
    ErasureFactory(medium=medium, ended_at=now - timedelta(hours=1))
    ErasureFactory(medium=medium, result=result, ended_at=now)

    with refused("inventory_device_erasure_proven"):
        write(device, needs_erasure=False)
    ErasureFactory(medium=medium)
    assert write(device, needs_erasure=False) == 1


def test_of_two_that_end_together_the_last_recorded_counts():
    device = DeviceFactory()
    medium, now = device.media.get(), timezone.now()
    ErasureFactory(medium=medium, ended_at=now)
    ErasureFactory(medium=medium, ended_at=now, failed=True)

    with refused("inventory_device_erasure_proven"):
        write(device, needs_erasure=False)


def test_a_failure_before_a_proof_takes_nothing_from_it():
    device = DeviceFactory()
    medium, now = device.media.get(), timezone.now()
    ErasureFactory(medium=medium, ended_at=now)
    ErasureFactory(medium=medium, ended_at=now - timedelta(hours=1), failed=True)

    assert write(device, needs_erasure=False) == 1


@pytest.mark.parametrize("result", ["failed", "unknown"])
@pytest.mark.parametrize("state", ["erased", "ready", "on_loan"])
def test_a_failure_is_not_slipped_under_a_device_that_passes_for_clean(state, result):
    medium = DeviceFactory(**{state: True}).media.get()

    with refused("inventory_erasure_voids"):
        ErasureFactory(medium=medium, result=result)
    earlier = timezone.now() - timedelta(hours=2)
    assert ErasureFactory(medium=medium, result=result, ended_at=earlier).pk


def test_a_device_without_data_minds_no_failure():
    device = DeviceFactory(category=CategoryFactory(without_data=True))

    assert ErasureFactory(medium=MediumFactory(device=device), failed=True).pk


def test_a_disk_that_failed_in_the_drawer_is_not_put_back_unsaid():
    device = DeviceFactory(refurbishing=True, erased=True)
    medium = device.media.get()
    write(medium, status=MediumStatus.REMOVED)
    ErasureFactory(medium=medium, failed=True)

    with refused("inventory_medium_back_unproven"):
        write(medium, status=MediumStatus.PRESENT)
    write(device, needs_erasure=True)
    assert write(medium, status=MediumStatus.PRESENT) == 1


# --- Destruction ----------------------------------------------------------------------------------
def test_nothing_is_destroyed_without_a_record():
    medium = MediumFactory()
    ErasureFactory(medium=medium, passed=True)

    with refused("inventory_medium_destroyed_recorded"):
        write(medium, status=MediumStatus.DESTROYED)
    with refused("inventory_medium_destroyed_recorded"):
        copy(medium, serial="OTHER", status=MediumStatus.DESTROYED)
    with refused("inventory_medium_destroyed_recorded"):
        replace(medium, status=MediumStatus.DESTROYED)
    ErasureFactory(medium=medium, shredded=True)
    assert write(medium, status=MediumStatus.DESTROYED) == 1


def test_the_methods_in_the_guards_are_those_of_the_lists():
    """The guards name them in SQL: none is forgotten there."""
    assert {str(m) for m in PHYSICAL} == {"shred", "crush", "drill", "burn", "degauss"}
    assert {str(m) for m in FOR_HARD_DISKS} == {"overwrite", "degauss"}
