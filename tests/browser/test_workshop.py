"""A technician checks and erases three similar devices, and anyone can verify the certificate."""

import re

import pytest
from playwright.sync_api import expect

from inventory.models import Device, Medium, Specification, TestResult
from tests.browser.conftest import DESK, PHONE
from tests.browser.road import codes_of, fetched, press, says, scan
from tests.factories import ChecklistFactory, ChecklistItemFactory, DeviceFactory


@pytest.mark.audit
def test_three_devices_are_checked_on_a_bench(visit, technician, site, live_server):
    checklist = ChecklistFactory(category__holds_data=True)
    ChecklistItemFactory(checklist=checklist, code="hinges", labels__en="Hinges")
    machines = DeviceFactory.create_batch(
        3, refurbishing=True, site=site, category=checklist.category
    )
    Medium.objects.update(kind="hdd")
    page = visit(technician, DESK)

    page.goto("/bench/together/")
    for machine in machines:
        scan(page, "Scan or type a device", machine.asset_tag)
        expect(page.locator("tbody")).to_contain_text(machine.asset_tag)
    page.get_by_text("What they have in common").click()
    page.get_by_label("memory (GB)").fill("8")
    press(page, "Save for all 3")
    says(page, "Done for all 3 devices.")
    assert set(Specification.objects.values_list("ram_gb", flat=True)) == {8}
    assert Specification.objects.count() == 3

    page.get_by_label("works").first.check()
    with page.expect_response(lambda answer: answer.request.method == "POST"):
        press(page, "Answer for all 3")
    says(page, "Done for all 3 devices.")
    assert TestResult.objects.count() == 3

    page.goto(f"/devices/{machines[0].pk}/bench/?part=data")
    form = page.locator("form[action$='/erase/']").first
    form.get_by_label("Method").select_option("ata_sanitize")
    form.get_by_label("Tool").first.fill("nwipe")
    form.get_by_label("Version").first.fill("0.38")
    press(form, "Passed")
    says(page, "The erasure is recorded.")
    assert not Device.objects.get(pk=machines[0].pk).needs_erasure

    page.goto(f"/devices/{machines[0].pk}/bench/?part=data")
    with page.expect_response(lambda answer: answer.request.method == "POST"):
        press(page, "Erasure certificate")
    page.goto(f"/devices/{machines[0].pk}/bench/?part=data")
    number = page.get_by_role("link", name=re.compile(r"^CE\d\d-"))
    paper = fetched(page, number.first)

    address = codes_of(paper)[0]
    stranger = visit(None, PHONE)
    stranger.goto(live_server.url + address[address.index("/", 8) :].lower())
    serial = machines[0].media.get().serial
    expect(stranger.locator("main")).to_contain_text(serial[-4:])
    expect(stranger.locator("main")).not_to_contain_text(serial)
    expect(stranger.locator("main")).not_to_contain_text(machines[0].asset_tag)
    expect(stranger.locator("main")).not_to_contain_text(technician.name)
