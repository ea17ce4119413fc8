"""Loans of an earlier system whose devices are registered already."""

from django.utils import timezone

from core.workflow.operations import operation
from inventory.models import Device
from loans.models import Loan
from modules.legacy_import.lines import Line
from modules.legacy_import.operations.takeover import (
    enter_holders,
    enter_loans,
    record_loans,
    send_out,
)
from people.models import Recipient, Site, User

TAKE_OVER = "legacy_import.take_over"


@operation(TAKE_OVER)
def enter_history(pairs: list[tuple[Line, Device]], *, by: User, site: Site) -> list[Loan]:
    """Create these loans with their holders; return the loan of each.

    Items that left together form one loan. A device that is still out leaves the shelf, so it must
    be ready.
    """
    people = [line.person.pk for line, _device in pairs if line.person and line.person.pk]
    Recipient.objects.filter(pk__in=people).hold()
    Device.objects.filter(pk__in={device.pk for _line, device in pairs}).lock()
    lines, of_line, now = [line for line, _device in pairs], dict(pairs), timezone.now()
    enter_holders(lines, by)
    items = enter_loans(of_line, site, now, by)
    open_pairs = [(line, device) for line, device in pairs if line.is_out and not line.is_ended]
    send_out([line for line, _device in open_pairs], [device for _line, device in open_pairs])
    record_loans(of_line, items, by)
    return [items[line].loan for line in lines]
