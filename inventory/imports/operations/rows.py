"""Devices received from rows of fields, as another program sends them."""

from core.workflow.operations import operation
from donations.models import Donation
from inventory.imports.resources import NOTHING, create_missing_brands, read_facts
from inventory.intake.operations.intake import RowsRefused, receive_devices
from inventory.models import Device
from people.models import User


@operation("inventory.receive_device")
def receive_rows(donation: Donation, *, by: User, rows: list[dict[str, str]]) -> list[Device]:
    """Enter the devices of these rows, {field: text} by the names of `COLUMNS`: all or none.

    Raises `RowsRefused` with what is wrong with which row.
    """
    facts, problems = read_facts([NOTHING | row for row in rows], report=lambda _count: None)
    if problems:
        raise RowsRefused(problems)
    drafts = [facts[index] for index in range(len(rows))]
    create_missing_brands(drafts)
    return receive_devices(drafts, by=by, donation=donation)
