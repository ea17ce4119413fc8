"""Saved reports, public outcome links, and the settings of figures."""

from datetime import timedelta

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from core.models.fields import protected_key, user_key
from core.models.singleton import SingletonModel
from core.workflow.guards import frozen, never_deleted
from desk.lifecycle import Period
from donations.models import Donation, Donor

MAX_MONTHS = 120


class ReportQuerySet(models.QuerySet):
    def visible_to(self, user):
        """One's own, and those that others share."""
        if not user.has_perm("desk.view_report"):
            return self.none()
        return self.filter(Q(owner=user) | Q(is_shared=True))


class Report(models.Model):
    """A saved report: its days or its period, and its filters."""

    name = models.CharField(_("name"), max_length=80)
    owner = user_key(editable=False)
    is_shared = models.BooleanField(
        _("shared"), default=False, help_text=_("All coordinators see it and may run it.")
    )
    period = models.CharField(_("period"), max_length=12, choices=Period, default=Period.DAYS)
    # What `Scope.query` says: ids, names and days of an address.
    query = models.JSONField(default=dict, editable=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = ReportQuerySet.as_manager()

    class Meta:
        ordering = ["name", "pk"]
        verbose_name = _("report")
        verbose_name_plural = _("reports")
        constraints = [
            models.UniqueConstraint(
                fields=["owner", "name"],
                name="desk_report_once",
                violation_error_message=_("You have a report of this name already."),
            ),
        ]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("report_run", args=[self.pk])


class OutcomeLinkQuerySet(models.QuerySet):
    def opening(self, token, today):
        """The row that this secret opens, if it is neither revoked nor past its day."""
        rows = self.filter(token_hash=hash_of(token), revoked_at=None, expires_on__gte=today)
        return rows.select_related("donor", "donation__donor").first()

    def standing(self, today):
        return self.filter(revoked_at=None, expires_on__gte=today)


class OutcomeLink(models.Model):
    """A secret URL where a donor sees, without an account, the outcome of their devices.

    For all their lots, or one. Only a keyed hash of the secret is stored: it is shown once.
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
                "desk_outcomelink_frozen",
                ["donation_id", "token_hash", "expires_on"],
                _("An address does not change: make another."),
                merged=["donor_id"],
            ),
            frozen(
                "desk_outcomelink_revoked",
                ["revoked_at"],
                _("A revoked address stays closed."),
                when="OLD.revoked_at IS NOT NULL",
            ),
            never_deleted("desk_outcomelink_kept", _("An address is revoked, never deleted.")),
        ]

    def __str__(self):
        return str(self.donation or self.donor)

    def is_open(self, today):
        return self.revoked_at is None and self.expires_on >= today


def hash_of(token):
    return salted_hmac("desk.outcome", token, algorithm="sha256").hexdigest()


class FigureRules(SingletonModel):
    """Singleton: the settings of figures."""

    gift_months = models.PositiveSmallIntegerField(
        _("months of use counted after a gift"),
        default=24,
        validators=[MinValueValidator(0), MaxValueValidator(MAX_MONTHS)],
        help_text=_(
            "Nobody knows how long what was given is used: the CO2e avoided counts so many months,"
            " fewer if it comes back before."
        ),
    )
    is_public = models.BooleanField(
        _("show key figures to everybody"),
        default=False,
        help_text=_("A page without sign-in. It shows no group of fewer than five people."),
    )
    embedded_by = models.TextField(
        _("sites that may show it inside their pages"),
        max_length=500,
        blank=True,
        help_text=_("One address per line, as https://www.example.org; nobody else may."),
    )
    shares_places = models.BooleanField(
        _("publish organisations and places of help"),
        default=False,
        help_text=_(
            "As data.inclusion reads it, at /open-data/data-inclusion.json: names, SIRET and"
            " addresses of organisations, without shelters; no person, no phone or e-mail."
        ),
    )
    shares_stock = models.BooleanField(
        _("publish the stock"),
        default=False,
        help_text=_(
            "Counts by model, grade and site, at /open-data/stock.csv, with its description at"
            " /open-data/stock.schema.json."
        ),
    )

    class Meta:
        verbose_name = _("rules of figures")
        verbose_name_plural = _("rules of figures")
        constraints = [
            models.CheckConstraint(
                name="desk_figurerules_only_one",
                condition=Q(pk=1),
                violation_error_message=_("The association has one set of rules for its figures."),
            ),
            models.CheckConstraint(
                name="desk_figurerules_months",
                condition=Q(gift_months__lte=MAX_MONTHS),
                violation_error_message=_("Ten years of use after a gift are counted at most."),
            ),
        ]

    @property
    def origins(self):
        """The origins of the sites that may embed the public figures, for the CSP header."""
        return self.embedded_by.split()

    @property
    def gift_life(self):
        """How long a given device counts as in use."""
        return timedelta(days=round(self.gift_months * DAYS_IN_A_MONTH))


DAYS_IN_A_MONTH = 365.25 / 12
