"""Saved reports."""

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.models.fields import once, user_key
from modules.reports.lifecycle import Period


class ReportQuerySet(models.QuerySet):
    def visible_to(self, user):
        """The user's own reports, and those that others share."""
        if not user.has_perm("reports.view_report"):
            return self.none()
        return self.filter(Q(owner=user) | Q(is_shared=True))


class Report(models.Model):
    """A saved report: its days or its period, and its filters."""

    name = models.CharField(_("name"), max_length=80)
    owner = user_key(editable=False)
    is_shared = models.BooleanField(
        _("shared"), default=False, help_text=_("All coordinators can see and run it.")
    )
    period = models.CharField(_("period"), max_length=12, choices=Period, default=Period.DAYS)
    # The result of `Scope.query`: ids, names and days of a query string.
    query = models.JSONField(default=dict, editable=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = ReportQuerySet.as_manager()

    class Meta:
        ordering = ["name", "pk"]
        verbose_name = _("report")
        verbose_name_plural = _("reports")
        constraints = [
            once(["owner", "name"], _("You already have a report with this name.")),
        ]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("report_run", args=[self.pk])
