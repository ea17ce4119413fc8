"""Parts of kernel pages: links to the sheets, codes of remote support, and support contacts."""

from loans.base.lifecycle.loans import ItemStatus, LoanStatus
from loans.models import LoanItem
from modules.help_sheets.lifecycle import System, systems
from modules.help_sheets.links import SIGNER
from modules.help_sheets.models import SupportCode, SupportContact, SupportTool
from modules.help_sheets.operations import note_support, save_code


def choices(_user, _subject):
    """The systems, for the public page of a label: the same for each of our labels."""
    return {"systems": systems()}


def own_devices(_user, person):
    """The devices that a person has, with the token of the sheet of each."""
    rows = LoanItem.objects.filter(
        loan__recipient=person,
        loan__status=LoanStatus.ACTIVE,
        status=ItemStatus.OPEN,
        device__isnull=False,
    )
    items = [(item, SIGNER.sign(item.pk)) for item in rows.for_list()]
    return {"own_items": items} if items else None


def of_device(user, device):
    """The code of a device, for users who note it, once a tool is named."""
    tool = SupportTool.cached().name
    if not tool or not user.has_perm(save_code.permission):
        return None
    return {"tool": tool, "code": SupportCode.objects.filter(device=device).first()}


def of_loan(user, loan):
    """The support contacts of a loan, and its devices that are out, with their codes."""
    if not user.has_perm(note_support.permission):
        return None
    rows = loan.items.filter(status=ItemStatus.OPEN, device__isnull=False)
    items = list(rows.for_list().select_related("device__specification"))
    contacts = SupportContact.objects.visible_to(user).filter(item__loan=loan).for_list()
    if not items and not contacts:
        return None
    codes = SupportCode.objects.filter(device__in=[item.device_id for item in items])
    by_device = {row.device_id: row.code for row in codes}
    for item in items:
        item.support_code = by_device.get(item.device_id, "")
        system = getattr(getattr(item.device, "specification", None), "os", "")
        item.sheet = system if system in System.values else ""
    return {"items": items, "contacts": contacts, "tool": SupportTool.cached().name}
