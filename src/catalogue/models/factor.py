"""Impact factors, prices and resale caps: published figures with their source and start date."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from catalogue.models.kinds import Category
from core.models.by_language import TextsField, in_language
from core.models.fields import check, once, protected_key
from core.workflow.guards import Guard, frozen


class FactorKind(models.TextChoices):
    CO2E_AVOIDED_YEAR = "co2e_avoided_year", _("kg CO₂e avoided per year of use")
    MANUFACTURE = "manufacture", _("kg CO₂e of manufacture and distribution")


class Factor(models.Model):
    """An impact figure with its source; a new value is a new row."""

    category = protected_key(Category, _("category"))
    kind = models.CharField(_("kind"), max_length=20, choices=FactorKind)
    value = models.DecimalField(_("value"), max_digits=8, decimal_places=2)
    unit = models.CharField(_("unit"), max_length=40)
    source = models.CharField(_("source"), max_length=200)
    version = models.CharField(_("version"), max_length=40)
    valid_from = models.DateField(_("valid from"))

    class Meta:
        ordering = ["category", "kind", "-valid_from"]
        verbose_name = _("impact factor")
        verbose_name_plural = _("impact factors")
        constraints = [
            once(
                ["category", "kind", "valid_from"],
                _("This factor already has a value from that date."),
            ),
            frozen(
                ["category_id", "kind", "value", "unit", "valid_from"],
                _("A factor in use cannot be changed: add a new one."),
                when="OLD.valid_from < CURRENT_DATE",
            ),
            Guard(
                name="catalogue_factor_kept",
                on={"DELETE": "OLD.valid_from < CURRENT_DATE"},
                violation_error_message=_("A factor that has been used cannot be deleted."),
            ),
        ]

    def __str__(self):
        return f"{self.category} · {self.get_kind_display()} · {self.valid_from:%Y}"


class Price(models.Model):
    """Price of a device sold to a family, by category and cosmetic grade."""

    category = protected_key(Category, _("category"))
    grade = models.CharField(_("grade"), max_length=1, choices=[(g, g) for g in "ABC"])
    amount = models.DecimalField(_("price (€, tax included)"), max_digits=7, decimal_places=2)

    class Meta:
        ordering = ["category", "grade"]
        verbose_name = _("sale price")
        verbose_name_plural = _("sale prices")
        constraints = [
            once(["category", "grade"], _("This category and grade already have a price.")),
            check("amount", Q(amount__gte=0), _("The value cannot be negative.")),
        ]

    def __str__(self):
        return f"{self.category} · {self.grade}"


class ResaleCapQuerySet(models.QuerySet):
    def in_force(self, today):
        """Map each category id to its cap in force on this day."""
        rows = self.filter(valid_from__lte=today).select_related("category")
        rows = rows.order_by("valid_from")
        return {cap.category_id: cap for cap in rows}


class ResaleCap(models.Model):
    """Maximum price, tax included, of a device donated by a public body."""

    category = protected_key(Category, _("category"))
    amount = models.DecimalField(_("at most (€, tax included)"), max_digits=7, decimal_places=2)
    condition_texts = TextsField(_("conditions"), max_length=200, blank=True)
    source = models.CharField(_("source"), max_length=200)
    valid_from = models.DateField(_("valid from"))

    objects = ResaleCapQuerySet.as_manager()

    class Meta:
        ordering = ["category", "-valid_from"]
        verbose_name = _("resale cap")
        verbose_name_plural = _("resale caps")
        constraints = [
            once(["category", "valid_from"], _("This category already has a cap from that date.")),
            check("amount", Q(amount__gte=0), _("The value cannot be negative.")),
        ]

    def __str__(self):
        return f"{self.category} · {self.valid_from:%Y}"

    @property
    def conditions(self):
        return in_language(self.condition_texts)
