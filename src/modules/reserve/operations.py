"""Set the number kept back, and take a device for a hand-over."""

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from core.models import Event
from core.workflow.lifecycle import Refused
from core.workflow.operations import operation, save_valid
from inventory.models import Device
from loans.allocation.operations.preparation import prepare_for
from loans.allocation.operations.reservations import reserve
from loans.base.needs import fitting, needs_of
from loans.base.operations import lines_of, lock_site, lock_to_prepare
from loans.models import Loan, Request
from modules.reserve.lifecycle import Reason, Taker
from modules.reserve.models import Level
from modules.reserve.spares import arrivals, target_of
from people.models import User


@operation("reserve.save_level")
def save_level(level: Level, *, by: User) -> Level:
    """Set the number that a site keeps back; ready devices fill it at once."""
    level.missing, level.missing_on, level.arrived = 0, None, 0
    save_valid(level)
    Event.objects.record("level.saved", level, by=by, count=level.count)
    return level


@operation("reserve.draw_device", locks=True)
def draw(level: Level, *, by: User, subject: Request | Loan, reason: Reason) -> Device:
    """Set aside a device kept back for an accepted request or a prepared loan.

    The longest ready device that meets the needs is taken; the number kept back is one lower until
    another device is ready. Raises `Refused` if nothing is left, or `by` may not take it.
    """
    check_may_draw(level, by)
    if reason not in level.reasons_for(subject):
        raise Refused(_("These devices are not kept back for this reason."))
    loan = prepare_for(subject, by=by) if isinstance(subject, Request) else subject
    if loan.site_id != level.site_id:
        raise Refused(_("These devices are kept back at another site."))
    lock_to_prepare(loan)
    lock_site(level.site_id)  # nobody takes the device meanwhile
    ready = Device.objects.lendable().filter(site=level.site_id, category=level.category_id)
    left = min(target_of(level), ready.count())
    if not left:
        raise Refused(_("All the devices kept back have been taken: %(level)s.") % {"level": level})
    device = _device_for(loan, level, ready.order_by("status_since", "pk"))
    params = {"loan": loan.number, "draw_reason": reason}
    Event.objects.record("level.drawn", level, by=by, device=str(device), **params)
    Event.objects.record("device.drawn", device, by=by, **params)
    subject, kind = (loan.request, "request.drawn") if loan.request else (loan, "loan.drawn")
    Event.objects.record(kind, subject, by=by, draw_reason=reason)
    level.missing, level.missing_on = level.count - left + 1, timezone.localdate()
    level.arrived = arrivals(level, level.missing_on)
    level.save(update_fields=["missing", "missing_on", "arrived"])
    # Never promised to others, whatever their rank: no confirmation is needed.
    reserve(loan, by=by, devices=[device], override=True)
    return device


def check_may_draw(level: Level, by: User) -> None:
    """Raise `Refused` if only coordinators may take devices of this level."""
    if level.taker == Taker.COORDINATOR and not by.has_perm(save_level.permission):
        raise Refused(_("Only coordinators can take a device kept back here."))


def _device_for(loan: Loan, level: Level, ready: QuerySet[Device]) -> Device:
    """The first of these devices that a line of the loan asks for, or any for a walk-in."""
    lines = lines_of(loan)
    if lines is None:
        return ready[0]
    for line in lines:
        if line.category_id == level.category_id and line.still_open > 0:
            device = ready.filter(fitting(needs_of(line))).first()
            if device:
                return device
    raise Refused(
        _("No device kept back is certain to match what %(request)s still needs.")
        % {"request": loan.request}
    )
