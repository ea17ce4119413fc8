"""Guards of exit batches: sent whole, without data, and immutable afterwards.

`left_with` of a device names its exit batch once the batch is sent: a guard on the values of the
row then freezes its status and every value on the slip, however the row is written. A batch is sent
in one transaction: its lines, then its devices, then the batch; guards refuse any other order.
"""

from django.utils.translation import gettext_lazy as _

from core.workflow import guards
from core.workflow.guards import Guard, sql_list
from inventory.devices.guards import HOLDS_DATA, PASSED_LAST
from inventory.devices.lifecycle.devices import MediumStatus
from inventory.devices.lifecycle.exits import (
    FINAL,
    OUTSIDE_CUSTODY_EVENTS,
    ExitLineStatus,
    ExitStatus,
)

# Data may be readable: no disk is recorded, or a disk has no proof of erasure.
MAY_BE_READ = f"""
    ({HOLDS_DATA} AND NOT EXISTS (SELECT 1 FROM inventory_medium m WHERE m.device_id = NEW.id)
    OR EXISTS (
        SELECT 1 FROM inventory_medium m
        WHERE m.device_id = NEW.id AND m.status = '{MediumStatus.PRESENT}'
        AND NOT {PASSED_LAST.format(medium="m.id", kind="m.kind", since="NEW.received_at")}
    ))
"""

# The device returns to its donor and nobody else had it, so that its data is the donor's own.
DONORS_OWN = f"""
    EXISTS (
        SELECT 1 FROM inventory_exitbatch b JOIN donations_donation g ON g.donor_id = b.donor_id
        WHERE b.id = NEW.left_with_id AND g.id = NEW.donation_id
    ) AND NOT EXISTS (
        SELECT 1 FROM core_event e JOIN django_content_type t ON t.id = e.subject_type_id
        WHERE t.app_label = 'inventory' AND t.model = 'device'
        AND e.subject_id = NEW.id AND e.kind IN {sql_list(*OUTSIDE_CUSTODY_EVENTS)}
    )
"""


def _batch_is(row, statuses):
    return (
        f"EXISTS (SELECT 1 FROM inventory_exitbatch b WHERE b.id = {row}.batch_id"
        f" AND b.status IN {statuses})"
    )


OPEN, OVER = sql_list(ExitStatus.OPEN), sql_list(*FINAL)
LEFT_FOR_GOOD = """
    EXISTS (
        SELECT 1 FROM inventory_device d
        WHERE d.id = NEW.device_id AND d.left_with_id IS NOT NULL
    )
"""

GUARDS = [
    Guard(
        name="inventory_device_leaves_with",
        table="inventory_device",
        on={
            "INSERT": "NEW.left_with_id IS NOT NULL",
            "UPDATE OF left_with_id": (
                "NEW.left_with_id IS NOT NULL AND OLD.left_with_id IS NULL AND NOT EXISTS (SELECT 1"
                " FROM inventory_exitline l JOIN inventory_exitbatch b ON b.id = l.batch_id WHERE"
                " l.device_id = NEW.id AND l.batch_id = NEW.left_with_id"
                f" AND l.status = '{ExitLineStatus.SENT}' AND b.status = '{ExitStatus.OPEN}')"
            ),
        },
        hold="inventory_exitbatch b WHERE b.id = NEW.left_with_id",
        violation_error_message=_("A device must leave with the batch that it is sent with."),
    ),
    Guard(
        name="inventory_device_leaves_clean",
        table="inventory_device",
        on={
            "UPDATE OF left_with_id": (
                "NEW.left_with_id IS NOT NULL AND OLD.left_with_id IS NULL"
                f" AND {MAY_BE_READ} AND NOT ({DONORS_OWN})"
            )
        },
        violation_error_message=_(
            "No device can leave with data on it: each disk must be proven erased, "
            "taken out or destroyed."
        ),
    ),
    Guard(
        name="inventory_medium_stays_out",
        table="inventory_medium",
        on={
            "INSERT": f"NEW.status = '{MediumStatus.PRESENT}' AND {LEFT_FOR_GOOD}",
            "UPDATE OF status": (
                f"NEW.status = '{MediumStatus.PRESENT}' AND OLD.status <> '{MediumStatus.PRESENT}'"
                f" AND {LEFT_FOR_GOOD}"
            ),
        },
        hold="inventory_device d WHERE d.id = NEW.device_id",
        violation_error_message=_("The device has left permanently: no disk can be added to it."),
    ),
    Guard(
        name="inventory_exitbatch_leaves_whole",
        table="inventory_exitbatch",
        on={
            "INSERT": f"NEW.status <> '{ExitStatus.OPEN}'",
            "UPDATE OF status": (
                f"OLD.status = '{ExitStatus.OPEN}' AND ("
                f"NEW.status = '{ExitStatus.SENT}' AND (EXISTS (SELECT 1 FROM inventory_exitline l"
                " JOIN inventory_device d ON d.id = l.device_id WHERE l.batch_id = NEW.id"
                f" AND (l.status = '{ExitLineStatus.LISTED}' OR l.status = '{ExitLineStatus.SENT}'"
                " AND (d.left_with_id IS NULL OR d.left_with_id <> NEW.id)))"
                " OR NOT EXISTS (SELECT 1 FROM inventory_exitline l"
                f" WHERE l.batch_id = NEW.id AND l.status = '{ExitLineStatus.SENT}')"
                " AND NOT EXISTS (SELECT 1 FROM inventory_exitweight w WHERE w.batch_id = NEW.id))"
                f" OR NEW.status = '{ExitStatus.CANCELLED}'"
                " AND EXISTS (SELECT 1 FROM inventory_exitline l"
                f" WHERE l.batch_id = NEW.id AND l.status <> '{ExitLineStatus.TAKEN_OUT}'))"
            ),
        },
        violation_error_message=_(
            "A batch must start as “being prepared”, and leave with everything on its list."
        ),
    ),
    Guard(
        name="inventory_exitline_while_open",
        table="inventory_exitline",
        on={
            "INSERT": f"NOT {_batch_is('NEW', OPEN)}",
            "UPDATE": f"NOT {_batch_is('OLD', OPEN)}",
        },
        hold="inventory_exitbatch b WHERE b.id = NEW.batch_id",
        violation_error_message=_(
            "The list of a batch that has left or been cancelled cannot be changed."
        ),
    ),
    Guard(
        name="inventory_exitweight_until_certified",
        table="inventory_exitweight",
        on={
            "INSERT": _batch_is("NEW", OVER),
            "UPDATE": _batch_is("OLD", OVER),
            "DELETE": f"NOT {_batch_is('OLD', OPEN)}",
        },
        hold="inventory_exitbatch b WHERE b.id = COALESCE(NEW.batch_id, OLD.batch_id)",
        violation_error_message=_("The recorded weight of a batch cannot be changed."),
    ),
]

guards.register(*GUARDS)
