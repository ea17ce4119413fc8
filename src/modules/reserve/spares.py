"""The devices kept back now: of the ready devices of a site and category, the last to be ready.

No device is marked. Requests have the rest, so a device that becomes ready first fills the number
that the site keeps back.
"""

from collections import Counter
from typing import NamedTuple

from django.contrib.contenttypes.models import ContentType
from django.db.models import F, Q, Window
from django.db.models.functions import RowNumber
from django.utils.translation import ngettext

from core.models import Event
from core.modules.registry import is_on
from core.workflow.lifecycle import Refused
from inventory.models import Device
from modules.reserve.models import Level


class Filling(NamedTuple):
    """A level, and the number of its devices that are there now."""

    level: Level
    number: int

    @property
    def is_below(self):
        return self.number < self.level.count


def spares_of_levels(without=(), **where):
    """The devices kept back at these sites and categories, once `without` are taken.

    Raises `Refused` if these would be among the last devices, which are kept back.
    """
    levels = _levels(**where)
    numbers = {key: target_of(level) for key, level in levels.items()}
    devices = _last_ready(numbers, without)
    left = Counter((device.site_id, device.category_id) for device in devices)
    for key in {(device.site_id, device.category_id) for device in without} & levels.keys():
        if left[key] < numbers[key]:
            raise Refused(_refusal(levels[key], numbers[key]))
    return devices


def fillings_at(sites, **where):
    """The `Filling` of each level at these sites."""
    levels = _levels(site__in=sites, **where)
    devices = _last_ready({key: target_of(level) for key, level in levels.items()})
    found = Counter((device.site_id, device.category_id) for device in devices)
    return [Filling(level, found[key]) for key, level in levels.items()]


def _levels(**where):
    """{(site, category): level} of the levels that keep devices back."""
    if not is_on("reserve"):
        return {}
    levels = Level.objects.filter(count__gt=0, **where).for_list()
    return {(level.site_id, level.category_id): level for level in levels}


def _last_ready(numbers, without=()):
    """The devices of each (site, category) that became ready last, as many as `numbers` states."""
    of_levels = [Q(site=site, category=category) for (site, category), n in numbers.items() if n]
    if not of_levels:
        return []
    ready = Device.objects.lendable().filter(Q(*of_levels, _connector=Q.OR))
    ready = ready.exclude(pk__in=[device.pk for device in without])
    place = Window(
        RowNumber(),
        partition_by=[F("site"), F("category")],
        order_by=[F("status_since").desc(), F("pk").desc()],
    )
    rows = ready.order_by().annotate(nth=place).filter(nth__lte=max(numbers.values()))
    return [device for device in rows if device.nth <= numbers[device.site_id, device.category_id]]


def target_of(level):
    """The number to keep back now: without the devices taken and not replaced yet."""
    if not level.missing:
        return level.count
    replaced = arrivals(level, level.missing_on) - level.arrived
    return level.count - max(level.missing - max(replaced, 0), 0)


def arrivals(level, since):
    """Devices of a level that became ready since a day, or were taken and then freed again."""
    kind = ContentType.objects.get_for_model(Device)
    devices = Device.objects.filter(site=level.site_id, category=level.category_id)
    events = Event.objects.filter(
        subject_type=kind, subject_id__in=devices.values("pk"), on__gte=since
    )
    drawn = events.filter(kind="device.drawn").values("subject_id")
    freed = Q(kind="device.freed", subject_id__in=drawn)
    return events.filter(Q(kind="device.finished") | freed).count()


def _refusal(level, number):
    sentence = ngettext(
        "The last device of this kind is kept back (%(what)s): someone with permission "
        "can take it on the page of the request or hand-over.",
        "The last %(count)s devices of this kind are kept back (%(what)s): someone "
        "with permission can take one on the page of the request or hand-over.",
        number,
    )
    return sentence % {"count": number, "what": level}
