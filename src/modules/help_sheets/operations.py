"""Edit help sheets, note codes of remote support, ask for help, and record contacts."""

from django.utils import timezone
from django.utils.translation import gettext as _

from core.models import Event
from core.workflow.lifecycle import Refused
from core.workflow.operations import operation, save_valid
from inventory.models import Device
from loans.base.lifecycle.loans import ItemStatus, LoanKind
from loans.models import LoanItem
from modules.help_sheets.lifecycle import Channel, Subject, SupportStatus
from modules.help_sheets.models import SheetText, SupportCode, SupportContact, SupportTool
from modules.help_sheets.sheets import check_body, shipped
from people.models import Recipient, User


@operation("help_sheets.write_sheet")
def write_sheet(sheet: SheetText, *, by: User, body: str) -> SheetText:
    """Put a text in use; the shipped text, or none, ends the use of a text of our own."""
    check_body(body)
    text = body.replace("\r\n", "\n").strip()
    is_shipped = text in {"", shipped(sheet.system, sheet.language).strip()}
    sheet.body, sheet.by, sheet.at = "" if is_shipped else text, by, timezone.now()
    save_valid(sheet)
    kind = "helpsheet.restored" if is_shipped else "helpsheet.written"
    Event.objects.record(kind, sheet, by=by)
    return sheet


@operation("help_sheets.write_sheet")
def save_tool(tool: SupportTool, *, by: User) -> SupportTool:
    save_valid(tool)
    SupportTool.clear_cache()
    Event.objects.record("supporttool.saved", tool, by=by, name=tool.name)
    return tool


@operation("help_sheets.note_code")
def save_code(code: SupportCode, *, by: User) -> SupportCode:
    """Note the code of a device, or remove it with an empty one."""
    code.by, code.at = by, timezone.now()
    save_valid(code)
    kind = "supportcode.saved" if code.code else "supportcode.removed"
    Event.objects.record(kind, code.device, by=by)
    return code


@operation("help_sheets.note_support")
def ask_help(item: LoanItem, *, by: User, subject: Subject) -> SupportContact:
    """Record a request for help from a person's own page; the home page of our team shows it."""
    contact = SupportContact(item=item, subject=subject, is_requested=True, by=by)
    return _record(contact, "support.asked", by)


@operation("help_sheets.note_support")
def note_support(
    item: LoanItem, *, by: User, subject: Subject, channel: Channel, status: SupportStatus
) -> SupportContact:
    """Record help that was given, with its result."""
    contact = SupportContact(item=item, subject=subject, channel=channel, status=status, by=by)
    return _record(contact, "support.noted", by)


def _record(contact: SupportContact, kind: str, by: User) -> SupportContact:
    """Save a new contact about an item that is still with the person."""
    item = contact.item
    item.lock()
    if item.status != ItemStatus.OPEN:
        raise Refused(_("This device is no longer with the person."))
    save_valid(contact)
    Event.objects.record(kind, item.loan, by=by, item=item.label)
    return contact


@operation("help_sheets.note_support", locks=True)
def answer_help(
    contact: SupportContact, *, by: User, subject: Subject, channel: Channel, status: SupportStatus
) -> SupportContact:
    """Record the help given after a request, or correct a contact."""
    contact.transition_to(status, subject=subject, channel=channel, by=by)
    Event.objects.record("support.noted", contact.item.loan, by=by, item=contact.item.label)
    return contact


def forget_codes(recipients: list[Recipient]) -> None:
    """Remove the codes of devices given to people who are being anonymised."""
    given = Device.objects.filter(
        loan_items__loan__recipient__in=recipients,
        loan_items__loan__kind=LoanKind.GIFT,
        loan_items__status=ItemStatus.OPEN,
    )
    SupportCode.objects.filter(device__in=given).update(code="")
