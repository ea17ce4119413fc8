from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.models import Document
from core.models.fields import document_key, once, protected_key, user_key, valid_choice
from core.workflow.guards import append_only, frozen, never_deleted
from core.workflow.lifecycle import Workflow, WorkflowQuerySet, status_field, valid_status
from donations.lifecycle import LetterStatus, PaperKind
from donations.models.donation import Donation


class Paper(models.Model):
    """A generated paper of a lot: the slip, the agreement or the statement.

    `facts_sha256` is the hash of its content; if the hash differs, the lot has changed since.
    """

    donation = protected_key(Donation, related_name="papers")
    kind = models.CharField(max_length=10, choices=PaperKind)
    number = models.CharField(max_length=20, unique=True)
    facts_sha256 = models.CharField(max_length=64)
    document = models.OneToOneField(Document, models.PROTECT, related_name="+")
    by = user_key()
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("donation document")
        verbose_name_plural = _("donation documents")
        constraints = [
            valid_choice("kind", PaperKind, _("This type of document does not exist.")),
            append_only(_("A document cannot be changed once it has been created.")),
        ]

    def __str__(self):
        return self.number


class Letter(Workflow):
    """A paper mailed to its donor; the row is written first, so that the mail is never sent twice.

    A letter that stays in status “sending” may have been sent, and is never resent automatically.
    """

    status = status_field(LetterStatus, LetterStatus.SENDING)
    donation = protected_key(Donation, related_name="letters")
    document = document_key()
    paper = models.CharField(max_length=20)  # its printed number
    by = user_key()
    at = models.DateTimeField(default=timezone.now)

    objects = WorkflowQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("letter")
        verbose_name_plural = _("letters")
        constraints = [
            valid_status(LetterStatus, name="status"),
            once(
                ["document"],
                _("This document is already being sent."),
                name="one_on_its_way",
                condition=Q(status=LetterStatus.SENDING),
            ),
            frozen(
                ["donation_id", "document_id", "paper", "by_id", "at"],
                _("A letter cannot be changed once it has been written."),
            ),
            frozen(
                ["status"],
                _("The result of a letter cannot be changed."),
                name="no_way_back",
                when=f"OLD.status <> '{LetterStatus.SENDING}'",
            ),
            never_deleted(_("A letter cannot be deleted.")),
        ]

    def __str__(self):
        return self.paper
