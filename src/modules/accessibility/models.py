"""Content of the accessibility statement that depends on the association."""

from django.conf import settings
from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from core.models.by_language import TextsField
from core.models.fields import check, valid_choice
from core.models.singleton import SingletonModel, only_one


class Conformity(models.TextChoices):
    """State of conformity with RGAA 4.1: full at 100 % of the criteria, partial from 50 %."""

    NONE = "none", _("not compliant")
    PARTIAL = "partial", _("partially compliant")
    FULL = "full", _("fully compliant")


MIN_RATES = {Conformity.PARTIAL: 50, Conformity.FULL: 100}  # in percent
ASSESSED = Q(assessed_on__isnull=False, rate__isnull=False) & ~Q(assessed_by="")


class Statement(SingletonModel):
    """Singleton: the statement as last edited; not compliant until somebody has assessed it."""

    conformity = models.CharField(
        _("conformity status"), max_length=7, choices=Conformity, default=Conformity.NONE
    )
    rate = models.PositiveSmallIntegerField(
        _("criteria met (%)"),
        null=True,
        blank=True,
        validators=[MaxValueValidator(100)],
        help_text=_("The share of the applicable RGAA criteria, according to the assessment."),
    )
    assessed_on = models.DateField(_("assessed on"), null=True, blank=True)
    assessed_by = models.CharField(
        _("assessed by"),
        max_length=120,
        blank=True,
        help_text=_("An organisation, or our own team."),
    )
    exceptions = TextsField(
        _("content that is not accessible"),
        max_length=3000,
        blank=True,
        help_text=_(
            "Non-conformities, exempt content, and anything that would be a disproportionate "
            "burden. If left empty, the page shows the known limits of Rebond."
        ),
    )
    contact = models.CharField(
        _("contact"),
        max_length=200,
        blank=True,
        help_text=_(
            "An e-mail address, a phone number or a postal address. If empty, the "
            "association’s details are used."
        ),
    )
    redress = TextsField(
        _("if we do not answer"),
        max_length=1000,
        blank=True,
        help_text=_(
            "Where to complain. If left empty, the page names the Defender of Rights, as "
            "French law requires."
        ),
    )
    published_on = models.DateField(_("published on"), null=True, editable=False)

    class Meta:
        verbose_name = _("accessibility statement")
        verbose_name_plural = _("accessibility statements")
        constraints = [
            only_one(_("The association can have only one accessibility statement.")),
            valid_choice("conformity", Conformity, _("This conformity status does not exist.")),
            check(
                "assessed",
                Q(conformity=Conformity.NONE) | ASSESSED,
                _("Enter the share of criteria met, and the date and author of the assessment."),
            ),
            check(
                "rate",
                ~Q(conformity__in=MIN_RATES)
                | Q(conformity=Conformity.PARTIAL, rate__gte=MIN_RATES[Conformity.PARTIAL])
                | Q(conformity=Conformity.FULL, rate__gte=MIN_RATES[Conformity.FULL]),
                _(
                    "“Partially compliant” requires at least 50 % of the criteria; "
                    "“fully compliant” requires all of them."
                ),
            ),
        ]

    @property
    def exceptions_read(self):
        return _read(self.exceptions)

    @property
    def redress_read(self):
        return _read(self.redress)


def _read(texts):
    """Return (language, text): the user's language, or else that of the site; None without text."""
    for code in (get_language(), settings.LANGUAGE_CODE):
        if texts.get(code):
            return code, texts[code]
    return None
