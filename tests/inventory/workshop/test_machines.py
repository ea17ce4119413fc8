"""Parsing of hardware reports, field by field."""

from decimal import Decimal

from inventory.workshop.machine_reports.machine import Disk, Machine
from inventory.workshop.machine_reports.readers import read
from tests.cases import named
from tests.inventory.workshop.machines import NAMES, sample

I5_8350U = "Intel(R) Core(TM) i5-8350U CPU @ 1.70GHz"
FHD = {"screen_width": 1920, "screen_height": 1080}

EXPECTED = {
    "collect_thinkpad.json": Machine(
        kind="collect",
        maker="LENOVO",
        model="ThinkPad T480",
        serial="DEMOPF1A2B3",
        facts={
            "cpu": I5_8350U,
            "cores": 4,
            "ram_gb": 16,
            "screen_inches": Decimal("14.0"),
            **FHD,
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
    "lshw_latitude.json": Machine(
        kind="lshw",
        maker="Dell Inc.",
        model="Latitude 5490",
        serial="DEMO7X2",
        facts={
            "cpu": I5_8350U,
            "cores": 4,
            "ram_gb": 8,
            **FHD,
            "has_webcam": True,
            "battery_design_mwh": 68_000,
            "firmware": "uefi",
        },
        disks=[Disk("ssd", "DEMOS3U0NX0", 256, "SAMSUNG SSD PM871b 2.5 7mm 256GB")],
    ),
    "lshw_tower.json": Machine(
        kind="lshw",
        facts={"cpu": "Intel(R) Core(TM) i5-4590 CPU @ 3.30GHz", "cores": 4, "ram_gb": 8},
        disks=[
            Disk("ssd", "DEMO50026B77", 240, "KINGSTON SA400S37240G"),
            Disk("hdd", "WD-DEMO6Y1", 1000, "WDC WD10EZEX-08W"),
        ],
    ),
    "lshw_macbook.json": Machine(
        kind="lshw",
        maker="Apple Inc.",
        model="MacBookAir7,2",
        serial="C02DEMOAIR7",
        facts={
            "cpu": "Intel(R) Core(TM) i5-5350U CPU @ 1.80GHz",
            "cores": 2,
            "ram_gb": 8,
            "has_webcam": True,
            "has_cellular": True,
            "battery_design_mwh": 54_340,
            "firmware": "uefi",
        },
        disks=[Disk("nvme", "DEMOC02AP", 121, "APPLE SSD AP0128")],
    ),
    "dmidecode_probook.txt": Machine(
        kind="dmidecode",
        maker="HP",
        model="ProBook 450 G5",
        serial="DEMO5CD8",
        facts={
            "cpu": "Intel(R) Core(TM) i5-8250U CPU @ 1.60GHz",
            "cores": 4,
            "ram_gb": 8,
            "battery_design_mwh": 48_000,
            "firmware": "uefi",
            "tpm": "2.0",
        },
    ),
    "dmidecode_oem.txt": Machine(
        kind="dmidecode",
        facts={"cpu": "Intel(R) Pentium(R) CPU G3220 @ 3.00GHz", "cores": 2, "ram_gb": 4},
    ),
    "dmidecode_macmini.txt": Machine(
        kind="dmidecode",
        maker="Apple Inc.",
        model="Macmini7,1",
        serial="C07DEMOMINI",
        facts={"cpu": "Intel(R) Core(TM) i5-4278U CPU @ 2.60GHz", "cores": 2, "ram_gb": 8},
    ),
    "hwinfo_thinkpad.txt": Machine(
        kind="hwinfo",
        maker="LENOVO",
        model="ThinkPad X380 Yoga",
        serial="DEMOR90X380",
        facts={
            "cpu": "Intel(R) Core(TM) i5-8250U CPU @ 1.60GHz",
            "ram_gb": 8,
            "has_webcam": True,
            "has_cellular": True,
            "screen_inches": Decimal("13.2"),
            **FHD,
            "firmware": "uefi",
        },
        disks=[Disk("nvme", "DEMO1219K0", 256, "LENSE30256GMSP34MEAT3TA")],
    ),
    "hwinfo_optiplex.txt": Machine(
        kind="hwinfo",
        maker="Dell Inc.",
        model="OptiPlex 7010",
        serial="DEMO4J5",
        facts={"cpu": "Intel(R) Core(TM) i3-3220 CPU @ 3.30GHz", "ram_gb": 4},
        disks=[
            Disk("hdd", "DEMOZ3T1", 500, "ST500DM002-1BD14"),
            Disk("ssd", "DEMO14380C", 256, "Crucial_CT256MX1"),
        ],
    ),
    "hwinfo_netbook.txt": Machine(
        kind="hwinfo",
        facts={"cpu": "Intel(R) Celeron(R) CPU N3350 @ 1.10GHz", "ram_gb": 2},
        disks=[Disk("embedded", "0XDEM0BEEF", 31, "Disk")],
    ),
}


def test_every_field_of_a_report_is_parsed():
    for name in EXPECTED:
        with named(name):
            assert read(sample(name)) == EXPECTED[name]


def test_every_sample_report_is_tested():
    assert set(NAMES) == set(EXPECTED)


def test_storage_is_the_sum_of_internal_disks():
    assert read(sample("lshw_tower.json")).facts["storage_gb"] == 1240
    assert read(sample("lshw_tower.json")).facts["storage_kind"] == "mixed"
    assert read(sample("lshw_latitude.json")).facts["storage_kind"] == "ssd"
    assert "storage_gb" not in read(sample("dmidecode_oem.txt")).facts


def test_windows_text_encodings_are_read():
    text = sample("collect_tower.json").decode()
    for content in (
        text.encode("utf-16"),
        text.encode("utf-8-sig"),
        text.replace("\n", "\r\n").encode(),
    ):
        assert read(content) == EXPECTED["collect_tower.json"]
    windows = sample("dmidecode_oem.txt").replace(b"\n", b"\r\n")
    assert read(windows) == EXPECTED["dmidecode_oem.txt"]
