"""Reconciliation of a lot by category: devices announced, counted, entered and scanned.

Entered devices are recorded; scanned devices are recorded devices that were later scanned. A typed
code does not count as a scan.
"""

from dataclasses import dataclass

from django.db.models import Count, Q
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from catalogue.models import Category
from inventory.devices.lifecycle.devices import DeviceStatus
from inventory.models import Device


@dataclass
class LotLine:
    """A category of a lot; `counted` is None until it is counted."""

    category: Category | None
    announced: int = 0
    counted: int | None = None
    entered: int = 0
    scanned: int = 0

    @property
    def expected(self):
        return self.announced if self.counted is None else self.counted

    @property
    def received(self):
        """The quantity received from the donor: counted, or recorded if not counted."""
        return self.entered if self.counted is None else self.counted

    @property
    def difference(self):
        """Sentence that compares the received quantity with the announced quantity."""
        is_same = self.received == self.announced
        return _("as announced") if is_same else self._against_announced(self.received)

    def _against_announced(self, number):
        if not self.announced:
            text = ngettext("%(count)s not announced", "%(count)s not announced", number)
            return text % {"count": number}
        return _against_announced(number - self.announced)

    @cached_property
    def differences(self):
        """Sentences about differences between the announced, counted and recorded quantities."""
        differences = []
        if self.counted is not None and self.counted != self.announced:
            differences.append(self._against_announced(self.counted))
        if self.counted is None and self.entered > self.announced:
            differences.append(self._against_announced(self.entered))
        elif self.entered != self.expected:
            differences.append(_against_entered(self.expected - self.entered))
        if self.scanned != self.entered:
            differences.append(_to_scan(self.entered - self.scanned))
        return differences

    @property
    def status_label(self):
        return " · ".join(self.differences) or _("all there")

    @property
    def status_tone(self):
        if not self.differences:
            return "good"
        is_short = self.entered < self.expected or self.scanned < self.entered
        return "wait" if is_short else "info"


def _against_announced(extra):
    if extra < 0:
        return ngettext(
            "%(count)s fewer than announced", "%(count)s fewer than announced", -extra
        ) % {"count": -extra}
    return ngettext("%(count)s more than announced", "%(count)s more than announced", extra) % {
        "count": extra
    }


def _against_entered(missing):
    if missing > 0:
        return ngettext("%(count)s to enter", "%(count)s to enter", missing) % {"count": missing}
    return ngettext("%(count)s too many entered", "%(count)s too many entered", -missing) % {
        "count": -missing
    }


def _to_scan(unseen):
    text = ngettext(
        "%(count)s label to stick and scan", "%(count)s labels to stick and scan", unseen
    )
    return text % {"count": unseen}


def account_of(donation):
    """A `LotLine` for each category that is announced, counted or entered, in their order."""
    lines = {line.category_id: line for line in donation.lines.all()}
    devices = Device.objects.filter(donation=donation).exclude(status=DeviceStatus.WITHDRAWN)
    figures = (
        devices.order_by()
        .values_list("category")
        .annotate(entered=Count("pk"), scanned=Count("pk", filter=Q(seen_at__isnull=False)))
    )
    counts = {category: (entered, scanned) for category, entered, scanned in figures}
    return [
        LotLine(
            category=category,
            announced=lines[category.pk].announced if category.pk in lines else 0,
            counted=lines[category.pk].counted if category.pk in lines else None,
            entered=counts.get(category.pk, (0, 0))[0],
            scanned=counts.get(category.pk, (0, 0))[1],
        )
        for category in Category.objects.all()
        if category.pk in lines or category.pk in counts
    ]


def awaited_category(donation):
    """First category of a lot that is not fully entered, or None if all are."""
    lines = (line for line in account_of(donation) if line.entered < line.expected)
    return next((line.category for line in lines), None)


def total_of(account):
    """Total of an account as a `LotLine`; `counted` is None unless every line is counted."""
    counts = [line.counted for line in account]
    return LotLine(
        category=None,
        announced=sum(line.announced for line in account),
        counted=None if None in counts else sum(counts),
        entered=sum(line.entered for line in account),
        scanned=sum(line.scanned for line in account),
    )
