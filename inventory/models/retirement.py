"""Retirement of a device: the reason, and the exit batch it left with."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.guards import frozen
from inventory.lifecycle import DeviceStatus, RetireReason
from inventory.lifecycle.exits import LEFT, WRITTEN


class Retirable(models.Model):
    """Mixin of the retirement fields of a device. See also `RETIREMENT_WHOLE`."""

    retire_reason = models.CharField(
        _("reason"), max_length=10, choices=RetireReason, blank=True, editable=False
    )
    retire_remark = models.CharField(_("remark"), max_length=300, blank=True, editable=False)
    # Set when that batch is sent: from then on the device is gone for good.
    left_with = models.ForeignKey(
        "inventory.ExitBatch", models.PROTECT, null=True, editable=False, related_name="gone"
    )

    class Meta:
        abstract = True


RETIREMENT_WHOLE = [
    models.CheckConstraint(
        name="inventory_device_retire_reason",
        condition=~Q(status=DeviceStatus.RETIRED) | Q(retire_reason__in=RetireReason.values),
        violation_error_message=_("Say why it is retired."),
    ),
    models.CheckConstraint(
        name="inventory_device_left_retired",
        condition=Q(left_with=None) | Q(status=DeviceStatus.RETIRED, place=None),
        violation_error_message=_("What leaves for good was retired, and lies on no shelf."),
    ),
    frozen(
        "inventory_device_left_for_good",
        WRITTEN,
        _("It left for good: it does not come back, and what its slip says stays."),
        when=LEFT,
    ),
]
