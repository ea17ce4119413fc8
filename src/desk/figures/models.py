"""Settings of figures."""

from datetime import timedelta

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.models.fields import check
from core.models.singleton import SingletonModel

MAX_MONTHS = 120
DAYS_IN_A_MONTH = 365.25 / 12


class FigureRules(SingletonModel):
    """Singleton: the settings of figures."""

    gift_months = models.PositiveSmallIntegerField(
        _("months of use counted after a gift"),
        default=24,
        validators=[MinValueValidator(0), MaxValueValidator(MAX_MONTHS)],
        help_text=_(
            "Nobody knows how long a device is used after it has been given: the CO₂e avoided "
            "counts this number of months, or fewer if the device is returned earlier."
        ),
    )
    is_public = models.BooleanField(
        _("publish key figures"),
        default=False,
        help_text=_("A page that needs no sign-in. It shows no group of fewer than five people."),
    )
    embedded_by = models.TextField(
        _("websites that may embed it"),
        max_length=500,
        blank=True,
        help_text=_(
            "One address per line, such as https://www.example.org. No other website can "
            "embed the page."
        ),
    )

    class Meta:
        verbose_name = _("rules for figures")
        verbose_name_plural = _("rules for figures")
        constraints = [
            check(
                "only_one",
                Q(pk=1),
                _("The association can have only one set of rules for its figures."),
            ),
            check(
                "months",
                Q(gift_months__lte=MAX_MONTHS),
                _("You cannot count more than ten years of use after a gift."),
            ),
        ]

    @property
    def origins(self):
        """Origins of the sites that may embed the public figures, for the CSP header."""
        return self.embedded_by.split()

    @property
    def gift_life(self):
        """Period that a given device counts as in use."""
        return timedelta(days=round(self.gift_months * DAYS_IN_A_MONTH))
