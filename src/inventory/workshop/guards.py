"""Guards of checklists: required proof of answers, and faults that block a device.

The database refuses `ready` with a blocking fault, but not with an unanswered item: which items are
unanswered depends on the list that applies, and devices of an earlier system have no list. `finish`
checks unanswered items.
"""

from django.utils.translation import gettext_lazy as _

from core.workflow import guards
from core.workflow.guards import Guard
from inventory.devices.lifecycle.devices import DeviceStatus, Outcome
from inventory.workshop.lifecycle import Beyond, Proof, ValueKind

# The latest answer of this stay to an item of the device's version is a fault.
FAULT = f"""
    EXISTS (
        SELECT 1 FROM inventory_testresult r JOIN inventory_checklistitem i ON i.id = r.item_id
        WHERE r.device_id = NEW.id AND r.at >= NEW.received_at
        AND r.outcome = '{Outcome.FAIL}' AND i.{{flag}}
        AND i.checklist_id = (
            SELECT a.checklist_id FROM inventory_attempt a
            JOIN inventory_checklist c ON c.id = a.checklist_id
            WHERE a.device_id = NEW.id AND a.at >= NEW.received_at
            AND c.category_id = NEW.category_id ORDER BY a.id DESC LIMIT 1
        )
        AND NOT EXISTS (
            SELECT 1 FROM inventory_testresult later WHERE later.device_id = r.device_id
            AND later.item_id = r.item_id AND later.id > r.id
        )
    )
"""

# Several users may answer a version concurrently; adding an item to the version waits for them.
ITS_VERSION = """
    inventory_checklist c WHERE c.id = (
        SELECT a.checklist_id FROM inventory_attempt a WHERE a.id = NEW.attempt_id
    ) FOR SHARE
"""

OF_ATTEMPT = """
    EXISTS (
        SELECT 1 FROM inventory_attempt a
        JOIN inventory_checklistitem i ON i.checklist_id = a.checklist_id
        WHERE a.id = NEW.attempt_id AND a.device_id = NEW.device_id AND i.id = NEW.item_id
    )
"""

# A faulty part often cannot be measured, but can be photographed.
LACKS = f"""
    EXISTS (
        SELECT 1 FROM inventory_checklistitem i WHERE i.id = NEW.item_id AND (
            NEW.outcome = '{Outcome.PASS}' AND (
                i.value_kind <> '' AND NEW.value = ''
                OR i.proof = '{Proof.FILE}' AND NEW.file_id IS NULL
            )
            OR NEW.outcome <> '{Outcome.NOT_APPLICABLE}'
            AND i.proof = '{Proof.PHOTO}' AND NEW.photo_id IS NULL
        )
    )
"""

# Cast only numbers: PostgreSQL would evaluate the cast of a text before the condition.
NUMBER = f"CAST(CASE i.value_kind WHEN '{ValueKind.NUMBER}' THEN NEW.value ELSE '0' END AS DECIMAL)"
BEYOND = f"""
    NEW.outcome = '{Outcome.PASS}' AND NEW.value <> '' AND EXISTS (
        SELECT 1 FROM inventory_checklistitem i
        WHERE i.id = NEW.item_id AND i.beyond = '{Beyond.FAULT}'
        AND ({NUMBER} < i.lowest OR {NUMBER} > i.highest)
    )
"""

GUARDS = [
    Guard(
        name="inventory_checklistitem_answered",
        table="inventory_checklistitem",
        on={
            "INSERT": "EXISTS (SELECT 1 FROM inventory_attempt a"
            " WHERE a.checklist_id = NEW.checklist_id)"
        },
        hold="inventory_checklist c WHERE c.id = NEW.checklist_id",
        violation_error_message=_("This version has been used for checks: save a new one."),
    ),
    Guard(
        name="inventory_testresult_of_attempt",
        table="inventory_testresult",
        on={"INSERT": f"NOT {OF_ATTEMPT}"},
        hold=("inventory_device d WHERE d.id = NEW.device_id", ITS_VERSION),
        violation_error_message=_("A result must match the device checked and the checklist used."),
    ),
    Guard(
        name="inventory_testresult_complete",
        table="inventory_testresult",
        on={"INSERT": LACKS},
        violation_error_message=_("This item needs a value, a photo or a file: add it."),
    ),
    Guard(
        name="inventory_testresult_within",
        table="inventory_testresult",
        on={"INSERT": BEYOND},
        violation_error_message=_(
            "A value outside the limits of this item must be recorded as a fault."
        ),
    ),
    Guard(
        name="inventory_device_fault_free",
        table="inventory_device",
        on={
            "UPDATE OF status": f"OLD.status = '{DeviceStatus.REFURBISHING}'"
            f" AND NEW.status = '{DeviceStatus.READY}' AND" + FAULT.format(flag="is_blocking")
        },
        violation_error_message=_("A device with a blocking fault cannot be ready."),
    ),
    Guard(
        name="inventory_device_unlocked",
        table="inventory_device",
        on={
            "UPDATE OF status": f"OLD.status = '{DeviceStatus.QUARANTINED}'"
            f" AND NEW.status = '{DeviceStatus.REFURBISHING}' AND"
            + FAULT.format(flag="quarantines")
        },
        violation_error_message=_("This device is still locked or blocked: check it again first."),
    ),
]

guards.register(*GUARDS)
