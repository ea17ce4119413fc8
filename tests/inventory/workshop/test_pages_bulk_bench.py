"""Several devices of the bench at once: scanned, side by side, one act for all, refusals named."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from core.models import Event
from inventory.devices.lifecycle.devices import DeviceStatus
from inventory.models import Device, Specification, TestResult
from inventory.workshop.views.bench import MAX_DEVICES
from tests.factories import CategoryFactory, ChecklistFactory, ChecklistItemFactory, DeviceFactory


@pytest.fixture
def visitor(sign_in, technician):
    return sign_in(technician)


@pytest.fixture
def eight(site):
    category = CategoryFactory(holding_data=True)
    return DeviceFactory.create_batch(8, site=site, category=category, refurbishing=True)


def press(visitor, name, *devices, **facts):
    sent = {"device": [device.pk for device in devices], **facts}
    return visitor.post(reverse(name), sent, follow=True)


def scan(visitor, code):
    return visitor.post(reverse("together_add"), {"code": code}, follow=True)


def group(answer):
    return answer.context["devices"]


def messages_of(answer):
    return [str(message) for message in answer.context["messages"]]


def test_scanned_devices_join_the_group_in_order(visitor, eight):
    for device in reversed(eight):
        answer = scan(visitor, device.asset_tag)
    assert group(answer) == eight[::-1]


def test_a_second_scan_is_reported_and_adds_nothing(visitor, eight):
    scan(visitor, eight[0].asset_tag)
    answer = scan(visitor, eight[0].serial)
    assert group(answer) == [eight[0]]
    assert messages_of(answer) == [f"Déjà dans le groupe\N{NO-BREAK SPACE}: {eight[0]}"]


@pytest.mark.parametrize("state", ["on_loan", "reserved", "given"])
def test_devices_not_with_us_do_not_join_the_group(visitor, site, state):
    answer = scan(visitor, DeviceFactory(site=site, **{state: True}).asset_tag)
    assert group(answer) == []
    assert len(messages_of(answer)) == 1


def test_unknown_codes_and_devices_of_another_site_are_refused(visitor):
    for code in ("NO-SUCH", DeviceFactory(refurbishing=True).asset_tag, "", "\0"):
        answer = scan(visitor, code)
        assert group(answer) == []
        assert len(messages_of(answer)) == 1


def test_ticked_devices_form_a_group(visitor, eight):
    assert group(press(visitor, "together_add", *eight[:3])) == eight[:3]


def test_an_empty_selection_is_an_error(visitor):
    assert messages_of(press(visitor, "together_add")) == ["Cochez au moins un appareil."]


def test_the_size_of_a_group_is_limited(visitor, site):
    category = CategoryFactory()
    many = DeviceFactory.create_batch(MAX_DEVICES + 1, site=site, category=category)
    answer = press(visitor, "together_add", *many)
    assert group(answer) == []
    assert messages_of(answer) == [f"Un groupe compte {MAX_DEVICES} appareils au plus."]


def test_a_device_is_removed_and_the_group_closed(visitor, eight):
    press(visitor, "together_add", *eight)
    assert group(press(visitor, "together_drop", eight[3])) == eight[:3] + eight[4:]
    assert group(press(visitor, "together_drop")) == []


def test_a_device_that_left_my_sites_leaves_the_group(visitor, eight):
    press(visitor, "together_add", *eight)
    stranger = DeviceFactory()
    Device.objects.filter(pk=eight[0].pk).update(site=stranger.site)
    assert group(visitor.get(reverse("together"))) == eight[1:]


def test_devices_to_check_are_taken_to_the_bench_by_one_button(visitor, technician, site, eight):
    waiting = DeviceFactory.create_batch(2, site=site, received=True)
    press(visitor, "together_add", *eight, *waiting)
    assert visitor.get(reverse("together")).context["elsewhere"] == waiting
    answer = press(visitor, "together_bring", *waiting)
    assert messages_of(answer) == ["Fait pour les 2 appareils."]
    benches = Device.objects.filter(pk__in=[d.pk for d in waiting])
    assert set(benches.values_list("status", "bench_by")) == {("refurbishing", technician.pk)}


def test_the_same_model_is_set_for_all(visitor, eight):
    press(visitor, "together_add", *eight)
    answer = press(visitor, "together_describe", *eight, brand="Lenovo", model="ThinkPad T480")
    assert messages_of(answer) == ["Fait pour les 8 appareils."]
    names = {(str(d.brand), str(d.model)) for d in Device.objects.select_related("brand", "model")}
    assert names == {("Lenovo", "ThinkPad T480")}
    assert Event.objects.filter(kind="device.changed").count() == 8


def test_the_same_memory_and_system_are_set_for_all(visitor, eight):
    """And where one differs, the page says so."""
    press(visitor, "together_add", *eight)
    facts = {"ram_gb": "8", "storage_kind": "ssd", "os": "linux", "os_version": "Mint 22"}
    press(visitor, "together_describe", *eight, **facts)
    rows = Specification.objects.values_list("ram_gb", "storage_kind", "os", "os_version", "cpu")
    assert set(rows) == {(8, "ssd", "linux", "Mint 22", "")}
    page = press(visitor, "together_describe", eight[2], ram_gb="16").content.decode()
    assert page.count('class="is-different"') == 1
    assert Specification.objects.filter(ram_gb=16, os="linux").get().device == eight[2]


def test_an_impossible_value_stays_on_the_form(visitor, eight):
    answer = press(visitor, "together_describe", *eight, brand="Acme", ram_gb="9999999")
    assert list(answer.context["alike_form"].errors) == ["ram_gb"]
    assert not Device.objects.filter(brand__name="Acme").exists()


def test_empty_or_equal_values_change_nothing(visitor, eight):
    press(visitor, "together_describe", *eight[:2], brand="Lenovo", model="ThinkPad T480")
    press(visitor, "together_describe", *eight[:3], brand="Lenovo")
    assert str(Device.objects.get(pk=eight[0].pk).model) == "ThinkPad T480"
    assert Event.objects.filter(kind="device.changed").count() == 3


def test_a_refused_device_is_named_and_the_others_are_changed(visitor, eight, coordinator):
    """Two with one serial number, of two models: they cannot become the same model."""
    odd = eight[4]
    press(visitor, "together_describe", eight[0], model="Alpha", brand="Acme")
    Device.objects.filter(pk=odd.pk).update(serial=eight[0].serial, serial_shared_by=coordinator)
    press(visitor, "together_add", *eight)
    answer = press(visitor, "together_describe", *eight, brand="Acme", model="Alpha")
    [(device, why)] = answer.context["result"].refused
    assert device == odd
    assert why
    assert len(answer.context["result"].done) == 7
    assert 'value="Alpha"' in answer.content.decode()
    assert str(odd) in answer.content.decode()
    assert not Device.objects.filter(pk=odd.pk, model__name="Alpha").exists()


def test_a_refused_device_may_be_retried(visitor, eight):
    """The page that names a refusal is sent again as it stands."""
    Device.objects.filter(pk=eight[0].pk).update(status=DeviceStatus.QUARANTINED)
    answer = press(visitor, "together_describe", *eight, brand="Acme")
    key = answer.context["alike_form"]["submission"].value()
    Device.objects.filter(pk=eight[0].pk).update(status=DeviceStatus.REFURBISHING)
    press(visitor, "together_describe", *eight, brand="Acme", submission=key)
    assert Device.objects.filter(brand__name="Acme").count() == 8


def test_a_form_sent_twice_is_applied_once(visitor, eight):
    page = press(visitor, "together_add", *eight)
    key = page.context["bring_form"]["submission"].value()
    Device.objects.filter(pk=eight[0].pk).update(status=DeviceStatus.RECEIVED, bench_by=None)
    for _time in range(2):
        answer = press(visitor, "together_bring", eight[0], submission=key)
    assert messages_of(answer) == ["C’est déjà fait."]
    assert Event.objects.filter(kind="device.refurbishing").count() == 1


def test_an_empty_form_does_nothing(visitor, eight):
    answer = press(visitor, "together_describe", *eight)
    assert answer.context["alike_form"].non_field_errors()
    assert not Event.objects.exists()


def test_devices_of_another_site_are_not_changed(visitor, eight):
    stranger = DeviceFactory(refurbishing=True)
    press(visitor, "together_describe", *eight, stranger, brand="Acme")
    stranger.refresh_from_db()
    assert stranger.brand is None


def test_the_page_takes_constant_queries(visitor, eight):
    costs = []
    for some in (eight[:2], eight[2:]):
        press(visitor, "together_add", *some)
        with CaptureQueriesContext(connection) as captured:
            visitor.get(reverse("together"))
        costs.append(len(captured))
    assert costs[0] == costs[1]


def test_a_device_of_the_group_shows_the_others(visitor, eight):
    press(visitor, "together_add", *eight)
    page = visitor.get(reverse("device_bench", args=[eight[0].pk])).content.decode()
    assert all(reverse("device_bench", args=[other.pk]) in page for other in eight[1:])


def test_the_same_answers_are_given_for_all_but_those_off_the_bench(visitor, eight):
    item = ChecklistItemFactory(checklist=ChecklistFactory(category=eight[0].category))
    Device.objects.filter(pk=eight[0].pk).update(status=DeviceStatus.RECEIVED)
    page = press(visitor, "together_add", *eight)
    assert reverse("together_check") in page.content.decode()
    answer = press(visitor, "together_check", *eight, **{f"item_{item.pk}": "pass"})
    assert [device for device, _why in answer.context["result"].refused] == [eight[0]]
    results = TestResult.objects.filter(item=item, outcome="pass")
    assert set(results.values_list("device", flat=True)) == {device.pk for device in eight[1:]}
