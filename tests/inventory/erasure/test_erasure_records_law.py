"""Guards of erasure records in the database."""

import pytest

from inventory.devices.lifecycle.devices import ErasureMethod, MediumKind, MediumStatus
from inventory.devices.lifecycle.erasure import (
    LOGICAL,
    PHYSICAL,
    REACHES,
    STANDARDS,
    methods_for,
    table_rows,
    usual_standard,
    usual_verification,
)
from tests.cases import tried
from tests.factories import DeviceFactory, ErasureFactory, ErasureReportFactory, MediumFactory
from tests.law import copy, delete, refused, replace, write

pytestmark = pytest.mark.django_db


# --- Content of a record --------------------------------------------------------------------------
def test_a_method_reaches_only_its_standards():
    for standard, method in (
        ("destroy", "overwrite"),
        ("purge", "factory_reset"),
        ("clear", "crypto_erase"),
        ("purge", "shred"),
        ("destroy", "degauss"),
        ("hope", "overwrite"),
        ("", "ata_sanitize"),
        ("clear", ""),
        ("purge", "hope"),
    ):
        with tried(standard, method):
            erasure = ErasureFactory(failed=True)

            with refused("inventory_erasure_standard"):
                copy(erasure, standard=standard, method=method)


def test_every_method_reaches_exactly_the_standards_of_the_table():
    media = {kind: MediumFactory(kind=kind) for kind in MediumKind}
    erasure = ErasureFactory(medium=media[MediumKind.SSD])
    rows = set(table_rows())
    pairs = {(method, standard) for _kind, method, standard in rows}

    for kind, medium in media.items():
        for method, standard in pairs:
            record = {"method": method, "standard": standard, "medium_id": medium.pk, "remark": "x"}
            record["verification"] = str(usual_verification(method))
            record["device_received_at"] = medium.device.received_at
            if (kind, method, standard) in rows:
                copy(erasure, **record)
            else:
                with refused("inventory_erasure_applies"):
                    copy(erasure, **record)
    assert set(LOGICAL) | set(PHYSICAL) == set(ErasureMethod) == set(STANDARDS)
    assert set(REACHES) == set(MediumKind)


def test_a_method_that_does_not_apply_proves_nothing():
    for kind, method in (
        ("hdd", "nvme_sanitize"),
        ("hdd", "factory_reset"),
        ("ssd", "nvme_sanitize"),
        ("nvme", "ata_sanitize"),
        ("embedded", "ata_sanitize"),
        ("nvme", "overwrite"),
        ("ssd", "degauss"),
        ("embedded", "drill"),
        ("unknown", "ata_sanitize"),
        ("unknown", "crypto_erase"),
    ):
        with tried(kind, method):
            erasure = ErasureFactory(medium__kind=kind, failed=True)
            record = {"method": method, "standard": usual_standard(method), "remark": "x"}
            record["verification"] = "word"

            assert copy(erasure, **record).pk
            with refused("inventory_erasure_applies"):
                copy(erasure, **record, result="passed")
            with refused("inventory_erasure_applies"):
                copy(erasure, medium_id=MediumFactory(kind=kind).pk, **record, result="passed")


IN_PIECES = {"shred", "crush", "drill", "burn"}


def erased_by(method):
    kind = next(kind for kind in MediumKind if method in methods_for(kind))
    return ErasureFactory(medium__kind=kind, method=method)


def test_a_visual_check_verifies_a_medium_in_pieces():
    for method in sorted(IN_PIECES):
        with tried(method):
            assert copy(erased_by(method), verification="look").pk


def test_a_visual_check_verifies_nothing_else():
    for method in sorted(set(ErasureMethod.values) - IN_PIECES):
        with tried(method):
            erasure = erased_by(method)
            for result in ("passed", "failed", "unknown"):
                with refused("inventory_erasure_look"):
                    copy(erasure, verification="look", result=result)


def test_a_passed_erasure_has_a_valid_verification():
    erasure = ErasureFactory(passed=True)

    with refused("inventory_erasure_verification"):
        copy(erasure, verification="hope")
    for nothing in ("none", ""):
        with refused("inventory_erasure_verification"):
            copy(erasure, verification=nothing)
    assert copy(ErasureFactory(unknown=True), verification="none").pk


def test_nobody_verifies_their_own_erasure():
    erasure = ErasureFactory()

    with refused("inventory_erasure_second_eyes"):
        copy(erasure, verifier_id=erasure.operator_id)


def test_only_overwriting_has_passes():
    for facts in ({"passes": 0}, {"passes": 3, "method": "ata_sanitize"}):
        with tried(facts):
            erasure = ErasureFactory(medium__kind="hdd", overwritten=True, passes=3)

            with refused("inventory_erasure_passes"):
                copy(
                    erasure,
                    **{"standard": usual_standard(facts.get("method", "overwrite"))} | facts,
                )


def test_a_destruction_has_a_serial_number_or_a_reason():
    for method in PHYSICAL:
        with tried(method):
            record = {
                "method": method,
                "standard": usual_standard(method),
                "tool": "",
                "tool_version": "",
            }
            erasure = ErasureFactory(medium__kind="hdd")

            with refused("inventory_erasure_proof_complete"):
                copy(erasure, **record, medium_serial="", remark="")
            assert copy(erasure, **record, medium_serial="", remark="label burnt").pk


def test_a_report_is_recorded_once_for_a_medium():
    erasure = ErasureFactory(report=ErasureReportFactory())

    with refused("inventory_erasure_once_a_report"):
        copy(erasure)


def test_an_erasure_report_is_frozen():
    report = ErasureReportFactory()

    with refused("inventory_erasurereport_frozen"):
        write(report, found=[{"result": "passed"}])
    with refused("inventory_erasurereport_kept"):
        delete(report)
    with refused("inventory_erasurereport_once"):
        copy(report, document_id=ErasureReportFactory().document_id + 1000)


# --- Corrected kind of a medium -------------------------------------------------------------------
def test_the_medium_kind_of_an_erased_device_is_frozen():
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


def test_a_proof_that_does_not_apply_to_the_new_kind_does_not_count():
    device = DeviceFactory()
    medium = device.media.get()
    ErasureFactory(medium=medium)
    write(medium, kind="nvme")

    with refused("inventory_device_erasure_proven"):
        write(device, needs_erasure=False)
    write(medium, kind="hdd")
    assert write(device, needs_erasure=False) == 1


# --- Destruction ----------------------------------------------------------------------------------
def test_no_medium_is_destroyed_without_a_record():
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


def test_the_report_of_a_tool_verifies_only_if_it_is_there():
    erasure = ErasureFactory()
    assert erasure.verification == "word"
    with refused("inventory_erasure_tool_report"):
        copy(erasure, verification="tool")
    report = ErasureReportFactory(device=erasure.medium.device)
    assert copy(erasure, verification="tool", report_id=report.pk).pk
