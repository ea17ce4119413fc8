"""Yearly checks: the facts that a household confirmed on a day."""

from datetime import timedelta

from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.dates import midnight
from core.models.fields import check, protected_key, user_key
from loans.base.lifecycle.loans import LoanKind, LoanStatus
from loans.models import Loan, Request
from people.base.lifecycle import RecipientKind
from people.models import Recipient

YEAR = timedelta(days=365)


def due(today):
    """The families to ask: with a loan of a year or more, and not described since a year."""
    since = midnight(today - YEAR)
    lent = Loan.objects.filter(
        recipient=OuterRef("pk"),
        status=LoanStatus.ACTIVE,
        kind=LoanKind.LOAN,
        starts_on__lte=today - YEAR,
    )
    confirmed = HouseholdCheck.objects.filter(recipient=OuterRef("pk"), at__gte=since)
    described = Request.objects.filter(
        recipient=OuterRef("pk"), created_at__gte=since, household_size__isnull=False
    )
    families = Recipient.objects.not_anonymised().filter(kind=RecipientKind.FAMILY)
    return families.filter(Exists(lent), ~Exists(confirmed), ~Exists(described))


class HouseholdCheckQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self.filter(recipient__in=Recipient.objects.visible_to(user))


class HouseholdCheck(models.Model):
    """People, pupils and devices at home, as confirmed by the household; deleted with its data."""

    recipient = protected_key(Recipient, editable=False, related_name="household_checks")
    household_size = models.PositiveSmallIntegerField(_("people at home"))
    pupils = models.PositiveSmallIntegerField(
        _("pupils and students among them"), null=True, blank=True
    )
    devices_at_home = models.PositiveSmallIntegerField(
        _("devices already at home"), null=True, blank=True
    )
    at = models.DateTimeField(_("confirmed on"), default=timezone.now, editable=False)
    by = user_key(editable=False)

    objects = HouseholdCheckQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("yearly check of a household")
        verbose_name_plural = _("yearly checks of households")
        constraints = [
            check(
                "household",
                Q(household_size__gte=1),
                _("There must be at least one person at home."),
            ),
            check(
                "pupils",
                Q(pupils=None) | Q(pupils__lte=F("household_size")),
                _("There are more pupils than people at home."),
            ),
        ]

    def __str__(self):
        return f"#{self.pk}"
