from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core.models.fields import check, user_key
from core.models.singleton import SingletonModel, only_one
from core.workflow.guards import never_deleted
from people.base.lifecycle import RecipientKind


def term(words, default, *, minimum, maximum, **more):
    """Field for a whole number of months, years or days between two limits."""
    limits = [MinValueValidator(minimum), MaxValueValidator(maximum)]
    return models.PositiveSmallIntegerField(words, default=default, validators=limits, **more)


class Retention(SingletonModel):
    """Singleton: the retention periods of personal data, and the progress of the daily job."""

    family_months = term(
        _("months after the last contact: families"),
        24,
        minimum=1,
        maximum=120,
        help_text=_("The CNIL recommends two years for social support."),
    )
    staff_months = term(
        _("months after the last contact: staff and volunteers of organisations"),
        24,
        minimum=1,
        maximum=120,
    )
    notice_days = term(
        _("days of notice before erasing"),
        30,
        minimum=7,
        maximum=90,
        help_text=_(
            "People whose data is due for deletion are listed this long in advance, so "
            "that you can choose to keep it."
        ),
    )
    list_days = term(
        _("days that a list naming people is kept"),
        30,
        minimum=1,
        maximum=90,
        help_text=_("Spreadsheets and earlier registers, from the day they were received."),
    )
    agreement_years = term(
        _("years that signed agreements and return receipts are kept apart"),
        5,
        minimum=0,
        maximum=10,
        help_text=_("After the end of the loan; five years is the time limit for legal action."),
    )
    accounts_years = term(
        _("years that accounting documents and documents of lots are kept apart"),
        10,
        minimum=6,
        maximum=15,
        help_text=_("After they were created: ten years for accounts, six for taxes."),
    )
    donor_months = term(
        _("months after the last lot: contacts of donors"),
        36,
        minimum=1,
        maximum=120,
        help_text=_(
            "The contact person, and donors who are individuals. Receipts and "
            "certificates are kept as long as accounting law requires."
        ),
    )
    account_months = term(
        _("months after closing: user accounts"),
        24,
        minimum=1,
        maximum=120,
        help_text=_(
            "Their name and e-mail address are then erased; what they did stays, "
            "attributed to “a former user”."
        ),
    )
    # CNIL, recommendation on logging (deliberation 2021-122): access logs are kept from six months
    # to one year; up to three years only for a specific reason.
    opening_months = term(
        _("months that the access log is kept"),
        12,
        minimum=6,
        maximum=36,
        help_text=_("The CNIL recommends six months to one year for access logs."),
    )
    officer = models.CharField(
        _("personal data contact"),
        max_length=200,
        blank=True,
        help_text=_(
            "A person and how to write to them. Call them a data protection officer (DPO) only if"
            " they are declared to the CNIL."
        ),
    )
    # Last day whose daily work was completed.
    done_on = models.DateField(null=True, editable=False)
    # Free texts written until this time have been reviewed.
    texts_read_at = models.DateTimeField(null=True, editable=False)

    TERMS = [
        "family_months",
        "staff_months",
        "notice_days",
        "list_days",
        "agreement_years",
        "accounts_years",
        "donor_months",
        "account_months",
        "opening_months",
        "officer",
    ]

    class Meta:
        verbose_name = _("retention periods")
        verbose_name_plural = _("retention periods")
        constraints = [
            only_one(_("There can be only one set of retention periods.")),
            check(
                "within",
                Q(
                    family_months__range=(1, 120),
                    staff_months__range=(1, 120),
                    notice_days__range=(7, 90),
                    list_days__range=(1, 90),
                    agreement_years__range=(0, 10),
                    accounts_years__range=(6, 15),
                    donor_months__range=(1, 120),
                    account_months__range=(1, 120),
                    opening_months__range=(6, 36),
                ),
                _("A retention period is outside its limits."),
            ),
            never_deleted(_("Retention periods can be changed, but never deleted.")),
        ]

    def get_absolute_url(self):
        return reverse("privacy")

    def months_of(self, kind):
        """The retention period in months after the last contact, by kind of recipient."""
        return self.staff_months if kind == RecipientKind.STAFF else self.family_months


class Processing(models.Model):
    """An entry of the register of processing (RGPD, art. 30) as completed by the association.

    Empty parts show Rebond's proposal; `code` identifies the proposal, or a custom entry.
    """

    code = models.SlugField(max_length=20, unique=True, editable=False)
    name = models.CharField(_("processing"), max_length=120, blank=True)
    purpose = models.TextField(_("purposes"), max_length=1000, blank=True)
    basis = models.TextField(_("legal basis"), max_length=1000, blank=True)
    people = models.TextField(_("people concerned"), max_length=1000, blank=True)
    data = models.TextField(_("data"), max_length=2000, blank=True)
    recipients = models.TextField(_("recipients of the data"), max_length=1000, blank=True)
    transfers = models.TextField(
        _("transfers outside the European Union"), max_length=1000, blank=True
    )
    term = models.TextField(_("retention period"), max_length=1000, blank=True)
    security = models.TextField(_("protection"), max_length=1000, blank=True)
    # Time and user of the last confirmation; any change requires a new confirmation.
    confirmed_at = models.DateTimeField(null=True, editable=False)
    confirmed_by = user_key(null=True, editable=False)

    PARTS = [
        "name",
        "purpose",
        "basis",
        "people",
        "data",
        "recipients",
        "transfers",
        "term",
        "security",
    ]

    class Meta:
        ordering = ["pk"]
        verbose_name = _("processing")
        verbose_name_plural = _("register of processing")

    def __str__(self):
        return self.name or self.code
