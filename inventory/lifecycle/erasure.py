"""What an erasure proves: the standards of NIST SP 800-88 Rev. 2 and what methods reach them."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from inventory.lifecycle import ErasureMethod, MediumKind


class Standard(models.TextChoices):
    CLEAR = "clear", _("clear")
    PURGE = "purge", _("purge")
    DESTROY = "destroy", _("destroy")


class Verification(models.TextChoices):
    FULL = "full", _("everything was read again")
    SAMPLE = "sample", _("samples were read again")
    TOOL = "tool", _("the tool’s own report")
    LOOK = "look", _("looked at")
    NONE = "none", _("none")


# The standards that a method may reach, the usual one first.
STANDARDS = {
    ErasureMethod.OVERWRITE: [Standard.CLEAR, Standard.PURGE],
    ErasureMethod.FACTORY_RESET: [Standard.CLEAR],
    ErasureMethod.ATA_SANITIZE: [Standard.PURGE, Standard.CLEAR],
    ErasureMethod.NVME_SANITIZE: [Standard.PURGE, Standard.CLEAR],
    ErasureMethod.CRYPTO_ERASE: [Standard.PURGE],
    ErasureMethod.SHRED: [Standard.DESTROY],
    ErasureMethod.CRUSH: [Standard.DESTROY],
    ErasureMethod.DRILL: [Standard.DESTROY],
    ErasureMethod.BURN: [Standard.DESTROY],
    ErasureMethod.DEGAUSS: [Standard.PURGE],
}
# After these there is no medium left to use: their record and the end of the medium go together.
PHYSICAL = [
    ErasureMethod.SHRED,
    ErasureMethod.CRUSH,
    ErasureMethod.DRILL,
    ErasureMethod.BURN,
    ErasureMethod.DEGAUSS,
]
LOGICAL = [method for method in ErasureMethod if method not in PHYSICAL]
FLASH = {MediumKind.SSD, MediumKind.NVME, MediumKind.EMBEDDED}
# On flash they leave what was there in cells that nobody can address, or touch nothing at all.
FOR_HARD_DISKS = [ErasureMethod.OVERWRITE, ErasureMethod.DEGAUSS]


def usual_standard(method):
    """The standard that a method reaches as a rule; "" for no method."""
    return STANDARDS[ErasureMethod(method)][0] if method else ""


def usual_verification(method):
    """What shows, as a rule, that a method did its work; "" for no method."""
    if not method:
        return ""
    by_eye = [*PHYSICAL, ErasureMethod.FACTORY_RESET]
    return Verification.LOOK if method in by_eye else Verification.TOOL


EVENTS = {
    "device.report_read": _("Report of an erasure attached"),
    "device.certified": _("Erasure certificate %(number)s"),
    "device.certificate_revoked": _("Erasure certificate %(number)s revoked"),
    "donation.certified": _("Erasure certificate %(number)s"),
    "donation.certificate_revoked": _("Erasure certificate %(number)s revoked"),
}
