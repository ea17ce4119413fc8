from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.guards import frozen, never_deleted
from core.models import Document
from inventory.models.device import Device


class ErasureReportQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self.filter(device__in=Device.objects.visible_to(user))

    def unused(self):
        """Those that nobody made a record of."""
        return self.filter(erasures=None, document__purged_at=None)


class ErasureReport(models.Model):
    """The file in which a tool reported its erasures, and its parsed content; private.

    `found` has one entry for each medium in it: see `inventory.reports`.
    """

    device = models.ForeignKey(Device, models.PROTECT, related_name="reports")
    document = models.OneToOneField(Document, models.PROTECT, related_name="+")
    sha256 = models.CharField(max_length=64)
    tool = models.CharField(_("tool"), max_length=60, blank=True)
    found = models.JSONField(default=list)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    objects = ErasureReportQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("report of an erasure")
        verbose_name_plural = _("reports of erasures")
        constraints = [
            models.UniqueConstraint(
                fields=["device", "sha256"],
                name="inventory_erasurereport_once",
                violation_error_message=_("This report is attached to this device already."),
            ),
            frozen(
                "inventory_erasurereport_frozen",
                ["device_id", "document_id", "sha256", "tool", "found", "by_id", "at"],
                _("A report stays as it was read."),
            ),
            never_deleted("inventory_erasurereport_kept", _("A report is kept.")),
        ]

    def __str__(self):
        return self.document.name

    def get_absolute_url(self):
        return reverse("erasure_report", args=[self.pk])
