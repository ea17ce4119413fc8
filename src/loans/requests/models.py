from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.models.fields import check, protected_key, user_key
from core.workflow.guards import Guard, frozen, never_deleted
from loans.base.models.request import Request

MAX_TEXT_LENGTH = 500


class RequestMessageQuerySet(models.QuerySet):
    def standing(self):
        return self.filter(withdrawn_at=None)

    def unread_by(self, user):
        """Unread messages of the other side; all users of a side share the read mark."""
        return self.standing().filter(read_at=None, is_ours=not user.is_of_our_team)


class RequestMessage(models.Model):
    """A short message about a request, from either side: never edited, but may be withdrawn."""

    named_with = ("request",)

    request = protected_key(Request, related_name="messages")
    text = models.CharField(
        _("message"),
        max_length=MAX_TEXT_LENGTH,
        blank=True,
        help_text=_(
            "Describe only the equipment or the day: no family names, nothing about "
            "health or opinions."
        ),
    )
    by = user_key(editable=False)
    is_ours = models.BooleanField(_("from our team"), editable=False)
    at = models.DateTimeField(default=timezone.now, editable=False)
    read_at = models.DateTimeField(null=True, editable=False)
    withdrawn_at = models.DateTimeField(null=True, editable=False)

    objects = RequestMessageQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        verbose_name = _("message")
        verbose_name_plural = _("messages")
        indexes = [
            models.Index(
                fields=["request", "is_ours"],
                condition=Q(read_at=None, withdrawn_at=None),
                name="loans_message_unread",
            )
        ]
        constraints = [
            check(
                "text",
                (Q(withdrawn_at=None) & ~Q(text="")) | Q(withdrawn_at__isnull=False, text=""),
                _("Write something first."),
            ),
            check(
                "read",
                Q(read_at=None) | Q(read_at__gte=F("at")),
                _("A message cannot be read before it was written."),
            ),
            frozen(["request_id", "by_id", "is_ours", "at"], _("A message cannot be changed.")),
            Guard(
                name="loans_requestmessage_not_edited",
                on={"UPDATE": "NEW.text <> OLD.text AND NEW.text <> ''"},
                violation_error_message=_(
                    "A message cannot be changed: withdraw it and write another."
                ),
            ),
            frozen(
                ["withdrawn_at"],
                _("A withdrawn message cannot be restored."),
                name="stays_withdrawn",
                when="OLD.withdrawn_at IS NOT NULL",
            ),
            never_deleted(_("A message can be withdrawn, but not deleted.")),
        ]

    def __str__(self):
        return f"{self.request} · {self.pk}"

    def is_unread_by(self, user):
        """Whether the message was unread by this user's side when it was loaded."""
        is_of_others = self.is_ours != user.is_of_our_team
        return is_of_others and self.read_at is None and self.withdrawn_at is None
