"""Guards of repairs and parts: no device in use while in repair, no part in two devices."""

from django.utils.translation import gettext_lazy as _

from core.workflow import guards
from core.workflow.guards import Guard, sql_list
from inventory.devices.guards import PASSED_LAST
from inventory.devices.lifecycle.devices import MediumStatus
from inventory.devices.lifecycle.repairs import (
    GIVES_PARTS_WHEN,
    NOT_IN_REPAIR,
    OPEN_REPAIRS,
    PartStatus,
)

OPEN = sql_list(*OPEN_REPAIRS)
NOT_READY = sql_list(*NOT_IN_REPAIR)
GIVES = sql_list(*GIVES_PARTS_WHEN)

# The disk is out of its former device, and proven erased since the arrival of that device.
DISK_CLEAN = f"""
    EXISTS (
        SELECT 1 FROM inventory_medium m JOIN inventory_device d ON d.id = m.device_id
        WHERE m.id = NEW.medium_id AND d.id = NEW.taken_from_id
        AND m.status = '{MediumStatus.REMOVED}'
        AND {PASSED_LAST.format(medium="m.id", kind="m.kind", since="d.received_at")}
    )
"""
IS_FITTED = (
    "EXISTS (SELECT 1 FROM inventory_repairpart p"
    f" WHERE p.medium_id = NEW.id AND p.status = '{PartStatus.FITTED}')"
)
OF_DEVICE_AWAY = (
    f"NEW.status IN {OPEN} AND EXISTS (SELECT 1 FROM inventory_device d"
    f" WHERE d.id = NEW.device_id AND d.status IN {NOT_READY})"
)
OF_CLOSED_REPAIR = (
    "NOT EXISTS (SELECT 1 FROM inventory_repair r"
    f" WHERE r.id = NEW.repair_id AND r.status IN {OPEN})"
)
FROM_ITSELF = (
    "EXISTS (SELECT 1 FROM inventory_repair r"
    " WHERE r.id = NEW.repair_id AND r.device_id = NEW.taken_from_id)"
)
FROM_ELSEWHERE = (
    f"NEW.status = '{PartStatus.FITTED}' AND NEW.taken_from_id IS NOT NULL"
    " AND NOT EXISTS (SELECT 1 FROM inventory_device d"
    f" WHERE d.id = NEW.taken_from_id AND d.status IN {GIVES}"
    " AND d.transfer_id IS NULL AND d.left_with_id IS NULL)"
)
UNPROVEN_DISK = (
    f"NEW.status = '{PartStatus.FITTED}' AND NEW.medium_id IS NOT NULL AND NOT {DISK_CLEAN}"
)

GUARDS = [
    Guard(
        name="inventory_device_in_repair",
        table="inventory_device",
        on={
            "UPDATE OF status": (
                f"NEW.status IN {NOT_READY} AND EXISTS (SELECT 1 FROM inventory_repair r"
                f" WHERE r.device_id = NEW.id AND r.status IN {OPEN})"
            )
        },
        violation_error_message=_("This device is under repair: end the repair first."),
    ),
    Guard(
        name="inventory_repair_of_device_here",
        table="inventory_repair",
        on={"INSERT": OF_DEVICE_AWAY, "UPDATE OF status": OF_DEVICE_AWAY},
        hold="inventory_device d WHERE d.id = NEW.device_id",
        violation_error_message=_("A device that is ready or on loan cannot be under repair."),
    ),
    Guard(
        name="inventory_repairpart_of_open_repair",
        table="inventory_repairpart",
        on={"INSERT": OF_CLOSED_REPAIR, "UPDATE OF status": OF_CLOSED_REPAIR},
        hold="inventory_repair r WHERE r.id = NEW.repair_id",
        violation_error_message=_("This repair has ended: reopen it to change it."),
    ),
    Guard(
        name="inventory_repairpart_of_another",
        table="inventory_repairpart",
        on={"INSERT": FROM_ITSELF, "UPDATE OF taken_from_id": FROM_ITSELF},
        violation_error_message=_(
            "A part cannot come from the device being repaired: choose another device."
        ),
    ),
    Guard(
        name="inventory_repairpart_at_hand",
        table="inventory_repairpart",
        on={"INSERT": FROM_ELSEWHERE, "UPDATE OF status, taken_from_id": FROM_ELSEWHERE},
        hold="inventory_device d WHERE d.id = NEW.taken_from_id",
        violation_error_message=_(
            "A part can be taken only from a device that is here and not ready."
        ),
    ),
    Guard(
        name="inventory_repairpart_disk_clean",
        table="inventory_repairpart",
        on={"INSERT": UNPROVEN_DISK, "UPDATE OF status, medium_id": UNPROVEN_DISK},
        hold="inventory_medium m WHERE m.id = NEW.medium_id",
        violation_error_message=_(
            "A disk must be taken out and proven erased before it goes into another device."
        ),
    ),
    Guard(
        name="inventory_medium_moved",
        table="inventory_medium",
        on={
            "INSERT": f"NEW.status = '{MediumStatus.MOVED}'",
            "UPDATE OF status": (
                f"(NEW.status = '{MediumStatus.MOVED}' AND NOT {IS_FITTED})"
                f" OR (OLD.status = '{MediumStatus.MOVED}'"
                f" AND NEW.status <> '{MediumStatus.MOVED}' AND {IS_FITTED})"
            ),
        },
        violation_error_message=_("This disk is in another device."),
    ),
]

guards.register(*GUARDS)
