"""Guards of devices that read other tables: IMEIs, tags, imports, transfers, and erasure.

`ERASURE_GUARDS` are the erasure gate: a device that holds data is never ready, and never leaves for
use.
"""

from django.utils.translation import gettext_lazy as _

from core.workflow import guards
from core.workflow.guards import IN_A_FEW_MINUTES, MORE_THAN_BLANKED, Guard, sql_list
from inventory.devices.lifecycle.devices import (
    AWAY,
    ENDED,
    GONE,
    DeviceStatus,
    ErasureResult,
    MediumStatus,
    TagStatus,
)
from inventory.devices.lifecycle.erasure import APPLIES, COUNTS, PHYSICAL
from inventory.devices.lifecycle.transfers import FreightStatus
from inventory.devices.operations import MAY_CONFIRM_SERIAL
from people.base.roles import roles_with

NO_MORE_OURS = sql_list(*ENDED)
SAME_IMEI = f"""
    NEW.status NOT IN {NO_MORE_OURS}
    AND (NEW.imei IS NOT NULL OR NEW.imei2 IS NOT NULL)
    AND EXISTS (
        SELECT 1 FROM inventory_device d
        WHERE (d.imei = NEW.imei2 OR d.imei2 = NEW.imei)
        AND d.status NOT IN {NO_MORE_OURS} {{other}}
    )
"""

# Two devices share no row to lock, so every INSERT or UPDATE that sets or restores an IMEI locks
# this row.
ALL_IMEIS = f"""
    django_content_type t WHERE t.app_label = 'inventory' AND t.model = 'device'
    AND (NEW.imei IS NOT NULL OR NEW.imei2 IS NOT NULL)
    AND (
        NEW.imei IS DISTINCT FROM OLD.imei OR NEW.imei2 IS DISTINCT FROM OLD.imei2
        OR OLD.status IN {NO_MORE_OURS}
    )
"""

NAMES_PEOPLE = (
    "EXISTS (SELECT 1 FROM inventory_importbatch b WHERE b.id = NEW.batch_id AND b.names_people)"
)

# A foreign code is on the machine, so it moves from a row entered in error to the right device.
IN_ERROR = f"""
    EXISTS (
        SELECT 1 FROM inventory_device d
        WHERE d.id = OLD.device_id AND d.status = '{DeviceStatus.WITHDRAWN}'
    )
"""

# the tag names this device
NAMED_SO = (
    "EXISTS (SELECT 1 FROM inventory_device d"
    " WHERE d.id = NEW.device_id AND d.asset_tag = NEW.code)"
)
COORDINATES = (
    "EXISTS (SELECT 1 FROM people_user u WHERE u.id = NEW.serial_shared_by_id"
    f" AND u.role IN {sql_list(*roles_with(MAY_CONFIRM_SERIAL))})"
)
PUT_ELSEWHERE = (
    f"NEW.status = '{TagStatus.CURRENT}' AND NEW.device_id IS NOT NULL AND NOT {NAMED_SO}"
)

GUARDS = [
    Guard(
        name="inventory_importrow_word_for_word",
        table="inventory_importrow",
        on={
            "UPDATE OF cells": (
                f"{MORE_THAN_BLANKED} AND NOT (CAST(NEW.cells AS TEXT) = '[]' AND {NAMES_PEOPLE})"
            )
        },
        violation_error_message=_(
            "A source row must stay as received; its cells can only be deleted."
        ),
    ),
    Guard(
        name="inventory_tag_stays",
        table="inventory_tag",
        on={
            "UPDATE OF device_id": (
                "OLD.device_id IS NOT NULL AND NEW.device_id IS DISTINCT FROM OLD.device_id"
                f" AND NOT (OLD.status = '{TagStatus.FOREIGN}'"
                f" AND NEW.device_id IS NOT NULL AND {IN_ERROR})"
            )
        },
        violation_error_message=_("A code that was attached to a device must always lead to it."),
    ),
    Guard(
        name="inventory_device_imei_shared",
        table="inventory_device",
        on={
            "INSERT": SAME_IMEI.format(other=""),
            "UPDATE OF imei, imei2, status": SAME_IMEI.format(other="AND d.id <> NEW.id"),
        },
        hold=ALL_IMEIS,
        violation_error_message=_("This IMEI is already in the register."),
    ),
    Guard(
        name="inventory_device_tag_current",
        table="inventory_device",
        on={
            "UPDATE OF asset_tag": (
                "NEW.asset_tag <> OLD.asset_tag AND NOT EXISTS (SELECT 1 FROM inventory_tag t"
                f" WHERE t.code = NEW.asset_tag AND (t.status = '{TagStatus.FREE}'"
                f" OR t.device_id = NEW.id AND t.status = '{TagStatus.CURRENT}'))"
            )
        },
        hold="inventory_tag t WHERE t.code = NEW.asset_tag",
        violation_error_message=_("A device must be identified by its current tag."),
    ),
    Guard(
        name="inventory_device_serial_word",
        table="inventory_device",
        on={
            "INSERT": f"NEW.serial_shared_by_id IS NOT NULL AND NOT {COORDINATES}",
            "UPDATE OF serial_shared_by_id": (
                "NEW.serial_shared_by_id IS NOT NULL"
                " AND NEW.serial_shared_by_id IS DISTINCT FROM OLD.serial_shared_by_id"
                f" AND NOT {COORDINATES}"
            ),
        },
        hold="people_user u WHERE u.id = NEW.serial_shared_by_id FOR SHARE",
        violation_error_message=_(
            "Only a coordinator can confirm that two machines have the same serial number."
        ),
    ),
    Guard(
        name="inventory_device_tagged",
        table="inventory_device",
        on={
            "UPDATE OF status": (
                f"NEW.status <> OLD.status AND NEW.status <> '{DeviceStatus.WITHDRAWN}'"
                " AND NOT EXISTS (SELECT 1 FROM inventory_tag t WHERE t.device_id = NEW.id"
                f" AND t.status = '{TagStatus.CURRENT}' AND t.code = NEW.asset_tag)"
            )
        },
        violation_error_message=_("A device without a label cannot be processed: label it first."),
    ),
    Guard(
        name="inventory_tag_names_its_device",
        table="inventory_tag",
        on={
            "INSERT": PUT_ELSEWHERE,
            "UPDATE OF status": f"OLD.status = '{TagStatus.FREE}' AND {PUT_ELSEWHERE}",
        },
        hold="inventory_device d WHERE d.id = NEW.device_id",
        violation_error_message=_("A device must be identified by its current tag."),
    ),
    Guard(
        name="inventory_tag_last",
        table="inventory_tag",
        on={
            "UPDATE OF status": (
                f"OLD.status = '{TagStatus.CURRENT}' AND NEW.status <> '{TagStatus.CURRENT}'"
                f" AND {NAMED_SO}"
            )
        },
        violation_error_message=_("A device must keep its label until it has another."),
    ),
    Guard(
        name="inventory_device_travels_with",
        table="inventory_device",
        on={
            "INSERT": "NEW.transfer_id IS NOT NULL",
            "UPDATE OF transfer_id": (
                "NEW.transfer_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM inventory_freight f"
                " WHERE f.device_id = NEW.id AND f.transfer_id = NEW.transfer_id"
                f" AND f.status = '{FreightStatus.SENT}')"
            ),
        },
        violation_error_message=_(
            "A device in transit must stay in the transfer it was sent with."
        ),
    ),
    Guard(
        name="inventory_freight_travels",
        table="inventory_freight",
        on={
            "UPDATE OF status": (
                f"OLD.status = '{FreightStatus.SENT}' AND NEW.status <> '{FreightStatus.SENT}'"
                " AND EXISTS (SELECT 1 FROM inventory_device d"
                " WHERE d.id = NEW.device_id AND d.transfer_id = NEW.transfer_id)"
            )
        },
        hold="inventory_device d WHERE d.id = NEW.device_id",
        violation_error_message=_("This line must stay in transit until its device has arrived."),
    ),
]


# --- Guards of erasure: no device is ready or leaves without proof; certificates. ---

# because of its category, or because it has media although its category has changed
HOLDS_DATA = (
    "(EXISTS (SELECT 1 FROM catalogue_category c WHERE c.id = NEW.category_id AND c.holds_data)"
    " OR EXISTS (SELECT 1 FROM inventory_medium h WHERE h.device_id = NEW.id))"
)

# The latest erasure of a medium is a valid proof; a later failure voids it.
PASSED_LAST = f"""
    EXISTS (
        SELECT 1 FROM inventory_erasure e
        WHERE e.medium_id = {{medium}} AND e.result = '{ErasureResult.PASSED}'
        AND {COUNTS}
        AND NOT EXISTS (
            SELECT 1 FROM inventory_erasure l
            WHERE l.medium_id = e.medium_id AND l.result <> '{ErasureResult.PASSED}' AND l.id > e.id
        )
    )
"""

# Every medium is gone (destroyed or in another device) or erased since the last arrival; false
# without media.
PROVEN = f"""
    EXISTS (SELECT 1 FROM inventory_medium m WHERE m.device_id = NEW.id)
    AND NOT EXISTS (
        SELECT 1 FROM inventory_medium m
        WHERE m.device_id = NEW.id AND m.status NOT IN {sql_list(*GONE)}
        AND NOT {PASSED_LAST.format(medium="m.id", kind="m.kind", since="NEW.received_at")}
    )
"""

TAKEN_OVER_SINCE = """
    EXISTS (
        SELECT 1 FROM inventory_medium m JOIN inventory_device d ON d.id = m.device_id
        WHERE m.id = NEW.medium_id AND d.taken_over_at IS NOT NULL
        AND NEW.ended_at <= d.taken_over_at AND d.received_at <= d.taken_over_at
    )
"""

# the device of this medium counts as erased
PASSES_FOR_CLEAN = (
    "EXISTS (SELECT 1 FROM inventory_device d WHERE d.id = {device} AND NOT d.needs_erasure {more})"
)
# the device would count as erased although this medium has no proof of erasure
UNPROVEN = PASSES_FOR_CLEAN.format(
    device="NEW.device_id",
    more=f"AND NOT {PASSED_LAST.format(medium='NEW.id', kind='NEW.kind', since='d.received_at')}",
)
# the device would count as erased although this erasure of its medium did not pass
VOIDS_A_PROOF = f"""
    NEW.result <> '{ErasureResult.PASSED}' AND EXISTS (
        SELECT 1 FROM inventory_medium m JOIN inventory_device d ON d.id = m.device_id
        WHERE m.id = NEW.medium_id AND m.status = '{MediumStatus.PRESENT}' AND NOT d.needs_erasure
    )
"""
PROVES_NOTHING = f"""
    NEW.result = '{ErasureResult.PASSED}' AND NOT NEW.is_attested AND NOT EXISTS (
        SELECT 1 FROM inventory_medium m
        WHERE m.id = NEW.medium_id AND {APPLIES.format(kind="m.kind", erasure="NEW")}
    )
"""

DESTROYED_WITH_RECORD = f"""
    EXISTS (
        SELECT 1 FROM inventory_erasure e
        WHERE e.medium_id = NEW.id AND e.result = '{ErasureResult.PASSED}'
        AND e.method IN {sql_list(*PHYSICAL)}
    )
"""

CERTIFIABLE = f"""
    EXISTS (
        SELECT 1 FROM inventory_erasure e JOIN inventory_medium m ON m.id = e.medium_id
        JOIN inventory_device d ON d.id = m.device_id
        JOIN inventory_erasurecertificate c ON c.id = NEW.certificate_id
        WHERE e.id = NEW.erasure_id AND e.result = '{ErasureResult.PASSED}' AND NOT e.is_attested
        AND {APPLIES.format(kind="m.kind", erasure="e")}
        AND (c.device_id = d.id OR c.donation_id = d.donation_id)
    )
"""

ITS_DEVICE = "inventory_device d WHERE d.id = NEW.device_id"
DEVICE_OF_MEDIUM = (
    "inventory_device d WHERE d.id ="
    " (SELECT m.device_id FROM inventory_medium m WHERE m.id = NEW.medium_id)"
)
NOT_HERE = sql_list(*AWAY)
# The last event of the device took it out of stock, from the status that an undo restores.
NEVER_LEFT = """
    EXISTS (
        SELECT 1 FROM core_event e JOIN django_content_type t ON t.id = e.subject_type_id
        WHERE t.app_label = 'inventory' AND t.model = 'device' AND e.subject_id = NEW.id
        AND e.kind IN ('device.retired', 'device.lost', 'device.stolen')
        AND e.data ->> 'was' = NEW.status
        AND NOT EXISTS (
            SELECT 1 FROM core_event l WHERE l.subject_type_id = e.subject_type_id
            AND l.subject_id = e.subject_id AND l.id > e.id
        )
    )
"""

ERASURE_GUARDS = [
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
            "Since the device arrived, each disk or memory must have been proven "
            "erased, or destroyed."
        ),
    ),
    Guard(
        name="inventory_device_return_unerased",
        table="inventory_device",
        on={
            "UPDATE OF status": (
                f"OLD.status IN {NOT_HERE} AND NEW.status NOT IN {NOT_HERE}"
                f" AND (NEW.status <> '{DeviceStatus.RECEIVED}'"
                " OR NEW.received_at <= OLD.received_at"
                f" OR NOT NEW.needs_erasure AND {HOLDS_DATA})"
                f" AND NOT {NEVER_LEFT}"
            )
        },
        violation_error_message=_(
            "A returned device counts as a new arrival: it must be checked, and erased again."
        ),
    ),
    Guard(
        name="inventory_medium_declared",
        table="inventory_medium",
        on={
            "INSERT": (
                f"NEW.status <> '{MediumStatus.DESTROYED}' AND "
                + PASSES_FOR_CLEAN.format(device="NEW.device_id", more="")
            )
        },
        hold=ITS_DEVICE,
        violation_error_message=_(
            "The device has a different disk: first record that it must be erased again."
        ),
    ),
    Guard(
        name="inventory_medium_back_unproven",
        table="inventory_medium",
        on={
            "UPDATE OF status": (
                f"NEW.status = '{MediumStatus.PRESENT}' AND OLD.status <> '{MediumStatus.PRESENT}'"
                f" AND {UNPROVEN}"
            )
        },
        hold=ITS_DEVICE,
        violation_error_message=_(
            "The device has a disk that is not proven erased: first record that it "
            "must be erased again."
        ),
    ),
    Guard(
        name="inventory_medium_kind_proven",
        table="inventory_medium",
        on={
            "UPDATE OF kind": (
                f"NEW.kind <> OLD.kind AND NEW.status NOT IN {sql_list(*GONE)} AND {UNPROVEN}"
            )
        },
        hold=ITS_DEVICE,
        violation_error_message=_(
            "The recorded erasure proves nothing for this kind of medium: first record "
            "that the device must be erased again."
        ),
    ),
    Guard(
        name="inventory_medium_destroyed_recorded",
        table="inventory_medium",
        on={
            "INSERT": f"NEW.status = '{MediumStatus.DESTROYED}'",
            "UPDATE OF status": (
                f"NEW.status = '{MediumStatus.DESTROYED}'"
                f" AND OLD.status <> '{MediumStatus.DESTROYED}'"
                f" AND NOT {DESTROYED_WITH_RECORD}"
            ),
        },
        violation_error_message=_("For a destruction, record who did it, how and when."),
    ),
    Guard(
        name="inventory_erasure_attested_past",
        table="inventory_erasure",
        on={"INSERT": f"NEW.is_attested AND NOT {TAKEN_OVER_SINCE}"},
        violation_error_message=_(
            "Only an erasure done before the device was taken over can be attested: "
            "for a later one, record the erasure."
        ),
    ),
    Guard(
        name="inventory_erasure_applies",
        table="inventory_erasure",
        on={"INSERT": PROVES_NOTHING},
        # Its name sorts first among the guards of an erasure: later guards read the rows that it
        # locks.
        hold=(DEVICE_OF_MEDIUM, "inventory_medium m WHERE m.id = NEW.medium_id"),
        violation_error_message=_("This method proves nothing for this kind of medium."),
    ),
    Guard(
        name="inventory_erasure_of_a_stay",
        table="inventory_erasure",
        on={
            "INSERT": (
                "EXISTS (SELECT 1 FROM inventory_medium m"
                " JOIN inventory_device d ON d.id = m.device_id"
                " WHERE m.id = NEW.medium_id AND NEW.device_received_at > d.received_at)"
            )
        },
        violation_error_message=_("An erasure counts only for the device’s current stay with us."),
    ),
    Guard(
        name="inventory_erasure_recorded_by_now",
        table="inventory_erasure",
        on={"INSERT": f"NEW.recorded_at > {IN_A_FEW_MINUTES}"},
        violation_error_message=_(
            "An erasure that has not finished proves nothing: record it once it has finished."
        ),
    ),
    Guard(
        name="inventory_erasure_last_id",
        table="inventory_erasure",
        # On SQLite, an id assigned by the database is -1 before the row exists.
        on={
            "INSERT": (
                "NEW.id > 0 AND EXISTS (SELECT 1 FROM inventory_erasure l"
                " WHERE l.medium_id = NEW.medium_id AND l.id > NEW.id)"
            )
        },
        hold="inventory_medium m WHERE m.id = NEW.medium_id",
        violation_error_message=_(
            "Erasures must be recorded one after the other: the last one counts."
        ),
    ),
    Guard(
        name="inventory_erasure_voids",
        table="inventory_erasure",
        on={"INSERT": VOIDS_A_PROOF},
        hold=DEVICE_OF_MEDIUM,
        violation_error_message=_(
            "The last erasure was not successful: first record that the device must be "
            "erased again."
        ),
    ),
    Guard(
        name="inventory_device_erased_where_agreed",
        table="inventory_device",
        on={
            "UPDATE OF transfer_id": (
                "NEW.transfer_id IS NOT NULL AND NEW.transfer_id IS DISTINCT FROM OLD.transfer_id"
                " AND NEW.needs_erasure AND EXISTS (SELECT 1 FROM inventory_transfer t"
                " JOIN inventory_refurbisher r ON r.id = t.refurbisher_id"
                " JOIN donations_donation g ON g.id = NEW.donation_id"
                " WHERE t.id = NEW.transfer_id AND g.outside_eraser <> r.name)"
            )
        },
        hold="donations_donation g WHERE g.id = NEW.donation_id",
        violation_error_message=_(
            "Data can go to an outside workshop only if the donor of the device has agreed."
        ),
    ),
    Guard(
        name="inventory_certifiederasure_proof",
        table="inventory_certifiederasure",
        on={"INSERT": f"NOT {CERTIFIABLE}"},
        hold=(
            "inventory_device d WHERE d.id = (SELECT m.device_id FROM inventory_medium m"
            " JOIN inventory_erasure e ON e.medium_id = m.id WHERE e.id = NEW.erasure_id)"
        ),
        violation_error_message=_("A certificate can list only the proofs that concern it."),
    ),
]

guards.register(*GUARDS, *ERASURE_GUARDS)
