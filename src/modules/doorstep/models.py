"""Visits: papers that a phone took along to a door, and the answers that came back.

A visit is the delivery of a prepared loan whose agreement is issued, or a return at home. Its
answer is applied once. An answer that cannot be applied is kept as evidence, to be resolved.
"""

from datetime import timedelta

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from core.models.fields import check, document_key, protected_key, user_key, valid_choice
from core.workflow.lifecycle import Lockable
from loans.models import Agreement, Loan
from modules.doorstep.lifecycle import Outcome

SIGN = "doorstep.sign_at_door"
SEND = "doorstep.send_answer"  # also of users who may no longer sign: their answers are evidence
MAX_VISITS = 10  # maximum on the phones of a user
TERM = timedelta(hours=24)  # after which a phone forgets a paper


class VisitQuerySet(models.QuerySet):
    def visible_to(self, user):
        """The visits of loans that the user sees."""
        if not user.has_perm(SIGN):
            return self.none()
        return self.filter(loan__in=Loan.objects.visible_to(user))

    def out(self):
        """Filter visits that a phone may still answer in time."""
        return self.filter(outcome=Outcome.OUT, until__gt=timezone.now())

    def to_follow(self):
        """Filter visits that are out, or to resolve."""
        return self.out() | self.filter(outcome=Outcome.OPEN)


class Visit(Lockable):
    """A paper on a phone: an agreement to sign, or without one a return of the loan."""

    by = user_key(verbose_name=_("by"), editable=False)
    loan = protected_key(Loan, _("loan"), related_name="+", editable=False)
    agreement = protected_key(
        Agreement, _("agreement"), null=True, related_name="+", editable=False
    )
    text_sha256 = models.CharField(_("hash of the text shown"), max_length=64, editable=False)
    at = models.DateTimeField(_("prepared"), default=timezone.now, editable=False)
    until = models.DateTimeField(_("until"), editable=False)
    outcome = models.CharField(
        _("outcome"), max_length=10, choices=Outcome, default=Outcome.OUT, editable=False
    )
    answered_at = models.DateTimeField(_("answered at the door"), null=True, editable=False)
    # seconds by which the clock of the phone was behind ours; `answered_at` is corrected
    clock_offset = models.IntegerField(_("clock offset (s)"), default=0, editable=False)
    received_at = models.DateTimeField(_("received"), null=True, editable=False)
    why = models.CharField(
        _("reason for not applying it"), max_length=400, blank=True, editable=False
    )
    answer_sha256 = models.CharField(
        _("hash of the answer"), max_length=64, blank=True, editable=False
    )
    entered = models.TextField(_("entered at the door"), blank=True, editable=False)
    evidence = document_key(null=True, editable=False, verbose_name=_("evidence"))
    shown = document_key(null=True, editable=False, verbose_name=_("text shown at the door"))
    reason = models.CharField(
        _("how it was resolved"),
        max_length=200,
        blank=True,
        help_text=_("Describe only the equipment, never a person."),
    )
    resolved_by = user_key(verbose_name=_("resolved by"), null=True, editable=False)

    objects = VisitQuerySet.as_manager()

    class Meta:
        ordering = ["-at"]
        verbose_name = _("visit")
        verbose_name_plural = _("visits")
        constraints = [
            valid_choice(
                "outcome",
                Outcome,
                _("The status of a visit must be: on a phone, recorded, to resolve or resolved."),
            ),
            check(
                "resolved",
                ~Q(outcome=Outcome.RESOLVED) | ~Q(reason=""),
                _("Enter how the signature was resolved."),
            ),
        ]

    def __str__(self):
        return str(self.loan)

    @property
    def key(self):
        """Key of the answer, as hexadecimal digits.

        It is in the sealed paper alone, so a phone can send an answer that it can no longer read.
        """
        of = f"{self.pk}:{self.loan_id}"  # an id may be used again after a backup was restored
        return salted_hmac("modules.doorstep", of, algorithm="sha256").hexdigest()
