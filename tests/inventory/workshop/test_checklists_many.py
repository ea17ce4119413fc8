"""Bulk answers to a checklist."""

import pytest

from core.models import Event
from core.workflow.lifecycle import Refused
from inventory.devices.lifecycle.devices import DeviceStatus, Outcome
from inventory.models import Attempt, ChecklistItem
from inventory.workshop.operations import checklist_versions as version_operations
from inventory.workshop.operations import checklists as checklist_operations
from inventory.workshop.operations.checklists import Answer, Upload
from tests.factories import CategoryFactory, ChecklistFactory, ChecklistItemFactory, DeviceFactory

PASS, FAIL = Outcome.PASS, Outcome.FAIL
JPEG = Upload(b"\xff\xd8 pixels", "image/jpeg", "photo.jpg")


@pytest.fixture
def checklist(db):
    return ChecklistFactory(category=CategoryFactory(holding_data=True), version=1)


@pytest.fixture
def make(checklist):
    return lambda **facts: ChecklistItemFactory(checklist=checklist, **facts)


@pytest.fixture
def devices(site, checklist):
    return DeviceFactory.create_batch(6, site=site, category=checklist.category, refurbishing=True)


def test_the_same_answers_are_saved_for_many_devices(
    devices, make, technician, django_assert_max_num_queries
):
    items = [make(), make(text=True)]
    outcomes = {items[0]: Answer(FAIL, "worn"), items[1]: Answer(PASS, "", "AZERTY")}
    with django_assert_max_num_queries(14):
        checklist_operations.record_same_results(devices, by=technician, outcomes=outcomes)
    for device in devices:
        assert {r.item: (r.outcome, r.value) for r in device.results.all()} == {
            items[0]: (FAIL, ""),
            items[1]: (PASS, "AZERTY"),
        }
        assert device.attempts.count() == 1
        assert Event.objects.about(device).first().data == {"passed": 1, "failed": 1}


def test_a_lock_quarantines_all_devices(devices, make, technician):
    done = checklist_operations.record_same_results(
        devices, by=technician, outcomes={make(lock=True): (FAIL, "")}
    )
    assert {device.status for device in done} == {DeviceStatus.QUARANTINED}


def test_a_refusal_applies_to_all_devices(devices, make, technician, site, admin, checklist):
    item = make()
    checklist_operations.record_results(devices[0], by=technician, outcomes={item: (PASS, "")})
    renewed = ChecklistItem(code=item.code, labels={"fr": "autre"}, position=0)
    after = version_operations.save_checklist(checklist.category, by=admin, items=[renewed])
    with pytest.raises(Refused):
        checklist_operations.record_same_results(
            devices, by=technician, outcomes={after.items.get(): (PASS, "")}
        )
    stranger = DeviceFactory(site=site, category=checklist.category)
    with pytest.raises(Refused):
        checklist_operations.record_same_results(
            [devices[1], stranger], by=technician, outcomes={after.items.get(): (PASS, "")}
        )
    assert Attempt.objects.count() == 1


def test_proofs_are_given_device_by_device(devices, make, technician):
    with pytest.raises(Refused):
        checklist_operations.record_same_results(
            devices, by=technician, outcomes={make(photo=True): Answer(PASS, upload=JPEG)}
        )
