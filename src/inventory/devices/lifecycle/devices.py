"""Statuses and transitions of devices, tags and media. See also `lifecycle.lists`."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from core.workflow import event_messages
from core.workflow.lifecycle import ToneChoices


class DeviceStatus(ToneChoices):
    RECEIVED = "received", "wait", _("to check")
    REFURBISHING = "refurbishing", "info", _("being refurbished")
    READY = "ready", "good", _("ready")
    RESERVED = "reserved", "hold", _("set aside")
    ON_LOAN = "on_loan", "out", _("on loan")
    GIVEN = "given", "out", _("given")
    LOST = "lost", "bad", _("lost")
    STOLEN = "stolen", "bad", _("stolen")
    QUARANTINED = "quarantined", "bad", _("in quarantine")
    RETIRED = "retired", "done", _("retired")
    WITHDRAWN = "withdrawn", "done", _("entered in error")


# Out of stock: the device has one open loan item, and only loan operations change its status.
OUT = [DeviceStatus.RESERVED, DeviceStatus.ON_LOAN, DeviceStatus.GIVEN]
# in our stock
ON_HAND = [
    DeviceStatus.RECEIVED,
    DeviceStatus.REFURBISHING,
    DeviceStatus.READY,
    DeviceStatus.RESERVED,
    DeviceStatus.QUARANTINED,
]
# impossible while the device still needs erasure
IN_USE = [DeviceStatus.READY, *OUT]
# No longer ours, or never ours: the same serial number and IMEI may arrive as a new device.
ENDED = [DeviceStatus.GIVEN, DeviceStatus.RETIRED, DeviceStatus.WITHDRAWN]
# Neither in stock nor set aside: a device that comes back is a new arrival.
AWAY = [
    DeviceStatus.ON_LOAN,
    DeviceStatus.GIVEN,
    DeviceStatus.LOST,
    DeviceStatus.STOLEN,
    DeviceStatus.RETIRED,
]

_GONE_ASTRAY = {DeviceStatus.LOST, DeviceStatus.STOLEN}

DeviceStatus.TRANSITIONS = {
    DeviceStatus.RECEIVED: {
        DeviceStatus.REFURBISHING,
        DeviceStatus.QUARANTINED,
        DeviceStatus.RETIRED,
        DeviceStatus.WITHDRAWN,
        *_GONE_ASTRAY,
    },
    DeviceStatus.REFURBISHING: {
        DeviceStatus.READY,
        DeviceStatus.RECEIVED,  # only to undo taking it to the bench, if nothing was done
        DeviceStatus.QUARANTINED,
        DeviceStatus.RETIRED,
        # only to undo the import, from an earlier system, of a device with this status
        DeviceStatus.WITHDRAWN,
        *_GONE_ASTRAY,
    },
    DeviceStatus.READY: {
        DeviceStatus.RESERVED,
        DeviceStatus.ON_LOAN,
        DeviceStatus.GIVEN,
        DeviceStatus.REFURBISHING,
        DeviceStatus.QUARANTINED,
        DeviceStatus.RETIRED,
        DeviceStatus.WITHDRAWN,  # as above
        *_GONE_ASTRAY,
    },
    DeviceStatus.RESERVED: {DeviceStatus.READY, DeviceStatus.ON_LOAN, DeviceStatus.GIVEN},
    DeviceStatus.ON_LOAN: {DeviceStatus.RECEIVED, DeviceStatus.GIVEN, *_GONE_ASTRAY},
    DeviceStatus.GIVEN: {DeviceStatus.RECEIVED},
    DeviceStatus.LOST: {DeviceStatus.RECEIVED, DeviceStatus.ON_LOAN},
    DeviceStatus.STOLEN: {DeviceStatus.RECEIVED, DeviceStatus.ON_LOAN},
    DeviceStatus.QUARANTINED: {DeviceStatus.REFURBISHING, DeviceStatus.RETIRED, *_GONE_ASTRAY},
    DeviceStatus.RETIRED: {DeviceStatus.RECEIVED},
    DeviceStatus.WITHDRAWN: set(),
}


class Grade(models.TextChoices):
    """Cosmetic grade, independent of function."""

    A = "A", _("A: well kept, a few light scratches visible from close up")
    B = "B", _("B: signs of use on the shell or keyboard, none on the lit screen")
    C = "C", _("C: clear marks, dents or worn keys, visible at first sight")


# Description of a grade for recipients, on papers.
LOOKS = {
    Grade.A: _("Very few marks."),
    Grade.B: _("Marks on the shell or keyboard. The screen is clear."),
    Grade.C: _("Clearly visible marks. It works."),
}


class RetireReason(models.TextChoices):
    PARTS = "parts", _("kept for parts")
    RECYCLED = "recycled", _("to be recycled")
    DESTROYED = "destroyed", _("destroyed")
    RETURNED = "returned", _("returned to the donor")


class NumberReason(models.TextChoices):
    """Reason for correcting a number in a signed agreement; imports use `LIST`."""

    MISREAD = "misread", _("it was misread or mistyped")
    PART = "part", _("the part that bears it was replaced")
    SWAPPED = "swapped", _("the labels of two devices had been swapped")
    LIST = "list", _("according to an imported list")


class TagStatus(ToneChoices):
    FREE = "free", "info", _("free")
    CURRENT = "current", "good", _("on a device")
    REPLACED = "replaced", "done", _("replaced")
    FOREIGN = "foreign", "neutral", _("someone else’s code")


TagStatus.TRANSITIONS = {
    TagStatus.FREE: {TagStatus.CURRENT, TagStatus.FOREIGN},
    TagStatus.CURRENT: {TagStatus.REPLACED},
    TagStatus.REPLACED: set(),
    TagStatus.FOREIGN: set(),
}


class MediumKind(models.TextChoices):
    UNKNOWN = "unknown", _("not identified yet")
    HDD = "hdd", _("hard disk")
    SSD = "ssd", _("SSD")
    NVME = "nvme", _("NVMe")
    EMBEDDED = "embedded", _("built-in memory")


class MediumHealth(models.TextChoices):
    """SMART health reported by a disk."""

    GOOD = "good", _("healthy")
    WORN = "worn", _("worn")
    FAILING = "failing", _("failing: replace it")


class MediumStatus(ToneChoices):
    PRESENT = "present", "neutral", _("in the device")
    REMOVED = "removed", "neutral", _("taken out")
    MOVED = "moved", "neutral", _("in another device")
    DESTROYED = "destroyed", "neutral", _("destroyed")


MediumStatus.TRANSITIONS = {
    MediumStatus.PRESENT: {MediumStatus.REMOVED, MediumStatus.DESTROYED},
    MediumStatus.REMOVED: {MediumStatus.PRESENT, MediumStatus.MOVED, MediumStatus.DESTROYED},
    MediumStatus.MOVED: {MediumStatus.REMOVED},  # only when that part is taken out again
    MediumStatus.DESTROYED: set(),
}
# No longer has data of the device: destroyed, or erased before it was fitted in another device.
GONE = [MediumStatus.DESTROYED, MediumStatus.MOVED]


class ErasureMethod(models.TextChoices):
    """Erasure technique; `lifecycle.erasure` defines the standards that each may reach."""

    OVERWRITE = "overwrite", _("overwriting")
    FACTORY_RESET = "factory_reset", _("factory reset of an encrypted device")
    ATA_SANITIZE = "ata_sanitize", _("ATA sanitize")
    ATA_SECURE_ERASE = "ata_secure_erase", _("ATA secure erase")
    NVME_SANITIZE = "nvme_sanitize", _("NVMe sanitize")
    NVME_FORMAT = "nvme_format", _("NVMe format")
    FIRMWARE = "firmware", _("erase command of the disk itself")
    CRYPTO_ERASE = "crypto_erase", _("cryptographic erase")
    SHRED = "shred", _("shredding")
    CRUSH = "crush", _("crushing")
    DRILL = "drill", _("drilling through")
    BURN = "burn", _("incineration or melting")
    DEGAUSS = "degauss", _("degaussing")


class ErasureResult(models.TextChoices):
    PASSED = "passed", _("passed")
    FAILED = "failed", _("failed")
    UNKNOWN = "unknown", _("unknown")


class Outcome(models.TextChoices):
    PASS = "pass", _("works")
    FAIL = "fail", _("fault")
    NOT_APPLICABLE = "na", _("does not apply")


EVENTS = {
    "device.received": _("Received"),
    "device.taken_over": _("Imported from an earlier register"),
    "device.taken_over_lent": _("Imported: on loan since %(on)s, now under %(loan)s"),
    "device.taken_over_returned": _("Imported: on loan from %(on)s to %(until)s, under %(loan)s"),
    "device.taken_over_given": _("Imported: given on %(on)s, now under %(loan)s"),
    "device.attested": _("Erasure attested for %(on)s or earlier"),
    "device.changed": _("Details corrected"),
    "device.changed_back": _("Corrections removed: the list that made them was undone"),
    "device.renumbered": _(
        "Numbers corrected after signing: %(old)s, now %(new)s (%(number_reason)s)"
    ),
    "device.value_declared": _("Value declared by the donor"),
    "device.value_withdrawn": _("Declared value removed"),
    "device.moved": _("Shelf: %(former)s → %(to)s"),
    "device.site_corrected": _("Site corrected: %(former)s → %(to)s"),
    "device.bench_back": _("Undone: back on the previous bench"),
    "device.status_back": _("Undone: back to the previous status"),
    "device.moved_back": _("Move undone: %(former)s → %(to)s"),
    "device.refurbishing": _("Refurbishing started"),
    "device.bench_changed": _("Taken over from another bench"),
    "device.tested": _("Checklist: %(passed)s passed, faults: %(failed)s"),
    "device.medium_added": _("Disk or memory found"),
    "device.erased": _("Erasure of one medium: %(result)s"),
    "device.medium_removed": _("Disk or memory taken out"),
    "device.medium_destroyed": _("Disk or memory destroyed"),
    "device.clean": _("Every disk and memory proven erased"),
    "device.limit_noted": _("Known fault recorded from the checklist"),
    "device.came_with": _("Recorded: accessories that arrived with the device"),
    "device.finished": _("Ready, grade %(grade)s"),
    "device.retired": _("Retired: %(reason)s"),
    "device.revived": _("Taken back into stock"),
    "device.quarantined": _("Put in quarantine"),
    "device.released": _("Released from quarantine"),
    "device.lost": _("Lost"),
    "device.stolen": _("Stolen"),
    "device.found": _("Found again"),
    "device.relabelled": _("Label %(old)s replaced by %(new)s"),
    "device.label_reprinted": _("Label printed again"),
    "device.label_damaged": _("Label damaged"),
    "device.code_attached": _("Code %(code)s attached"),
    "device.withdrawn": _("Withdrawn: entered in error"),
    "device.reserved": _("Set aside for %(loan)s"),
    "device.freed": _("No longer set aside"),
    "device.lent": _("Lent under %(loan)s"),
    "device.given": _("Given under %(loan)s"),
    "device.kept": _("Kept permanently: the loan became a gift"),
    "device.returned": _("Returned from %(loan)s"),
    "site.labels": _("Usual labels changed"),
    "labelformat.saved": _("Saved"),
    "place.saved": _("Saved"),
    "printer.saved": _("Prints %(x)s mm further to the right and %(y)s mm further down"),
    "tagbatch.made": _("Labels created: %(count)s"),
}

event_messages.register(
    EVENTS,
    corrections=["device.changed", "device.changed_back", "device.withdrawn"],
    result=ErasureResult,
    reason=RetireReason,
    number_reason=NumberReason,
)
