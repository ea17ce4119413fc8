from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from core.models.fields import once, protected_key
from core.workflow.guards import frozen, never_deleted


class AgendaKeyQuerySet(models.QuerySet):
    def opening(self, token):
        """The key of this secret; None if it is revoked or its account is closed."""
        rows = self.filter(token_hash=hash_of(token), ended_at=None, user__is_active=True)
        return rows.select_related("user").first()


class AgendaKey(models.Model):
    """Secret URL of a user's iCalendar feed.

    Only a keyed hash of the secret is stored: it is shown once. A revoked key is not valid.
    """

    user = protected_key(settings.AUTH_USER_MODEL, related_name="agenda_keys", editable=False)
    token_hash = models.CharField(max_length=64, unique=True, editable=False)
    at = models.DateTimeField(default=timezone.now, editable=False)
    ended_at = models.DateTimeField(null=True, editable=False)

    objects = AgendaKeyQuerySet.as_manager()

    class Meta:
        verbose_name = _("calendar address")
        verbose_name_plural = _("calendar addresses")
        constraints = [
            once(
                ["user"],
                _("You already have a secret address: revoke it first."),
                name="one",
                condition=models.Q(ended_at=None),
            ),
            frozen(
                ["user_id", "token_hash"],
                _("A secret address cannot be changed: create another one."),
            ),
            frozen(
                ["ended_at"],
                _("A revoked address cannot be used again."),
                name="ended",
                when="OLD.ended_at IS NOT NULL",
            ),
            never_deleted(_("An address can be revoked, but not deleted.")),
        ]

    def __str__(self):
        return str(self.at)


def hash_of(token):
    return salted_hmac("donations.agenda", token, algorithm="sha256").hexdigest()
