"""The last day of updates of devices, from the reference data and their specifications.

A row applies to a device whose version (for a Chromebook, whose brand and model) has all its words;
the row with the most letters wins. “Ubuntu 24.04” also applies to 24.04.1, but “10” does not apply
to a build number such as 10.0.22631, which may be a Windows 11.

The version of an Android device may contain its patch level, as 2024-03-05: without a newer one for
a year, its manufacturer no longer updates it, although Google may still maintain the version.
"""

import re
from collections import defaultdict
from datetime import date, timedelta

from django.db.models import Q
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django_filters import ChoiceFilter
from django_tables2 import Column

from inventory.devices.lifecycle.devices import ON_HAND, DeviceStatus
from inventory.devices.lifecycle.specifications import Os
from inventory.models import Device, Specification
from modules.end_of_support.lifecycle import Updates
from modules.end_of_support.models import SupportEnd

SOON = timedelta(days=183)
STALE = timedelta(days=365)  # age of the patch level of a phone that is no longer updated
WORD = re.compile(r"[\w.-]+")
PATCH_LEVEL = re.compile(r"\b(20\d\d)-(0[1-9]|1[0-2])(?:-(?:[0-2]\d|3[01]))?\b")
OURS = [*ON_HAND, DeviceStatus.ON_LOAN]


def _words(text):
    return WORD.findall(text.casefold())


def _has(words, word):
    """Whether a word is among `words`, or begins one that adds a single number to it."""
    return any(re.fullmatch(rf"{re.escape(word)}(\.\d+)?", one) for one in words)


class Ends:
    """The reference data, read once for many devices."""

    def __init__(self, day=None):
        self.day = day or timezone.localdate()
        self.rows = defaultdict(list)
        for row in sorted(SupportEnd.objects.all(), key=lambda row: -len(row.version)):
            self.rows[row.system].append((_words(row.version), row.ends_on))

    def end_of(self, system, text):
        """The last day of updates of a system, by its version or model; None if unknown."""
        words = _words(text)
        rows = self.rows.get(system, [])
        end = next((end for sought, end in rows if all(_has(words, w) for w in sought)), None)
        stale = self._stale_since(text) if system == Os.ANDROID else None
        return min(filter(None, [end, stale]), default=None)

    def _stale_since(self, text):
        """The day since which a patch level is too old, or None."""
        level = PATCH_LEVEL.search(text)
        since = date(int(level[1]), int(level[2]), 1) + STALE if level else self.day
        return since if since < self.day else None

    def state_of(self, system, text):
        end = self.end_of(system, text)
        if end is None:
            return Updates.UNKNOWN
        if end < self.day:
            return Updates.ENDED
        return Updates.ENDING if end <= self.day + SOON else Updates.LATER

    def of_device(self, device):
        """The last day of updates of a device; needs its specification, brand and model."""
        specs = getattr(device, "specification", None)
        if specs is None:
            return None
        is_chromebook = specs.os == Os.CHROMEOS
        model = f"{device.brand or ''} {device.model or ''}"
        return self.end_of(specs.os, model if is_chromebook else specs.os_version)


def _conditions(ends):
    """{state: condition for devices in it}, from the few versions and models in the register."""
    found = defaultdict(lambda: Q(pk__in=[]))
    versions = defaultdict(list)
    specs = Specification.objects.exclude(os__in=["", Os.CHROMEOS]).order_by()
    for system, version in specs.values_list("os", "os_version").distinct():
        versions[ends.state_of(system, version), system].append(version)
    for (state, system), some in versions.items():
        found[state] |= Q(specification__os=system, specification__os_version__in=some)
    books = Device.objects.filter(specification__os=Os.CHROMEOS).order_by()
    columns = "brand", "model", "brand__name", "model__name"
    for brand, model, *names in books.values_list(*columns).distinct():
        state = ends.state_of(Os.CHROMEOS, " ".join(filter(None, names)))
        found[state] |= Q(specification__os=Os.CHROMEOS, brand=brand, model=model)
    return found


def devices_by_updates(devices, state):
    """The devices in stock or lent, of a kind with data, whose updates are in this state."""
    devices = devices.filter(status__in=OURS, category__holds_data=True)
    found = _conditions(Ends())
    if state != Updates.UNKNOWN:
        return devices.filter(found[state])
    dated = Q(pk__in=[])
    for one in (Updates.ENDED, Updates.ENDING, Updates.LATER):
        dated |= found[one]
    return devices.exclude(pk__in=Device.objects.filter(dated).values("pk"))


def _narrow(devices, name, value):
    return devices_by_updates(devices, Updates(value))


FILTER = ChoiceFilter(
    label=gettext_lazy("Updates of devices in stock or on loan"), choices=Updates, method=_narrow
)
COLUMN = Column(gettext_lazy("end of updates"), accessor="specification__os")


def cell_updates_end(table, device):
    """The last day of updates; the table keeps the reference data for its other rows."""
    if not hasattr(table, "support_ends"):
        table.support_ends = Ends()
    end = table.support_ends.of_device(device)
    if end is None:
        return ""
    day = date_format(end, "SHORT_DATE_FORMAT")
    return _("ended on %(day)s") % {"day": day} if end < table.support_ends.day else day
