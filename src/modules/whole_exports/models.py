"""Full exports of the database."""

from pathlib import Path

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core.models.fields import check, user_key
from core.workflow.guards import frozen, never_deleted
from core.workflow.lifecycle import (
    ToneChoices,
    Workflow,
    WorkflowQuerySet,
    status_field,
    valid_status,
)


class ExportStatus(ToneChoices):
    PENDING = "asked", "wait", pgettext_lazy("export", "being made")
    READY = "ready", "good", pgettext_lazy("export", "ready to download")
    FAILED = "failed", "bad", pgettext_lazy("export", "failed")
    FORGOTTEN = "forgotten", "done", pgettext_lazy("export", "deleted")


ExportStatus.TRANSITIONS = {
    ExportStatus.PENDING: {ExportStatus.READY, ExportStatus.FAILED},
    ExportStatus.READY: {ExportStatus.FORGOTTEN},
    ExportStatus.FAILED: set(),
    ExportStatus.FORGOTTEN: set(),
}


class WholeExportQuerySet(WorkflowQuerySet):
    def requested_by(self, user):
        """Exports of this user, who alone may download them."""
        return self.filter(by=user)


class WholeExport(Workflow):
    """A full data export requested by an administrator."""

    status = status_field(ExportStatus, ExportStatus.PENDING)
    by = user_key(verbose_name=_("by"))
    asked_at = models.DateTimeField(_("requested"), default=timezone.now)
    # time of the latest enqueuing; when too old, it is enqueued again
    offered_at = models.DateTimeField(default=timezone.now)
    # random name of the archive, while it exists
    file = models.CharField(max_length=40, blank=True)
    size = models.BigIntegerField(_("size, in bytes"), default=0)
    sha256 = models.CharField(_("SHA-256"), max_length=64, blank=True)

    objects = WholeExportQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("full export")
        verbose_name_plural = _("full exports")
        constraints = [
            valid_status(ExportStatus),
            check(
                "file_while_ready",
                Q(status=ExportStatus.READY) & ~Q(file="")
                | ~Q(status=ExportStatus.READY) & Q(file=""),
                _("An export can have a file only while it can be downloaded."),
            ),
            frozen(
                ["by_id", "asked_at"],
                _("The requester and the date of an export cannot be changed."),
            ),
            never_deleted(_("The record of an export cannot be deleted.")),
        ]

    def __str__(self):
        return self.asked_at.strftime("%Y-%m-%d")

    def get_absolute_url(self):
        return reverse("safekeeping")

    @staticmethod
    def folder():
        """Private folder in which exports are made; excluded from backups."""
        return Path(settings.MEDIA_ROOT) / "exports"

    @property
    def stored(self):
        """Name of the archive in the document storage, which all machines share."""
        return f"exports/{self.file}"

    @property
    def progress_path(self):
        """Path of the file that the worker touches, with its progress as “done of total”."""
        return self.folder() / f"{self.pk}.progress"

    @property
    def progress(self):
        """Progress in percent; 0 when unknown."""
        try:
            done, total = map(int, self.progress_path.read_text().split())
        except (OSError, ValueError):
            return 0
        return min(done * 100 // max(total, 1), 99)
