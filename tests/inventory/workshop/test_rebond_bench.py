"""The read-only script of the bench, run by plain shells on imaginary machines."""

import json

import pytest

from inventory.workshop.machine_reports.readers import read
from tests.station import MACHINES, SHELLS, Station


@pytest.fixture
def station(tmp_path):
    return Station(tmp_path)


def read_machine(station, name, **kwargs):
    root = station.boot(name)
    if name == "thinkpad":
        edid = bytearray(128)
        edid[66:69] = bytes([309 - 256, 174, 0x10])
        (root / "sys/class/drm/card0-eDP-1/edid").write_bytes(edid)
    return station.run("read", **kwargs)


@pytest.fixture(scope="module")
def outputs(tmp_path_factory):
    """{name of a machine: output of the script on it}."""
    station = Station(tmp_path_factory.mktemp("station"))
    return {name: read_machine(station, name) for name in MACHINES}


def test_the_script_reports_the_hardware_and_nothing_else(outputs):
    output = outputs["thinkpad"]
    assert "ZORAIDE" not in output
    assert "SECRET-KEY" not in output
    assert json.loads(output)["os"] == ""  # the system is that of the stick
    machine = read(output.encode())
    assert (machine.maker, machine.serial) == ("LENOVO", "DEMOPF1A2B3")
    assert machine.model == 'ThinkPad "T480" \\'
    facts = {name: str(fact) for name, fact in machine.facts.items()}
    assert facts == {
        "cpu": "Intel(R) Core(TM) i5-8350U CPU @ 1.70GHz",
        "cores": "4",
        "ram_gb": "8",
        "screen_inches": "14.0",
        "screen_width": "1920",
        "screen_height": "1080",
        "has_webcam": "True",
        "has_cellular": "False",
        "battery_design_mwh": "46700",
        "battery_full_mwh": "30400",
        "battery_cycles": "312",
        "tpm": "2.0",
        "firmware": "uefi",
        "licence": "digital",
        "storage_gb": "256",
        "storage_kind": "nvme",
    }


def test_tools_complete_the_data_of_the_kernel_and_missing_data_is_listed(outputs):
    assert {"serial", "battery", "tpm"} <= set(json.loads(outputs["chromebook"])["unread"])
    found = {name: read(output.encode()) for name, output in outputs.items()}
    assert {name: (m.maker, m.model, m.serial) for name, m in found.items()} == {
        "thinkpad": ("LENOVO", 'ThinkPad "T480" \\', "DEMOPF1A2B3"),
        "latitude": ("Dell Inc.", "Latitude E6430", "DEMO7Z1"),
        "probook": ("HP", "ProBook 450 G5", "DEMO5CD8"),
        "tower": ("Gigabyte Technology Co., Ltd.", "H81M-S2H", ""),
        "chromebook": ("Google", "Lenovo Chromebook Duet", ""),
    }
    latitude = found["latitude"].facts
    names = ("battery_design_mwh", "battery_full_mwh", "battery_cycles", "ram_gb")
    assert [latitude[name] for name in names] == [60000, 41300, 511, 8]
    assert found["chromebook"].facts["cpu"] == "MediaTek MT8183"
    disks = {
        name: [(d.kind, d.model, d.serial, d.health, d.hours_on) for d in machine.disks]
        for name, machine in found.items()
    }
    assert disks == {
        "thinkpad": [("nvme", "SAMSUNG MZVLB256HAHQ-000L7", "DEMOS41GNX0K", "good", 4210)],
        "latitude": [("hdd", "ST500LM021-1KJ152", "DEMOW62ABCDE", "failing", 31000)],
        "probook": [("ssd", "SK hynix SC311 SATA 128GB", "DEMOMI84N", "good", 100)],
        "tower": [
            ("hdd", "WDC WD10EZEX-08WN4A0", "DEMOWCC6Y", "worn", 18000),
            ("ssd", "KINGSTON SA400S3", "DEMO50026B", "", None),
        ],
        "chromebook": [("embedded", "DF4032", "0XDEMO77", "", None)],
    }


def test_each_shell_reads_the_same(station, outputs):
    station.boot("tower")
    for shell in SHELLS:
        assert station.run("read", shell=shell) == outputs["tower"], shell


def test_without_network_findings_wait_on_the_stick(station):
    (station.stick / "rebond.conf").write_text("url=http://127.0.0.1:9\nlanguage=fr\n")
    root = station.boot("latitude")
    (root / "root").mkdir()
    (root / "root/nwipe_report.pdf").write_bytes(b"%PDF-1.4 %%EOF")
    (root / "root/nwipe_log.txt").write_text("the paper says more")
    before = {path: path.stat().st_mtime_ns for path in root.rglob("*")}
    shown = station.run(types="RB26000011\n", code=1)
    assert {
        path: path.stat().st_mtime_ns for path in root.rglob("*")
    } == before  # the machine is unchanged
    assert "Non envoyé (000) : en attente sur la clé." in shown
    waiting = sorted((station.stick / "queue").iterdir())
    assert [path.name.partition("-")[0] for path in waiting] == ["erasure", "machine"]
    assert (waiting[1] / ".device").read_text() == "RB26000011"
    assert read((waiting[1] / "machine.json").read_bytes()).serial == "DEMO7Z1"


def test_help_is_printed_and_an_unknown_option_sends_nothing(station):
    station.boot("thinkpad")
    assert "rebond-bench upload FOLDER" in station.run("--help")
    assert "--foo" in station.run("--foo", code=2)
    assert not list(station.stick.glob("queue/*"))
