"""Public links to the outcome of donations."""

from django.db import models
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from core.models.fields import protected_key, user_key
from core.workflow.guards import frozen, never_deleted
from donations.models import Donation, Donor


class OutcomeLinkQuerySet(models.QuerySet):
    def opening(self, token, today):
        """The row that this secret opens, unless it is revoked or expired."""
        rows = self.filter(token_hash=hash_of(token), revoked_at=None, expires_on__gte=today)
        return rows.select_related("donor", "donation__donor").first()

    def standing(self, today):
        return self.filter(revoked_at=None, expires_on__gte=today)


class OutcomeLink(models.Model):
    """A secret URL where a donor sees, without an account, the outcome of their devices.

    It covers all their lots, or one lot. Only a keyed hash of the secret is stored: it is shown
    once.
    """

    donor = protected_key(Donor, editable=False, related_name="outcome_links")
    donation = protected_key(Donation, null=True, editable=False, related_name="outcome_links")
    token_hash = models.CharField(max_length=64, unique=True, editable=False)
    expires_on = models.DateField(_("last day"))
    by = user_key(editable=False)
    at = models.DateTimeField(default=timezone.now, editable=False)
    revoked_at = models.DateTimeField(null=True, editable=False)

    objects = OutcomeLinkQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("address of an outcome")
        verbose_name_plural = _("addresses of outcomes")
        constraints = [
            frozen(
                ["donation_id", "token_hash", "expires_on"],
                _("An address cannot be changed: create another one."),
                merged=["donor_id"],
            ),
            frozen(
                ["revoked_at"],
                _("A revoked address cannot be used again."),
                name="revoked",
                when="OLD.revoked_at IS NOT NULL",
            ),
            never_deleted(_("An address can be revoked, but not deleted.")),
        ]

    def __str__(self):
        return str(self.donation or self.donor)

    def is_open(self, today):
        return self.revoked_at is None and self.expires_on >= today


def hash_of(token):
    return salted_hmac("outcomes.token", token, algorithm="sha256").hexdigest()
