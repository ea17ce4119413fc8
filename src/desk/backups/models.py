"""Records of backups and of full exports; archives are files outside the database."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core.workflow.guards import append_only


class Backup(models.Model):
    """A verified backup: its time, size, and counts of missing and altered files."""

    at = models.DateTimeField(pgettext_lazy("backup", "made"), default=timezone.now)
    name = models.CharField(_("file"), max_length=120)
    size = models.BigIntegerField(_("size, in bytes"))
    sha256 = models.CharField(_("SHA-256"), max_length=64)
    documents = models.PositiveIntegerField(_("documents"))
    # files lost or altered before the backup
    missing = models.PositiveIntegerField(_("files missing"), default=0)

    class Meta:
        ordering = ["-at", "-pk"]
        verbose_name = _("backup")
        verbose_name_plural = _("backups")
        constraints = [append_only(_("A backup cannot be changed."), name="kept")]

    def __str__(self):
        return self.name
