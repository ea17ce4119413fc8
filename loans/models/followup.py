from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.guards import frozen, never_deleted, only_forgotten
from loans.lifecycle import LoanStatus
from loans.lifecycle.followups import CallResult
from loans.models.loan import Loan


class FollowUpQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Those of the loans that `user` sees, for those who call."""
        if not user.has_perm("loans.follow_up"):
            return self.none()
        return self.filter(loan__in=Loan.objects.visible_to(user))

    def to_do(self):
        """Those that nobody did, of what is still out."""
        return self.filter(done_at=None, loan__status=LoanStatus.ACTIVE)

    def due(self, today):
        return self.to_do().filter(due_on__lte=today)

    def for_list(self):
        return self.select_related("loan__organisation", "loan__recipient", "loan__site", "by")


class FollowUp(models.Model):
    """A call some days after a hand-over: does it work, is there anything to do?"""

    loan = models.ForeignKey(Loan, models.PROTECT, related_name="follow_ups")
    due_on = models.DateField(_("to call on"))
    done_at = models.DateTimeField(_("called on"), null=True, editable=False)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, editable=False, related_name="+"
    )
    result = models.CharField(_("result"), max_length=12, choices=CallResult, blank=True)
    note = models.CharField(
        _("note"),
        max_length=200,
        blank=True,
        help_text=_("About the equipment: no name, nothing on health or opinions."),
    )

    objects = FollowUpQuerySet.as_manager()

    class Meta:
        ordering = ["due_on", "pk"]
        verbose_name = _("call after a hand-over")
        verbose_name_plural = _("calls after hand-overs")
        indexes = [
            models.Index(fields=["due_on"], condition=Q(done_at=None), name="loans_followup_to_do")
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["loan", "due_on"],
                name="loans_followup_once_a_day",
                violation_error_message=_("A call is planned for that day already."),
            ),
            models.CheckConstraint(
                name="loans_followup_done",
                condition=Q(done_at=None, by=None, result="", note="")
                | Q(done_at__isnull=False, by__isnull=False, result__in=CallResult.values),
                violation_error_message=_("A call that was made says how it ended and who called."),
            ),
            frozen(
                "loans_followup_frozen",
                ["loan_id", "due_on"],
                _("A call stays with its loan and its day."),
            ),
            frozen(
                "loans_followup_done_frozen",
                ["done_at", "by_id", "result"],
                _("What a call gave does not change: plan another."),
                when="OLD.done_at IS NOT NULL",
            ),
            only_forgotten(
                "loans_followup_note_kept",
                "note",
                _("What a call gave does not change: plan another."),
                when="OLD.done_at IS NOT NULL",
            ),
            never_deleted("loans_followup_kept", _("A call is kept."), upserted=True),
        ]

    def __str__(self):
        return f"{self.loan} · {self.due_on:%Y-%m-%d}"
