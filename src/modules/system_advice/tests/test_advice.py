"""Recommended operating system, from the recorded specification."""

from catalogue.models import Brand, Category
from demo.workshop import COMPUTERS
from inventory.models import Device, Specification
from modules.system_advice.advice import System, advise
from tests.cases import named

INTEL_8 = "Intel(R) Core(TM) i5-8350U CPU @ 1.70GHz"
INTEL_6 = "Intel(R) Core(TM) i5-6300U CPU @ 2.40GHz"
ENOUGH = {"cpu": INTEL_8, "tpm": "2.0", "ram_gb": 4, "storage_gb": 64, "cores": 2}


def device(*, brand=None, **category):
    return Device(category=Category(**{"holds_data": True, **category}), brand=brand)


def system(of=None, **facts):
    advice = advise(of or device(), Specification(**facts))
    return advice and advice.system


def test_a_computer_gets_an_operating_system_advice():
    for facts, advised in (
        ({}, System.WINDOWS_11),
        ({"cpu": "AMD Ryzen 5 PRO 3500U w/ Radeon Vega Mobile Gfx"}, System.WINDOWS_11),
        ({"firmware": "bios"}, System.WINDOWS_11),
        ({"ram_gb": 3}, System.LINUX),
        ({"storage_gb": 32}, System.LINUX),
        ({"cores": 1}, System.LINUX),
        ({"cores": None}, System.WINDOWS_11),
        ({"tpm": "1.2"}, System.LINUX),
        ({"tpm": "none"}, System.LINUX),
        ({"cpu": INTEL_6}, System.LINUX),
        ({"cpu": INTEL_6, "tpm": "", "ram_gb": None}, System.LINUX),
        ({"cpu": "AMD Ryzen 5 2500U with Radeon Vega Mobile Gfx"}, System.LINUX),
        ({"cpu": ""}, System.UNKNOWN),
        ({"cpu": "Intel Core i5"}, System.UNKNOWN),
        ({"tpm": ""}, System.UNKNOWN),
        ({"ram_gb": None}, System.UNKNOWN),
        ({"storage_gb": None}, System.UNKNOWN),
        ({"cpu": "Apple M1"}, System.MACOS),
        ({"os": "macos"}, System.MACOS),
        ({"os": "chromeos"}, System.CHROMEOS),
    ):
        with named(facts, advised):
            assert system(**ENOUGH | facts) == advised


def test_a_mac_keeps_its_own_system():
    mac = device(brand=Brand(name="Apple", key="apple"))
    assert system(mac, **ENOUGH) == System.MACOS


def test_phones_and_devices_without_storage_get_no_advice():
    assert system(device(has_imei=True), os="android", os_version="13") is None
    assert system(device(has_imei=True)) is None
    assert system(device(holds_data=False)) is None


def test_a_tablet_pc_gets_an_advice():
    assert system(device(has_imei=True), **ENOUGH) == System.WINDOWS_11


def test_an_advice_has_its_reason_and_missing_fields(english):
    no = advise(device(), Specification(**ENOUGH | {"cpu": INTEL_6, "tpm": "1.2"}))
    assert no.reasons == [
        "Its processor is too old for Windows 11.",
        "Its TPM is version 1.2: Windows 11 needs version 2.0.",
    ]
    unknown = advise(device(), Specification())
    assert unknown.missing == [
        "the processor",
        "the version of its TPM",
        "its memory",
        "its storage",
    ]
    legacy = advise(device(), Specification(**ENOUGH | {"firmware": "bios"}))
    assert legacy.reasons == [
        "It starts in legacy BIOS mode: switch to UEFI in its settings first."
    ]


def test_the_demo_has_computers_for_windows_and_for_linux():
    found = {
        system(**ENOUGH | {"cpu": f"Intel(R) Core(TM) {cpu}", "cores": cores, "tpm": tpm})
        for cpu, _speed, cores, tpm, *_inches in COMPUTERS.values()
    }
    assert {System.WINDOWS_11, System.LINUX} <= found
