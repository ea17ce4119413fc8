"""Modes of scan sessions: the operation that each runs for a scan.

An action returns an unsaved line of its result, or None if it was done already. It raises
`Refused`, having changed nothing.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.forms.base import ActForm
from core.modules.registry import is_on
from core.workflow.lifecycle import Refused
from desk.lifecycle import LineStatus, Mode, Result
from desk.models import ScanLine
from desk.scan_sessions.forms import GradeForm, KindForm, LoanForm, LotForm
from inventory.devices import operations as device_operations
from inventory.devices.lifecycle.devices import ENDED, DeviceStatus
from inventory.devices.operations import check_lies_here
from inventory.intake.operations import intake as intake_operations
from inventory.intake.validation import DeviceDraft
from inventory.models import Device, Place
from inventory.scanning.codes import check_is_ours, is_article, why_no_device
from inventory.workshop.operations import bench as bench_operations
from loans.allocation.operations import expiry as expiry_operations
from loans.allocation.operations import reservations as reservations_operations

# Format of makers' serial numbers; any other scan is not a serial number.
SERIAL = re.compile(r"[A-Z0-9][A-Z0-9 ./_+-]{2,}")


@dataclass(frozen=True)
class ModeConfig:
    """Configuration of a mode: permission, labels, scan handler, and forms.

    `form` starts a session, and has no fields if scanning starts at once; `change` has the options
    that may change later. With `is_of_list`, it may start with devices ticked in a list: other
    modes need each device in hand. `module` is the key of a required module.
    """

    permission: str
    picture: str
    lead: str
    do: Callable
    form: type[ActForm] = ActForm
    change: type[ActForm] = ActForm
    is_of_list: bool = False
    module: str = ""

    @property
    def begins_at_once(self):
        return self.form is ActForm


def done(session, deed, device, **data):
    return ScanLine(session=session, status=LineStatus.DONE, deed=deed, device=device, data=data)


def is_listed(session, device, **facts):
    """Whether the session has a done or waiting line of this device with these `facts`."""
    return session.lines.standing().filter(device=device, **facts).exists()


# --- Receive --------------------------------------------------------------------------------------
def receive(session, answer, by):
    """Receive a scan: a free label, a device of the lot, or a number of the last device."""
    device = device_of(answer)
    if device is not None:
        return _see(session, device, by)
    place = place_of(session, answer)
    if place is not None:
        return turn_to(session, place)
    if answer.tag:
        return _register(session, answer.tag.code, by)
    is_number = answer.is_unknown and not is_article(answer.code)
    if is_number and SERIAL.fullmatch(answer.code):
        if not session.device:
            raise Refused(
                _(
                    "%(code)s is not one of our labels: scan an unused label first, then "
                    "this number."
                )
                % {"code": answer.code}
            )
        return _number(session, answer.code, by)
    return refuse(answer)


def _see(session, device, by):
    if device.donation_id != session.donation_id:
        raise Refused(
            _("%(device)s is not part of lot %(donation)s.")
            % {"device": device, "donation": session.donation}
        )
    if is_listed(session, device):
        session.device = device  # a number scanned next belongs to it
        return None
    before = device.seen_at.isoformat() if device.seen_at else None
    former = device.place_id
    intake_operations.confirm_presence(device, by=by)
    facts = {"before": before, "former": former}
    if session.place and session.place_id != former:
        device_operations.move_to_place(device, by=by, place=session.place)
        facts["to"] = session.place_id
    return done(session, Result.SEEN, device, **facts)


def _register(session, tag, by):
    facts = DeviceDraft(
        category=session.category,
        brand=session.brand,
        model=session.model,
        place=session.place,
        tag=tag,
        is_in_hand=True,
    )
    device = intake_operations.receive_devices([facts], by=by, donation=session.donation)[0]
    return done(session, Result.RECEIVED, device)


def _number(session, number, by):
    name = intake_operations.note_number(session.device, by=by, number=number)
    value = getattr(session.device, name)
    return done(session, Result.NUMBERED, session.device, name=name, number=value)


# --- Put on a shelf -------------------------------------------------------------------------------
def shelve(session, answer, by):
    """Put a device on the shelf scanned before it, or let it wait for the next shelf."""
    place = place_of(session, answer)
    if place is not None and not device_of(answer):
        return turn_to(session, place)
    device = wanted_device(answer)
    if session.place is None:
        if is_listed(session, device, status=LineStatus.WAITING):
            return None
        _check_can_wait(session, device)
        return ScanLine(session=session, status=LineStatus.WAITING, device=device)
    if device.place_id == session.place_id and is_listed(session, device, place=session.place):
        return None
    return put(session, device, session.place, by)


def _check_can_wait(session, device):
    """Raise `Refused` for a device that could not be put on any shelf of this site."""
    check_lies_here(device)
    if device.site_id != session.site_id:
        raise Refused(
            _(
                "%(device)s belongs to %(site)s: to put it on a shelf at that site, scan "
                "the shelf first."
            )
            % {"device": device, "site": device.site}
        )


def put(session, device, place, by):
    """Put a device on a shelf; its line records the former place."""
    former = device.place_id
    device_operations.move_to_place(device, by=by, place=place)
    line = done(session, Result.SHELVED, device, place=place.code, former=former)
    line.place = place
    return line


def turn_to(session, place):
    """Make this the current shelf of the session; `scan` moves waiting devices there."""
    if session.place_id == place.pk:
        return None
    if not place.is_active:
        raise Refused(_("%(place)s is no longer in use.") % {"place": place})
    if session.donation and place.site_id != session.site_id:
        raise Refused(_("%(place)s is at another site.") % {"place": place})
    line = done(session, Result.SHELF, None, place=place.code, former=session.place_id)
    line.place = place
    return line


# --- The bench and the counter --------------------------------------------------------------------
def refurbish(session, answer, by):
    device = wanted_device(answer)
    if is_listed(session, device):
        return None
    if device.status == DeviceStatus.QUARANTINED:
        raise Refused(_("%(device)s is in quarantine: release it first.") % {"device": device})
    bench_operations.refurbish(device, by=by)
    return done(session, Result.REFURBISHED, device)


def finish(session, answer, by):
    device = wanted_device(answer)
    if is_listed(session, device):
        return None
    bench_operations.finish(device, by=by, grade=session.grade, known_limits=device.known_limits)
    return done(session, Result.FINISHED, device, grade=session.grade)


def lend(session, answer, by, *, override=False):
    device = wanted_device(answer)
    if is_listed(session, device):
        return None
    expiry_operations.free_if_over(device)
    items = reservations_operations.reserve(
        session.loan, by=by, devices=[device], override=override
    )
    device_operations.bring_here(items[0].device, session.loan.site, by=by, is_here=override)
    return done(session, Result.ADDED, device, loan=session.loan.number, item=items[0].pk)


MODES = {
    Mode.RECEIVE: ModeConfig(
        intake_operations.receive_devices.permission,
        "package-plus",
        gettext_lazy(
            "Scan an unused label for each new device, or a device from the donor’s list."
        ),
        receive,
        form=LotForm,
        change=KindForm,
    ),
    Mode.SHELVE: ModeConfig(
        device_operations.move_to_place.permission,
        "map-pin",
        gettext_lazy("Scan a shelf, then devices; or devices, then their shelf."),
        shelve,
        is_of_list=True,
    ),
    Mode.REFURBISH: ModeConfig(
        bench_operations.refurbish.permission,
        "wrench",
        gettext_lazy("Scan the devices that go to the bench."),
        refurbish,
        is_of_list=True,
    ),
    Mode.FINISH: ModeConfig(
        bench_operations.finish.permission,
        "badge-check",
        gettext_lazy("Scan the devices that are checked and erased, one grade at a time."),
        finish,
        form=GradeForm,
        change=GradeForm,
        is_of_list=True,
    ),
    Mode.LEND: ModeConfig(
        reservations_operations.reserve.permission,
        "handshake",
        gettext_lazy("Scan the items that leave with one hand-over."),
        lend,
        form=LoanForm,
        is_of_list=True,
    ),
}


def modes_for(user):
    """Modes that `user` may start, each with its configuration."""
    return [(act, config) for act, config in MODES.items() if may_do(act, user)]


def may_do(act, user):
    config = MODES[act]
    return (not config.module or is_on(config.module)) and user.has_perm(config.permission)


# --- Require a device or a place from the result of a scan; refuse any other result. ---


def device_of(answer):
    """The device that was scanned, or None.

    Raises `Refused` if several devices match, or if the device is no longer ours.
    """
    devices = [match for match in answer.matches if isinstance(match, Device)]
    living = [device for device in devices if device.status not in ENDED]
    if len(living) > 1:
        raise Refused(
            _("Several devices have the code %(code)s: scan the label of the right one.")
            % {"code": answer.code}
        )
    if devices and not living:
        check_is_ours(devices[0])
    return living[0] if living else None


def place_of(session, answer):
    place = next((match for match in answer.matches if isinstance(match, Place)), None)
    if place or not answer.is_unknown:
        return place
    here = Place.objects.filter(site=session.site_id)  # other sites may have an A1 too
    return here.matching_code(answer.code).first()


def wanted_device(answer):
    """Return the scanned device, or raise `Refused` if the scan is not a device."""
    device = device_of(answer)
    if device is None:
        refuse(answer)
    return device


def refuse(answer):
    """Raise `Refused` with the reason for a code that this mode cannot use."""
    if answer.matches:
        raise Refused(_("%(thing)s is not a device.") % {"thing": answer.matches[0]})
    raise Refused(why_no_device(answer.typed))
