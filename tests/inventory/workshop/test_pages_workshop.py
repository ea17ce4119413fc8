import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from core.models import Event
from inventory.devices.lifecycle.devices import DeviceStatus, MediumKind, MediumStatus, Outcome
from inventory.models import Medium, TestResult
from tests.cases import level_of
from tests.factories import (
    CategoryFactory,
    ChecklistFactory,
    ChecklistItemFactory,
    DeviceFactory,
    ErasureFactory,
    MediumFactory,
    TestResultFactory,
)
from tests.visits import pages_unrendered


@pytest.fixture
def visitor(sign_in, technician):
    return sign_in(technician)


@pytest.fixture
def items(db):
    checklist = ChecklistFactory(category=CategoryFactory(holding_data=True))
    return [ChecklistItemFactory(checklist=checklist, blocking=number == 0) for number in range(3)]


@pytest.fixture
def device(site, items):
    return DeviceFactory(site=site, category=items[0].checklist.category, refurbishing=True)


@pytest.fixture
def medium(device):
    """The only disk of the device, not inspected yet, without a serial number."""
    device.media.update(serial="")
    return device.media.get()


def outcomes(device):
    return dict(TestResult.objects.filter(device=device).values_list("item", "outcome"))


def check(visitor, device, **answers):
    return visitor.post(reverse("device_check", args=[device.pk]), answers)


def work_left(visitor, device):
    table = visitor.get(reverse("bench"), {"whose": "everybody"}).context["table"]
    record = next(row for row in table.paginated_rows if row == device)
    return record.checks_left, record.faults_left, record.media_left


def test_only_new_answers_are_saved(visitor, device, items):
    first, second, third = items
    check(visitor, device, **{f"item_{first.pk}": "pass", f"item_{second.pk}": "fail"})
    again = {f"item_{first.pk}": "pass", f"item_{second.pk}": "fail", f"item_{third.pk}": "na"}
    check(visitor, device, **again, **{f"note_{second.pk}": "left hinge"})
    results = TestResult.objects.filter(device=device).order_by("pk")
    assert list(results.values_list("item", "outcome", "note")) == [
        (first.pk, "pass", ""),
        (second.pk, "fail", ""),
        (second.pk, "fail", "left hinge"),
        (third.pk, "na", ""),
    ]


def test_remaining_items_are_set_to_works_by_one_button(visitor, device, items):
    first, second, third = items
    check(visitor, device, **{f"item_{second.pk}": "fail", "rest": "pass"})
    assert outcomes(device) == {
        first.pk: Outcome.PASS,
        second.pk: Outcome.FAIL,
        third.pk: Outcome.PASS,
    }
    assert Event.objects.about(device).get().data == {"passed": 2, "failed": 1}


def test_an_empty_answer_or_a_note_alone_is_an_error_and_writes_nothing(visitor, device, items):
    answer = check(visitor, device, saved="")
    assert answer.context["checklist"].non_field_errors()
    answer = check(visitor, device, **{f"note_{items[0].pk}": "odd noise"})
    assert 'value="odd noise"' in answer.content.decode()
    assert f"note_{items[0].pk}" in answer.context["checklist"].errors
    assert outcomes(device) == {}


@pytest.mark.usefixtures("unrendered")
def test_remaining_items_are_counted_alike_on_list_and_page(visitor, device, items, medium):
    first, second, third = items
    assert work_left(visitor, device) == (3, 0, 1)
    TestResultFactory(device=device, item=second, failed=True)
    TestResultFactory(device=device, item=third, passed=True, at=timezone.now() - timedelta(days=9))
    TestResultFactory(device=device, item=first, failed=True)
    assert work_left(visitor, device) == (1, 1, 1)
    TestResultFactory(device=device, item=first, passed=True)
    TestResultFactory(device=device, item=third, passed=True)
    ErasureFactory(medium=medium, failed=True)
    assert work_left(visitor, device) == (0, 0, 1)
    ErasureFactory(medium=medium, passed=True)
    MediumFactory(device=device, destroyed=True)
    assert work_left(visitor, device) == (0, 0, 0)


def erasure(**more):
    return {
        "method": "ata_sanitize",
        "tool": "nwipe",
        "tool_version": "0.38",
        "medium_serial": " s3z1 ",
        "result": "passed",
        "started_at": (timezone.localtime() - timedelta(minutes=30)).strftime("%Y-%m-%dT%H:%M"),
        **more,
    }


def test_an_unproven_erasure_is_refused_and_typed_values_stay(visitor, device, medium):
    for facts, field in (
        ({"tool_version": ""}, "tool_version"),
        ({"medium_serial": ""}, "medium_serial"),
        ({"method": "overwrite"}, "method"),
        ({"method": "nvme_sanitize"}, "method"),
        ({"standard": "destroy"}, "standard"),
        ({"verification": "look"}, "verification"),
        ({"ended_at": "2020-01-01T10:00"}, "__all__"),
        ({"ended_at": "2099-01-01T10:00"}, "__all__"),
    ):
        with pages_unrendered():
            answer = visitor.post(reverse("medium_erase", args=[medium.pk]), erasure(**facts))
        assert list(answer.context["media"][0].erase_form.errors) == [field], facts
        device.refresh_from_db()
        assert device.needs_erasure
    answer = visitor.post(reverse("medium_erase", args=[medium.pk]), erasure(**facts))
    assert 'value="nwipe"' in answer.content.decode()
    assert answer.context["step"] == "data"
    failed = erasure(result="failed")
    answer = visitor.post(reverse("medium_erase", args=[medium.pk]), failed, follow=True)
    [message] = answer.context["messages"]
    assert (message.level_tag, "toujours à effacer" in str(message)) == ("warning", True)


@pytest.mark.usefixtures("unrendered")
def test_the_next_erasure_defaults_to_the_same_tool(visitor, device, medium, technician, site):
    kind = medium.kind
    ErasureFactory(operator=technician, tool="ShredOS", tool_version="2024.02", medium__kind=kind)
    form = visitor.get(reverse("device_bench", args=[device.pk])).context["media"][0].erase_form
    assert (form["tool"].value(), form["tool_version"].value()) == ("ShredOS", "2024.02")
    assert form["method"].value() == "ata_sanitize"
    assert form["medium_serial"].value() == medium.serial


@pytest.mark.usefixtures("unrendered")
def test_the_memory_of_a_phone_uses_the_phones_serial_number(visitor, site):
    phone = CategoryFactory(phone=True)
    device = DeviceFactory(refurbishing=True, site=site, category=phone, serial="R58N123")
    device.media.update(kind=MediumKind.UNKNOWN, serial="")
    form = visitor.get(reverse("device_bench", args=[device.pk])).context["media"][0].erase_form
    assert form["method"].value() == "embedded:factory_reset"
    assert form["medium_serial"].value() == "R58N123"


@pytest.mark.usefixtures("unrendered")
def test_a_medium_is_identified_and_another_added(visitor, device, medium):
    facts = {"kind": "nvme", "serial": "n1", "capacity_gb": "512"}
    visitor.post(reverse("medium_identify", args=[medium.pk]), facts)
    medium.refresh_from_db()
    assert (medium.kind, medium.serial, medium.capacity_gb) == (MediumKind.NVME, "N1", 512)
    visitor.post(reverse("medium_add", args=[device.pk]), {"kind": "hdd", "serial": "h1"})
    assert device.media.last().serial == "H1"
    answer = visitor.post(reverse("medium_add", args=[device.pk]), {"kind": "floppy"})
    assert "kind" in answer.context["add_form"].errors
    assert device.media.count() == 2


def test_a_form_about_a_disk_opens_in_view(visitor, device, medium):
    page = visitor.get(reverse("device_bench", args=[device.pk])).content.decode()
    for name, row in (
        ("report_attach", device),
        ("medium_add", device),
        ("medium_identify", medium),
        ("medium_destroy", medium),
    ):
        address = reverse(name, args=[row.pk])
        fragment = re.search(rf'href="{address}#([\w-]+)"', page)[1]
        assert f'id="{fragment}" open' in visitor.get(address).content.decode()


def test_a_medium_is_taken_out_put_back_and_destroyed(visitor, device, medium):
    for name, status in [
        ("medium_remove", MediumStatus.REMOVED),
        ("medium_put_back", MediumStatus.PRESENT),
        ("medium_destroy", MediumStatus.DESTROYED),
    ]:
        visitor.post(reverse(name, args=[medium.pk]), {"method": "shred", "medium_serial": "s9"})
        medium.refresh_from_db()
        assert medium.status == status
    device.refresh_from_db()
    assert not device.needs_erasure


def test_a_destroyed_medium_is_final(visitor, device, medium):
    ErasureFactory(medium=medium, shredded=True)
    Medium.objects.filter(pk=medium.pk).update(status=MediumStatus.DESTROYED)
    answer = visitor.post(reverse("medium_put_back", args=[medium.pk]))
    medium.refresh_from_db()
    assert medium.status == MediumStatus.DESTROYED
    assert level_of(answer) == "danger"


def test_a_checked_and_erased_device_becomes_ready_with_its_grade(
    visitor, device, medium, technician
):
    facts = {"grade": "B", "known_limits": "one key marked"}
    early = visitor.post(reverse("device_finish", args=[device.pk]), facts)
    device.refresh_from_db()
    assert device.status == DeviceStatus.REFURBISHING
    assert len(early.context["finish_form"].non_field_errors()) == 2
    assert "one key marked" in early.content.decode()
    check(visitor, device, rest="pass")
    visitor.post(reverse("medium_erase", args=[medium.pk]), erasure())
    page = visitor.get(reverse("device_bench", args=[device.pk]))
    assert (page.context["has_work"], page.context["step"]) == (False, "grade")
    visitor.post(reverse("device_finish", args=[device.pk]), facts)
    device.refresh_from_db()
    proof = medium.erasures.get()
    assert not device.needs_erasure
    assert (proof.tool, proof.tool_version) == ("nwipe", "0.38")
    assert (proof.medium_serial, proof.operator) == ("S3Z1", technician)
    assert (device.status, device.grade, device.known_limits) == (
        DeviceStatus.READY,
        "B",
        "one key marked",
    )


def test_a_blocking_fault_keeps_it_on_the_bench(visitor, device, items, medium):
    check(visitor, device, **{f"item_{items[0].pk}": "fail", "rest": "pass"})
    visitor.post(reverse("medium_erase", args=[medium.pk]), erasure())
    answer = visitor.post(reverse("device_finish", args=[device.pk]), {"grade": "A"})
    device.refresh_from_db()
    assert device.status == DeviceStatus.REFURBISHING
    assert str(items[0]) in answer.content.decode()


def test_the_page_of_a_device_off_the_bench_offers_to_take_it(visitor, site):
    device = DeviceFactory(site=site, received=True)
    text = visitor.get(reverse("device_bench", args=[device.pk])).content.decode()
    assert reverse("device_refurbish", args=[device.pk]) in text
    assert reverse("device_check", args=[device.pk]) not in text


def test_a_medium_of_another_site_is_a_404(visitor):
    medium = DeviceFactory(refurbishing=True).media.get()
    assert visitor.post(reverse("medium_destroy", args=[medium.pk])).status_code == 404
    assert visitor.post(reverse("medium_erase", args=[medium.pk]), erasure()).status_code == 404
