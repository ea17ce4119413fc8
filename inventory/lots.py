"""The account of a lot: what its donor announced, what was counted at the door, what is entered."""

from dataclasses import dataclass

from django.db.models import Count
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from catalogue.models import Category
from inventory.lifecycle import DeviceStatus
from inventory.models import Device


@dataclass
class LotLine:
    """One category of a lot; `counted` is None until somebody counted."""

    category: Category
    announced: int = 0
    counted: int | None = None
    entered: int = 0

    @property
    def expected(self):
        return self.announced if self.counted is None else self.counted

    @cached_property
    def differences(self):
        """What does not agree, in words; empty when all does."""
        said = []
        if self.counted is not None and self.counted != self.announced:
            said.append(_against_announced(self.counted - self.announced))
        if self.counted is None and self.entered > self.announced:
            said.append(_against_announced(self.entered - self.announced))
        elif self.entered != self.expected:
            said.append(_against_entered(self.expected - self.entered))
        return said

    @property
    def status_label(self):
        return " · ".join(self.differences) or _("all there")

    @property
    def status_tone(self):
        if not self.differences:
            return "good"
        return "wait" if self.entered < self.expected else "info"


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
    return ngettext("%(count)s entered too many", "%(count)s entered too many", -missing) % {
        "count": -missing
    }


def account_of(donation):
    """The `LotLine` of each category that is announced, counted or entered, in their order."""
    lines = {line.category_id: line for line in donation.lines.all()}
    entered = dict(
        Device.objects.filter(donation=donation)
        .exclude(status=DeviceStatus.WITHDRAWN)
        .order_by()
        .values_list("category")
        .annotate(number=Count("pk"))
    )
    return [
        LotLine(
            category=category,
            announced=lines[category.pk].announced if category.pk in lines else 0,
            counted=lines[category.pk].counted if category.pk in lines else None,
            entered=entered.get(category.pk, 0),
        )
        for category in Category.objects.all()
        if category.pk in lines or category.pk in entered
    ]
