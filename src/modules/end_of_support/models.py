"""Last days of updates, by operating system and version, or by model of Chromebook."""

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core.models.fields import check, once
from core.workflow.guards import never_deleted
from inventory.devices.lifecycle.specifications import Os

SYSTEMS = [choice for choice in Os.choices if choice[0] != Os.NONE]


class SupportEnd(models.Model):
    """The last day of the updates of a version, as its publisher announced it."""

    system = models.CharField(_("system"), max_length=10, choices=SYSTEMS)
    version = models.CharField(
        _("version, or Chromebook model"),
        max_length=60,
        help_text=_("Words found on all devices concerned, for example: 11 24H2, or Ubuntu 24.04."),
    )
    ends_on = models.DateField(
        _("last day of updates"),
        null=True,
        blank=True,
        help_text=_("Leave it empty if no date has been announced."),
    )
    source = models.CharField(
        _("source"), max_length=200, help_text=_("The publisher’s page that gives this date.")
    )
    checked_on = models.DateField(_("checked on"))

    class Meta:
        ordering = ["system", "version"]
        verbose_name = _("end of updates")
        verbose_name_plural = _("dates when updates end")
        constraints = [
            once(["system", "version"], _("This version is already in the list.")),
            check(
                "system",
                Q(system__in=[value for value, _label in SYSTEMS]),
                _("Choose a system from the list."),
            ),
            never_deleted(_("The date when updates end can be corrected, but not deleted.")),
        ]

    def __str__(self):
        return f"{self.get_system_display()} {self.version}"

    def get_absolute_url(self):
        return reverse("supportend_edit", args=[self.pk])
