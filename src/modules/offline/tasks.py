"""The tasks that can be taken along, and what a phone stores of each.

A phone stores codes, designations, statuses and places, and no personal data.
"""

from collections.abc import Callable
from typing import NamedTuple

from django.utils.translation import gettext as _

from core.modules.registry import is_on
from core.workflow.lifecycle import Refused
from desk.lifecycle import LineStatus, Mode, ScanSessionStatus
from desk.models import ScanSession
from desk.scan_sessions import operations as session_operations
from inventory.models import Device, Place
from loans.allocation.operations.reservations import AlreadyReserved
from loans.base.lifecycle.loans import ItemStatus, LoanStatus
from loans.handovers.operations import take_scanned
from loans.models import Loan, LoanItem, ReturnSession
from loans.returns.brought import item_brought
from loans.returns.operations import put_in_return
from modules.declaration import removable
from modules.offline.models import TAKE

MAX_DEVICES = 5_000  # maximum of a snapshot: about 1 MB on the phone


# --- Scan sessions --------------------------------------------------------------------------------
def _session(user, pk):
    sessions = ScanSession.objects.visible_to(user).filter(owner=user)
    return sessions.filter(status=ScanSessionStatus.OPEN, pk=pk).first()


def _expected_in(session, _user):
    if session.act == Mode.LEND:
        return Device.objects.filter(loan_items__loan=session.loan_id)
    devices = Device.objects.lying_here().filter(site=session.site_id)
    return devices.filter(donation=session.donation_id) if session.donation_id else devices


def _scan_session(session, by, code):
    line = session_operations.scan(session, by=by, code=code)
    if line is None:
        return "warning", _("%(code)s is already in this list.") % {"code": code}
    if line.status == LineStatus.REFUSED:
        raise Refused(line.says)
    return "success", f"{line.device} · {line.says}" if line.device else line.says


# --- Returns --------------------------------------------------------------------------------------
def _returns(user, _pk):
    """The user's returns have no row of their own before the first scan."""
    return user if user.has_perm("loans.take_back") else None


def _out(user, _same):
    items = LoanItem.objects.filter(
        loan__in=Loan.objects.to_take_back(user), status=ItemStatus.OPEN, device__isnull=False
    )
    return Device.objects.filter(pk__in=items.order_by().values("device"))


def _scan_return(_user, by, code):
    line = put_in_return([item_brought(code, by)], by=by)[0]
    return "success", _("%(device)s is in the list.") % {"device": line.item.device}


# --- Pick lists -----------------------------------------------------------------------------------
def _prepared(user, pk):
    loans = Loan.objects.visible_to(user).select_related("request", "site")
    return loans.filter(status=LoanStatus.PREPARED, pk=pk).first()


def _reserved(loan, _user):
    items = LoanItem.objects.filter(loan=loan, device__isnull=False)
    return Device.objects.filter(pk__in=items.order_by().values("device"))


def _scan_pick(loan, by, code):
    try:
        taken = take_scanned(loan, by=by, code=code)
    except AlreadyReserved:
        return "success", _("%(code)s is on the list.") % {"code": code}
    return "success", _("%(code)s is on the list.") % {"code": getattr(taken, "device", taken)}


class ScanTask(NamedTuple):
    """A task of the kernel, as `RemovableModule.scan_tasks` describes; its shortcut is fixed."""

    key: str
    model: type
    find: Callable
    title: Callable
    expected: Callable
    scan: Callable


KERNEL = [
    ScanTask("run", ScanSession, _session, str, _expected_in, _scan_session),
    ScanTask("return", ReturnSession, _returns, lambda _user: _("Returns"), _out, _scan_return),
    ScanTask("pick", Loan, _prepared, str, _reserved, _scan_pick),
]


# --- Content of a snapshot ------------------------------------------------------------------------
def tasks():
    """The tasks of the kernel, and of the modules that are on, by key."""
    return {task.key: task for task in [*KERNEL, *tasks_of_modules()]}


def tasks_of_modules():
    return [task for module in removable() if is_on(module.key) for task in module.scan_tasks]


def task_of(key):
    try:
        return tasks()[key]
    except KeyError:
        raise Refused(_("This work cannot be taken on a phone.")) from None


def panel_of(user, row):
    """Context of the button “Take along” on the page of an open task, or None."""
    task = next((task for task in tasks().values() if isinstance(row, task.model)), None)
    pk = row.pk if task and task.key != "return" else 0
    if task is None or not user.has_perm(TAKE):
        return None
    return {"task": task.key, "row": pk}


def facts_of(key, row, user):
    """Label, shelves and devices of a task: those expected, then others that the user sees.

    Raises `Refused` for too many expected devices.
    """
    task = task_of(key)
    expected = task.expected(row, user)
    devices = _devices(expected, is_expected=True)
    if len(devices) > MAX_DEVICES:
        raise Refused(
            _("More than %(count)s devices: take only part of them.") % {"count": MAX_DEVICES}
        )
    others = Device.objects.visible_to(user).living().exclude(pk__in=expected.values("pk"))
    left = MAX_DEVICES - len(devices)
    devices += _devices(others, is_expected=False)[:left]
    places = Place.objects.visible_to(user).filter(is_active=True)
    codes = places.order_by("code").values_list("code", flat=True).distinct()
    return {"task": key, "label": task.title(row), "devices": devices, "places": list(codes)}


def _devices(rows, *, is_expected):
    rows = rows.for_list().prefetch_related("tags").order_by("pk")[: MAX_DEVICES + 1]
    return [
        {
            "code": str(device),
            "codes": sorted(_codes_of(device)),
            "name": device.designation,
            "status": str(device.status_label),
            "place": device.place.code if device.place else "",
            "expected": is_expected,
        }
        for device in rows
    ]


def _codes_of(device):
    codes = {device.asset_tag, device.donor_tag, device.serial, device.imei, device.imei2}
    codes |= {tag.code for tag in device.tags.all()}
    return {code.upper() for code in codes if code}
