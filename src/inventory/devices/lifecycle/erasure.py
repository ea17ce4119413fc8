"""Erasure standards of NIST SP 800-88 Rev. 2, and the methods that reach them by medium.

Overwriting proves nothing on flash. NIST SP 800-88 calls it a *clear* of the addressable areas; an
SSD, an NVMe disk or built-in memory has cells that cannot be addressed, and our devices go to
strangers. Overwriting does not purge a hard disk either. The table `REACHES` says which methods
apply to each kind of medium and which standards they reach: forms offer them, guards are generated
from it (`inventory_erasure_applies`), and lists and reports are validated against it. Other
attempts may be recorded with an unknown result, and the device stays blocked. A medium of unknown
kind must be identified first, unless it is in pieces. If its kind is corrected, the proof no longer
counts when the method does not apply to that kind. A factory reset of an encrypted phone is
accepted as a clear: it deletes the key. Drilling is for hard disks: a hole may miss the chips of
flash memory.
"""

from django.db import models
from django.utils.translation import gettext_lazy as _

from core.workflow import event_messages
from core.workflow.guards import IN_A_FEW_MINUTES
from inventory.devices.lifecycle.devices import ErasureMethod, MediumKind
from inventory.devices.lifecycle.repairs import PartStatus


class Standard(models.TextChoices):
    CLEAR = "clear", _("clear")
    PURGE = "purge", _("purge")
    DESTROY = "destroy", _("destroy")


class Verification(models.TextChoices):
    FULL = "full", _("read again in full")
    SAMPLE = "sample", _("samples read again")
    TOOL = "tool", _("the tool’s own report")
    WORD = "word", _("statement of the person who erased it")
    LOOK = "look", _("visual check")
    NONE = "none", _("none")


# Immutable columns of an erasure: all except its remark, which may be blanked.
FROZEN = [
    "id",
    "medium_id",
    "standard",
    "method",
    "passes",
    "tool",
    "tool_version",
    "medium_serial",
    "parent_serial",
    "verification",
    "result",
    "started_at",
    "ended_at",
    "operator_id",
    "verifier_id",
    "report_id",
    "recorded_at",
    "device_received_at",
    "refurbisher_id",
    "is_attested",
]
NEVER_REWRITTEN = _("A proof of erasure cannot be changed.")
# Methods that leave no usable medium: recording one of these erasures also ends the medium.
PHYSICAL = [
    ErasureMethod.SHRED,
    ErasureMethod.CRUSH,
    ErasureMethod.DRILL,
    ErasureMethod.BURN,
    ErasureMethod.DEGAUSS,
]
LOGICAL = [method for method in ErasureMethod if method not in PHYSICAL]

_TO_PIECES = {
    ErasureMethod.SHRED: [Standard.DESTROY],
    ErasureMethod.CRUSH: [Standard.DESTROY],
    ErasureMethod.BURN: [Standard.DESTROY],
}
# Standards that each method reaches on each kind of medium, the usual method and standard first.
# Other combinations prove nothing: a sanitize command of another bus is not understood; overwriting
# and magnets do not reach all cells of flash, and a drill may miss its chips.
REACHES = {
    MediumKind.HDD: {
        ErasureMethod.OVERWRITE: [Standard.CLEAR],
        ErasureMethod.ATA_SANITIZE: [Standard.PURGE, Standard.CLEAR],
        ErasureMethod.ATA_SECURE_ERASE: [Standard.CLEAR],
        ErasureMethod.FIRMWARE: [Standard.PURGE, Standard.CLEAR],
        ErasureMethod.CRYPTO_ERASE: [Standard.PURGE],
        **_TO_PIECES,
        ErasureMethod.DRILL: [Standard.DESTROY],
        ErasureMethod.DEGAUSS: [Standard.PURGE],
    },
    MediumKind.SSD: {
        ErasureMethod.ATA_SANITIZE: [Standard.PURGE, Standard.CLEAR],
        ErasureMethod.ATA_SECURE_ERASE: [Standard.CLEAR],
        ErasureMethod.FIRMWARE: [Standard.PURGE, Standard.CLEAR],
        ErasureMethod.CRYPTO_ERASE: [Standard.PURGE],
        **_TO_PIECES,
    },
    MediumKind.NVME: {
        ErasureMethod.NVME_SANITIZE: [Standard.PURGE, Standard.CLEAR],
        ErasureMethod.NVME_FORMAT: [Standard.CLEAR],
        ErasureMethod.FIRMWARE: [Standard.PURGE, Standard.CLEAR],
        ErasureMethod.CRYPTO_ERASE: [Standard.PURGE],
        **_TO_PIECES,
    },
    MediumKind.EMBEDDED: {
        ErasureMethod.FACTORY_RESET: [Standard.CLEAR],
        ErasureMethod.CRYPTO_ERASE: [Standard.PURGE],
        **_TO_PIECES,
    },
    # kind unknown: only methods that destroy any medium are proofs
    MediumKind.UNKNOWN: _TO_PIECES,
}
# {method: the standards that it reaches on some medium, the usual standard first}
STANDARDS = {
    method: standards for methods in REACHES.values() for method, standards in methods.items()
}
# Visual inspection only verifies that a medium is in pieces.
SEEN = [method for method in PHYSICAL if Standard.DESTROY in STANDARDS[method]]


def methods_for(kind, among=tuple(ErasureMethod)):
    """Methods that prove the erasure of this kind of medium, the usual method first."""
    return [method for method in REACHES[MediumKind(kind)] if method in among]


def table_rows():
    """Yield the allowed (medium kind, method, standard) triples, as the database stores them."""
    for kind, methods in REACHES.items():
        for method, standards in methods.items():
            for standard in standards:
                yield kind.value, method.value, standard.value


_TABLE = ", ".join(map(str, table_rows()))
# SQL: the method of an erasure applies to this kind of medium, and reaches its standard.
APPLIES = f"({{kind}}, {{erasure}}.method, {{erasure}}.standard) IN (VALUES {_TABLE})"
# SQL: the passed erasure `e` of a medium of this kind belongs to the stay that began at `since`, is
# not dated in the future, and used a method that applies; no other device, which could have written
# to the medium, has had it since.
COUNTS = f"""e.device_received_at = {{since}} AND e.recorded_at <= {IN_A_FEW_MINUTES}
        AND (e.is_attested OR {APPLIES.format(kind="{kind}", erasure="e")})
        AND NOT EXISTS (
            SELECT 1 FROM inventory_repairpart p WHERE p.medium_id = e.medium_id
            AND p.status = '{PartStatus.TAKEN_OUT}' AND p.status_since >= e.ended_at
        )"""  # noqa: S608  (our own values)


def usual_standard(method):
    """Usual standard of a method; "" for no method."""
    return STANDARDS[ErasureMethod(method)][0] if method else ""


def usual_verification(method, *, has_report=False):
    """The default verification of an erasure method, with or without a report of the tool.

    "" for no method.
    """
    if not method:
        return ""
    if method in SEEN:
        return Verification.LOOK
    return Verification.TOOL if has_report else Verification.WORD


EVENTS = {
    "device.report_read": _("Erasure report attached"),
    "device.certified": _("Erasure certificate %(number)s"),
    "device.certificate_revoked": _("Erasure certificate %(number)s revoked"),
    "donation.certified": _("Erasure certificate %(number)s"),
    "donation.certificate_revoked": _("Erasure certificate %(number)s revoked"),
}

event_messages.register(EVENTS)
