"""The advice below the specification of a device."""

import pytest
from django.urls import reverse

from tests.factories import (
    CategoryFactory,
    ChecklistFactory,
    ChecklistItemFactory,
    DeviceFactory,
    SpecificationFactory,
    TestResultFactory,
)


@pytest.fixture
def bench(sign_in, technician):
    browser = sign_in(technician)
    return lambda device: browser.get(reverse("device_bench", args=[device.pk])).content.decode()


def test_no_system_is_advised_once_the_checklist_says_that_one_is_installed(bench, site):
    checklist = ChecklistFactory(category=CategoryFactory(holding_data=True))
    device = DeviceFactory(site=site, category=checklist.category, refurbishing=True)
    assert "Système à installer" in bench(device)
    system = ChecklistItemFactory(checklist=checklist, code="system")
    TestResultFactory(device=device, item=system, passed=True)
    page = bench(device)
    assert "un système est installé" in page
    assert "Système à installer" not in page


def test_a_specification_entered_by_hand_says_which_system_to_install(bench, site):
    device = DeviceFactory(site=site, refurbishing=True)
    SpecificationFactory(
        device=device,
        cpu="Intel Core i5-8350U",
        ram_gb=8,
        storage_gb=256,
        tpm="2.0",
        os_version="10",
    )
    page = bench(device)
    assert "Système à installer" in page
    assert "Windows 11" in page


def test_a_phone_gets_no_advice(bench, site):
    phone = DeviceFactory(site=site, refurbishing=True, category=CategoryFactory(phone=True))
    SpecificationFactory(device=phone, cpu="", os="android", os_version="13")
    page = bench(phone)
    assert "Android 13" in page
    assert 'class="advice"' not in page
