"""The erasure gate, and an IMEI that two devices would share: guards that read another row."""

from django.utils.translation import gettext_lazy as _

from core.guards import Guard

HOLDS_DATA = (
    "EXISTS (SELECT 1 FROM catalogue_category c WHERE c.id = NEW.category_id AND c.holds_data)"
)

# Every medium destroyed or erased since the last arrival; "every" is never true of nothing.
PROVEN = """
    EXISTS (SELECT 1 FROM inventory_medium m WHERE m.device_id = NEW.id)
    AND NOT EXISTS (
        SELECT 1 FROM inventory_medium m
        WHERE m.device_id = NEW.id AND m.status <> 'destroyed'
        AND NOT EXISTS (
            SELECT 1 FROM inventory_erasure e
            WHERE e.medium_id = m.id AND e.result = 'passed' AND e.ended_at > NEW.received_at
        )
    )
"""

SAME_IMEI = """
    NEW.status NOT IN ('given', 'retired', 'withdrawn')
    AND (NEW.imei IS NOT NULL OR NEW.imei2 IS NOT NULL)
    AND EXISTS (
        SELECT 1 FROM inventory_device d
        WHERE (d.imei = NEW.imei2 OR d.imei2 = NEW.imei)
        AND d.status NOT IN ('given', 'retired', 'withdrawn') {other}
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
                "NEW.status <> 'destroyed' AND EXISTS (SELECT 1 FROM inventory_device d"
                " JOIN catalogue_category c ON c.id = d.category_id"
                " WHERE d.id = NEW.device_id AND c.holds_data AND NOT d.needs_erasure)"
            )
        },
        violation_error_message=_("A device with another disk needs erasure again: say so first."),
    ),
    Guard(
        name="inventory_device_imei_shared",
        table="inventory_device",
        on={
            "INSERT": SAME_IMEI.format(other=""),
            "UPDATE OF imei, imei2, status": SAME_IMEI.format(other="AND d.id <> NEW.id"),
        },
        violation_error_message=_("This IMEI is in the register already."),
    ),
]
