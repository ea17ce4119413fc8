"""Bench page: list of panels with the next step first; each reason links to its panel."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from core.models import Event
from inventory.devices.lifecycle.devices import DeviceStatus, RetireReason
from inventory.models import Device
from inventory.workshop.operations.bench import REASONS_NOT_READY
from inventory.workshop.workbench.parts import PARTS
from tests.factories import (
    CategoryFactory,
    ChecklistFactory,
    ChecklistItemFactory,
    DeviceFactory,
    ErasureFactory,
    RepairFactory,
    TestResultFactory,
)


@pytest.fixture
def visitor(sign_in, technician):
    return sign_in(technician)


@pytest.fixture
def item(db):
    checklist = ChecklistFactory(category=CategoryFactory(holding_data=True))
    return ChecklistItemFactory(checklist=checklist)


@pytest.fixture
def device(site, item):
    return DeviceFactory(site=site, category=item.checklist.category, refurbishing=True)


def opened(answer):
    return [part["name"] for part in answer.context["parts"] if part.get("is_open")]


def bench(visitor, device, **query):
    return visitor.get(reverse("device_bench", args=[device.pk]), query)


def test_each_blocking_reason_belongs_to_one_panel():
    names = [part.left for part in PARTS if part.left]
    assert len(names) == len(set(names))
    assert set(names) == set(REASONS_NOT_READY)


def test_no_panel_shows_reasons_of_another(device, technician):
    names = [name for part in PARTS for name in part.read(device, technician, {})]
    forms = [name for part in PARTS for name in part.forms]
    assert {name for name in names if names.count(name) > 1} == {"state", "left"}
    assert len(forms) == len(set(forms))


def test_the_panel_of_the_next_step_is_first_and_open(visitor, device, item):
    answer = bench(visitor, device)
    assert opened(answer) == ["specs", "checklist"]  # the report of the machine, then the checklist
    assert answer.content.decode().index("?part=checklist#checklist") < (
        answer.content.decode().index("?part=data#data")
    )
    TestResultFactory(device=device, item=item, passed=True)
    assert opened(bench(visitor, device)) == ["specs", "data"]


@pytest.mark.usefixtures("unrendered")
def test_a_blocking_reason_links_to_its_panel(visitor, device):
    assert opened(bench(visitor, device, part="data")) == ["data"]
    assert opened(bench(visitor, device, part="no such part")) == ["specs", "checklist"]


def test_input_is_retained_when_the_device_was_retired_meanwhile(visitor, device, item):
    retired = {"status": DeviceStatus.RETIRED, "retire_reason": RetireReason.PARTS}
    Device.objects.filter(pk=device.pk).update(**retired)
    address = reverse("device_check", args=[device.pk])
    answer = visitor.post(address, {f"item_{item.pk}": "fail", f"note_{item.pk}": "odd noise"})
    assert 'value="odd noise"' in answer.content.decode()
    assert answer.context["checklist"].non_field_errors()


def test_a_long_history_is_paginated(visitor, device, technician):
    """The pages of the device and the bench show the latest events, and link to all events."""
    story = reverse("device_story", args=[device.pk])
    assert story not in bench(visitor, device).content.decode()
    Event.objects.record_many("device.seen", [(device, {})] * 200, by=technician)
    for name in ("device_bench", "device_detail"):
        answer = visitor.get(reverse(name, args=[device.pk]))
        assert len(answer.context["events"]) < 200
        assert story in answer.content.decode()
    pages = [visitor.get(story, {"page": number}).context["page"] for number in (1, 4)]
    assert [page.number for page in pages] == [1, 4]
    assert {event.pk for page in pages for event in page} < set(
        Event.objects.values_list("pk", flat=True)
    )


def test_the_page_takes_constant_queries_for_a_long_history(visitor, device, technician):
    costs = []
    bench(visitor, device)
    for _time in range(2):
        with CaptureQueriesContext(connection) as captured:
            bench(visitor, device)
        costs.append(len(captured))
        Event.objects.record_many("device.seen", [(device, {})] * 200, by=technician)
    assert costs[0] == costs[1]


@pytest.mark.usefixtures("unrendered")
def test_open_parts_are_listed_before_a_device_counts_as_finished(visitor, device, item):
    TestResultFactory(device=device, item=item, passed=True)
    ErasureFactory(medium=device.media.get(), passed=True)
    Device.objects.filter(pk=device.pk).update(needs_erasure=False)
    context = bench(visitor, device).context
    assert not context["has_work"]
    assert {part["name"] for part in context["open_parts"]} == {"specs"}


def test_items_without_an_answer_are_linked(visitor, device, item):
    assert f'href="#check-{item.code}"' in bench(visitor, device).content.decode()
    answer = visitor.post(
        reverse("device_check", args=[device.pk]), {f"item_{item.pk}": "pass", "seen": 0}
    )
    assert "#check" not in answer.url


def test_no_two_elements_of_the_bench_share_an_id(visitor, device):
    RepairFactory(device=device, open=True)
    page = bench(visitor, device).content.decode()
    ids = re.findall(r' id="([^"]+)"', page)
    assert {one for one in ids if ids.count(one) > 1} == set()
