"""A group of devices on the bench is scanned, compared and changed; refusals are named."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from core.models import Event
from inventory.devices.lifecycle.devices import DeviceStatus
from inventory.models import Device, Specification, TestResult
from inventory.workshop.operations.checklists import record_results
from inventory.workshop.views import bench
from inventory.workshop.workbench.progress import with_work_left
from tests.cases import messages_of
from tests.factories import (
    CategoryFactory,
    ChecklistFactory,
    ChecklistItemFactory,
    DeviceFactory,
    SiteFactory,
)


def started():
    return (timezone.localtime() - timedelta(minutes=30)).strftime("%Y-%m-%dT%H:%M")


@pytest.fixture
def visitor(sign_in, technician):
    return sign_in(technician)


@pytest.fixture
def four(site):
    category = CategoryFactory(holding_data=True)
    return DeviceFactory.create_batch(4, site=site, category=category, refurbishing=True)


def press(visitor, name, *devices, **facts):
    sent = {"device": [device.pk for device in devices], **facts}
    return visitor.post(reverse(name), sent)


def scan(visitor, code):
    return visitor.post(reverse("together_add"), {"code": code})


def page_of(answer):
    return answer.client.get(answer.url) if answer.status_code == 302 else answer


def group(answer):
    return page_of(answer).context["devices"]


@pytest.mark.usefixtures("unrendered")
def test_scanned_devices_join_the_group_in_order_and_once(visitor, four):
    for code in (four[1].asset_tag, four[0].asset_tag, four[0].serial):
        answer = scan(visitor, code)
    assert group(answer) == [four[1], four[0]]
    assert messages_of(answer)[-1] == f"Déjà dans le groupe\N{NO-BREAK SPACE}: {four[0]}"


@pytest.mark.usefixtures("unrendered")
def test_unknown_codes_and_devices_elsewhere_are_refused(visitor, site):
    away = [DeviceFactory(site=site, **{state: True}) for state in ("on_loan", "reserved", "given")]
    away.append(DeviceFactory(refurbishing=True))
    codes = ["NO-SUCH", *(device.asset_tag for device in away), "", "\0"]
    for number, code in enumerate(codes, start=1):
        answer = scan(visitor, code)
        assert len(messages_of(answer)) == number, code
    assert group(answer) == []


def test_each_ticked_device_shows_the_others_of_its_group(visitor, four):
    assert group(press(visitor, "together_add", *four[:3])) == four[:3]
    page = visitor.get(reverse("device_bench", args=[four[0].pk])).content.decode()
    assert all(reverse("device_bench", args=[other.pk]) in page for other in four[1:3])


def test_the_size_of_a_group_is_limited(visitor, four, monkeypatch):
    assert bench.MAX_DEVICES >= 20
    monkeypatch.setattr(bench, "MAX_DEVICES", 3)
    answer = press(visitor, "together_add", *four)
    assert group(answer) == []
    assert messages_of(answer) == ["Un groupe ne peut pas compter plus de 3 appareils."]
    assert messages_of(press(visitor, "together_add")) == ["Cochez au moins un appareil."]


@pytest.mark.usefixtures("unrendered")
def test_devices_removed_and_devices_that_left_my_sites_leave_the_group(visitor, four):
    press(visitor, "together_add", *four)
    assert group(press(visitor, "together_drop", four[3])) == four[:3]
    assert group(press(visitor, "together_drop")) == []
    press(visitor, "together_add", *four)
    Device.objects.filter(pk=four[0].pk).update(site=SiteFactory())
    assert group(visitor.get(reverse("together"))) == four[1:]


@pytest.mark.usefixtures("unrendered")
def test_devices_to_check_are_taken_to_the_bench_by_one_button(visitor, technician, site, four):
    waiting = DeviceFactory.create_batch(2, site=site, received=True)
    page = page_of(press(visitor, "together_add", *four, *waiting))
    assert page.context["elsewhere"] == waiting
    answer = press(visitor, "together_bring", *waiting)
    assert messages_of(answer)[-1] == "Fait pour les 2 appareils."
    benches = Device.objects.filter(pk__in=[d.pk for d in waiting])
    assert set(benches.values_list("status", "bench_by")) == {("refurbishing", technician.pk)}


def test_the_same_model_memory_and_system_are_set_for_all(visitor, four):
    """The page shows which device differs."""
    press(visitor, "together_add", *four)
    facts = {"ram_gb": "8", "storage_kind": "ssd", "os": "linux", "os_version": "Mint 22"}
    facts |= {"brand": "Lenovo", "model": "ThinkPad T480"}
    answer = press(visitor, "together_describe", *four, **facts)
    assert messages_of(answer)[-1] == "Fait pour les 4 appareils."
    names = {(str(d.brand), str(d.model)) for d in Device.objects.select_related("brand", "model")}
    assert names == {("Lenovo", "ThinkPad T480")}
    assert Event.objects.filter(kind="device.changed").count() == 4
    rows = Specification.objects.values_list("ram_gb", "storage_kind", "os", "os_version", "cpu")
    assert set(rows) == {(8, "ssd", "linux", "Mint 22", "")}
    page = page_of(press(visitor, "together_describe", four[2], ram_gb="16")).content.decode()
    assert page.count('class="is-different"') == 1
    assert Specification.objects.filter(ram_gb=16, os="linux").get().device == four[2]


@pytest.mark.usefixtures("unrendered")
def test_impossible_values_stay_on_the_form_and_empty_or_equal_ones_change_nothing(visitor, four):
    answer = press(visitor, "together_describe", *four, brand="Acme", ram_gb="9999999")
    assert list(answer.context["alike_form"].errors) == ["ram_gb"]
    assert not Device.objects.filter(brand__name="Acme").exists()
    answer = press(visitor, "together_describe", *four)
    assert answer.context["alike_form"].non_field_errors()
    assert not Event.objects.exists()
    press(visitor, "together_describe", *four[:2], brand="Lenovo", model="ThinkPad T480")
    press(visitor, "together_describe", *four[:3], brand="Lenovo")
    assert str(Device.objects.get(pk=four[0].pk).model) == "ThinkPad T480"
    assert Event.objects.filter(kind="device.changed").count() == 3


def test_a_refused_device_is_named_and_the_others_are_changed(visitor, four, coordinator):
    """Two devices of different models share a serial number, so they cannot become one model."""
    odd = four[3]
    press(visitor, "together_describe", four[0], model="Alpha", brand="Acme")
    Device.objects.filter(pk=odd.pk).update(serial=four[0].serial, serial_shared_by=coordinator)
    press(visitor, "together_add", *four)
    answer = press(visitor, "together_describe", *four, brand="Acme", model="Alpha")
    [(device, why)] = answer.context["result"].refused
    assert device == odd
    assert why
    assert len(answer.context["result"].done) == 3
    assert 'value="Alpha"' in answer.content.decode()
    assert str(odd) in answer.content.decode()
    assert not Device.objects.filter(pk=odd.pk, model__name="Alpha").exists()


@pytest.mark.usefixtures("unrendered")
def test_a_refused_device_may_be_retried(visitor, four):
    """The page with the refusal is submitted again; devices of another site are unchanged."""
    stranger = DeviceFactory(refurbishing=True)
    Device.objects.filter(pk=four[0].pk).update(status=DeviceStatus.QUARANTINED)
    answer = press(visitor, "together_describe", *four, stranger, brand="Acme")
    key = answer.context["alike_form"]["submission"].value()
    Device.objects.filter(pk=four[0].pk).update(status=DeviceStatus.REFURBISHING)
    press(visitor, "together_describe", *four, stranger, brand="Acme", submission=key)
    assert Device.objects.filter(brand__name="Acme").count() == 4


@pytest.mark.usefixtures("unrendered")
def test_a_form_sent_twice_is_applied_once(visitor, four):
    page = page_of(press(visitor, "together_add", *four))
    key = page.context["bring_form"]["submission"].value()
    Device.objects.filter(pk=four[0].pk).update(status=DeviceStatus.RECEIVED, bench_by=None)
    for _time in range(2):
        answer = press(visitor, "together_bring", four[0], submission=key)
    assert messages_of(answer)[-1] == "C’est déjà fait."
    assert Event.objects.filter(kind="device.refurbishing").count() == 1


def test_the_page_takes_constant_queries(visitor, four):
    costs = []
    visitor.get(reverse("together"))
    for some in (four[:2], four[2:]):
        page_of(press(visitor, "together_add", *some))
        with CaptureQueriesContext(connection) as captured:
            visitor.get(reverse("together"))
        costs.append(len(captured))
    assert costs[0] == costs[1]


def test_the_same_answers_are_given_for_all_but_those_off_the_bench(visitor, four):
    item = ChecklistItemFactory(checklist=ChecklistFactory(category=four[0].category))
    Device.objects.filter(pk=four[0].pk).update(status=DeviceStatus.RECEIVED)
    page = page_of(press(visitor, "together_add", *four))
    assert reverse("together_check") in page.content.decode()
    answer = press(visitor, "together_check", *four, **{f"item_{item.pk}": "pass"})
    assert [device for device, _why in answer.context["result"].refused] == [four[0]]
    results = TestResult.objects.filter(item=item, outcome="pass")
    assert set(results.values_list("device", flat=True)) == {device.pk for device in four[1:]}


@pytest.mark.usefixtures("unrendered")
def test_a_group_is_checked_erased_and_made_ready_together(visitor, four, technician):
    """The rest works, the measure of each, one erasure and one grade."""
    checklist = ChecklistFactory(category=four[0].category)
    plain = ChecklistItemFactory(checklist=checklist)
    lock = ChecklistItemFactory(checklist=checklist, is_blocking=True, quarantines=True)
    battery = ChecklistItemFactory(checklist=checklist, number=True)
    press(visitor, "together_add", *four)
    answer = press(visitor, "together_check", *four, rest="pass")
    text = " ".join(messages_of(answer)).replace("\xa0", " ")
    assert '<a href="#checks">Vérifications restantes par appareil : 2</a>' in text
    assert not TestResult.objects.filter(item=lock).exists()
    form = page_of(answer).context["check_form"]
    assert (form.answered, form.items, form[f"item_{plain.pk}"].value()) == (
        1,
        [plain, lock],
        "pass",
    )
    record_results(four[0], by=technician, outcomes={lock: ("na", "none fitted")})
    own = {f"own_{battery.pk}_{device.pk}": "80" for device in four}
    press(visitor, "together_check", *four, rest="pass", no_locks="on", **own)
    assert TestResult.objects.filter(item=plain).count() == 4
    assert TestResult.objects.filter(item=battery, value="80").count() == 4
    assert TestResult.objects.filter(item=lock, outcome="pass").count() == 3
    form = page_of(visitor.get(reverse("together"))).context["check_form"]
    assert (form.answered, form[f"item_{lock.pk}"].value(), form.open_locks) == (2, "", [])

    facts = {
        "method": "ata_sanitize",
        "tool": "nwipe",
        "tool_version": "1",
        "started_at": started(),
    }
    answer = press(visitor, "together_erase", *four, **facts)
    assert answer.context["erase_form"].errors["result"]
    press(visitor, "together_erase", *four, **facts, result="passed")
    assert not Device.objects.filter(needs_erasure=True).exists()
    press(visitor, "together_finish", *four, grade="B")
    assert set(Device.objects.values_list("status", "grade")) == {("ready", "B")}


@pytest.mark.usefixtures("unrendered")
def test_a_disk_without_a_noted_number_is_not_erased_with_the_group(visitor, four):
    four[0].media.update(serial="")
    press(visitor, "together_add", *four)
    assert page_of(visitor.get(reverse("together"))).context["unidentified"] == [four[0]]
    facts = {
        "method": "ata_sanitize",
        "tool": "nwipe",
        "tool_version": "1",
        "started_at": started(),
    }
    answer = press(visitor, "together_erase", *four, **facts, result="passed")
    assert [device for device, _reason in answer.context["result"].refused] == [four[0]]
    assert list(Device.objects.filter(needs_erasure=True)) == [four[0]]


def test_a_fault_named_by_the_donor_needs_confirmation_before_ready(visitor, site):
    category = CategoryFactory(without_data=True)
    facts = {"site": site, "category": category, "refurbishing": True}
    checklist = ChecklistFactory(category=category)
    labels = {"fr": "Charnières solides", "en": "Hinges firm"}
    hinges = ChecklistItemFactory(checklist=checklist, code="hinges", labels=labels)
    ChecklistItemFactory(checklist=checklist, labels={"fr": "Clavier", "en": "Keyboard"})
    broken = DeviceFactory(fault="charnière cassée", **facts)
    both = [broken, DeviceFactory(**facts)]
    press(visitor, "together_add", *both)
    press(visitor, "together_check", *both, rest="pass")
    visitor.post(reverse("device_check", args=[broken.pk]), {"rest": "pass"})
    assert TestResult.objects.count() == 3
    assert not TestResult.objects.filter(device=broken, item=hinges).exists()
    visitor.post(reverse("device_check", args=[broken.pk]), {f"item_{hinges.pk}": "pass"})
    assert with_work_left(Device.objects.filter(pk=broken.pk)).get().named_left == 1
    page = visitor.get(reverse("device_bench", args=[broken.pk]))
    assert not page.context["finish_form"]["override"].is_hidden
    answer = press(visitor, "together_finish", *both, grade="B")
    [(device, why)] = answer.context["result"].refused
    assert device == broken
    assert "charnière cassée" in why
    assert answer.content.decode().count("charnière cassée") > 1  # in the table too
    address = reverse("device_finish", args=[broken.pk])
    visitor.post(address, {"grade": "B", "override": "on"})
    assert with_work_left(Device.objects.filter(pk=broken.pk)).get().named_left == 0
    broken.refresh_from_db()
    assert broken.status == DeviceStatus.READY
