"""Entry of reference values, and of hours that were read after a return."""

from django.utils import timezone
from django.utils.translation import gettext as _

from core.models import Event
from core.workflow.lifecycle import Refused
from core.workflow.operations import operation, save_valid
from inventory.models import Device
from modules.second_life.hours import departure_of
from modules.second_life.models import MeasuredUse, ReferenceValue
from people.models import User


@operation("second_life.change_referencevalue")
def save_value(value: ReferenceValue, *, by: User) -> ReferenceValue:
    """Save a reference value, which reports of its day and later use from now on."""
    value.source = value.source.strip()
    save_valid(value)
    Event.objects.record("referencevalue.saved", value, by=by, name=str(value))
    return value


@operation("second_life.note_hours", locks=True)
def note_hours(device: Device, *, by: User, hours: int) -> MeasuredUse:
    """Note the power-on hours that were read on a returned device; a second entry corrects them.

    Raises `Refused` if the hours at departure are not known, or are more.
    """
    use = last_typed(device)
    if use is None:
        left = departure_of(device)
        if left is None:
            raise Refused(
                _("The hours of this device are already known, or can no longer be compared.")
            )
        use = MeasuredUse(item=left.item, medium=left.medium, hours_out=left.hours)
    if hours < use.hours_out:
        raise Refused(
            _("The device left with %(hours)s hours: it cannot have fewer now.")
            % {"hours": use.hours_out}
        )
    use.hours_back, use.read_at, use.by = hours, timezone.now(), by
    save_valid(use)
    Event.objects.record("device.hours_noted", device, by=by, hours=hours)
    return use


def last_typed(device: Device) -> MeasuredUse | None:
    """The hours typed since the last return of a device; None if there are none."""
    last = device.loan_items.filter(opened_at__isnull=False).order_by("-opened_at", "-pk").first()
    return MeasuredUse.objects.filter(item=last, by__isnull=False).first() if last else None
