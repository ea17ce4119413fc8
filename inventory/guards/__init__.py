"""Cross-row guards of devices: unique IMEIs, tags, imports, transfers."""

from django.utils.translation import gettext_lazy as _

from core.guards import Guard

SAME_IMEI = """
    NEW.status NOT IN ('given', 'retired', 'withdrawn')
    AND (NEW.imei IS NOT NULL OR NEW.imei2 IS NOT NULL)
    AND EXISTS (
        SELECT 1 FROM inventory_device d
        WHERE (d.imei = NEW.imei2 OR d.imei2 = NEW.imei)
        AND d.status NOT IN ('given', 'retired', 'withdrawn') {other}
    )
"""

# No row of theirs is common to two devices: whoever gives one an IMEI, or one with an IMEI back,
# takes this one.
ALL_IMEIS = """
    django_content_type t WHERE t.app_label = 'inventory' AND t.model = 'device'
    AND (NEW.imei IS NOT NULL OR NEW.imei2 IS NOT NULL)
    AND (
        NEW.imei IS DISTINCT FROM OLD.imei OR NEW.imei2 IS DISTINCT FROM OLD.imei2
        OR OLD.status IN ('given', 'retired', 'withdrawn')
    )
"""

NAMES_PEOPLE = (
    "EXISTS (SELECT 1 FROM inventory_importbatch b WHERE b.id = NEW.batch_id AND b.names_people)"
)

# Somebody else's code is on the machine: it leads from a row entered in error to the true one.
IN_ERROR = """
    EXISTS (
        SELECT 1 FROM inventory_device d WHERE d.id = OLD.device_id AND d.status = 'withdrawn'
    )
"""

# The device of this tag is named by it.
NAMED_SO = (
    "EXISTS (SELECT 1 FROM inventory_device d"
    " WHERE d.id = NEW.device_id AND d.asset_tag = NEW.code)"
)
COORDINATES = (
    "EXISTS (SELECT 1 FROM people_user u WHERE u.id = NEW.serial_shared_by_id"
    " AND u.role IN ('coordinator', 'admin'))"
)
PUT_ELSEWHERE = f"NEW.status = 'current' AND NEW.device_id IS NOT NULL AND NOT {NAMED_SO}"

GUARDS = [
    Guard(
        name="inventory_importrow_word_for_word",
        table="inventory_importrow",
        on={
            "UPDATE OF cells": (
                "NEW.cells IS DISTINCT FROM OLD.cells"
                f" AND NOT (CAST(NEW.cells AS TEXT) = '[]' AND {NAMES_PEOPLE})"
            )
        },
        violation_error_message=_("A source row is kept as it came."),
    ),
    Guard(
        name="inventory_tag_stays",
        table="inventory_tag",
        on={
            "UPDATE OF device_id": (
                "OLD.device_id IS NOT NULL AND NEW.device_id IS DISTINCT FROM OLD.device_id"
                f" AND NOT (OLD.status = 'foreign' AND NEW.device_id IS NOT NULL AND {IN_ERROR})"
            )
        },
        violation_error_message=_("A code that was on a device leads to it for ever."),
    ),
    Guard(
        name="inventory_device_imei_shared",
        table="inventory_device",
        on={
            "INSERT": SAME_IMEI.format(other=""),
            "UPDATE OF imei, imei2, status": SAME_IMEI.format(other="AND d.id <> NEW.id"),
        },
        hold=ALL_IMEIS,
        violation_error_message=_("This IMEI is in the register already."),
    ),
    Guard(
        name="inventory_device_tag_current",
        table="inventory_device",
        on={
            "UPDATE OF asset_tag": (
                "NEW.asset_tag <> OLD.asset_tag AND NOT EXISTS (SELECT 1 FROM inventory_tag t"
                " WHERE t.code = NEW.asset_tag AND (t.status = 'free'"
                " OR t.device_id = NEW.id AND t.status = 'current'))"
            )
        },
        hold="inventory_tag t WHERE t.code = NEW.asset_tag",
        violation_error_message=_("A device is named by its current tag."),
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
        violation_error_message=_("That two machines have one serial number, a coordinator says."),
    ),
    Guard(
        name="inventory_device_tagged",
        table="inventory_device",
        on={
            "UPDATE OF status": (
                "NEW.status <> OLD.status AND NEW.status <> 'withdrawn'"
                " AND NOT EXISTS (SELECT 1 FROM inventory_tag t WHERE t.device_id = NEW.id"
                " AND t.status = 'current' AND t.code = NEW.asset_tag)"
            )
        },
        violation_error_message=_("Nothing is done with a device that has no label."),
    ),
    Guard(
        name="inventory_tag_names_its_device",
        table="inventory_tag",
        on={
            "INSERT": PUT_ELSEWHERE,
            "UPDATE OF status": f"OLD.status = 'free' AND {PUT_ELSEWHERE}",
        },
        hold="inventory_device d WHERE d.id = NEW.device_id",
        violation_error_message=_("A device is named by its current tag."),
    ),
    Guard(
        name="inventory_tag_last",
        table="inventory_tag",
        on={
            "UPDATE OF status": (
                f"OLD.status = 'current' AND NEW.status <> 'current' AND {NAMED_SO}"
            )
        },
        violation_error_message=_("A device keeps its label until it has another."),
    ),
    Guard(
        name="inventory_device_travels_with",
        table="inventory_device",
        on={
            "INSERT": "NEW.transfer_id IS NOT NULL",
            "UPDATE OF transfer_id": (
                "NEW.transfer_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM inventory_freight f"
                " WHERE f.device_id = NEW.id AND f.transfer_id = NEW.transfer_id"
                " AND f.status = 'sent')"
            ),
        },
        violation_error_message=_("A device travels with the transfer that was sent with it."),
    ),
    Guard(
        name="inventory_freight_travels",
        table="inventory_freight",
        on={
            "UPDATE OF status": (
                "OLD.status = 'sent' AND NEW.status <> 'sent'"
                " AND EXISTS (SELECT 1 FROM inventory_device d"
                " WHERE d.id = NEW.device_id AND d.transfer_id = NEW.transfer_id)"
            )
        },
        hold="inventory_device d WHERE d.id = NEW.device_id",
        violation_error_message=_("It is on its way until its device has arrived."),
    ),
]
