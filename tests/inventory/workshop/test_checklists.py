"""Checklist answers: their content, visibility, and locks."""

from datetime import timedelta

import pytest
from django.utils import timezone

from core.models import Event
from core.workflow.lifecycle import Refused
from inventory.devices.lifecycle.devices import DeviceStatus, Outcome
from inventory.models import Attempt, DeviceCharger, TestResult
from inventory.workshop.operations import bench as bench_operations
from inventory.workshop.operations import checklist_versions as version_operations
from inventory.workshop.operations import checklists as checklist_operations
from inventory.workshop.operations.checklists import (
    Answer,
    Upload,
    as_number,
    checklist_of,
    checks_left,
    items_to_check,
    locks_of,
)
from tests.cases import named
from tests.factories import (
    CategoryFactory,
    ChecklistFactory,
    ChecklistItemFactory,
    DeviceFactory,
    UserFactory,
)

PASS, FAIL, NA = Outcome.PASS, Outcome.FAIL, Outcome.NOT_APPLICABLE
JPEG = Upload(b"\xff\xd8 pixels", "image/jpeg", "photo.jpg")


@pytest.fixture
def checklist(db):
    return ChecklistFactory(category=CategoryFactory(holding_data=True), version=1)


@pytest.fixture
def device(site, checklist):
    return DeviceFactory(site=site, category=checklist.category, refurbishing=True)


@pytest.fixture
def make(checklist):
    return lambda **facts: ChecklistItemFactory(checklist=checklist, **facts)


@pytest.fixture
def answer(device, technician):
    def answer(item, *values, **more):
        return checklist_operations.record_results(
            device, by=technician, outcomes={item: Answer(*values)}, **more
        )

    return answer


def result(device):
    return TestResult.objects.filter(device=device).first()


def test_a_number_is_read_as_people_type_it():
    for typed, stored in (("87", "87"), ("87,5", "87.5"), (" 1 200 ", "1200"), ("0.70", "0.70")):
        with named(typed, stored):
            assert f"{as_number(typed):f}".rstrip("0").rstrip(".") == stored.rstrip("0").rstrip(".")


def test_a_non_numeric_answer_is_refused():
    for typed in ("fast", "1e9", "NaN", "inf", "12 Mbit/s", ""):
        with named(typed), pytest.raises(Refused):
            as_number(typed)


def test_a_measure_is_stored_and_shown_with_its_unit(device, make, answer):
    answer(make(number=True), PASS, "", "87,50")
    assert (result(device).value, result(device).display_value) == (
        "87.50",
        "87,5\N{NO-BREAK SPACE}Mbit/s",
    )


def test_a_measure_below_its_limit_is_a_fault(device, make, answer):
    answer(make(number=True, lowest=65, beyond="fault"), PASS, "", "48")
    assert result(device).outcome == FAIL


def test_a_measure_with_a_warning_only_limit_passes(device, make, answer):
    answer(make(number=True, lowest=65, beyond="remark"), PASS, "", "48")
    assert (result(device).outcome, result(device).is_beyond) == (PASS, True)


@pytest.mark.parametrize("asks", ["number", "text", "choice", "photo", "file"])
def test_a_working_item_needs_its_required_proof(device, make, answer, asks):
    with pytest.raises(Refused):
        answer(make(**{asks: True}), PASS)
    assert not Attempt.objects.exists()


def test_a_choice_answer_is_a_valid_option(device, make, answer):
    item = make(choice=True)
    with pytest.raises(Refused):
        answer(item, PASS, "", "many")
    answer(item, PASS, "", "a-few")
    assert result(device).display_value == "Quelques-uns"


def test_a_proof_photo_belongs_to_the_device_and_is_kept_by_later_answers(device, make, answer):
    item = make(photo=True)
    answer(item, PASS, "", "", JPEG)
    photo = result(device).photo
    assert photo.subject == device
    answer(item, FAIL, "cracked")
    assert (result(device).outcome, result(device).photo) == (FAIL, photo)


def test_not_applicable_answers_have_no_value(device, make, answer):
    answer(make(number=True), NA, "", "12")
    assert result(device).value == ""


def test_each_save_creates_an_attempt(device, make, answer):
    item = make()
    answer(item, FAIL, "dead")
    answer(item, PASS)
    assert [a.results.get().outcome for a in device.attempts.all()] == [PASS, FAIL]


def test_a_result_saved_meanwhile_is_not_overwritten(device, make, answer):
    item, seen = make(), 0
    checklist_operations.record_results(
        device, by=UserFactory(technician=True, sites=[device.site]), outcomes={item: (FAIL, "")}
    )
    with pytest.raises(Refused, match=str(item)):
        answer(item, PASS, seen=seen)
    assert result(device).outcome == FAIL
    answer(item, PASS, seen=device.attempts.first().pk)
    assert result(device).outcome == PASS


# --- Locks ----------------------------------------------------------------------------------------
def test_a_locked_device_is_quarantined_at_once(device, make, answer):
    item = make(lock=True)
    answer(item, FAIL, "iCloud")
    assert device.status == DeviceStatus.QUARANTINED
    event = Event.objects.about(device).get(kind="device.locked")
    assert event.data == {"count": 1, "items": [item.pk]}
    assert locks_of(device) == [item]


@pytest.mark.parametrize("outcome", [PASS, NA])
def test_a_lock_that_does_not_apply_or_is_off_changes_nothing(device, make, answer, outcome):
    answer(make(lock=True), outcome)
    assert device.status == DeviceStatus.REFURBISHING


@pytest.mark.parametrize("act", [checklist_operations.release, bench_operations.refurbish])
def test_an_unlocked_device_leaves_quarantine(device, make, answer, technician, act):
    item = make(lock=True)
    answer(item, FAIL)
    with pytest.raises(Refused, match=str(item)):
        act(device, by=technician)
    answer(item, PASS)
    assert device.status == DeviceStatus.QUARANTINED
    act(device, by=technician)
    assert device.status == DeviceStatus.REFURBISHING


def test_a_blocking_fault_alone_leaves_it_on_the_bench(device, make, answer):
    item = make(blocking=True)
    answer(item, FAIL)
    assert device.status == DeviceStatus.REFURBISHING
    assert (
        checks_left(device) == [f"Faute bloquante : {item}"] or str(item) in checks_left(device)[0]
    )


# --- Versions -------------------------------------------------------------------------------------
def newer(checklist, *items, admin):
    return version_operations.save_checklist(checklist.category, by=admin, items=list(items))


def again(item, **changes):
    """Return a copy of the item for the next version."""
    facts = {
        f.name: getattr(item, f.name)
        for f in item._meta.concrete_fields
        if f.name not in {"id", "checklist"}
    }
    return type(item)(**facts | changes)


def test_a_device_keeps_the_version_of_its_first_answer(device, make, answer, admin, checklist):
    item = make()
    answer(item, PASS)
    after = newer(checklist, again(item, labels={"fr": "autrement"}), admin=admin)
    assert checklist_of(device) == checklist
    assert not checks_left(device)
    untouched = DeviceFactory(site=device.site, category=checklist.category, refurbishing=True)
    assert checklist_of(untouched) == after


def test_a_device_that_comes_back_is_checked_by_the_version_in_use(
    device, make, answer, admin, checklist
):
    item = make()
    answer(item, PASS)
    after = newer(checklist, again(item, labels={"fr": "autrement"}), admin=admin)
    type(device).objects.filter(pk=device.pk).update(received_at=timezone.now())
    device.refresh_from_db()
    assert checklist_of(device) == after


def test_changing_the_version_keeps_answers_to_unchanged_items(
    device, make, answer, admin, technician, checklist
):
    same, other, measure = make(), make(), make(number=True)
    checklist_operations.record_results(
        device,
        by=technician,
        outcomes={same: (PASS, "fine"), other: (PASS, ""), measure: Answer(PASS, "", "90")},
    )
    before = result(device).at
    after = newer(
        checklist,
        again(measure, is_blocking=True),
        again(other, labels={"fr": "autre chose"}),
        again(same),
        admin=admin,
    )
    checklist_operations.take_new_version(device, by=technician)
    assert checklist_of(device) == after
    values = {item.code: item.result and item.result.value for item in items_to_check(device)}
    assert values == {measure.code: "90", other.code: None, same.code: ""}
    assert all(i.result.at <= before for i in items_to_check(device) if i.result)
    with pytest.raises(Refused):
        checklist_operations.take_new_version(device, by=technician)


def test_a_copied_fault_that_became_a_lock_quarantines_the_device(
    device, make, answer, admin, technician, checklist
):
    item = make()
    answer(item, FAIL)
    newer(checklist, again(item, is_blocking=True, quarantines=True), admin=admin)
    checklist_operations.take_new_version(device, by=technician)
    assert device.status == DeviceStatus.QUARANTINED


def test_a_device_of_another_kind_is_checked_by_its_own_list(device, make, answer):
    answer(make(), PASS)
    other = ChecklistFactory(category=CategoryFactory(holding_data=True))
    type(device).objects.filter(pk=device.pk).update(category=other.category)
    device.refresh_from_db()
    assert checklist_of(device) == other


def test_results_of_an_earlier_stay_do_not_count(device, make, answer):
    item = make()
    answer(item, FAIL)
    later = timezone.now() + timedelta(seconds=1)
    type(device).objects.filter(pk=device.pk).update(received_at=later)
    device.refresh_from_db()
    assert items_to_check(device)[0].result is None


def test_the_charger_of_the_checklist_is_recorded_once(device, make, answer):
    item = make(code="charger")
    device.category.needs_charger = True
    device.category.save()
    answer(item, PASS)
    assert DeviceCharger.objects.get(device=device).supply == "own"
    answer(item, FAIL)  # recorded already: its own part of the bench changes it
    assert DeviceCharger.objects.get(device=device).supply == "own"
