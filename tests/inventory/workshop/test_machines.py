"""Parsing of hardware reports, field by field."""

from decimal import Decimal

from inventory.workshop.machine_reports.machine import Disk, Machine
from inventory.workshop.machine_reports.readers import read
from tests.cases import named
from tests.inventory.workshop.machines import NAMES, sample

EXPECTED = {
    "collect_thinkpad.json": Machine(
        kind="collect",
        maker="LENOVO",
        model="ThinkPad T480",
        serial="DEMOPF1A2B3",
        facts={
            "cpu": "Intel(R) Core(TM) i5-8350U CPU @ 1.70GHz",
            "cores": 4,
            "ram_gb": 16,
            "screen_inches": Decimal("14.0"),
            "screen_width": 1920,
            "screen_height": 1080,
            "has_webcam": True,
            "has_cellular": True,
            "battery_design_mwh": 47_520,
            "battery_full_mwh": 38_010,
            "battery_cycles": 312,
            "tpm": "2.0",
            "firmware": "uefi",
            "licence": "digital",
        },
        disks=[Disk("nvme", "DEMOS41GNX0K", 256, "SAMSUNG MZVLB256HAHQ-000L7")],
    ),
    "collect_tower.json": Machine(
        kind="collect",
        facts={
            "cpu": "AMD Ryzen 5 1600 Six-Core Processor",
            "cores": 6,
            "ram_gb": 8,
            "has_webcam": False,
            "has_cellular": False,
            "tpm": "none",
            "firmware": "bios",
            "os": "linux",
            "os_version": "Linux Mint 22",
        },
        disks=[
            Disk("ssd", "DEMO1951E22F", 240, "CT240BX500SSD1"),
            Disk("hdd", "DEMOZN1ABC", 1000, "ST1000DM010-2EP102"),
        ],
    ),
    "collect_macbook.json": Machine(
        kind="collect",
        maker="Apple Inc.",
        model="MacBookPro11,1",
        facts={
            "cpu": "Intel(R) Core(TM) i5-4278U CPU @ 2.60GHz",
            "cores": 2,
            "ram_gb": 8,
            "screen_inches": Decimal("13.3"),
            "screen_width": 2560,
            "screen_height": 1600,
            "has_webcam": True,
            "has_cellular": False,
            "battery_design_mwh": 71_800,
            "battery_full_mwh": 52_100,
            "battery_cycles": 604,
            "tpm": "none",
            "firmware": "uefi",
        },
        disks=[Disk("ssd", "", 251, "APPLE SSD SM0256F")],
    ),
}


def test_every_field_of_a_report_is_parsed():
    for name in EXPECTED:
        with named(name):
            assert read(sample(name)) == EXPECTED[name]


def test_every_sample_report_is_tested():
    assert set(NAMES) == set(EXPECTED)


def test_storage_is_the_sum_of_internal_disks():
    assert read(sample("collect_tower.json")).facts["storage_gb"] == 1240
    assert read(sample("collect_tower.json")).facts["storage_kind"] == "mixed"
    assert read(sample("collect_thinkpad.json")).facts["storage_kind"] == "nvme"


def test_windows_text_encodings_are_read():
    text = sample("collect_tower.json").decode()
    for content in (
        text.encode("utf-16"),
        text.encode("utf-8-sig"),
        text.replace("\n", "\r\n").encode(),
    ):
        assert read(content) == EXPECTED["collect_tower.json"]
