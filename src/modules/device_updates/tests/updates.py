"""Lists that update devices: our own export, or a few rows."""

from core.imports.sheets import read_list
from core.lists import spreadsheets
from inventory.imports import check as matching_operations
from inventory.imports.device_export import export_cells
from inventory.models import Device
from tests.inventory.lists import csv_of


def exported(devices=None):
    """Bytes of our own export, as CSV."""
    cells = export_cells(Device.objects.all() if devices is None else devices)
    return b"".join(spreadsheets.csv_of(cells))


def sent(coordinator, content, **options):
    """A checked update import of these bytes."""
    source = read_list("parc.csv", content)
    how = {"kind": "update", "options": options}
    return matching_operations.receive_list(None, by=coordinator, source=source, **how)


def sheet(*rows, headings=("tag", "serial number", "remark")):
    return csv_of(headings, *rows)
