"""Undo each result of a scan by an operation, which records its event."""

from datetime import datetime

from django.utils.translation import gettext as _

from core.workflow.lifecycle import Refused
from desk.lifecycle import LineStatus, Result
from inventory.devices import operations as device_operations
from inventory.devices.lifecycle.devices import DeviceStatus
from inventory.intake.operations import intake as intake_operations
from inventory.models import Place
from inventory.workshop.operations import bench as bench_operations
from loans.allocation.operations import preparation as preparation_operations
from loans.models import LoanItem


def not_received(line, by):
    intake_operations.withdraw_own(line.device, by=by)


def not_seen(line, by):
    if "to" in line.data:
        _put_back(line, line.data["to"], by)
    before = line.data["before"]
    seen_at = datetime.fromisoformat(before) if before else None
    device_operations.undo_presence(line.device, by=by, seen_at=seen_at)


def not_numbered(line, by):
    name, number = line.data["name"], line.data["number"]
    intake_operations.forget_number(line.device, by=by, name=name, number=number)


def not_turned(line, by):
    """Restore the previous shelf; the devices that waited for the undone shelf wait again."""
    for moved in line.session.lines.filter(pk__in=line.data.get("moved", [])).order_by("device_id"):
        if moved.status == LineStatus.DONE:
            not_shelved(moved, by)
            moved.transition_to(LineStatus.UNDONE)
    if line.session.place_id == line.place_id:
        line.session.place_id = line.data["former"]
        line.session.save(update_fields=["place"])


def not_shelved(line, by):
    _put_back(line, line.place_id, by)


def _put_back(line, place, by):
    places = Place.objects.in_bulk({place, line.data["former"]} - {None})
    former = places.get(line.data["former"])
    device_operations.move_back(line.device, by=by, place=places[place], former=former)


def not_refurbished(line, by):
    device_operations.undo_refurbish(line.device, by=by)


def not_finished(line, by):
    """Return a finished device to the bench, unless it changed since."""
    line.device.lock()
    if line.device.status != DeviceStatus.READY or line.device.status_since > line.status_since:
        raise Refused(_("%(device)s has changed since then.") % {"device": line.device})
    bench_operations.refurbish(line.device, by=by)


def not_added(line, by):
    preparation_operations.free(LoanItem.objects.get(pk=line.data["item"]), by=by)


UNDOS = {
    Result.RECEIVED: not_received,
    Result.SEEN: not_seen,
    Result.NUMBERED: not_numbered,
    Result.SHELF: not_turned,
    Result.SHELVED: not_shelved,
    Result.REFURBISHED: not_refurbished,
    Result.FINISHED: not_finished,
    Result.ADDED: not_added,
}
