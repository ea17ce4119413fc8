"""Referral slips.

A referral slip has no name printed on it, so a lost slip discloses nothing; there is a line to
write a name by hand. A used slip becomes an accepted request that its hand-over serves, so items
that are not handed over stay open like any other. Cancelling the hand-over cancels that request and
frees the slip, which keeps that request until it is used again: a guard refuses a second open
request. Its two check letters (ISO 7064 MOD 97-10) distinguish it from the label of a device.
"""

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from stdnum.iso7064 import mod_97_10

from catalogue.models import Kit, OfOneKind
from core.models.addressed import Numbered, NumberedQuerySet
from core.models.fields import check, protected_key, user_key, valid_choice
from core.models.validators import can_be_called
from core.numbers import exactly_one
from core.workflow.guards import frozen, never_deleted
from core.workflow.lifecycle import Workflow, WorkflowQuerySet, status_field, valid_status
from loans.base.lifecycle.loans import Audience, Purpose
from loans.base.models.request import WithNeeds, needs_of_devices
from loans.base.needs import NEED_COLUMNS
from modules.referrals.lifecycle import ReferralStatus
from people.base.site_scope import of_own_sites
from people.models import Organisation, Recipient, Site

# Check letters from an unambiguous alphabet, so that no slip is read as a label.
CHECK_LETTERS = "ABCDEFGHKM"


def checked(number):
    """A number with its two check letters (ISO 7064 MOD 97-10).

    "B26-00012" becomes "B26-00012-GA".
    """
    digits = mod_97_10.calc_check_digits(number.replace("-", ""))
    return f"{number}-{''.join(CHECK_LETTERS[int(digit)] for digit in digits)}"


class ReferralQuerySet(NumberedQuerySet, WorkflowQuerySet):
    def visible_to(self, user):
        """An association's own slips; for our team, the slips usable at the user's sites."""
        if user.organisation_id:
            return self.filter(organisation=user.organisation_id)
        return of_own_sites(self, user, "loans.hand_over")

    def valid(self, today):
        return self.filter(status=ReferralStatus.ISSUED, valid_until__gte=today)

    def expired(self, today):
        return self.filter(status=ReferralStatus.ISSUED, valid_until__lt=today)

    def for_list(self):
        return self.select_related("organisation", "recipient", "site", "loan").prefetch_related(
            "lines__category", "lines__product", "lines__accessory", "lines__kit"
        )


class Referral(Numbered, Workflow):
    """A referral slip of a person, with their entitlements from an organisation or our association.

    It is used up by one hand-over. The paper has no name, but a line to write a name by hand.
    """

    status = status_field(ReferralStatus, ReferralStatus.ISSUED)
    number = models.CharField(_("number"), max_length=14, unique=True, editable=False)
    organisation = protected_key(Organisation, _("organisation"), related_name="referrals")
    site = protected_key(Site, _("where to come"))
    audience = models.CharField(_("for"), max_length=10, choices=Audience, default=Audience.FAMILY)
    recipient = protected_key(
        Recipient, _("person"), null=True, blank=True, related_name="referrals"
    )
    household_size = models.PositiveSmallIntegerField(_("people at home"), null=True, blank=True)
    purpose = models.CharField(_("purpose"), max_length=12, choices=Purpose)
    valid_until = models.DateField(_("valid until"))
    worker_phone = models.CharField(
        _("phone number to reach you"),
        max_length=20,
        blank=True,
        validators=[can_be_called],
        help_text=_(
            "Printed on the slip with your name, for people who have a question or cannot come."
        ),
    )
    loan = models.OneToOneField(
        "loans.Loan",
        models.PROTECT,
        verbose_name=_("hand-over"),
        null=True,
        editable=False,
        related_name="referral",
    )
    # The latest request created from it; it stays when the hand-over is cancelled.
    request = models.OneToOneField(
        "loans.Request", models.PROTECT, null=True, editable=False, related_name="referral"
    )
    created_by = user_key(editable=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = ReferralQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("referral slip")
        verbose_name_plural = _("referral slips")
        indexes = [
            models.Index(fields=["organisation", "status", "-id"], name="referrals_referral_of"),
            models.Index(fields=["site", "status", "-id"], name="referrals_referral_at"),
        ]
        constraints = [
            valid_status(ReferralStatus),
            check(
                "used_by_loan",
                Q(status=ReferralStatus.USED, loan__isnull=False, request__isnull=False)
                | ~Q(status=ReferralStatus.USED) & Q(loan=None),
                _("A slip can only be used for one hand-over."),
            ),
            check(
                "audience",
                Q(audience__in=[Audience.FAMILY, Audience.STAFF]),
                _("A slip must be for a family or for a member of staff."),
            ),
            valid_choice("purpose", Purpose, _("Choose a purpose from the list.")),
            check(
                "household",
                Q(household_size__gte=1),
                _("There must be at least one person at home."),
            ),
            frozen(
                ["number", "valid_until", "worker_phone"],
                _("An issued slip cannot be changed: cancel it, and issue another one."),
                merged=["organisation_id"],
            ),
            frozen(
                ["request_id"],
                _("The request of a used slip cannot be changed."),
                name="request_frozen",
                when=f"OLD.status = '{ReferralStatus.USED}'",
            ),
            never_deleted(_("A slip can be cancelled, but not deleted.")),
        ]

    @property
    def is_expired(self):
        return self.status == ReferralStatus.ISSUED and self.valid_until < timezone.localdate()

    @property
    def status_label(self):
        return _("expired") if self.is_expired else super().status_label

    @property
    def status_tone(self):
        return "done" if self.is_expired else super().status_tone

    @property
    def entered_by_our_team(self):
        """Whether a member of our team issued the slip for the organisation."""
        return self.created_by.organisation_id is None

    @property
    def worker(self):
        """The referring worker with their organisation, as the slip names them.

        Without a worker, only the organisation is named.
        """
        name = "" if self.entered_by_our_team else self.created_by.name
        return ", ".join(filter(None, [name, self.organisation.name]))

    @property
    def discreet(self):
        """The recipient without a name."""
        return Recipient(kind=self.audience, household_size=self.household_size).discreet

    def seen_by(self, user):
        """The recipient's name for users who may see it, “family of 3” for others."""
        return self.recipient.seen_by(user) if self.recipient else self.discreet


class ReferralLineQuerySet(models.QuerySet):
    def for_list(self):
        return self.select_related("category", "product", "accessory", "kit")


class ReferralLine(WithNeeds, OfOneKind):
    """A quantity of one kind or kit that a referral slip entitles to, with its needs."""

    referral = protected_key(Referral, related_name="lines")
    kit = protected_key(Kit, _("kit"), null=True, blank=True)
    quantity = models.PositiveSmallIntegerField(_("quantity"), default=1)

    objects = ReferralLineQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        verbose_name = _("entitlement")
        verbose_name_plural = _("entitlements")
        constraints = [
            check(
                "one_kind",
                exactly_one("category", "product", "accessory", "kit"),
                _("A line must cover only one kind of item."),
            ),
            check(
                "quantity",
                Q(quantity__gte=1),
                _("The quantity on a slip must be a whole number, at least one."),
            ),
            needs_of_devices(),
            frozen(
                ["referral_id", "category_id", "product_id", "accessory_id", "kit_id", "quantity"],
                _("An issued slip cannot be changed: cancel it, and issue another one."),
            ),
            frozen(
                NEED_COLUMNS,
                _("An issued slip cannot be changed: cancel it, and issue another one."),
                name="needs_frozen",
            ),
            never_deleted(_("A slip can be cancelled, but not deleted.")),
        ]

    def __str__(self):
        return f"{self.what} × {self.quantity}"

    @property
    def what(self):
        return self.kit or super().what

    @property
    def icon(self):
        return "package" if self.kit else super().icon
