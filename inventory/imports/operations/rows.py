"""Devices received from rows of fields, as another program sends them."""

from core.workflow.operations import operation
from donations.models import Donation
from inventory.imports.check import checking
from inventory.imports.resources import ArrivalResource, create_missing_brands
from inventory.intake.operations.intake import RowsRefused, receive_devices
from inventory.models import Device
from people.models import User


@operation("inventory.receive_device")
def receive_rows(donation: Donation, *, by: User, rows: list[dict[str, str]]) -> list[Device]:
    """Enter the devices of these rows, {field: text} by the names of `COLUMNS`: all or none.

    Raises `RowsRefused` with what is wrong with which row.
    """
    resource = ArrivalResource()
    for _done in checking(resource, [dict(row) for row in rows]):
        pass
    outcomes = resource.result.rows
    if problems := {place: one.problems for place, one in enumerate(outcomes) if one.problems}:
        raise RowsRefused(problems)
    drafts = [outcome.draft for outcome in outcomes]
    create_missing_brands(drafts)
    return receive_devices(drafts, by=by, donation=donation)
