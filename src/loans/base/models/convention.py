"""Conventions with organisations, and the voucher limit lifted for one person.

A replaced paper stays on the page of its convention, for the same users. The papers of a convention
are kept after its end as long as signed agreements are kept after the end of a loan.
"""

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from catalogue.models import OfOneKind
from core.models import Document
from core.models.addressed import Numbered
from core.models.fields import check, document_key, once, protected_key, user_key, valid_choice
from core.numbers import exactly_one
from core.workflow.guards import frozen, never_deleted
from core.workflow.lifecycle import Workflow, WorkflowQuerySet, status_field, valid_status
from loans.base.lifecycle.loans import ConventionStatus, LiftReason
from people.models import Organisation, Recipient


class ConventionQuerySet(WorkflowQuerySet):
    def visible_to(self, user):
        """All conventions for users who see organisations; an association's own conventions."""
        if user.has_perm("people.view_organisation"):
            return self
        return self.filter(organisation=user.organisation_id or 0)

    def agreed(self):
        return self.filter(status=ConventionStatus.AGREED)

    def in_force(self, today):
        """The conventions whose period includes `today`: at most one per organisation."""
        return self.agreed().filter(starts_on__lte=today, ends_on__gte=today)

    def ended_by(self, day):
        """The conventions that are over on this day, expired or terminated."""
        expired = Q(status=ConventionStatus.EXPIRED, ends_on__lte=day)
        return self.filter(expired | Q(status=ConventionStatus.ENDED, status_since__date__lte=day))

    def over(self, today):
        """The conventions past their last day that are not marked as expired yet."""
        return self.agreed().filter(ends_on__lt=today)


class Convention(Numbered, Workflow):
    """A partnership agreement with an organisation for a period, with its quotas.

    With `quotas` of a kind (categories, vouchers, accessories), only the listed items of that kind
    may be requested; without quotas, all items of that kind. Several organisations can share one
    set of terms: each convention except the first refers to the terms of the first.
    """

    status = status_field(ConventionStatus, ConventionStatus.AGREED)
    number = models.CharField(_("number"), max_length=12, unique=True, editable=False)
    organisation = protected_key(Organisation, _("organisation"), related_name="conventions")
    starts_on = models.DateField(_("first day"))
    ends_on = models.DateField(_("last day"))
    most = models.PositiveIntegerField(
        _("devices in total"),
        null=True,
        blank=True,
        help_text=_("For the whole period, all categories together. Leave empty for no limit."),
    )
    allows_vouchers = models.BooleanField(_("vouchers"), default=True, editable=False)
    allows_accessories = models.BooleanField(_("accessories"), default=True, editable=False)
    terms_from = protected_key(
        "self",
        _("same terms as"),
        null=True,
        blank=True,
        related_name="followers",
        help_text=_(
            "What can be requested, and how many for each organisation, is copied from "
            "that agreement."
        ),
    )
    document = document_key(null=True, editable=False)
    # Papers that have been replaced.
    earlier = models.ManyToManyField(Document, editable=False, related_name="+")
    renews = models.OneToOneField(
        "self", models.PROTECT, null=True, editable=False, related_name="renewed_by"
    )
    created_by = user_key(editable=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = ConventionQuerySet.as_manager()

    class Meta:
        ordering = ["-starts_on", "-pk"]
        verbose_name = _("partnership agreement")
        verbose_name_plural = _("partnership agreements")
        indexes = [
            models.Index(fields=["organisation", "status", "ends_on"], name="loans_convention_of"),
            models.Index(fields=["status", "ends_on"], name="loans_convention_end"),
        ]
        constraints = [
            valid_status(ConventionStatus),
            check(
                "dates_in_order",
                Q(ends_on__gte=F("starts_on")),
                _("A partnership agreement cannot end before it begins."),
            ),
            check(
                "most",
                Q(most=None) | Q(most__gte=1),
                _("A quota must be a whole number of at least one."),
            ),
            frozen(
                ["number", "renews_id"],
                _("A partnership agreement cannot be moved to another organisation."),
                merged=["organisation_id"],
            ),
            frozen(
                [
                    "starts_on",
                    "ends_on",
                    "most",
                    "status",
                    "allows_vouchers",
                    "allows_accessories",
                    "terms_from_id",
                ],
                _("A partnership agreement that has ended cannot be changed: renew it."),
                name="over_frozen",
                when=f"OLD.status <> '{ConventionStatus.AGREED}'",
            ),
            never_deleted(_("A partnership agreement can be ended, but never deleted.")),
        ]

    @property
    def terms(self):
        """The convention whose terms apply: this convention, or the first of its group."""
        return self.terms_from or self

    def is_in_force(self, today):
        return self.status == ConventionStatus.AGREED and self.starts_on <= today <= self.ends_on


class Quota(OfOneKind):
    """A kind that a convention allows, with its maximum for the period; empty for no maximum."""

    convention = protected_key(Convention, related_name="quotas")
    most = models.PositiveIntegerField(_("at most"), null=True, blank=True)

    class Meta:
        ordering = ["category", "product", "accessory"]
        verbose_name = _("quota")
        verbose_name_plural = _("quotas")
        constraints = [
            check(
                "one_kind",
                exactly_one("category", "product", "accessory"),
                _("A quota must cover one kind of item."),
            ),
            *(
                once(
                    ["convention", kind],
                    _("This kind of item is already in the partnership agreement."),
                    name=f"once_{kind}",
                )
                for kind in ("category", "product", "accessory")
            ),
            check(
                "most",
                Q(most=None) | Q(most__gte=1),
                _("A quota must be a whole number of at least one."),
            ),
        ]

    def __str__(self):
        return f"{self.what} × {self.most}"


class LateExemption(models.Model):
    """A coordinator's permission for an organisation to request despite late loans, until a day.

    The latest exemption of an organisation applies; earlier ones stay readable.
    """

    organisation = protected_key(Organisation, related_name="late_exemptions")
    until = models.DateField(_("until"))
    reason = models.CharField(_("reason"), max_length=300)
    ended_at = models.DateTimeField(null=True, editable=False)
    by = user_key(editable=False)
    at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("permission to make requests despite overdue loans")
        verbose_name_plural = _("permissions to make requests despite overdue loans")
        indexes = [models.Index(fields=["organisation", "-id"], name="loans_lateexemption_of")]
        constraints = [
            check(
                "reason",
                ~Q(reason=""),
                _("Give the reason why the organisation may still make requests."),
            ),
            frozen(
                ["until", "reason", "by_id", "at"],
                _("A permission cannot be changed: end it, and grant another."),
                merged=["organisation_id"],
            ),
            frozen(
                ["ended_at"],
                _("This permission has already ended."),
                name="ended_once",
                when="OLD.ended_at IS NOT NULL",
            ),
            never_deleted(_("A permission that was granted cannot be deleted.")),
        ]

    def __str__(self):
        return f"{self.organisation_id} → {self.until}"


def month_of(day):
    """The month of a day, as "2026-11"."""
    return f"{day:%Y-%m}"


class CeilingLiftQuerySet(models.QuerySet):
    def open_for(self, recipient, today):
        """The ceiling lifts that this person may still use in the month of `today`."""
        return self.filter(recipient=recipient, month=month_of(today), used_at=None)


class CeilingLift(models.Model):
    """A single exception to the monthly voucher ceiling of a person."""

    recipient = protected_key(Recipient, related_name="lifts")
    month = models.CharField(_("month"), max_length=7, editable=False)
    reason = models.CharField(_("reason"), max_length=12, choices=LiftReason)
    by = user_key(editable=False)
    at = models.DateTimeField(default=timezone.now, editable=False)
    used_at = models.DateTimeField(null=True, editable=False)

    objects = CeilingLiftQuerySet.as_manager()

    class Meta:
        verbose_name = _("lifted ceiling")
        verbose_name_plural = _("lifted ceilings")
        constraints = [
            valid_choice(
                "reason",
                LiftReason,
                _("A ceiling can be lifted only for one of the listed reasons."),
            ),
            check(
                "month", Q(month__written_as="month"), _("Enter the month in this format: 2026-11.")
            ),
            once(
                ["recipient", "month"],
                _("The ceiling has already been lifted this month for this person."),
            ),
            frozen(
                ["month", "reason", "by_id", "at"],
                _("The author and reason of a lifted ceiling cannot be removed."),
                merged=["recipient_id"],
            ),
            frozen(
                ["used_at"],
                _("A lifted ceiling can be used only once."),
                name="used_once",
                when="OLD.used_at IS NOT NULL",
            ),
            never_deleted(_("A lifted ceiling cannot be deleted.")),
        ]

    def __str__(self):
        return self.get_reason_display()
