from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.models.addressed import Addressed
from core.models.fields import check, once, protected_key, user_key
from core.workflow.guards import Guard, frozen, never_deleted
from core.workflow.lifecycle import Workflow, WorkflowQuerySet, status_field, valid_status
from loans.appointments.models import Appointment
from loans.base.models.loan import Loan
from modules.campaigns.lifecycle import CampaignMode, CampaignReason, CampaignStatus, Outcome, Way
from people.base.restriction import without_restricted


class Campaign(Addressed, Workflow):
    """A selection of loans that are recalled together, and its progress."""

    status = status_field(CampaignStatus, CampaignStatus.PREPARED)
    name = models.CharField(_("name"), max_length=80)
    reason = models.CharField(_("reason"), max_length=12, choices=CampaignReason)
    mode = models.CharField(
        _("what people receive"),
        max_length=8,
        choices=CampaignMode,
        default=CampaignMode.SLOTS,
    )
    first_on = models.DateField(_("first day"))
    last_on = models.DateField(_("last day"))
    created_by = user_key(editable=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = WorkflowQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("campaign")
        verbose_name_plural = _("campaigns")
        constraints = [
            valid_status(CampaignStatus),
            check(
                "choices",
                Q(reason__in=CampaignReason.values, mode__in=CampaignMode.values),
                _("Choose a reason from the list."),
            ),
            check(
                "in_order",
                Q(last_on__gte=F("first_on")),
                _("The last day cannot be before the first."),
            ),
            frozen(
                ["name", "reason", "mode", "first_on", "last_on"],
                _("A campaign that has been sent can no longer be changed."),
                name="launched",
                when=f"OLD.status <> '{CampaignStatus.PREPARED}'",
            ),
            never_deleted(_("A campaign can be dropped, but not deleted.")),
        ]

    def __str__(self):
        return self.name


class CampaignLoanQuerySet(models.QuerySet):
    def to_print(self):
        """The letters on paper, except to people restricted since the launch."""
        reachable = without_restricted(Loan.objects.filter(pk__in=self.values("loan")))
        return self.filter(way=Way.PAPER, loan__in=reachable)

    def for_list(self):
        return self.select_related(
            "loan__organisation", "loan__recipient", "loan__site", "appointment__site"
        )


class CampaignLoan(models.Model):
    """A loan that a campaign recalls, and the result when the campaign was launched."""

    campaign = protected_key(Campaign, related_name="rows")
    loan = protected_key(Loan, related_name="campaign_rows")
    outcome = models.CharField(_("outcome"), max_length=12, choices=Outcome, blank=True)
    way = models.CharField(_("notified by"), max_length=8, choices=Way, blank=True)
    appointment = protected_key(
        Appointment, null=True, editable=False, related_name="campaign_rows"
    )

    objects = CampaignLoanQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        verbose_name = _("loan of a campaign")
        verbose_name_plural = _("loans of a campaign")
        constraints = [
            once(["campaign", "loan"], _("This loan is already in the campaign.")),
            check(
                "choices",
                Q(outcome__in=["", *Outcome.values], way__in=["", *Way.values]),
                _("This status does not exist."),
            ),
            frozen(
                ["campaign_id", "loan_id"],
                _("A loan cannot move to another campaign: you can only remove it from this one."),
            ),
            Guard(
                name="campaigns_campaignloan_told_once",
                on={
                    "UPDATE": "OLD.outcome <> '' AND (NEW.outcome <> OLD.outcome"
                    " OR NEW.way <> OLD.way"
                    " OR NEW.appointment_id IS DISTINCT FROM OLD.appointment_id)",
                    "DELETE": "OLD.outcome <> ''",
                },
                violation_error_message=_(
                    "A campaign that has been sent can no longer be changed."
                ),
            ),
        ]

    def __str__(self):
        return str(self.loan)

    def get_absolute_url(self):
        return self.campaign.get_absolute_url()
