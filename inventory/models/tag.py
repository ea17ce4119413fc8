from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.guards import frozen, never_deleted
from inventory.lifecycle import TagStatus
from inventory.models.device import Device


class Tag(models.Model):
    """A code, unique for ever: free, on a device, replaced and still leading to it, or foreign."""

    code = models.CharField(
        _("code"),
        max_length=64,
        unique=True,
        error_messages={"unique": _("This code is on a device already.")},
    )
    status = models.CharField(
        _("status"), max_length=8, choices=TagStatus, default=TagStatus.FREE, editable=False
    )
    device = models.ForeignKey(
        Device, models.PROTECT, verbose_name=_("device"), null=True, related_name="tags"
    )

    class Meta:
        verbose_name = _("tag")
        verbose_name_plural = _("tags")
        constraints = [
            models.CheckConstraint(
                name="inventory_tag_status",
                condition=Q(status=TagStatus.FREE, device=None)
                | Q(
                    status__in=[TagStatus.CURRENT, TagStatus.REPLACED, TagStatus.FOREIGN],
                    device__isnull=False,
                ),
                violation_error_message=_("A tag is free, or on one device."),
            ),
            models.UniqueConstraint(
                fields=["device"],
                condition=Q(status=TagStatus.CURRENT),
                name="inventory_tag_one_current",
                violation_error_message=_("This device has a tag already."),
            ),
            frozen("inventory_tag_frozen", ["code"], _("A code never changes.")),
            frozen(
                "inventory_tag_stays",
                ["device_id"],
                _("A code that was on a device leads to it for ever."),
                when="OLD.device_id IS NOT NULL",
            ),
            never_deleted("inventory_tag_kept", _("A code is never used again.")),
        ]

    def __str__(self):
        return self.code
