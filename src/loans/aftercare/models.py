"""Incidents and follow-up calls."""

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from catalogue.models import FaultType
from core.models.addressed import Numbered, NumberedQuerySet
from core.models.fields import check, document_key, once, protected_key, user_key, valid_choice
from core.workflow.guards import frozen, never_deleted, only_forgotten
from core.workflow.lifecycle import Workflow, WorkflowQuerySet, status_field, valid_status
from loans.aftercare.lifecycle import CallResult, Went
from loans.base.lifecycle.aftercare import (
    GONE_KINDS,
    Declarer,
    IncidentKind,
    IncidentStatus,
    Settlement,
)
from loans.base.lifecycle.loans import LoanStatus
from loans.base.models.amendment import Amendment
from loans.base.models.loan import Loan, LoanItem, of_visible_loans
from people.base.restriction import without_restricted


class FollowUpQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Follow-ups of the loans that `user` may see; empty for users who make no calls."""
        if not user.has_perm("loans.follow_up"):
            return self.none()
        return of_visible_loans(self, user)

    def to_do(self):
        """The open follow-ups of loans with items still out, of people who may be called.

        Uses a subquery for the loan and one for its items, so that SQLite starts from
        `loans_followup_to_do`: with joins, it starts from all active loans.
        """
        active = Loan.objects.filter(pk=OuterRef("loan"), status=LoanStatus.ACTIVE)
        return self.filter(Exists(without_restricted(active)), done_at=None)

    def due(self, today):
        return self.to_do().filter(due_on__lte=today)

    def for_list(self):
        return self.select_related(
            "loan__organisation", "loan__recipient", "loan__site", "loan__briefing", "by"
        )


class FollowUp(models.Model):
    """A call some days after a hand-over: does the device work, is anything needed?"""

    loan = protected_key(Loan, related_name="follow_ups")
    due_on = models.DateField(_("to call on"))
    done_at = models.DateTimeField(_("called on"), null=True, editable=False)
    by = user_key(null=True, editable=False)
    result = models.CharField(_("result"), max_length=12, choices=CallResult, blank=True)
    note = models.CharField(
        _("note"),
        max_length=200,
        blank=True,
        help_text=_("Describe only the equipment: no names, nothing about health or opinions."),
    )
    went = models.CharField(_("attended the training"), max_length=7, choices=Went, blank=True)

    objects = FollowUpQuerySet.as_manager()

    class Meta:
        ordering = ["due_on", "pk"]
        verbose_name = _("call after a hand-over")
        verbose_name_plural = _("calls after hand-overs")
        indexes = [
            models.Index(fields=["due_on"], condition=Q(done_at=None), name="loans_followup_to_do")
        ]
        constraints = [
            once(
                ["loan", "due_on"], _("A call is already planned for that day."), name="once_a_day"
            ),
            check(
                "done",
                Q(done_at=None, by=None, result="", note="", went="")
                | Q(
                    done_at__isnull=False,
                    by__isnull=False,
                    result__in=CallResult.values,
                    went__in=["", *Went.values],
                ),
                _("Enter the outcome of the call and the caller."),
            ),
            frozen(["loan_id", "due_on"], _("A call must stay with its loan and day.")),
            frozen(
                ["done_at", "by_id", "result", "went"],
                _("The result of a call cannot be changed: plan another."),
                name="done_frozen",
                when="OLD.done_at IS NOT NULL",
            ),
            only_forgotten(
                "note",
                _("The result of a call cannot be changed: plan another."),
                when="OLD.done_at IS NOT NULL",
            ),
            never_deleted(_("A call cannot be deleted."), upserted=True),
        ]

    def __str__(self):
        return f"{self.loan} · {self.due_on:%Y-%m-%d}"


OVER = [IncidentStatus.SETTLED, IncidentStatus.FOUND]


class IncidentQuerySet(NumberedQuerySet, WorkflowQuerySet):
    def visible_to(self, user):
        return of_visible_loans(self, user, "item__loan")

    def standing(self):
        """The incidents, except those reported in error."""
        return self.exclude(status=IncidentStatus.CANCELLED)

    def for_list(self):
        return self.select_related(
            "item__loan__organisation",
            "item__loan__recipient",
            "item__loan__site",
            "item__device__category",
            "item__device__brand",
            "item__device__model",
            "fault",
            "amendment",
        )


class Incident(Numbered, Workflow):
    """A breakdown, damage, loss or theft of a lent or given device, and its settlement."""

    status = status_field(IncidentStatus, IncidentStatus.OPEN)
    number = models.CharField(_("number"), max_length=12, unique=True, editable=False)
    item = protected_key(LoanItem, editable=False, related_name="incidents")
    kind = models.CharField(_("what happened"), max_length=10, choices=IncidentKind)
    happened_on = models.DateField(_("on"))
    declared_by = models.CharField(_("declared by"), max_length=12, choices=Declarer)
    fault = protected_key(FaultType, pgettext_lazy("repair", "fault"), null=True, blank=True)
    complaint_number = models.CharField(
        _("police report number"),
        max_length=40,
        blank=True,
        help_text=_("For a theft: the number given by the police or the gendarmerie."),
    )
    complaint = document_key(null=True, editable=False)
    note = models.CharField(
        _("what happened, in a few words"),
        max_length=300,
        blank=True,
        help_text=_("Describe only the device: no names, nothing about health or opinions."),
    )
    outcome = models.CharField(
        _("how it was settled"), max_length=8, choices=Settlement, blank=True, editable=False
    )
    settled_at = models.DateTimeField(null=True, editable=False)
    amendment = protected_key(Amendment, null=True, editable=False, related_name="incidents")
    by = user_key(editable=False)
    at = models.DateTimeField(default=timezone.now, editable=False)

    objects = IncidentQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("incident")
        verbose_name_plural = _("incidents")
        indexes = [models.Index(fields=["status", "-id"], name="loans_incident_status")]
        constraints = [
            valid_status(IncidentStatus),
            check(
                "kind",
                Q(kind__in=IncidentKind.values, declared_by__in=Declarer.values),
                _("Enter what happened, and the person reporting it."),
            ),
            check(
                "complaint",
                Q(kind=IncidentKind.THEFT) | Q(complaint_number=""),
                _("Enter a police report only for a theft."),
            ),
            check(
                "fault",
                Q(fault=None) | ~Q(kind__in=GONE_KINDS),
                _("Lost or stolen equipment cannot have a fault to repair."),
            ),
            check(
                "settled",
                Q(status__in=OVER, settled_at__isnull=False) & ~Q(outcome="")
                | ~Q(status__in=OVER) & Q(settled_at=None, outcome=""),
                _("A settled incident must have an outcome and a date."),
            ),
            valid_choice(
                "outcome", Settlement, _("Choose how the incident was settled."), optional=True
            ),
            once(
                ["item"],
                _("An incident with this device has already been reported."),
                name="one_open",
                condition=Q(status=IncidentStatus.OPEN),
            ),
            frozen(
                ["number", "item_id", "kind", "happened_on", "declared_by", "by_id", "at"],
                _("A reported incident cannot be changed."),
            ),
            frozen(
                ["outcome", "settled_at", "amendment_id"],
                _("A settled incident cannot be changed."),
                name="settled_frozen",
                when=f"OLD.status <> '{IncidentStatus.OPEN}'",
            ),
            never_deleted(_("An incident cannot be deleted: settle it instead.")),
        ]

    @property
    def loan(self):
        return self.item.loan

    @property
    def is_open(self):
        return self.status == IncidentStatus.OPEN

    @property
    def is_gone(self):
        """Whether the device is lost or stolen, rather than faulty."""
        return self.kind in GONE_KINDS
