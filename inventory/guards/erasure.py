"""The erasure gate: what opens it, what keeps it shut, and what a certificate may list."""

from django.utils.translation import gettext_lazy as _

from core.guards import Guard

HOLDS_DATA = (
    "EXISTS (SELECT 1 FROM catalogue_category c WHERE c.id = NEW.category_id AND c.holds_data)"
)

# The latest erasure of a medium since then passed: one that failed afterwards voids it, and so does
# a stay in another device, which may have written on it.
PASSED_LAST = """
    EXISTS (
        SELECT 1 FROM inventory_erasure e
        WHERE e.medium_id = {medium} AND e.result = 'passed' AND e.ended_at > {since}
        AND NOT EXISTS (
            SELECT 1 FROM inventory_erasure l
            WHERE l.medium_id = e.medium_id AND l.result <> 'passed'
            AND (l.ended_at > e.ended_at OR l.ended_at = e.ended_at AND l.id > e.id)
        )
        AND NOT EXISTS (
            SELECT 1 FROM inventory_repairpart p WHERE p.medium_id = e.medium_id
            AND p.status = 'taken_out' AND p.status_since >= e.ended_at
        )
    )
"""

# Every medium gone (destroyed, in another device) or erased since the last arrival; "every" is
# never true of nothing.
PROVEN = f"""
    EXISTS (SELECT 1 FROM inventory_medium m WHERE m.device_id = NEW.id)
    AND NOT EXISTS (
        SELECT 1 FROM inventory_medium m
        WHERE m.device_id = NEW.id AND m.status NOT IN ('destroyed', 'moved')
        AND NOT {PASSED_LAST.format(medium="m.id", since="NEW.received_at")}
    )
"""

TAKEN_OVER_SINCE = """
    EXISTS (
        SELECT 1 FROM inventory_medium m JOIN inventory_device d ON d.id = m.device_id
        WHERE m.id = NEW.medium_id AND d.taken_over_at IS NOT NULL
        AND NEW.ended_at <= d.taken_over_at AND d.received_at <= d.taken_over_at
    )
"""

# The device of this medium holds data and passes for clean.
PASSES_FOR_CLEAN = """
    EXISTS (
        SELECT 1 FROM inventory_device d JOIN catalogue_category c ON c.id = d.category_id
        WHERE d.id = {device} AND c.holds_data AND NOT d.needs_erasure {more}
    )
"""
UNPROVEN_BACK = PASSES_FOR_CLEAN.format(
    device="NEW.device_id",
    more=f"AND NOT {PASSED_LAST.format(medium='NEW.id', since='d.received_at')}",
)
VOIDS_A_PROOF = """
    NEW.result <> 'passed' AND EXISTS (
        SELECT 1 FROM inventory_medium m JOIN inventory_device d ON d.id = m.device_id
        JOIN catalogue_category c ON c.id = d.category_id
        WHERE m.id = NEW.medium_id AND m.status = 'present' AND c.holds_data
        AND NOT d.needs_erasure AND NEW.ended_at > d.received_at
    ) AND NOT EXISTS (
        SELECT 1 FROM inventory_erasure l
        WHERE l.medium_id = NEW.medium_id AND l.result = 'passed' AND l.ended_at > NEW.ended_at
    )
"""

MAGNETIC_ALONE = "method IN ('overwrite', 'degauss')"
# What proves it was done by a method that proves nothing on flash, and nothing else does.
PROVEN_AS_HARD_DISK = f"""
    EXISTS (
        SELECT 1 FROM inventory_erasure e JOIN inventory_device d ON d.id = NEW.device_id
        WHERE e.medium_id = NEW.id AND e.result = 'passed' AND NOT e.is_attested
        AND e.ended_at > d.received_at AND e.{MAGNETIC_ALONE}
    ) AND NOT EXISTS (
        SELECT 1 FROM inventory_erasure e JOIN inventory_device d ON d.id = NEW.device_id
        WHERE e.medium_id = NEW.id AND e.result = 'passed' AND e.ended_at > d.received_at
        AND (e.is_attested OR NOT e.{MAGNETIC_ALONE})
    )
"""

DESTROYED_WITH_RECORD = """
    EXISTS (
        SELECT 1 FROM inventory_erasure e WHERE e.medium_id = NEW.id AND e.result = 'passed'
        AND e.method IN ('shred', 'crush', 'drill', 'burn', 'degauss')
    )
"""

CERTIFIABLE = """
    EXISTS (
        SELECT 1 FROM inventory_erasure e JOIN inventory_medium m ON m.id = e.medium_id
        JOIN inventory_device d ON d.id = m.device_id
        JOIN inventory_erasurecertificate c ON c.id = NEW.certificate_id
        WHERE e.id = NEW.erasure_id AND e.result = 'passed' AND NOT e.is_attested
        AND (c.device_id = d.id OR c.donation_id = d.donation_id)
    )
"""

AWAY = "('on_loan', 'given', 'lost', 'stolen', 'retired')"

GUARDS = [
    Guard(
        name="inventory_device_erasure_proven",
        table="inventory_device",
        on={
            "INSERT": f"NOT NEW.needs_erasure AND {HOLDS_DATA}",
            "UPDATE OF needs_erasure, category_id, received_at": (
                "NOT NEW.needs_erasure AND (OLD.needs_erasure"
                " OR NEW.category_id <> OLD.category_id OR NEW.received_at <> OLD.received_at)"
                f" AND {HOLDS_DATA} AND NOT ({PROVEN})"
            ),
        },
        violation_error_message=_(
            "Each disk or memory must be proven erased since the device came in, or destroyed."
        ),
    ),
    Guard(
        name="inventory_device_return_unerased",
        table="inventory_device",
        on={
            "UPDATE OF status": (
                f"OLD.status IN {AWAY} AND NEW.status NOT IN {AWAY}"
                " AND (NEW.status <> 'received' OR NEW.received_at <= OLD.received_at"
                f" OR NOT NEW.needs_erasure AND {HOLDS_DATA})"
            )
        },
        violation_error_message=_(
            "What comes back is a new arrival: it is to check, and needs erasure again."
        ),
    ),
    Guard(
        name="inventory_medium_declared",
        table="inventory_medium",
        on={
            "INSERT": (
                "NEW.status <> 'destroyed' AND "
                + PASSES_FOR_CLEAN.format(device="NEW.device_id", more="")
            )
        },
        violation_error_message=_("A device with another disk needs erasure again: say so first."),
    ),
    Guard(
        name="inventory_medium_back_unproven",
        table="inventory_medium",
        on={
            "UPDATE OF status": (
                f"NEW.status = 'present' AND OLD.status <> 'present' AND {UNPROVEN_BACK}"
            )
        },
        violation_error_message=_(
            "With a disk that is not proven erased, the device needs erasure again: say so first."
        ),
    ),
    Guard(
        name="inventory_medium_kind_proven",
        table="inventory_medium",
        on={
            "UPDATE OF kind": (
                "NEW.kind <> OLD.kind AND NEW.kind <> 'hdd' AND NEW.status <> 'destroyed'"
                f" AND {PROVEN_AS_HARD_DISK}"
            )
        },
        violation_error_message=_(
            "It was erased as a hard disk is: as anything else, that proves nothing of it."
        ),
    ),
    Guard(
        name="inventory_medium_destroyed_recorded",
        table="inventory_medium",
        on={
            "INSERT": "NEW.status = 'destroyed'",
            "UPDATE OF status": (
                "NEW.status = 'destroyed' AND OLD.status <> 'destroyed'"
                f" AND NOT {DESTROYED_WITH_RECORD}"
            ),
        },
        violation_error_message=_("What is destroyed has a record: who did it, how and when."),
    ),
    Guard(
        name="inventory_erasure_attested_past",
        table="inventory_erasure",
        on={"INSERT": f"NEW.is_attested AND NOT {TAKEN_OVER_SINCE}"},
        violation_error_message=_(
            "Only what was done before a device was taken over is attested: record the erasure."
        ),
    ),
    Guard(
        name="inventory_erasure_hard_disk",
        table="inventory_erasure",
        on={
            "INSERT": (
                f"NEW.result = 'passed' AND NOT NEW.is_attested AND NEW.{MAGNETIC_ALONE}"
                " AND NOT EXISTS (SELECT 1 FROM inventory_medium m"
                " WHERE m.id = NEW.medium_id AND m.kind = 'hdd')"
            )
        },
        violation_error_message=_(
            "Overwriting and degaussing prove something of a hard disk only."
        ),
    ),
    Guard(
        name="inventory_erasure_voids",
        table="inventory_erasure",
        on={"INSERT": VOIDS_A_PROOF},
        violation_error_message=_(
            "An erasure that did not pass makes its device need erasure again: say so first."
        ),
    ),
    Guard(
        name="inventory_certifiederasure_proof",
        table="inventory_certifiederasure",
        on={"INSERT": f"NOT {CERTIFIABLE}"},
        violation_error_message=_(
            "A certificate lists proofs, of what it is about, and nothing else."
        ),
    ),
]
