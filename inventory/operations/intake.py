"""Intake: create devices of a lot from drafts, with tags, media and events."""

from django.utils.translation import gettext as _

from core.lives import Refused
from core.models import Event
from core.operations import operation
from core.sentences import Sentence
from donations.lifecycle import DonationStatus
from donations.models import Donation, TaxReceipt
from donations.operations import receive as receive_donation
from inventory.facts import CHUNK, DeviceDraft, build, name_former_lives, problems_of
from inventory.lifecycle import DeviceStatus, TagStatus
from inventory.models import Device, Medium, Tag
from inventory.operations.tags import lock_tags, next_tags, put_tags
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

    def of(self, numbers: list[int]) -> "RowsRefused":
        """The same, of rows that have these numbers."""
        return RowsRefused({numbers[index] - 1: why for index, why in self.problems.items()})


@operation("inventory.receive_device")
def receive_devices(facts: list[DeviceDraft], *, by: User, donation: Donation) -> list[Device]:
    """Enter these devices of `donation`, in order: to check, tagged, to erase if they hold data.

    A device takes the free tag that its facts name, else the next number. The lot becomes received
    if it was only expected. All are entered or none: raises `RowsRefused` with what is wrong with
    which row.
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
    preprinted = lock_tags(device.asset_tag for device in devices)
    problems = problems_of(devices)
    if problems:
        raise RowsRefused(problems)
    numbered = [device for device in devices if not device.asset_tag]
    for device, tag in zip(numbered, next_tags(len(numbered)), strict=True):
        device.asset_tag = tag
    name_former_lives(devices)
    Device.objects.bulk_create(devices, batch_size=CHUNK)
    put_tags({d.asset_tag: d for d in devices if d.asset_tag in preprinted})
    Tag.objects.bulk_create(
        (Tag(code=d.asset_tag, status=TagStatus.CURRENT, device=d) for d in numbered),
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


@operation("inventory.withdraw_device")
def withdraw(devices: list[Device], *, by: User) -> list[Device]:
    """Take devices entered in error out of the register, as long as nothing happened to them."""
    return _withdraw(devices, by)


@operation("inventory.receive_device")
def withdraw_own(device: Device, *, by: User) -> Device:
    """Take back a device that one has entered oneself, as long as nothing happened to it."""
    arrival = Event.objects.about(device).filter(kind="device.received").first()
    if arrival is None or arrival.by_id != by.pk:
        raise Refused(_("%(device)s was entered by somebody else.") % {"device": device})
    return _withdraw([device], by)[0]


def _withdraw(devices: list[Device], by: User) -> list[Device]:
    rows = Device.objects.filter(pk__in=[d.pk for d in devices])
    devices = rows.lock()
    check_withdrawable(devices)
    rows.transition_to(DeviceStatus.WITHDRAWN)
    Event.objects.record_many("device.withdrawn", [(d, {}) for d in devices], by=by)
    return devices


def check_withdrawable(devices: list[Device]) -> None:
    """Raise `Refused` when one of these devices cannot be taken out as entered in error."""
    _check_untouched(devices)
    _check_no_receipt(devices)


def _check_no_receipt(devices: list[Device]) -> None:
    """Raise `Refused` when a tax receipt stands on what the donor declared of one of them."""
    valued = {device.donation_id for device in devices if device.declared_value is not None}
    receipt = TaxReceipt.objects.standing().filter(donation__in=valued).first()
    if receipt:
        raise Refused(
            _("The tax receipt %(receipt)s says these values: cancel it first.")
            % {"receipt": receipt}
        )


# What may have happened to a device that is withdrawn as entered in error.
HARMLESS = [
    "device.received",
    "device.taken_over",
    "device.changed",
    "device.moved",
    "device.value_declared",
    "device.value_withdrawn",
    "device.unplaced",
    "device.seen",
    "device.unseen",
    "device.numbered",
    "device.unnumbered",
]


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
