"""The ceiling of vouchers by person and month, lifted once for somebody, with a reason."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.guards import frozen, never_deleted
from loans.lifecycle.ceiling import LiftReason
from people.models import Recipient


def month_of(day):
    """The month of a day, as 2026-11."""
    return f"{day:%Y-%m}"


class CeilingLiftQuerySet(models.QuerySet):
    def open_for(self, recipient, today):
        """The lift that this person may still use in the month of `today`, if there is one."""
        return self.filter(recipient=recipient, month=month_of(today), used_at=None)


class CeilingLift(models.Model):
    """Once, in one month, somebody may be given more vouchers than the ceiling allows."""

    recipient = models.ForeignKey(Recipient, models.PROTECT, related_name="lifts")
    month = models.CharField(_("month"), max_length=7, editable=False)
    reason = models.CharField(_("reason"), max_length=12, choices=LiftReason)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, editable=False, related_name="+"
    )
    at = models.DateTimeField(default=timezone.now, editable=False)
    used_at = models.DateTimeField(null=True, editable=False)

    objects = CeilingLiftQuerySet.as_manager()

    class Meta:
        verbose_name = _("lifted ceiling")
        verbose_name_plural = _("lifted ceilings")
        constraints = [
            models.CheckConstraint(
                name="loans_ceilinglift_reason",
                condition=Q(reason__in=LiftReason.values),
                violation_error_message=_("A ceiling is lifted for one of the known reasons."),
            ),
            models.CheckConstraint(
                name="loans_ceilinglift_month",
                condition=Q(month__regex=r"^[0-9]{4}-[0-9]{2}$"),
                violation_error_message=_("A month is written as 2026-11."),
            ),
            models.UniqueConstraint(
                fields=["recipient", "month"],
                name="loans_ceilinglift_once",
                violation_error_message=_("The ceiling was lifted this month for this person."),
            ),
            frozen(
                "loans_ceilinglift_frozen",
                ["recipient_id", "month", "reason", "by_id", "at"],
                _("Who lifted a ceiling, and why, stays written."),
            ),
            frozen(
                "loans_ceilinglift_used_once",
                ["used_at"],
                _("A lifted ceiling serves once."),
                when="OLD.used_at IS NOT NULL",
            ),
            never_deleted("loans_ceilinglift_kept", _("A lifted ceiling stays written.")),
        ]

    def __str__(self):
        return self.get_reason_display()
