"""Migrations: files of an earlier system that are imported together, and their results."""

from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.models.fields import check, once, protected_key, user_key
from core.workflow.guards import append_only, frozen, never_deleted
from core.workflow.lifecycle import Workflow, WorkflowQuerySet, status_field, valid_status
from inventory.models import ImportBatch, ImportRow
from modules.legacy_import.lifecycle import MigrationStatus, System
from people.models import Site

AT_WORK = [MigrationStatus.STARTING, MigrationStatus.UNDOING]


class MigrationQuerySet(WorkflowQuerySet):
    def visible_to(self, user):
        """The moves to the sites that `user` may see."""
        return self.filter(site__in=Site.objects.visible_to(user))

    def without_progress(self, before):
        """The migrations whose job has reported no progress since this time."""
        return self.filter(status__in=AT_WORK, offered_at__lt=before)


class Migration(Workflow):
    """A move from an earlier system: its files, their answers, and one step to go live."""

    Status = MigrationStatus

    status = status_field(MigrationStatus, MigrationStatus.PREPARING)
    system = models.CharField(_("earlier system"), max_length=16, choices=System)
    site = protected_key(Site, _("site"), related_name="+")
    # {reason: {word: code}}: one answer for all rows with the same question.
    answers = models.JSONField(_("answers to its questions"), default=dict, editable=False)
    # {part: number} of what its files would become, as last checked together (`summary.py`).
    summary = models.JSONField(_("what it would save"), default=dict, editable=False)
    error = models.TextField(blank=True, editable=False)
    # When all files were last checked, in order; a file changed later must be checked again.
    checked_at = models.DateTimeField(
        _("when its files were last checked together"), null=True, editable=False
    )
    # When the job last reported progress, and the number of its attempt: an older attempt stops.
    offered_at = models.DateTimeField(null=True, editable=False)
    run = models.PositiveIntegerField(default=0, editable=False)
    by = user_key(editable=False)
    created_at = models.DateTimeField(_("started on"), default=timezone.now, editable=False)

    objects = MigrationQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("migration from an earlier system")
        verbose_name_plural = _("migrations from earlier systems")
        constraints = [
            valid_status(MigrationStatus, name="status"),
            check(
                "system", models.Q(system__in=System.values), _("Choose the system from the list.")
            ),
            frozen(
                ["system", "site_id"],
                _("The system and the site of a migration cannot be changed."),
            ),
            never_deleted(_("A migration can be undone, but not deleted.")),
        ]

    def __str__(self):
        return f"{self.get_system_display()} · {self.site}"

    def get_absolute_url(self):
        return reverse("migration_detail", args=[self.pk])

    @property
    def is_at_work(self):
        return self.status in AT_WORK


class MigrationFile(models.Model):
    """A file of a migration, with its imported list."""

    migration = protected_key(Migration, related_name="files")
    batch = models.OneToOneField(ImportBatch, models.PROTECT, related_name="migration_file")
    # Whether its kind is certain, by its headings or a user's confirmation.
    is_sure = models.BooleanField(_("the type of list is certain"), default=True, editable=False)

    class Meta:
        ordering = ["pk"]
        verbose_name = _("file of a migration")
        verbose_name_plural = _("files of a migration")

    def __str__(self):
        return str(self.batch)


class MigrationRecord(models.Model):
    """The record that a row of a list became, by its id in the model of its kind; not a device."""

    row = protected_key(ImportRow, related_name="records", db_index=False)
    record_id = models.PositiveBigIntegerField(_("number of the record"), editable=False)

    class Meta:
        ordering = ["pk"]
        verbose_name = _("imported record")
        verbose_name_plural = _("imported records")
        constraints = [
            once(["row", "record_id"], _("This record already comes from that row.")),
            append_only(_("The source row of a record cannot be changed or deleted."), name="kept"),
        ]

    def __str__(self):
        return f"{self.row_id}: {self.record_id}"
