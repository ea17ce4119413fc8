"""Requests about personal data, and freezes of records."""

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core.models.addressed import Addressed
from core.models.fields import check, once, protected_key, valid_choice
from core.models.validators import is_not_to_come
from core.workflow.guards import frozen, never_deleted
from core.workflow.lifecycle import Workflow, WorkflowQuerySet, status_field, valid_status
from modules.data_rights.lifecycle import (
    IN_PLAIN_WORDS,
    Extension,
    FreezeReason,
    Refusal,
    RequestStatus,
    Right,
    Source,
)
from people.models import Recipient


class DataRequestQuerySet(WorkflowQuerySet):
    def visible_to(self, user):
        """All requests for users who answer them, none for others."""
        return self if user.has_perm("data_rights.answer_request") else self.none()

    def open(self):
        return self.filter(status=RequestStatus.OPEN)

    def overdue(self):
        return self.open().filter(due_on__lt=timezone.localdate())


class DataRequest(Addressed, Workflow):
    """A person exercises a right; our team answers within one month, or three at most.

    It names nobody and quotes nothing, so it stays as proof when the person is anonymised.
    """

    status = status_field(RequestStatus, RequestStatus.OPEN)
    recipient = protected_key(Recipient, _("person"), editable=False, related_name="data_requests")
    right = models.CharField(_("what the person requests"), max_length=16, choices=Right)
    source = models.CharField(
        _("how it was received"), max_length=16, choices=Source, default=Source.COUNTER
    )
    received_on = models.DateField(
        pgettext_lazy("data request", "received on"),
        default=timezone.localdate,
        validators=[is_not_to_come],
    )
    due_on = models.DateField(_("answer due on"), editable=False)
    extension = models.CharField(
        _("reason for needing more time"),
        max_length=16,
        choices=Extension,
        blank=True,
        editable=False,
    )
    refusal = models.CharField(
        _("reason for refusing"), max_length=16, choices=Refusal, blank=True, editable=False
    )

    objects = DataRequestQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("request about personal data")
        verbose_name_plural = _("requests about personal data")
        indexes = [models.Index(fields=["status", "due_on"], name="data_rights_request_due")]
        constraints = [
            valid_status(RequestStatus),
            valid_choice("right", Right, _("This right does not exist.")),
            valid_choice("source", Source, _("Choose how the request was received.")),
            valid_choice(
                "extension", Extension, _("Choose a reason from the list."), optional=True
            ),
            valid_choice("refusal", Refusal, _("Choose a reason from the list."), optional=True),
            check(
                "reasoned",
                Q(status=RequestStatus.REFUSED) & ~Q(refusal="")
                | ~Q(status=RequestStatus.REFUSED) & Q(refusal=""),
                _("Give a reason for a refusal, and only for a refusal."),
            ),
            check(
                "due",
                Q(due_on__gt=F("received_on")),
                _("The answer must be due after the date of the request."),
            ),
            once(
                ["recipient", "right"],
                _("The person has already requested this: answer that request first."),
                name="open_once",
                condition=Q(status=RequestStatus.OPEN),
            ),
            frozen(
                ["right", "source", "received_on"],
                _("A request cannot be changed."),
                merged=["recipient_id"],
            ),
            never_deleted(_("A request must be answered: it cannot be deleted.")),
        ]

    def __str__(self):
        return self.get_right_display()

    @property
    def in_plain_words(self):
        return IN_PLAIN_WORDS[self.right]

    @property
    def is_open(self):
        return self.status == RequestStatus.OPEN

    @property
    def is_overdue(self):
        return self.is_open and self.due_on < timezone.localdate()


class FreezeQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self if user.has_perm("data_rights.answer_request") else self.none()

    def active(self):
        return self.filter(ended_at=None)

    def keeping(self):
        """Active freezes that prevent erasure: all but an accepted objection to letters."""
        return self.active().exclude(reason=FreezeReason.NO_LETTERS)

    def ending_by(self, day):
        return self.active().filter(ends_on__lte=day)


class Freeze(models.Model):
    """Restriction of processing: until it ends, no letter is sent and nothing is erased."""

    recipient = protected_key(Recipient, _("person"), editable=False, related_name="freezes")
    reason = models.CharField(_("reason for the freeze"), max_length=16, choices=FreezeReason)
    started_at = models.DateTimeField(_("frozen on"), default=timezone.now, editable=False)
    ends_on = models.DateField(
        _("last day"),
        null=True,
        blank=True,
        help_text=_(
            "The home page reminds you two weeks before. Leave empty only for an accepted "
            "objection."
        ),
    )
    ended_at = models.DateTimeField(_("ended on"), null=True, editable=False)

    objects = FreezeQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("data freeze")
        verbose_name_plural = _("data freezes")
        constraints = [
            valid_choice("reason", FreezeReason, _("Choose a reason from the list.")),
            check(
                "has_end",
                Q(ends_on__isnull=False) | Q(reason=FreezeReason.NO_LETTERS),
                _("Enter the last day: you can leave it empty only for an accepted objection."),
            ),
            once(
                ["recipient"],
                _("The data of this person is already frozen: end that freeze first."),
                name="active_once",
                condition=Q(ended_at=None),
            ),
            frozen(
                ["reason", "started_at", "ends_on"],
                _("A freeze cannot be changed: end it, and freeze again."),
                merged=["recipient_id"],
            ),
            frozen(
                ["ended_at"],
                _("This freeze has already ended."),
                name="ended_once",
                when="OLD.ended_at IS NOT NULL",
            ),
            never_deleted(_("A freeze can be ended, but not deleted.")),
        ]

    def __str__(self):
        return self.get_reason_display()

    def get_absolute_url(self):
        return self.recipient.get_absolute_url()
