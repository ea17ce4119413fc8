"""Briefings given at a hand-over, and papers kept with a loan.

Whether training was offered is recorded before the signature, and “not asked” is an answer. Answers
are fixed choices; an organisation that borrows for itself is not asked.
"""

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.models import Document
from core.models.fields import check, protected_key, user_key, valid_choice
from core.workflow.guards import never_deleted
from loans.base.lifecycle.agreements import Outcome, PaperKind, Training
from loans.base.models.loan import Loan


class Briefing(models.Model):
    """The briefing of a loan: topics explained, and the training offered."""

    loan = models.OneToOneField(Loan, models.PROTECT, related_name="briefing")
    switch_on = models.BooleanField(_("switching it on and off"), default=False)
    charge = models.BooleanField(_("charging it"), default=False)
    password = models.BooleanField(_("choosing and keeping a password"), default=False)
    who_to_call = models.BooleanField(_("person to call and phone number"), default=False)
    # Empty while the question is disabled.
    training = models.CharField(
        _("was training offered?"), max_length=9, choices=Training, blank=True
    )
    where = models.CharField(
        _("training location"),
        max_length=120,
        blank=True,
        help_text=_("The name of the training location; nothing about the person."),
    )
    outcome = models.CharField(_("what comes next"), max_length=11, choices=Outcome, blank=True)
    by = user_key(editable=False)
    at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        verbose_name = _("what was explained")
        verbose_name_plural = _("what was explained")
        constraints = [
            check(
                "training",
                Q(training__in=["", *Training.values]) & Q(outcome__in=["", *Outcome.values]),
                _("Choose an answer from the list."),
            ),
            check(
                "accepted",
                Q(training=Training.ACCEPTED) & ~Q(where="") & ~Q(outcome="")
                | ~Q(training=Training.ACCEPTED) & Q(where="", outcome=""),
                _("If training was accepted, enter where it is and what happens next."),
            ),
            never_deleted(_("The recorded explanations cannot be changed.")),
        ]

    def __str__(self):
        return self.get_training_display() or str(self._meta.verbose_name)

    @property
    def explained(self):
        """The names of the fields that were ticked."""
        return [name for name in TICKS if getattr(self, name)]


TICKS = ["switch_on", "charge", "password", "who_to_call"]


class Attachment(models.Model):
    """A paper kept with a loan; its kind is one of the fixed choices.

    The file is private, and never a proof of identity.
    """

    loan = protected_key(Loan, related_name="attachments")
    kind = models.CharField(_("what it is"), max_length=9, choices=PaperKind)
    document = models.OneToOneField(Document, models.PROTECT, editable=False, related_name="+")
    by = user_key(editable=False)
    at = models.DateTimeField(default=timezone.now, editable=False)
    removed_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        ordering = ["pk"]
        verbose_name = _("attached document")
        verbose_name_plural = _("attached documents")
        constraints = [
            valid_choice("kind", PaperKind, _("This type of document cannot be kept.")),
            never_deleted(_("The record of an attached document cannot be deleted.")),
        ]

    def __str__(self):
        return self.get_kind_display()
