"""Our read-only script, run by a plain shell on an invented machine."""

import json
import subprocess

import pytest
from django.conf import settings

from inventory.workshop.machine_reports.readers import read

SCRIPT = settings.BASE_DIR / "docs" / "collect.sh"
FILES = {
    "sys/class/dmi/id/sys_vendor": "LENOVO",
    "sys/class/dmi/id/product_name": "20L6S0DEMO",
    "sys/class/dmi/id/product_version": 'ThinkPad "T480" \\',
    "sys/class/dmi/id/product_serial": "DEMOPF1A2B3",
    "proc/cpuinfo": "".join(
        "model name\t: Intel(R) Core(TM) i5-8350U CPU @ 1.70GHz\n"
        f"physical id\t: 0\ncore id\t: {n}\n"
        for n in (0, 1, 2, 3, 0, 1, 2, 3)
    ),
    "proc/meminfo": "MemTotal:        7900000 kB",
    "proc/cmdline": "BOOT_IMAGE=/casper/vmlinuz boot=casper quiet",
    "etc/os-release": 'PRETTY_NAME="Linux Mint 22"',
    "etc/hostname": "PC-DE-ZORAIDE",
    "sys/block/nvme0n1/removable": "0",
    "sys/block/nvme0n1/size": "500118192",
    "sys/block/nvme0n1/queue/rotational": "0",
    "sys/block/nvme0n1/device/model": "SAMSUNG MZVLB256HAHQ   ",
    "sys/block/nvme0n1/device/serial": "DEMOS41GNX0K",
    "sys/block/sda/removable": "1",
    "sys/block/sda/size": "60063744",
    "sys/class/power_supply/BAT0/energy_full_design": "23900000",
    "sys/class/power_supply/BAT0/energy_full": "19000000",
    "sys/class/power_supply/BAT0/cycle_count": "312",
    "sys/class/power_supply/BAT1/charge_full_design": "2000000",
    "sys/class/power_supply/BAT1/charge_full": "1000000",
    "sys/class/power_supply/BAT1/voltage_min_design": "11400000",
    "sys/class/tpm/tpm0/tpm_version_major": "2",
    "sys/firmware/efi/fw_platform_size": "64",
    "sys/firmware/acpi/tables/MSDM": "SECRET-KEY",
    "sys/class/drm/card0-eDP-1/status": "connected",
    "sys/class/drm/card0-eDP-1/modes": "1920x1080",
    "sys/bus/usb/devices/1-8:1.0/bInterfaceClass": "0e",
}


def run(root):
    done = subprocess.run(  # noqa: S603
        ["/bin/sh", str(SCRIPT)],
        env={"REBOND_ROOT": str(root), "PATH": "/usr/bin:/bin"},
        capture_output=True,
        timeout=30,
        check=True,
    )
    assert done.stderr == b""
    return done.stdout


@pytest.fixture
def root(tmp_path):
    for name, text in FILES.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text + "\n")
    edid = bytearray(128)
    edid[66:69] = bytes([309 - 256, 174, 0x10])
    (tmp_path / "sys/class/drm/card0-eDP-1/edid").write_bytes(edid)
    return tmp_path


def test_the_script_reports_the_hardware(root):
    machine = read(run(root))
    assert (machine.maker, machine.serial) == ("LENOVO", "DEMOPF1A2B3")
    assert machine.model == 'ThinkPad "T480" \\'
    assert [(d.kind, d.serial, d.capacity_gb) for d in machine.disks] == [
        ("nvme", "DEMOS41GNX0K", 256)
    ]
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


def test_the_script_reports_nothing_else(root):
    output = run(root).decode()
    assert "ZORAIDE" not in output
    assert "SECRET-KEY" not in output
    assert json.loads(output)["os"] == ""  # the stick's own system


def test_the_script_reports_missing_permissions(tmp_path):
    output = json.loads(run(tmp_path))
    assert output["read"] == []
    assert "serial" in output["unread"]


def test_the_script_writes_no_file():
    text = SCRIPT.read_text()
    assert not [line for line in text.splitlines() if "> /" in line.replace("2> /dev/null", "")]
