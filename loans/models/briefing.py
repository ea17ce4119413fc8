from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.guards import never_deleted
from core.models import Document
from loans.lifecycle.answers import MandatePaper, Outcome, PaperKind, Training, WhyNotAsked
from loans.models.loan import Loan


class Briefing(models.Model):
    """What was explained with the person, and whether a training was offered: one for a loan."""

    loan = models.OneToOneField(Loan, models.PROTECT, related_name="briefing")
    switch_on = models.BooleanField(_("to switch it on and off"), default=False)
    charge = models.BooleanField(_("to charge it"), default=False)
    password = models.BooleanField(_("to choose and keep a password"), default=False)
    who_to_call = models.BooleanField(_("who to call, and the number"), default=False)
    training = models.CharField(_("was a training offered?"), max_length=9, choices=Training)
    where = models.CharField(
        _("where the person is sent"),
        max_length=120,
        blank=True,
        help_text=_("The name of the place; nothing about the person."),
    )
    outcome = models.CharField(_("what comes next"), max_length=11, choices=Outcome, blank=True)
    why_not_asked = models.CharField(
        _("why it was not asked"), max_length=11, choices=WhyNotAsked, blank=True
    )
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, editable=False, related_name="+"
    )
    at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        verbose_name = _("what was explained")
        verbose_name_plural = _("what was explained")
        constraints = [
            models.CheckConstraint(
                name="loans_briefing_training",
                condition=Q(training__in=Training.values)
                & Q(outcome__in=["", *Outcome.values])
                & Q(why_not_asked__in=["", *WhyNotAsked.values]),
                violation_error_message=_("Choose an answer of the list."),
            ),
            models.CheckConstraint(
                name="loans_briefing_accepted",
                condition=Q(training=Training.ACCEPTED) & ~Q(where="") & ~Q(outcome="")
                | ~Q(training=Training.ACCEPTED) & Q(where="", outcome=""),
                violation_error_message=_(
                    "A training that is accepted says where, and what comes next."
                ),
            ),
            models.CheckConstraint(
                name="loans_briefing_not_asked",
                condition=Q(training=Training.NOT_ASKED) & ~Q(why_not_asked="")
                | ~Q(training=Training.NOT_ASKED) & Q(why_not_asked=""),
                violation_error_message=_("If a training was not offered, say why."),
            ),
            never_deleted("loans_briefing_kept", _("What was explained stays written.")),
        ]

    def __str__(self):
        return self.get_training_display()

    @property
    def explained(self):
        """The names of the fields that were ticked."""
        return [name for name in TICKS if getattr(self, name)]


TICKS = ["switch_on", "charge", "password", "who_to_call"]


class MandateQuerySet(models.QuerySet):
    def of(self, loan):
        """The mandate that stands for a loan, or None."""
        return self.filter(loan=loan, given_up_at=None).first()

    def forget(self, recipients):
        """Take the names of those who collected for these people out, for good."""
        rows = self.filter(loan__recipient__in=recipients, forgotten_at=None)
        rows.update(name="", structure="", forgotten_at=timezone.now())


class Mandate(models.Model):
    """Who collects and signs for the person of a loan, and what shows that they may.

    Its names go when the person is anonymised.
    """

    loan = models.OneToOneField(Loan, models.PROTECT, related_name="mandate")
    name = models.CharField(_("who collects"), max_length=120, blank=True)
    structure = models.CharField(_("from which organisation"), max_length=120, blank=True)
    paper = models.CharField(_("paper seen"), max_length=8, choices=MandatePaper)
    seen_on = models.DateField(_("seen on"))
    through_aidants_connect = models.BooleanField(_("through Aidants Connect"), default=False)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, editable=False, related_name="+"
    )
    given_up_at = models.DateTimeField(null=True, editable=False)
    forgotten_at = models.DateTimeField(null=True, editable=False)

    objects = MandateQuerySet.as_manager()

    class Meta:
        verbose_name = _("mandate")
        verbose_name_plural = _("mandates")
        constraints = [
            models.CheckConstraint(
                name="loans_mandate_paper",
                condition=Q(paper__in=MandatePaper.values),
                violation_error_message=_("Say which paper was seen."),
            ),
            models.CheckConstraint(
                name="loans_mandate_aidants",
                condition=~Q(paper=MandatePaper.AIDANTS) | Q(through_aidants_connect=True),
                violation_error_message=_("An Aidants Connect mandate goes through it."),
            ),
            models.CheckConstraint(
                name="loans_mandate_name",
                condition=Q(forgotten_at=None) & ~Q(name="")
                | Q(forgotten_at__isnull=False, name="", structure=""),
                violation_error_message=_("A mandate names who collects, until it is forgotten."),
            ),
            never_deleted("loans_mandate_kept", _("A mandate stays with its loan.")),
        ]

    def __str__(self):
        return self.name or self.get_paper_display()


class Attachment(models.Model):
    """A paper kept with a loan: of a closed list of kinds, private, and never who somebody is."""

    loan = models.ForeignKey(Loan, models.PROTECT, related_name="attachments")
    kind = models.CharField(_("what it is"), max_length=9, choices=PaperKind)
    document = models.OneToOneField(Document, models.PROTECT, editable=False, related_name="+")
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, editable=False, related_name="+"
    )
    at = models.DateTimeField(default=timezone.now, editable=False)
    removed_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        ordering = ["pk"]
        verbose_name = _("attached paper")
        verbose_name_plural = _("attached papers")
        constraints = [
            models.CheckConstraint(
                name="loans_attachment_kind",
                condition=Q(kind__in=PaperKind.values),
                violation_error_message=_("This kind of paper is not kept."),
            ),
            never_deleted("loans_attachment_kept", _("That a paper was attached stays written.")),
        ]

    def __str__(self):
        return self.get_kind_display()
