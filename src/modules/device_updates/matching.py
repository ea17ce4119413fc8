"""Match rows of an update to devices: by tag, else by serial number or IMEI."""

from collections import defaultdict
from contextlib import suppress

from django.core.exceptions import ValidationError

from core.imports.cells import is_unknown
from inventory.devices.identifiers import clean_code, clean_imei, clean_serial, imeis_in
from inventory.devices.lifecycle.devices import ENDED, DeviceStatus
from inventory.imports.cells import NumberWidget
from inventory.models import Device, Tag

BATCH_SIZE = 5_000
RELATIONS = ("category", "brand", "model", "site", "donation", "specification")


def matches_of(rows):
    """List of the devices that each of these rows, {field: text}, may match.

    If there is a tag, only the tag counts. Among devices with the same number, those still ours
    take precedence over those that left, as a machine may come back.
    """
    tags = [clean_code(row["tag"]) for row in rows]
    numbers = [{} if tag else numbers_in(row) for tag, row in zip(tags, rows, strict=True)]
    named = _by_tag({*tags} - {""})
    having = _by_number({n for each in numbers for n in each.items()})
    ids = {*named.values(), *(pk for pks in having.values() for pk in pks)}
    devices = _devices(sorted(ids))
    return [
        _of_tag(devices, named, tag) if tag else _of_numbers(devices, having, each)
        for tag, each in zip(tags, numbers, strict=True)
    ]


def numbers_in(row):
    """{number: whether it is an IMEI} of a row, without unreadable numbers."""
    found = {}
    serial = row["serial"]
    if not is_unknown(serial):
        with suppress(ValidationError):
            found[clean_serial(NumberWidget().clean(serial))] = False
    for text in [*imeis_in(row["imei"]), *imeis_in(row["imei2"])]:
        with suppress(ValueError):
            found[clean_imei(text)] = True
    return {number: is_imei for number, is_imei in found.items() if number}


def _of_tag(devices, named, tag):
    return [devices[named[tag]]] if tag in named else []


def _of_numbers(devices, having, numbers):
    of_row = {}
    for number in numbers.items():
        found = [devices[pk] for pk in having.get(number, ())]
        of_row |= {device.pk: device for device in _of_one_number(found)}
    return [of_row[pk] for pk in sorted(of_row)]


def _of_one_number(found):
    living = [device for device in found if device.status not in ENDED]
    entered = [device for device in found if device.status != DeviceStatus.WITHDRAWN]
    return living or entered or found


def _by_tag(codes):
    """Map current and former tags to the ids of their devices."""
    named = {}
    for some in _chunks(codes):
        tags = Tag.objects.filter(code__in=some).exclude(device=None)
        named |= dict(tags.values_list("code", "device_id"))
    return named


def _by_number(numbers):
    """Map (number, whether it is an IMEI) to the ids of the devices with this number."""
    having = defaultdict(set)
    for name, is_imei in (("serial", False), ("imei", True), ("imei2", True)):
        for some in _chunks({number for number, kind in numbers if kind == is_imei}):
            rows = Device.objects.order_by().filter(**{f"{name}__in": some})
            for number, pk in rows.values_list(name, "pk"):
                having[number, is_imei].add(pk)
    return having


def _devices(ids):
    devices = {}
    for some in _chunks(ids):
        rows = Device.objects.filter(pk__in=some).select_related(*RELATIONS)
        devices |= {device.pk: device for device in rows}
    return devices


def _chunks(values):
    ordered = sorted(values)
    return (ordered[start : start + BATCH_SIZE] for start in range(0, len(ordered), BATCH_SIZE))
