"""Demo data of the module."""

from inventory.models import Device, Specification
from loans.base.lifecycle.loans import ItemStatus, LoanKind, LoanStatus
from loans.models import LoanItem
from modules.help_sheets.lifecycle import Channel, Subject, SupportStatus, System
from modules.help_sheets.models import SupportCode, SupportTool
from modules.help_sheets.operations import ask_help, note_support, save_code, save_tool
from people.models import User

SYSTEMS = [System.LINUX, System.WINDOWS, System.LINUX, System.CHROMEOS, System.ANDROID]
HELPED = [
    (Subject.INTERNET, Channel.PHONE, SupportStatus.SOLVED),
    (Subject.PRINTER, Channel.COUNTER, SupportStatus.UNSOLVED),
    (Subject.PASSWORD, Channel.REMOTE, SupportStatus.SOLVED),
]


def give_help(world):
    """Name a tool, note systems and codes, and record requests for help and contacts."""
    by = world.coordinator
    tool = SupportTool.load()
    tool.name = "RustDesk"
    save_tool(tool, by=User.objects.system())
    rows = LoanItem.objects.filter(
        status=ItemStatus.OPEN,
        device__isnull=False,
        loan__recipient__isnull=False,
        loan__status=LoanStatus.ACTIVE,
        loan__kind=LoanKind.LOAN,
    )
    items = list(rows.select_related("loan", "device").order_by("-pk")[:5])
    for system, item in zip(SYSTEMS, items, strict=False):
        Specification.objects.filter(device=item.device_id).update(os=system)
    for number, item in enumerate(items):
        code = SupportCode(
            device=Device.objects.get(pk=item.device_id), code=f"{401_250_117 + number}"
        )
        save_code(code, by=by)
    for item, subject in zip(items[:2], (Subject.SOUND, Subject.SCAM), strict=False):
        ask_help(item, by=User.objects.by_link(), subject=subject)
    for item, (subject, channel, status) in zip(items[2:], HELPED, strict=False):
        note_support(item, by=by, subject=subject, channel=channel, status=status)
