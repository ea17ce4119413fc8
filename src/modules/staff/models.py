from django.db import models
from django.utils.translation import gettext_lazy as _

from core.models.addressed import Addressed
from core.models.fields import document_key, once, protected_key, user_key
from core.workflow.guards import frozen, never_deleted
from inventory.models import ImportBatch
from loans.base.models.loan import Loan


class StaffLineQuerySet(models.QuerySet):
    def for_list(self):
        return self.select_related(
            "loan__organisation", "loan__recipient", "loan__site"
        ).prefetch_related("loan__items__device__category")


class StaffLine(models.Model):
    """A person of a staff list, in the list's order, with their prepared loan."""

    batch = protected_key(ImportBatch, related_name="staff_lines", db_index=False)
    number = models.PositiveIntegerField(_("row"))
    loan = models.OneToOneField(Loan, models.PROTECT, related_name="staff_line")
    # When a machine was scanned for this person, so that label, paper and machine match.
    tied_at = models.DateTimeField(_("matched"), null=True, editable=False)

    objects = StaffLineQuerySet.as_manager()

    class Meta:
        ordering = ["number"]
        verbose_name = _("person of a staff list")
        verbose_name_plural = _("people of staff lists")
        constraints = [
            once(["batch", "number"], _("This row of the list already has its loan.")),
            frozen(
                ["batch_id", "number", "loan_id"],
                _("The row and the loan of a person on a list cannot be changed."),
            ),
            never_deleted(_("The source row of a loan cannot be deleted.")),
        ]

    def __str__(self):
        return f"{self.batch_id}/{self.number}"


class StaffRun(Addressed):
    """An imported staff list: its agreements as one PDF to print, in the list's order."""

    PAGE = "staff_detail"

    batch = models.OneToOneField(ImportBatch, models.PROTECT, related_name="staff_run")
    stack = document_key(null=True, editable=False)
    drawn_at = models.DateTimeField(null=True, editable=False)
    # When rendering was last enqueued; after a while, it is enqueued again.
    offered_at = models.DateTimeField(null=True, editable=False)
    offered_by = user_key(null=True, editable=False)

    class Meta:
        verbose_name = _("staff list")
        verbose_name_plural = _("staff lists")
        constraints = [
            frozen(["batch_id"], _("A staff run cannot move to another list.")),
            never_deleted(_("A staff run cannot be deleted: it is kept with its list.")),
        ]

    def __str__(self):
        return str(self.batch)

    @property
    def is_being_drawn(self):
        return self.offered_at is not None
