"""Devices: found by any code, registered, moved, and what the bench finds on them."""

from api.endpoints import Resource
from inventory.device_pages.filters import DeviceFilter
from inventory.device_pages.forms import DeviceForm, MoveForm
from inventory.devices import operations as device_operations
from inventory.models import Device
from inventory.workshop.operations import bench, checklists

DEVICES = Resource(
    "devices",
    Device,
    {
        "tag": "asset_tag",
        "status": "status",
        "status_since": "status_since",
        "category": "category__code",
        "brand": "brand__name",
        "model": "model__name",
        "serial": "serial",
        "imei": "imei",
        "imei2": "imei2",
        "donor_tag": "donor_tag",
        "site": "site",
        "place": "place__code",
        "transfer": "transfer",
        "donation": "donation",
        "grade": "grade",
        "needs_erasure": "needs_erasure",
        "received_at": "received_at",
        "seen_at": "seen_at",
        "year_made": "year_made",
        "age_years": "age_years",
        "fault": "fault",
        "known_limits": "known_limits",
        "remark": "remark",
        "retire_reason": "retire_reason",
    },
    permission="inventory.view_device",
    page="device_list",
    filters=DeviceFilter,
)
DEVICES.edit(DeviceForm, device_operations.correct)
DEVICES.act("move", device_operations.move_to_place, MoveForm, example={"place": "A1"})
DEVICES.act("refurbish", bench.refurbish)
DEVICES.act("quarantine", device_operations.quarantine)
DEVICES.act("release", checklists.release)
