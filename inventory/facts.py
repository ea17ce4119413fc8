"""What is known of devices at the door, and what keeps them out of the register.

Judged as a set, in a few queries however many the devices: the preview of a list and its writing
say the same.
"""

from collections import Counter
from dataclasses import dataclass
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_noop

from catalogue.models import Brand, Category, DeviceModel
from core.sentences import Sentence
from inventory.identifiers import SERIAL_MAX, clean_imei, clean_serial
from inventory.lifecycle import DeviceStatus
from inventory.models import Device, Place

CHUNK = 5_000
RELATIONS = ["category", "brand", "model", "site", "place", "donation", "former"]

NOT_AN_IMEI = gettext_noop("%(number)s is not an IMEI.")
OF_A_FIELD = gettext_noop("%(thing)s: %(words)s")
SERIAL_TOO_LONG = gettext_noop("This serial number is too long.")
TWICE = {
    "serial": gettext_noop("Serial number %(number)s is there twice."),
    "imei": gettext_noop("IMEI %(number)s is there twice."),
}
TAKEN = {
    "serial": gettext_noop("Serial number %(number)s is in the register: %(tag)s."),
    "imei": gettext_noop("IMEI %(number)s is in the register: %(tag)s."),
}


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


def identifiers_of(device):
    """What no other device may have, as (kind, key): its serial with its model, and its IMEIs.

    Where the model is unknown (None), the serial number stands alone.
    """
    if device.serial:
        yield "serial", (device.model_id, device.serial)
    for imei in filter(None, (device.imei, device.imei2)):
        yield "imei", imei


def problems_of(devices):
    """What keeps these unsaved devices out of the register: {index: [Sentence, ...]}.

    Empty if nothing does. A serial number is unique with its model, and an IMEI alone, among the
    devices that are ours and within the list.
    """
    counts = Counter(found for device in devices for found in identifiers_of(device))
    taken = _taken(devices)
    problems = {}
    for index, device in enumerate(devices):
        found = [Sentence(NOT_AN_IMEI, {"number": imei}) for imei in device.wrong_imeis]
        found += _field_problems(device)
        for kind, key in identifiers_of(device):
            said = {"number": device.serial if kind == "serial" else key}
            if counts[kind, key] > 1:
                found.append(Sentence(TWICE[kind], said))
            if (kind, key) in taken:
                found.append(Sentence(TAKEN[kind], said | {"tag": taken[kind, key]}))
        if found:
            problems[index] = found
    return problems


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
    """The identifiers of these devices that living devices have, each with that device's tag."""
    living = Device.objects.living()
    taken = {}
    for serials in _chunks({device.serial for device in devices}):
        rows = living.filter(serial__in=serials)
        for model, serial, tag in rows.values_list("model_id", "serial", "asset_tag"):
            taken["serial", (model, serial)] = tag
    for imeis in _chunks({imei for device in devices for imei in (device.imei, device.imei2)}):
        for name in ("imei", "imei2"):
            rows = living.filter(**{f"{name}__in": imeis}).values_list(name, "asset_tag")
            taken |= {("imei", imei): tag for imei, tag in rows}
    return taken


def _chunks(numbers):
    known = sorted(numbers - {None})
    return [known[start : start + CHUNK] for start in range(0, len(known), CHUNK)]


def name_former_lives(devices):
    """A device that we gave away or retired and that comes in again names its former self."""
    ours = {(device.model_id, device.serial): device for device in devices if device.serial}
    gone = Device.objects.filter(status__in=[DeviceStatus.GIVEN, DeviceStatus.RETIRED])
    for serials in _chunks({device.serial for device in devices}):
        for former in gone.filter(serial__in=serials).order_by("pk"):
            again = ours.get((former.model_id, former.serial))
            if again:
                again.former = former
