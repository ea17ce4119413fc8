"""Reading of the output of other tools, field by field."""

from decimal import Decimal

from inventory.workshop.machine_reports.machine import Disk, Machine
from inventory.workshop.machine_reports.readers import read
from modules.machine_files.tests.machines import NAMES, sample
from tests.cases import named

FHD = {"screen_width": 1920, "screen_height": 1080}

EXPECTED = {
    "lshw_latitude.json": Machine(
        kind="lshw",
        maker="Dell Inc.",
        model="Latitude 5490",
        serial="DEMO7X2",
        facts={
            "cpu": "Intel(R) Core(TM) i5-8350U CPU @ 1.70GHz",
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


def test_every_field_of_each_sample_is_read():
    assert set(NAMES) == set(EXPECTED)
    for name in EXPECTED:
        with named(name):
            assert read(sample(name)) == EXPECTED[name]


def test_storage_is_the_sum_of_internal_disks():
    assert read(sample("lshw_tower.json")).facts["storage_gb"] == 1240
    assert read(sample("lshw_tower.json")).facts["storage_kind"] == "mixed"
    assert read(sample("lshw_latitude.json")).facts["storage_kind"] == "ssd"
    assert "storage_gb" not in read(sample("dmidecode_oem.txt")).facts


def test_line_ends_of_windows_are_read():
    windows = sample("dmidecode_oem.txt").replace(b"\n", b"\r\n")
    assert read(windows) == EXPECTED["dmidecode_oem.txt"]
