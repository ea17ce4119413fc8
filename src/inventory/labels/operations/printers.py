"""Default labels of each site, and half-used sheets."""

from core.models import Event
from core.workflow.operations import operation, save_valid
from inventory.models import LabelDefault, LabelFormat, Printer
from people.models import User


@operation("inventory.change_printer")
def set_label_defaults(defaults: list[LabelDefault], *, by: User) -> None:
    """Save the default labels of these sites; a site without a format uses the first format."""
    for default in defaults:
        if default.fmt_id is None:
            LabelDefault.objects.filter(pk=default.pk).delete()
        else:
            save_valid(default)
        Event.objects.record("site.labels", default.site, by=by)


@operation("inventory.print_label")
def save_sheet_position(printer: Printer, *, by: User, fmt: LabelFormat, free: int) -> Printer:
    """Store the first free label of the half-used sheet of `fmt` with `printer`."""
    printer.free = Printer.objects.select_for_update(of=("self",), no_key=True).get(
        pk=printer.pk
    ).free | {fmt.code: free}
    printer.save(update_fields=["free"])
    return printer
