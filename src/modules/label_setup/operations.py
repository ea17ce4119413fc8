"""Label formats, printers, and the calibration of printers."""

from decimal import Decimal

from core.models import Event
from core.workflow.operations import operation, save_valid
from inventory.models import LabelFormat, Printer
from people.models import User


@operation("inventory.change_labelformat")
def save_format(fmt: LabelFormat, *, by: User) -> LabelFormat:
    """Create or update the format of a sheet or a roll."""
    save_valid(fmt)
    Event.objects.record("labelformat.saved", fmt, by=by)
    return fmt


@operation("inventory.change_printer")
def save_printer(printer: Printer, *, by: User) -> Printer:
    """Create or update a printer."""
    printer.full_clean()
    if printer.pk:
        printer.save(update_fields=["site", "name", "shift_x", "shift_y", "is_active"])
    else:
        printer.save()
    _record(printer, by)
    return printer


@operation("inventory.change_printer")
def calibrate(printer: Printer, *, by: User, off_x: Decimal, off_y: Decimal) -> Printer:
    """Correct the offset of this printer by the measured error (mm, to the right and down)."""
    Printer.objects.select_for_update(of=("self",), no_key=True).get(pk=printer.pk)
    printer.refresh_from_db(fields=["shift_x", "shift_y"])
    printer.shift_x -= off_x
    printer.shift_y -= off_y
    save_valid(printer, update_fields=["shift_x", "shift_y"])
    _record(printer, by)
    return printer


def _record(printer: Printer, by: User) -> None:
    shift = {"x": str(printer.shift_x), "y": str(printer.shift_y)}
    Event.objects.record("printer.saved", printer, by=by, **shift)
