"""The lives of what we have: devices, their tags and disks, vouchers, imported lists."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class DeviceStatus(models.TextChoices):
    RECEIVED = "received", _("to check")
    REFURBISHING = "refurbishing", _("being refurbished")
    READY = "ready", _("ready")
    RESERVED = "reserved", _("reserved")
    ON_LOAN = "on_loan", _("on loan")
    GIVEN = "given", _("given")
    LOST = "lost", _("lost")
    STOLEN = "stolen", _("stolen")
    QUARANTINED = "quarantined", _("in quarantine")
    RETIRED = "retired", _("retired")
    WITHDRAWN = "withdrawn", _("entered in error")


# Out of the warehouse's hands: exactly one open loan item, and only operations of loans move it.
OUT = [DeviceStatus.RESERVED, DeviceStatus.ON_LOAN, DeviceStatus.GIVEN]
# Lying somewhere with us.
IN_HOUSE = [
    DeviceStatus.RECEIVED,
    DeviceStatus.REFURBISHING,
    DeviceStatus.READY,
    DeviceStatus.RESERVED,
    DeviceStatus.QUARANTINED,
]
# Impossible while the device still needs erasure.
IN_USE = [DeviceStatus.READY, *OUT]
# No longer ours, or never: its serial and IMEI may come in again as a new device.
ENDED = [DeviceStatus.GIVEN, DeviceStatus.RETIRED, DeviceStatus.WITHDRAWN]

_GONE_ASTRAY = {DeviceStatus.LOST, DeviceStatus.STOLEN}

DEVICE_NEXT = {
    DeviceStatus.RECEIVED: {
        DeviceStatus.REFURBISHING,
        DeviceStatus.QUARANTINED,
        DeviceStatus.RETIRED,
        DeviceStatus.WITHDRAWN,
        *_GONE_ASTRAY,
    },
    DeviceStatus.REFURBISHING: {
        DeviceStatus.READY,
        DeviceStatus.QUARANTINED,
        DeviceStatus.RETIRED,
        *_GONE_ASTRAY,
    },
    DeviceStatus.READY: {
        DeviceStatus.RESERVED,
        DeviceStatus.ON_LOAN,
        DeviceStatus.GIVEN,
        DeviceStatus.REFURBISHING,
        DeviceStatus.QUARANTINED,
        DeviceStatus.RETIRED,
        *_GONE_ASTRAY,
    },
    DeviceStatus.RESERVED: {DeviceStatus.READY, DeviceStatus.ON_LOAN, DeviceStatus.GIVEN},
    DeviceStatus.ON_LOAN: {DeviceStatus.RECEIVED, DeviceStatus.GIVEN, *_GONE_ASTRAY},
    DeviceStatus.GIVEN: {DeviceStatus.RECEIVED},
    DeviceStatus.LOST: {DeviceStatus.RECEIVED, DeviceStatus.ON_LOAN},
    DeviceStatus.STOLEN: {DeviceStatus.RECEIVED, DeviceStatus.ON_LOAN},
    DeviceStatus.QUARANTINED: {
        DeviceStatus.REFURBISHING,
        DeviceStatus.RETIRED,
        *_GONE_ASTRAY,
    },
    DeviceStatus.RETIRED: {DeviceStatus.RECEIVED},
    DeviceStatus.WITHDRAWN: set(),
}

DEVICE_TONES = {
    DeviceStatus.RECEIVED: "wait",
    DeviceStatus.REFURBISHING: "info",
    DeviceStatus.READY: "good",
    DeviceStatus.RESERVED: "held",
    DeviceStatus.ON_LOAN: "out",
    DeviceStatus.GIVEN: "out",
    DeviceStatus.LOST: "bad",
    DeviceStatus.STOLEN: "bad",
    DeviceStatus.QUARANTINED: "bad",
    DeviceStatus.RETIRED: "done",
    DeviceStatus.WITHDRAWN: "done",
}


class Grade(models.TextChoices):
    """How it looks, never how well it works."""

    A = "A", _("A: a few light scratches")
    B = "B", _("B: wear on the shell or keyboard, not seen on a lit screen")
    C = "C", _("C: clear marks, everything works")


class RetireReason(models.TextChoices):
    PARTS = "parts", _("kept for parts")
    RECYCLED = "recycled", _("to be recycled")
    DESTROYED = "destroyed", _("destroyed")
    RETURNED = "returned", _("returned to the donor")


class TagStatus(models.TextChoices):
    FREE = "free", _("free")
    CURRENT = "current", _("on a device")
    REPLACED = "replaced", _("replaced")
    FOREIGN = "foreign", _("somebody else's code")


class MediumKind(models.TextChoices):
    UNKNOWN = "unknown", _("not identified yet")
    HDD = "hdd", _("hard disk")
    SSD = "ssd", _("SSD")
    NVME = "nvme", _("NVMe")
    EMBEDDED = "embedded", _("built-in memory")


class MediumStatus(models.TextChoices):
    PRESENT = "present", _("in the device")
    REMOVED = "removed", _("taken out")
    DESTROYED = "destroyed", _("destroyed")


MEDIUM_NEXT = {
    MediumStatus.PRESENT: {MediumStatus.REMOVED, MediumStatus.DESTROYED},
    MediumStatus.REMOVED: {MediumStatus.PRESENT, MediumStatus.DESTROYED},
    MediumStatus.DESTROYED: set(),
}


class ErasureMethod(models.TextChoices):
    """NIST SP 800-88 Rev. 2: clear, purge; each with the technique used."""

    OVERWRITE = "overwrite", _("clear: overwriting")
    FACTORY_RESET = "factory_reset", _("clear: factory reset of an encrypted device")
    ATA_SANITIZE = "ata_sanitize", _("purge: ATA sanitize or secure erase")
    NVME_SANITIZE = "nvme_sanitize", _("purge: NVMe sanitize or format")
    CRYPTO_ERASE = "crypto_erase", _("purge: cryptographic erase")


class ErasureResult(models.TextChoices):
    PASSED = "passed", _("passed")
    FAILED = "failed", _("failed")
    UNKNOWN = "unknown", _("unknown")


class Outcome(models.TextChoices):
    PASS = "pass", _("works")
    FAIL = "fail", _("fault")
    NOT_APPLICABLE = "na", _("does not apply")


class VoucherStatus(models.TextChoices):
    IN_STOCK = "in_stock", _("in stock")
    RESERVED = "reserved", _("reserved")
    CONSIGNED = "consigned", _("consigned")
    HANDED_OUT = "handed_out", _("handed out")
    ACTIVATED = "activated", _("activated")
    EXPIRED = "expired", _("expired")
    LOST = "lost", _("lost")
    CANCELLED = "cancelled", _("cancelled")


VOUCHER_NEXT = {
    VoucherStatus.IN_STOCK: {
        VoucherStatus.RESERVED,
        VoucherStatus.CONSIGNED,
        VoucherStatus.EXPIRED,
        VoucherStatus.LOST,
        VoucherStatus.CANCELLED,
    },
    VoucherStatus.RESERVED: {VoucherStatus.IN_STOCK, VoucherStatus.HANDED_OUT},
    VoucherStatus.CONSIGNED: {
        VoucherStatus.HANDED_OUT,
        VoucherStatus.IN_STOCK,
        VoucherStatus.LOST,
        VoucherStatus.EXPIRED,
    },
    VoucherStatus.HANDED_OUT: {
        VoucherStatus.ACTIVATED,
        VoucherStatus.EXPIRED,
        VoucherStatus.LOST,
        VoucherStatus.CANCELLED,
    },
    VoucherStatus.ACTIVATED: {VoucherStatus.EXPIRED, VoucherStatus.LOST, VoucherStatus.CANCELLED},
    VoucherStatus.EXPIRED: set(),
    VoucherStatus.LOST: set(),
    VoucherStatus.CANCELLED: set(),
}
# The code may have been read by somebody: it never goes back on the shelf.
VOUCHER_GIVEN_OUT = [VoucherStatus.HANDED_OUT, VoucherStatus.ACTIVATED]

VOUCHER_TONES = {
    VoucherStatus.IN_STOCK: "good",
    VoucherStatus.RESERVED: "held",
    VoucherStatus.CONSIGNED: "held",
    VoucherStatus.HANDED_OUT: "out",
    VoucherStatus.ACTIVATED: "info",
    VoucherStatus.EXPIRED: "done",
    VoucherStatus.LOST: "bad",
    VoucherStatus.CANCELLED: "done",
}


class ImportStatus(models.TextChoices):
    CHECKED = "checked", _("checked, nothing written yet")
    APPLYING = "applying", _("being written")
    APPLIED = "applied", _("written")
    UNDONE = "undone", _("undone")


IMPORT_NEXT = {
    ImportStatus.CHECKED: {ImportStatus.APPLYING},
    ImportStatus.APPLYING: {ImportStatus.APPLIED, ImportStatus.CHECKED},
    ImportStatus.APPLIED: {ImportStatus.UNDONE},
    ImportStatus.UNDONE: set(),
}

IMPORT_TONES = {
    ImportStatus.CHECKED: "wait",
    ImportStatus.APPLYING: "info",
    ImportStatus.APPLIED: "good",
    ImportStatus.UNDONE: "done",
}


class RowVerdict(models.TextChoices):
    GOOD = "good", _("good")
    REFUSED = "refused", _("refused")


VERDICT_TONES = {RowVerdict.GOOD: "good", RowVerdict.REFUSED: "bad"}


EVENTS = {
    "device.received": _("Received"),
    "device.changed": _("Details corrected"),
    "device.moved": _("Put on another shelf"),
    "device.refurbishing": _("Refurbishing started"),
    "device.tested": _("Checklist: works %(passed)s, fault %(failed)s"),
    "device.medium_added": _("Disk or memory found"),
    "device.erased": _("Erasure of one medium: %(result)s"),
    "device.medium_removed": _("Disk or memory taken out"),
    "device.medium_destroyed": _("Disk or memory destroyed"),
    "device.clean": _("Every disk and memory proven erased"),
    "device.finished": _("Ready, grade %(grade)s"),
    "device.retired": _("Retired: %(reason)s"),
    "device.revived": _("Taken back from retirement"),
    "device.quarantined": _("Put in quarantine"),
    "device.released": _("Out of quarantine"),
    "device.lost": _("Lost"),
    "device.stolen": _("Stolen"),
    "device.found": _("Found again"),
    "device.withdrawn": _("Withdrawn: entered in error"),
    "device.reserved": _("Reserved for %(loan)s"),
    "device.freed": _("Reservation lifted"),
    "device.lent": _("Lent under %(loan)s"),
    "device.given": _("Given under %(loan)s"),
    "device.kept": _("Kept for good: the loan became a gift"),
    "device.returned": _("Came back from %(loan)s"),
    "import.checked": _("Rows checked: %(rows)s, refused: %(refused)s"),
    "import.remapped": _("Columns matched again. Rows checked: %(rows)s, refused: %(refused)s"),
    "import.started": _("Writing started"),
    "import.given_back": _("Nothing written: the list must be looked at again"),
    "import.applied": _("Devices written: %(count)s"),
    "import.undone": _("Undone"),
    "voucherbatch.received": _("Vouchers received: %(count)s"),
    "voucher.received": _("Received"),
    "voucher.reserved": _("Reserved for %(loan)s"),
    "voucher.freed": _("Reservation lifted"),
    "voucher.consigned": _("Consigned to a structure"),
    "voucher.unconsigned": _("Back from consignment, unopened"),
    "voucher.handed_out": _("Handed out under %(loan)s"),
    "voucher.revealed": _("Code shown"),
    "voucher.activated": _("Activated"),
    "voucher.expired": _("Expired"),
    "voucher.lost": _("Lost"),
    "voucher.cancelled": _("Cancelled"),
}
