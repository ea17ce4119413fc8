"""Asset tags: numbering, preprinted labels, replacement; and foreign codes."""

from collections.abc import Iterable

from django.utils import timezone
from django.utils.translation import gettext as _

from core.models import Event, Sequence
from core.workflow.lifecycle import Refused
from core.workflow.operations import operation
from inventory.devices.identifiers import clean_code
from inventory.devices.lifecycle.devices import DeviceStatus, TagStatus
from inventory.devices.tags import check_free, next_tags, put_tags
from inventory.models import Device, Tag, TagBatch
from inventory.scanning.codes import why_not_foreign
from people.models import User

LARGEST_BATCH = 1_200


@operation("inventory.print_label")
def make_tags(*, by: User, quantity: int) -> TagBatch:
    """Create a batch of free tags, so that labels can be printed before the devices arrive."""
    if not 1 <= quantity <= LARGEST_BATCH:
        raise Refused(_("A batch must have 1 to %(most)s labels.") % {"most": LARGEST_BATCH})
    reference = Sequence.objects.number_of_year("tagbatch", "E")
    batch = TagBatch.objects.create(reference=reference, created_by=by)
    Tag.objects.bulk_create(Tag(code=code, batch=batch) for code in next_tags(quantity))
    Event.objects.record("tagbatch.made", batch, by=by, count=quantity)
    return batch


@operation("inventory.print_label")
def note_printed(codes: Iterable[str], *, by: User) -> int:
    """Record that the labels of these tags were just printed; return their number.

    Labels that were printed before are recorded as reprints.
    """
    tags = Tag.objects.filter(code__in=list(codes))
    again = tags.filter(status=TagStatus.CURRENT).exclude(printed_at=None)
    reprinted = [(tag.device, {}) for tag in again.select_related("device")]
    Event.objects.record_many("device.label_reprinted", reprinted, by=by)
    return tags.update(printed_at=timezone.now(), damaged_at=None)


@operation("inventory.print_label", locks=True)
def report_label(device: Device, *, by: User) -> Device:
    """Mark the label of a device as damaged or missing, to be reprinted or replaced."""
    device.tags.filter(status=TagStatus.CURRENT).update(damaged_at=timezone.now())
    Event.objects.record("device.label_damaged", device, by=by)
    return device


@operation("inventory.print_label", locks=True)
def replace_label(device: Device, *, by: User, tag: str = "") -> Device:
    """Give a device another tag: the free tag `tag`, or the next number if it is empty.

    The old tag is retired, and still leads to the device permanently.
    """
    _check_wears_labels(device)
    old, new = device.asset_tag, clean_code(tag)
    if new:
        check_free(new, by=by)
    else:
        new = next_tags(1)[0]
        Tag.objects.create(code=new)
    device.asset_tag, device.seen_at = new, timezone.now()
    device.save(update_fields=["asset_tag", "seen_at"])
    device.tags.filter(status=TagStatus.CURRENT).transition_to(TagStatus.REPLACED)
    put_tags({new: device})
    Event.objects.record("device.relabelled", device, by=by, old=old, new=new)
    return device


def _check_wears_labels(device: Device) -> None:
    """Raise `Refused` for a device that was entered in error or is retired."""
    if device.status == DeviceStatus.WITHDRAWN:
        raise Refused(
            _("%(device)s was entered in error: it cannot have a label.") % {"device": device}
        )
    if device.status == DeviceStatus.RETIRED:
        raise Refused(_("%(device)s is retired: it cannot have a label.") % {"device": device})


@operation("inventory.receive_device", locks=True)
def attach_code(device: Device, *, by: User, code: str) -> Device:
    """Attach a foreign code, such as a donor's sticker, to a device permanently."""
    code = clean_code(code)
    why_not = why_not_foreign(code, by)
    if why_not:
        raise Refused(why_not)
    _check_wears_labels(device)
    # A code of a device entered in error moves to the right device.
    in_error = Tag.objects.filter(status=TagStatus.FOREIGN, device__status=DeviceStatus.WITHDRAWN)
    if not in_error.filter(code=code).update(device=device):
        Tag.objects.create(code=code)
        Tag.objects.filter(code=code).transition_to(TagStatus.FOREIGN, device=device)
    Device.objects.filter(pk=device.pk).saw()
    Event.objects.record("device.code_attached", device, by=by, code=code)
    return device
