"""Choices of specification fields, and the kinds of hardware report files."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from core.workflow import event_messages


class StorageKind(models.TextChoices):
    HDD = "hdd", _("hard disk")
    SSD = "ssd", _("SSD")
    NVME = "nvme", _("NVMe")
    EMBEDDED = "embedded", _("built-in memory")
    MIXED = "mixed", _("mixed")


class Keyboard(models.TextChoices):
    AZERTY_FR = "azerty_fr", _("AZERTY, French")
    AZERTY_BE = "azerty_be", _("AZERTY, Belgian")
    QWERTY_US = "qwerty_us", _("QWERTY, American")
    QWERTY_UK = "qwerty_uk", _("QWERTY, British")
    QWERTY_ES = "qwerty_es", _("QWERTY, Spanish")
    QWERTY_PT = "qwerty_pt", _("QWERTY, Portuguese")
    QWERTY_IT = "qwerty_it", _("QWERTY, Italian")
    QWERTZ_DE = "qwertz_de", _("QWERTZ, German")
    QWERTZ_CH = "qwertz_ch", _("QWERTZ, Swiss")
    OTHER = "other", _("another layout")


class Tpm(models.TextChoices):
    """Version of the security chip (TPM), if there is one."""

    NONE = "none", _("no chip")
    V12 = "1.2", "1.2"
    V20 = "2.0", "2.0"


class Firmware(models.TextChoices):
    """The boot firmware: Windows 11 needs UEFI."""

    UEFI = "uefi", "UEFI"
    BIOS = "bios", _("BIOS (legacy)")


class Os(models.TextChoices):
    WINDOWS = "windows", "Windows"
    LINUX = "linux", "Linux"
    MACOS = "macos", "macOS"
    CHROMEOS = "chromeos", "ChromeOS"
    ANDROID = "android", "Android"
    IOS = "ios", _("iOS or iPadOS")
    NONE = "none", _("no system installed")


class Licence(models.TextChoices):
    """The licence of the installed operating system."""

    NONE = "none", _("no licence")
    FREE = "free", _("free software")
    OEM = "oem", _("manufacturer’s, on a sticker (COA)")
    DIGITAL = "digital", _("manufacturer’s, in the firmware")
    REFURBISHER = "refurbisher", _("refurbisher’s (new COA)")
    VOLUME = "volume", _("our volume licence")
    RETAIL = "retail", _("bought separately")


class ReportKind(models.TextChoices):
    """The tool that wrote a hardware report."""

    COLLECT = "collect", "rebond-bench"
    LSHW = "lshw", "lshw"
    HWINFO = "hwinfo", "hwinfo"
    DMIDECODE = "dmidecode", "dmidecode"


EVENTS = {
    "device.specified": _("Specifications noted: %(count)s"),
    "device.specified_back": _("Specifications restored: the list that recorded them was undone"),
    "device.machine_read": _("Machine file read: %(tool)s"),
    "device.machine_applied": _("Values read from the machine file: %(count)s"),
    "device.machine_dropped": _("Machine file deleted: %(tool)s"),
}

event_messages.register(EVENTS, tool=ReportKind)
