"""Workshop operations: take devices to the bench, finish them.

What is done between the two: `checklists`, `erasure`.
"""

from django.utils import timezone
from django.utils.translation import gettext as _

from core.lives import Refused
from core.models import Event
from core.operations import operation
from core.words import check_words
from inventory.lifecycle import DeviceStatus, Grade
from inventory.models import Device
from inventory.operations.checklists import check_unlocked, checks_left
from inventory.operations.erasure import erasure_left
from inventory.operations.repairs import repairs_left
from inventory.operations.stock import check_in_the_house
from people.models import User

# What keeps a device on the bench: each gives sentences, or none.
LEFT = [repairs_left, checks_left, erasure_left]


@operation("inventory.refurbish_device")
def refurbish(device: Device, *, by: User) -> Device:
    """Take a device to one's bench."""
    device.lock()
    check_in_the_house(device)
    if device.status == DeviceStatus.QUARANTINED:
        check_unlocked(device)
    was = {"was": device.status, "had": device.bench_by_id}
    device.transition_to(DeviceStatus.REFURBISHING, seen_at=timezone.now(), bench_by=by)
    Event.objects.record("device.refurbishing", device, by=by, **was)
    return device


@operation("inventory.refurbish_device")
def refurbish_all(devices: list[Device], *, by: User) -> list[Device]:
    """Take many devices to the bench in a few statements, nobody's yet; all or none of them."""
    rows = Device.objects.filter(pk__in=[device.pk for device in devices])
    locked = rows.lock()
    for device in locked:
        check_in_the_house(device)
    rows.transition_to(DeviceStatus.REFURBISHING, bench_by=None)
    was = [(device, {"was": device.status, "had": device.bench_by_id}) for device in locked]
    Event.objects.record_many("device.refurbishing", was, by=by)
    return locked


@operation("inventory.refurbish_device")
def take_over_bench(device: Device, *, by: User) -> Device:
    """Go on with a device that is on the bench of a colleague, or of nobody: it is one's own."""
    device.lock()
    if device.status != DeviceStatus.REFURBISHING:
        raise Refused(
            _("%(device)s is “%(status)s”: it is on nobody’s bench.")
            % {"device": device, "status": device.status_label}
        )
    if device.bench_by_id == by.pk:
        raise Refused(_("%(device)s is on your bench already.") % {"device": device})
    had, device.bench_by = device.bench_by_id, by
    device.seen_at = timezone.now()
    device.save(update_fields=["bench_by", "seen_at"])
    Event.objects.record("device.bench_changed", device, by=by, had=had)
    return device


def left_to_do(device: Device) -> list[str]:
    """What keeps a device on the bench from being ready, in plain sentences; or nothing."""
    return [sentence for left in LEFT for sentence in left(device)]


@operation("inventory.finish_device")
def finish(device: Device, *, by: User, grade: Grade, known_limits: str = "") -> Device:
    """Put a device on the shelf, ready to leave: checked, erased and graded."""
    check_words(known_limits)
    device.lock()
    check_in_the_house(device)
    todo = left_to_do(device)
    if todo:
        raise Refused(todo)
    device.transition_to(
        DeviceStatus.READY, grade=grade, known_limits=known_limits, seen_at=timezone.now()
    )
    Event.objects.record("device.finished", device, by=by, grade=str(grade))
    return device
