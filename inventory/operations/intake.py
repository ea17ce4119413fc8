"""Intake: what is known of a lot's devices becomes devices with tags, media and a first event."""

from collections import Counter
from dataclasses import dataclass
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from catalogue.models import Brand, Category, DeviceModel
from core.lives import Refused
from core.models import Event, Identity, Sequence
from core.operations import operation
from core.sentences import Sentence
from donations.lifecycle import DonationStatus
from donations.models import Donation
from donations.operations import receive as receive_donation
from inventory.identifiers import SERIAL_MAX, clean_imei, clean_serial, make_tag
from inventory.lifecycle import DeviceStatus, TagStatus
from inventory.models import Device, Medium, Place, Tag
from people.models import User

CHUNK = 5_000

NOT_AN_IMEI = gettext_noop("%(imei)s is not an IMEI.")
SERIAL_TOO_LONG = gettext_noop("This serial number is too long.")
SERIAL_TWICE = gettext_noop("Serial number %(serial)s is there twice.")
SERIAL_TAKEN = gettext_noop("Serial number %(serial)s is in the register: %(tag)s.")
IMEI_TWICE = gettext_noop("IMEI %(imei)s is there twice.")
OF_A_FIELD = gettext_noop("%(thing)s: %(words)s")
IMEI_TAKEN = gettext_noop("IMEI %(imei)s is in the register: %(tag)s.")


@dataclass(kw_only=True)
class DeviceFacts:
    """What is known of one device at the door; everything but the category may be unknown."""

    category: Category
    brand: Brand | None = None
    model: DeviceModel | None = None
    serial: str = ""
    imei: str = ""
    imei2: str = ""
    year_made: int | None = None
    age_years: Decimal | None = None
    fault: str = ""
    remark: str = ""
    place: Place | None = None


class RowsRefused(Refused):
    """Some rows of many are refused; `problems` maps each one's index to its sentences."""

    def __init__(self, problems):
        self.problems = problems
        super().__init__(
            [
                _("Row %(row)s: %(why)s") % {"row": index + 1, "why": " ".join(map(str, sentences))}
                for index, sentences in sorted(problems.items())
            ]
        )


@operation("inventory.receive_device")
def receive_devices(facts: list[DeviceFacts], *, by: User, donation: Donation) -> list[Device]:
    """Enter these devices of `donation`, in order: each to check, tagged, and to erase if it holds data.

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


def build(fact, donation):
    """An unsaved device of what is known; what is wrong with it is for `problems_of` to say."""
    device = Device(
        category=fact.category,
        brand=fact.brand,
        model=fact.model,
        serial=clean_serial(fact.serial),
        site_id=donation.site_id,
        place=fact.place,
        donation=donation,
        needs_erasure=fact.category.holds_data,
        year_made=fact.year_made,
        age_years=fact.age_years,
        fault=fact.fault,
        remark=fact.remark,
    )
    device.wrong_imeis = []
    for name in ("imei", "imei2"):
        try:
            setattr(device, name, clean_imei(getattr(fact, name)))
        except ValueError:
            device.wrong_imeis.append(getattr(fact, name))
    return device


RELATIONS = ["category", "brand", "model", "site", "place", "donation", "former"]


def problems_of(devices):
    """What keeps these unsaved devices out of the register: {index: [Sentence, ...]}, empty if nothing.

    A serial number is unique with its model (alone where the model is unknown) and an IMEI is unique,
    among the devices that are ours and within the list; a few queries however many the devices.
    """
    problems = {}
    taken_serials, taken_imeis = _taken(devices)
    serials = Counter(serial_key(d) for d in devices if d.serial)
    imeis = Counter(imei for d in devices for imei in (d.imei, d.imei2) if imei)
    for index, device in enumerate(devices):
        found = [Sentence(NOT_AN_IMEI, {"imei": imei}) for imei in device.wrong_imeis]
        found += _field_problems(device)
        if device.serial:
            key = serial_key(device)
            if serials[key] > 1:
                found.append(Sentence(SERIAL_TWICE, {"serial": device.serial}))
            if key in taken_serials:
                said = {"serial": device.serial, "tag": taken_serials[key]}
                found.append(Sentence(SERIAL_TAKEN, said))
        for imei in filter(None, (device.imei, device.imei2)):
            if imeis[imei] > 1:
                found.append(Sentence(IMEI_TWICE, {"imei": imei}))
            if imei in taken_imeis:
                found.append(Sentence(IMEI_TAKEN, {"imei": imei, "tag": taken_imeis[imei]}))
        if found:
            problems[index] = found
    return problems


def serial_key(device):
    return device.model_id, device.serial


def _field_problems(device):
    if device.serial and len(device.serial) > SERIAL_MAX:
        return [Sentence(SERIAL_TOO_LONG, {})]
    try:
        device.clean_fields(exclude=RELATIONS)
    except ValidationError as error:
        return [
            Sentence(
                OF_A_FIELD,
                {
                    "thing": str(Device._meta.get_field(name).verbose_name),
                    "words": " ".join(messages),
                },
            )
            for name, messages in error.message_dict.items()
        ]
    return []


def _taken(devices):
    """The serials (with model) and IMEIs of these devices that living devices have, with their tags."""
    living = Device.objects.living()
    serials, imeis = {}, {}
    wanted = sorted({d.serial for d in devices if d.serial})
    for start in range(0, len(wanted), CHUNK):
        rows = living.filter(serial__in=wanted[start : start + CHUNK])
        for model, serial, tag in rows.values_list("model_id", "serial", "asset_tag"):
            serials[model, serial] = tag
    wanted = sorted({imei for d in devices for imei in (d.imei, d.imei2) if imei})
    for name in ("imei", "imei2"):
        for start in range(0, len(wanted), CHUNK):
            rows = living.filter(**{f"{name}__in": wanted[start : start + CHUNK]})
            imeis |= dict(rows.values_list(name, "asset_tag"))
    return serials, imeis


def name_former_lives(devices):
    """A device that we gave away or retired and that comes in again names its former self."""
    with_serial = {serial_key(d): d for d in devices if d.serial}
    serials = sorted({serial for _model, serial in with_serial})
    for start in range(0, len(serials), CHUNK):
        gone = Device.objects.filter(
            status__in=[DeviceStatus.GIVEN, DeviceStatus.RETIRED],
            serial__in=serials[start : start + CHUNK],
        )
        for former in gone.order_by("pk"):
            if serial_key(former) in with_serial:
                with_serial[serial_key(former)].former = former


def _give_tags(devices):
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
