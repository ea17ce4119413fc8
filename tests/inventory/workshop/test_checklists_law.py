"""Database constraints and guards of checklists and answers."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from inventory.devices.lifecycle.devices import DeviceStatus, Outcome
from tests.cases import tried
from tests.factories import (
    AttemptFactory,
    ChecklistFactory,
    ChecklistItemFactory,
    DeviceFactory,
    DocumentFactory,
    PhotoFactory,
    TestResultFactory,
)
from tests.law import copy, delete, refused, replace, write

pytestmark = pytest.mark.django_db


def test_a_checklist_version_is_frozen():
    for column, value in (
        ("note", "other"),
        ("version", 99),
        ("saved_at", timezone.now() - timedelta(days=1)),
    ):
        with tried(column, value):
            checklist = ChecklistFactory()
            with refused("inventory_checklist_frozen"):
                write(checklist, **{column: value})
            with refused("inventory_checklist_kept"):
                delete(checklist)
            assert write(checklist, is_current=False) == 1


def test_a_checklist_item_is_frozen():
    for column, value in (
        ("labels", {"fr": "autre"}),
        ("position", 999),
        ("is_blocking", True),
        ("lowest", Decimal(1)),
        ("proof", "photo"),
        ("code", "other"),
    ):
        with tried(column, value):
            item = ChecklistItemFactory(number=True, highest=5, beyond="fault")
            with refused("inventory_checklistitem_frozen"):
                write(item, **{column: value})
            with refused("inventory_checklistitem_kept"):
                delete(item)


def test_a_used_version_accepts_no_new_item():
    item = ChecklistItemFactory()
    assert copy(item, code="one-more").pk
    AttemptFactory(checklist=item.checklist)
    with refused("inventory_checklistitem_answered"):
        copy(item, code="yet-another")


def test_checklist_item_fields_are_consistent():
    for rule, facts in (
        ("quarantine", {"quarantines": True}),
        ("value", {"value_kind": "colour"}),
        ("number", {"unit": "W"}),
        ("number", {"value_kind": "text", "lowest": 1, "beyond": "fault"}),
        ("limits", {"value_kind": "number", "lowest": 2, "highest": 1, "beyond": "fault"}),
        ("limits", {"value_kind": "number", "lowest": 2}),
        ("limits", {"value_kind": "number", "beyond": "fault"}),
        ("limits", {"value_kind": "number", "lowest": 2, "beyond": "what"}),
        ("options", {"value_kind": "choice"}),
        ("options", {"option_texts": {"fr": "un\ndeux"}}),
        ("proof", {"proof": "song"}),
    ):
        with tried(rule, facts):
            item = ChecklistItemFactory()
            with refused(f"inventory_checklistitem_{rule}"):
                copy(item, code="other", **facts)


def test_the_rules_of_an_item_are_valid():
    """Each constraint is tested by its full name."""
    item = ChecklistItemFactory()
    with refused("inventory_checklistitem_quarantine"):
        copy(item, code="a", quarantines=True)
    with refused("inventory_checklistitem_value"):
        copy(item, code="b", value_kind="colour")
    with refused("inventory_checklistitem_number"):
        copy(item, code="c", unit="W")
    with refused("inventory_checklistitem_limits"):
        copy(item, code="d", value_kind="number", lowest=1)
    with refused("inventory_checklistitem_options"):
        copy(item, code="e", value_kind="choice")
    with refused("inventory_checklistitem_proof"):
        copy(item, code="f", proof="song")


def test_an_attempt_is_frozen():
    attempt = AttemptFactory()
    with refused("inventory_attempt_append_only"):
        write(attempt, at=timezone.now())
    with refused("inventory_attempt_append_only"):
        delete(attempt)
    with refused("inventory_attempt_append_only"):
        replace(attempt)


def test_a_result_matches_device_and_checklist_of_its_attempt():
    result = TestResultFactory(passed=True)
    with refused("inventory_testresult_of_attempt"):
        copy(result, device=DeviceFactory())
    with refused("inventory_testresult_of_attempt"):
        copy(result, item=ChecklistItemFactory())


def answered(item, **facts):
    """Create a result without operations."""
    attempt = AttemptFactory(checklist=item.checklist)
    return TestResultFactory(device=attempt.device, item=item, attempt=attempt, **facts)


def test_a_passed_check_has_its_required_value():
    for asks in ("number", "text", "choice", "photo", "file"):
        with tried(asks):
            item = ChecklistItemFactory(**{asks: True})
            with refused("inventory_testresult_complete"):
                answered(item, passed=True)
            assert answered(item, not_applicable=True).pk


def test_a_fault_requires_its_photo_but_not_its_value():
    with refused("inventory_testresult_complete"):
        answered(ChecklistItemFactory(photo=True), failed=True)
    assert answered(ChecklistItemFactory(number=True), failed=True).pk
    assert answered(ChecklistItemFactory(file=True), failed=True).pk
    assert answered(ChecklistItemFactory(photo=True), failed=True, photo=PhotoFactory()).pk
    assert answered(ChecklistItemFactory(file=True), passed=True, file=DocumentFactory()).pk


@pytest.fixture
def measured():
    return ChecklistItemFactory(number=True, lowest=65, highest=120, beyond="fault")


def test_a_number_within_its_limits_passes(measured):
    assert answered(measured, passed=True, value="65").pk


def test_a_number_outside_its_limits_is_a_fault(measured):
    for value in ("64.99", "121"):
        with tried(value):
            item = measured
            with refused("inventory_testresult_within"):
                answered(item, passed=True, value=value)
            assert answered(item, failed=True, value=value).pk


def test_a_number_with_a_warning_only_limit_is_not_restricted():
    item = ChecklistItemFactory(number=True, lowest=65, beyond="remark")
    assert answered(item, passed=True, value="3").pk


def on_bench(**item):
    device = DeviceFactory(refurbishing=True, erased=True)
    return device, ChecklistItemFactory(checklist__category=device.category, **item)


def test_a_device_with_a_blocking_fault_is_not_ready():
    device, item = on_bench(blocking=True)
    TestResultFactory(device=device, item=item, failed=True)
    with refused("inventory_device_fault_free"):
        write(device, status=DeviceStatus.READY)
    TestResultFactory(device=device, item=item, passed=True)
    assert write(device, status=DeviceStatus.READY) == 1


def test_items_of_another_version_do_not_block():
    device, item = on_bench(blocking=True)
    TestResultFactory(device=device, item=item, failed=True)
    write(item.checklist, is_current=False)
    newer = ChecklistFactory(category=device.category, version=item.checklist.version + 1)
    AttemptFactory(device=device, checklist=newer)
    assert write(device, status=DeviceStatus.READY) == 1


def test_a_locked_device_does_not_leave_quarantine():
    device, item = on_bench(lock=True)
    TestResultFactory(device=device, item=item, outcome=Outcome.FAIL)
    write(device, status=DeviceStatus.QUARANTINED)
    with refused("inventory_device_unlocked"):
        write(device, status=DeviceStatus.REFURBISHING)
    TestResultFactory(device=device, item=item, outcome=Outcome.PASS)
    assert write(device, status=DeviceStatus.REFURBISHING) == 1
