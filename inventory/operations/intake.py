"""Intake: what is known of a lot's devices becomes devices with tags, media and a first event."""

from django.utils import timezone
from django.utils.translation import gettext as _

from core.lives import Refused
from core.models import Event, Identity, Sequence
from core.operations import operation
from core.sentences import Sentence
from donations.lifecycle import DonationStatus
from donations.models import Donation
from donations.operations import receive as receive_donation
from inventory.facts import CHUNK, DeviceFacts, build, name_former_lives, problems_of
from inventory.identifiers import make_tag
from inventory.lifecycle import DeviceStatus, TagStatus
from inventory.models import Device, Medium, Tag
from people.models import User


class RowsRefused(Refused):
    """Some rows of many are refused; `problems` maps each one's index to its sentences."""

    def __init__(self, problems: dict[int, list[Sentence]]) -> None:
        self.problems = problems
        super().__init__(
            [
                _("Row %(row)s: %(why)s") % {"row": index + 1, "why": " ".join(map(str, sentences))}
                for index, sentences in sorted(problems.items())
            ]
        )


@operation("inventory.receive_device")
def receive_devices(facts: list[DeviceFacts], *, by: User, donation: Donation) -> list[Device]:
    """Enter these devices of `donation`, in order: to check, tagged, to erase if they hold data.

    The lot becomes received if it was only expected. All are entered or none: raises `RowsRefused`
    with what is wrong with which row.
    """
    donation.lock()
    if donation.status in {DonationStatus.PROMISED, DonationStatus.SCHEDULED}:
        receive_donation(donation, by=by)
    if donation.status != DonationStatus.RECEIVED:
        raise Refused(
            _("%(donation)s is “%(status)s”: nothing more can be received in it.")
            % {"donation": donation, "status": donation.status_label}
        )
    devices = [build(fact, donation) for fact in facts]
    problems = problems_of(devices)
    if problems:
        raise RowsRefused(problems)
    _give_tags(devices)
    name_former_lives(devices)
    Device.objects.bulk_create(devices, batch_size=CHUNK)
    Tag.objects.bulk_create(
        (Tag(code=d.asset_tag, status=TagStatus.CURRENT, device=d) for d in devices),
        batch_size=CHUNK,
    )
    Medium.objects.bulk_create(
        (Medium(device=d) for d in devices if d.needs_erasure), batch_size=CHUNK
    )
    Event.objects.record_many(
        "device.received", [(d, {"donation": donation.pk}) for d in devices], by=by
    )
    if devices:
        Event.objects.record("donation.devices_received", donation, by=by, count=len(devices))
    return devices


def _give_tags(devices: list[Device]) -> None:
    prefix, year = Identity.current().tag_prefix, timezone.localdate().year % 100
    numbers = Sequence.objects.take(f"tag:{prefix}{year:02}", len(devices)) if devices else ()
    for device, number in zip(devices, numbers, strict=True):
        device.asset_tag = make_tag(prefix, year, number)


@operation("inventory.withdraw_device")
def withdraw(devices: list[Device], *, by: User) -> list[Device]:
    """Take devices entered in error out of the register, as long as nothing happened to them."""
    rows = Device.objects.filter(pk__in=[d.pk for d in devices])
    devices = rows.lock()
    _check_untouched(devices)
    rows.move_to(DeviceStatus.WITHDRAWN)
    Event.objects.record_many("device.withdrawn", [(d, {}) for d in devices], by=by)
    return devices


# What may have happened to a device that is withdrawn as entered in error.
HARMLESS = ["device.received", "device.changed", "device.moved"]


def _check_untouched(devices: list[Device]) -> None:
    """Raise `Refused` for a device that was worked on, lent or given: it has a history."""
    for start in range(0, len(devices), CHUNK):
        some = {device.pk: device for device in devices[start : start + CHUNK]}
        event = Event.objects.about(*some.values()).exclude(kind__in=HARMLESS).first()
        if event:
            raise Refused(
                _("%(device)s has been worked on since it came in: it cannot be taken back.")
                % {"device": some[event.subject_id]}
            )
