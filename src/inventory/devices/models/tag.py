from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Upper
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.models.addressed import Addressed
from core.models.fields import check, once, protected_key, user_key
from core.workflow.guards import frozen, never_deleted, valid_transitions
from core.workflow.lifecycle import Workflow, WorkflowQuerySet, status_field, valid_status
from inventory.devices.lifecycle.devices import TagStatus
from inventory.devices.models.device import Device


class TagBatchQuerySet(models.QuerySet):
    def with_tags(self):
        """Annotate `printed`, the number of tags, and `free`, the number without a device."""
        return self.annotate(
            printed=models.Count("tags"),
            free=models.Count("tags", filter=Q(tags__status=TagStatus.FREE)),
        )


class TagBatch(Addressed):
    """A batch of tags generated for printing before their devices arrive."""

    reference = models.CharField(_("reference"), max_length=12, unique=True, editable=False)
    created_at = models.DateTimeField(_("made"), default=timezone.now, editable=False)
    created_by = user_key(verbose_name=_("by"))

    objects = TagBatchQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("batch of labels")
        verbose_name_plural = _("batches of labels")
        constraints = [never_deleted(_("A batch of labels cannot be deleted from the register."))]

    def __str__(self):
        return self.reference


class TagQuerySet(WorkflowQuerySet):
    def free(self):
        return self.filter(status=TagStatus.FREE)


class Tag(Workflow):
    """A code that is never reused.

    A tag is free, on a device, replaced but still leading to its device, or foreign.
    """

    code = models.CharField(
        _("code"),
        max_length=64,
        unique=True,
        error_messages={"unique": _("This code is already on a device.")},
    )
    status = status_field(TagStatus, TagStatus.FREE)
    device = protected_key(Device, _("device"), null=True, related_name="tags")
    printed_at = models.DateTimeField(_("printed on"), null=True, editable=False)
    damaged_at = models.DateTimeField(_("label damaged"), null=True, editable=False)
    batch = protected_key(TagBatch, _("batch"), null=True, related_name="tags")

    objects = TagQuerySet.as_manager()

    class Meta:
        verbose_name = _("tag")
        verbose_name_plural = _("tags")
        constraints = [
            valid_status(TagStatus),
            check(
                "status",
                Q(status=TagStatus.FREE, device=None)
                | ~Q(status=TagStatus.FREE) & Q(device__isnull=False),
                _("A tag must be unused, or on one device only."),
            ),
            check(
                "code_clean",
                # as normalised by `clean_code`
                Q(code=Upper(F("code")), code__written_as="words"),
                _("Enter the code in capitals, without leading, trailing or double spaces."),
            ),
            valid_transitions(
                TagStatus.TRANSITIONS, _("A label that was replaced cannot be used again.")
            ),
            once(
                ["device"],
                _("This device already has a tag."),
                name="one_current",
                condition=Q(status=TagStatus.CURRENT),
            ),
            frozen(["code", "batch_id"], _("A code cannot be changed.")),
            never_deleted(_("A code cannot be used twice."), upserted=True),
        ]

    def __str__(self):
        return self.code
