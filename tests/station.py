"""Five fictitious computers as seen by the bench station, and the station run on each.

A computer consists of files in /sys and /proc, and of the output of tools by their arguments.
"""

import json
import shutil
import subprocess

from django.conf import settings

SCRIPT = settings.PROJECT_DIR / "clients" / "bench" / "rebond-bench"
SHELLS = [name for name in ("dash", "busybox", "sh") if shutil.which(name)]
# Programs that the script requires besides a shell; its path has no others.
NEEDED = ["awk", "cat", "cksum", "cp", "curl", "cut", "dirname", "grep", "head", "mkdir", "mv"]
NEEDED += ["od", "readlink", "rm", "sed", "tr"]
DMI = "sys/class/dmi/id"


def _disk(name, *, gb, model="", serial="", rotational=0, removable=0):
    folder = f"sys/block/{name}"
    return {
        f"{folder}/removable": str(removable),
        f"{folder}/size": str(gb * 10**9 // 512),
        f"{folder}/queue/rotational": str(rotational),
        f"{folder}/device/model": model,
        **({f"{folder}/device/serial": serial} if serial else {}),
    }


def _smart(model, serial, *, passed=True, hours=100, **more):
    printed = {
        "json_format_version": [1, 0],
        "model_name": model,
        "serial_number": serial,
        "smart_status": {"passed": passed},
        "power_on_time": {"hours": hours},
    }
    return json.dumps(printed | more, indent=2)


def _sectors(**lost):
    numbers = {"reallocated": 5, "pending": 197}
    table = [{"id": numbers[name], "raw": {"value": count}} for name, count in lost.items()]
    return {"ata_smart_attributes": {"table": table}}


def _cpu(name, cores=2):
    return "".join(
        f"model name\t: {name}\nphysical id\t: 0\ncore id\t: {n % cores}\n"
        for n in range(2 * cores)
    )


LIVE = {
    "proc/cmdline": "BOOT_IMAGE=/live/vmlinuz boot=live quiet",
    "etc/os-release": 'PRETTY_NAME="Debian GNU/Linux 13"',
    "etc/hostname": "PC-DE-ZORAIDE",
    "sys/block/sdz/removable": "1",
    "sys/block/sdz/size": "60063744",
    "sys/firmware/acpi/tables/MSDM": "SECRET-KEY",
}
MACHINES = {
    # All data is in /sys; a healthy NVMe disk.
    "thinkpad": (
        {
            f"{DMI}/sys_vendor": "LENOVO",
            f"{DMI}/product_name": "20L6S0DEMO",
            f"{DMI}/product_version": 'ThinkPad "T480" \\',
            f"{DMI}/product_serial": "DEMOPF1A2B3",
            "proc/cpuinfo": _cpu("Intel(R) Core(TM) i5-8350U CPU @ 1.70GHz", 4),
            "proc/meminfo": "MemTotal:        7900000 kB",
            **_disk("nvme0n1", gb=256, model="SAMSUNG MZVLB256HAHQ   ", serial="DEMOS41GNX0K"),
            "sys/class/power_supply/BAT0/energy_full_design": "23900000",
            "sys/class/power_supply/BAT0/energy_full": "19000000",
            "sys/class/power_supply/BAT0/cycle_count": "312",
            "sys/class/power_supply/BAT1/charge_full_design": "2000000",
            "sys/class/power_supply/BAT1/charge_full": "1000000",
            "sys/class/power_supply/BAT1/voltage_min_design": "11400000",
            "sys/class/tpm/tpm0/tpm_version_major": "2",
            "sys/firmware/efi/fw_platform_size": "64",
            "sys/class/drm/card0-eDP-1/status": "connected",
            "sys/class/drm/card0-eDP-1/modes": "1920x1080",
            "sys/bus/usb/devices/1-8:1.0/bInterfaceClass": "0e",
        },
        {
            "smartctl": {
                "-a -j /dev/nvme0n1": _smart(
                    "SAMSUNG MZVLB256HAHQ-000L7",
                    "DEMOS41GNX0K",
                    hours=4210,
                    nvme_smart_health_information_log={"critical_warning": 0, "percentage_used": 7},
                )
            }
        },
    ),
    # No DMI in /sys: dmidecode reports it, and upower the battery; a failing hard disk.
    "latitude": (
        {
            "proc/cpuinfo": _cpu("Intel(R) Core(TM) i5-3320M CPU @ 2.60GHz"),
            **_disk("sda", gb=500, model="ST500LM021-1KJ152", rotational=1),
        },
        {
            "dmidecode": {
                "-s system-manufacturer": "Dell Inc.",
                "-s system-product-name": "Latitude E6430",
                "-s system-version": "01",
                "-s system-serial-number": "DEMO7Z1",
                "-t 17": "Memory Device\n\tSize: 4096 MB\nMemory Device\n\tSize: 4 GB\n"
                "Memory Device\n\tSize: No Module Installed",
            },
            "lsblk": {"-dno SERIAL /dev/sda": "DEMOW62ABCDE"},
            "smartctl": {
                "-a -j /dev/sda": _smart(
                    "ST500LM021-1KJ152",
                    "DEMOW62ABCDE",
                    passed=False,
                    hours=31000,
                    **_sectors(reallocated=1200, pending=8),
                )
            },
            "upower": {
                "-d": "Device: /org/freedesktop/UPower/devices/mouse\n  power supply:  no\n"
                "    energy-full:         9 Wh\n"
                "Device: /org/freedesktop/UPower/devices/battery_BAT0\n  power supply:  yes\n"
                "    energy-full:         41.3 Wh\n    energy-full-design:  60 Wh\n"
                "    charge-cycles:       511\n"
            },
        },
    ),
    # An overwritten SSD, which is no proof of erasure.
    "probook": (
        {
            f"{DMI}/sys_vendor": "HP",
            f"{DMI}/product_name": "HP ProBook 450 G5",
            f"{DMI}/product_serial": "DEMO5CD8",
            "proc/cpuinfo": _cpu("Intel(R) Core(TM) i3-7100U CPU @ 2.40GHz"),
            "proc/meminfo": "MemTotal:        3900000 kB",
            **_disk("sda", gb=128, model="SK hynix SC311 S", serial="DEMOMI84N"),
        },
        {"smartctl": {"-a -j /dev/sda": _smart("SK hynix SC311 SATA 128GB", "DEMOMI84N")}},
    ),
    # A desktop without a serial number; two disks, one with lost sectors.
    "tower": (
        {
            f"{DMI}/sys_vendor": "Gigabyte Technology Co., Ltd.",
            f"{DMI}/product_name": "H81M-S2H",
            f"{DMI}/product_serial": "To be filled by O.E.M.",
            "proc/cpuinfo": _cpu("Intel(R) Core(TM) i3-4130 CPU @ 3.40GHz"),
            "proc/meminfo": "MemTotal:        7900000 kB",
            **_disk("sda", gb=1000, model="WDC WD10EZEX-08WN4A0", serial="DEMOWCC6Y", rotational=1),
            **_disk("sdb", gb=240, model="KINGSTON SA400S3", serial="DEMO50026B"),
        },
        {
            "smartctl": {
                "-a -j /dev/sda": _smart(
                    "WDC WD10EZEX-08WN4A0", "DEMOWCC6Y", hours=18000, **_sectors(reallocated=16)
                ),
                "-a -j /dev/sdb": "Smartctl open device: /dev/sdb failed: cut short {",
            }
        },
    ),
    # No DMI and no dmidecode: lshw knows its name; memory on the board.
    "chromebook": (
        {
            "proc/cpuinfo": "processor\t: 0\nCPU implementer\t: 0x41",
            "proc/meminfo": "MemTotal:        3950000 kB",
            **_disk("mmcblk0", gb=32, serial="0xdemo77"),
            "sys/block/mmcblk0/device/type": "MMC",
            "sys/block/mmcblk0/device/name": "DF4032",
        },
        {
            "lshw": {
                "-quiet -class system": "computer\n    product: Lenovo Chromebook Duet\n"
                "    vendor: Google\n    serial: none",
                "-quiet -class processor": "  *-cpu\n       product: MediaTek MT8183",
            }
        },
    ),
}


class Station:
    """The USB stick of a station, plugged into a computer."""

    def __init__(self, folder, *, url="", token="", language="en"):
        self.folder, self.stick = folder, folder / "stick"
        self.stick.mkdir()
        (self.stick / "rebond.conf").write_text(f"url={url}\nlanguage={language}\n")
        (self.stick / "token").write_text(token)

    def boot(self, name):
        """Plug the stick into one of the five computers; return the folder of the computer."""
        files, printed = MACHINES[name]
        root, bin_ = self.folder / name, self.folder / name / "bin"
        for path, text in (LIVE | files).items():
            file = root / path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(f"{text}\n")
        bin_.mkdir()
        for needed in NEEDED:
            (bin_ / needed).symlink_to(shutil.which(needed))
        for tool in printed:
            cases = ""
            for number, (arguments, text) in enumerate(printed[tool].items()):
                (bin_ / f"{tool}.{number}").write_text(text)
                cases += f"'{arguments}') cat '{bin_}/{tool}.{number}' ;;\n"
            (bin_ / tool).write_text(f'#!/bin/sh\ncase "$*" in\n{cases}esac\n')
            (bin_ / tool).chmod(0o755)
        self.root = root
        return root

    def run(self, *arguments, shell="sh", types="", code=0):
        """Run the script; return its output."""
        start = [shutil.which(shell), *(["sh"] if shell == "busybox" else [])]
        done = subprocess.run(  # noqa: S603
            [*start, str(SCRIPT), *map(str, arguments)],
            env={
                "REBOND_ROOT": str(self.root),
                "REBOND_STICK": str(self.stick),
                "PATH": f"{self.root}/bin",
            },
            input=types,
            capture_output=True,
            text=True,
            timeout=60,
        )
        assert (done.returncode, done.stderr) == (code, ""), done.stdout
        return done.stdout
