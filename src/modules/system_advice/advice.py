"""Recommended operating system of a computer, from its specification.

Windows 11 requires (microsoft.com/windows/windows-11-specifications) a supported processor
(`modules.system_advice.cpus`) with two cores, TPM 2.0, 4 GB of memory, 64 GB of storage, and UEFI.
Other computers get Linux. Windows 10 has had no free updates since 14 October 2025, except on
personal computers enrolled with a Microsoft account, until 12 October 2027 (Extended Security
Updates): families could lose them again soon after the loan begins. If a decisive value is missing,
the result is unknown, with the missing fields.
"""

from dataclasses import dataclass, field

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.workflow.lifecycle import ToneChoices
from inventory.devices.lifecycle.specifications import Firmware, Os, Tpm
from modules.system_advice.cpus import read_cpu

LEAST_RAM_GB = 4
LEAST_STORAGE_GB = 64
LEAST_CORES = 2


class System(ToneChoices):
    WINDOWS_11 = "windows_11", "good", gettext_lazy("Windows 11")
    LINUX = "linux", "info", gettext_lazy("Install Linux")
    MACOS = "macos", "good", gettext_lazy("Keep macOS")
    CHROMEOS = "chromeos", "good", gettext_lazy("Keep ChromeOS")
    UNKNOWN = "unknown", "wait", gettext_lazy("Not known yet")


@dataclass(frozen=True)
class Advice:
    """Advice for a computer: `reasons` are sentences; `missing` are the fields to fill in."""

    system: System
    reasons: list[str] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)


def advise(device, specification):
    """Return the `Advice` for a computer; None for a phone, a tablet or a monitor."""
    cpu = read_cpu(specification.cpu)
    if not _is_computer(device, specification, cpu):
        return None
    if cpu.maker == "Apple" or specification.os == Os.MACOS or _is_apple(device):
        return Advice(
            System.MACOS,
            [_("As long as Apple provides updates; then Linux, if the processor is an Intel.")],
        )
    if specification.os == Os.CHROMEOS:
        return Advice(System.CHROMEOS, [_("Until the date of its last update; then Linux.")])
    return _for_windows(specification, cpu)


def _is_computer(device, specification, cpu):
    """Whether a device with data is a computer: no IMEI, or Windows, or an Intel or AMD chip."""
    if not device.category.holds_data:
        return False
    if device.category.has_imei:
        return specification.os == Os.WINDOWS or cpu.maker in {"Intel", "AMD"}
    return True


def _is_apple(device):
    return device.brand is not None and device.brand.key == "apple"


def _for_windows(specification, cpu):
    against, missing = [], []
    for rule in (_processor, _tpm, _memory, _storage):
        verdict, words = rule(specification, cpu)
        if verdict is False:
            against.append(words)
        elif verdict is None:
            missing.append(words)
    if against:
        return Advice(System.LINUX, against)
    if missing:
        return Advice(System.UNKNOWN, missing=missing)
    return Advice(System.WINDOWS_11, _before_installing(specification))


def _processor(specification, cpu):
    if specification.cores is not None and specification.cores < LEAST_CORES:
        return False, _("Windows 11 needs two cores.")
    if not specification.cpu:
        return None, _("the processor")
    if cpu.runs_windows_11 is None:
        return None, _("whether its processor is on Microsoft’s lists: look it up by its full name")
    return cpu.runs_windows_11, _("Its processor is too old for Windows 11.")


def _tpm(specification, _cpu):
    if specification.tpm == Tpm.NONE:
        return False, _("No TPM was found: check the firmware, where it may only be switched off.")
    if specification.tpm == Tpm.V12:
        return False, _("Its TPM is version 1.2: Windows 11 needs version 2.0.")
    return (True, "") if specification.tpm else (None, _("the version of its TPM"))


def _memory(specification, _cpu):
    if specification.ram_gb is None:
        return None, _("its memory")
    return specification.ram_gb >= LEAST_RAM_GB, _("Windows 11 needs 4 GB of memory.")


def _storage(specification, _cpu):
    if specification.storage_gb is None:
        return None, _("its storage")
    return specification.storage_gb >= LEAST_STORAGE_GB, _("Windows 11 needs 64 GB of storage.")


def _before_installing(specification):
    if specification.firmware == Firmware.BIOS:
        return [_("It starts in legacy BIOS mode: switch to UEFI in its settings first.")]
    return []
