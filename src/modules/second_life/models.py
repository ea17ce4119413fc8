"""Reference values with date and source, and the hours of use measured on returned devices."""

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from catalogue.models import Category
from core.models.by_language import TextsField, in_language
from core.models.fields import check, once, protected_key, user_key, valid_choice
from core.workflow.guards import never_deleted
from inventory.models import Medium
from loans.models import Loan, LoanItem
from modules.second_life.lifecycle import ValueKind


class ReferenceValueQuerySet(models.QuerySet):
    def on(self, kind, day):
        """Map the id of a category to its value of this kind on a day."""
        rows = self.filter(kind=kind, valid_from__lte=day).select_related("category")
        return {row.category_id: row for row in rows.order_by("valid_from")}


class ReferenceValue(models.Model):
    """A price of a purchase, or a range of CO2e avoided per year, for a category from a day on."""

    kind = models.CharField(_("kind"), max_length=5, choices=ValueKind)
    category = protected_key(Category, _("category"))
    value = models.DecimalField(_("value, or lowest value"), max_digits=8, decimal_places=2)
    highest = models.DecimalField(
        _("highest value"),
        max_digits=8,
        decimal_places=2,
        null=True,
        blank=True,
        help_text=_("For CO₂e only: a published range has two values."),
    )
    valid_from = models.DateField(
        _("date"), help_text=_("Reports for this day and later use this value.")
    )
    source = models.CharField(
        _("source"), max_length=200, help_text=_("For example a quote, a catalogue or a study.")
    )
    note_texts = TextsField(_("how it was derived"), max_length=400, blank=True)

    objects = ReferenceValueQuerySet.as_manager()

    class Meta:
        ordering = ["-kind", "category", "-valid_from"]
        verbose_name = _("reference value")
        verbose_name_plural = _("reference values")
        constraints = [
            once(
                ["kind", "category", "valid_from"],
                _("This category already has a value for this date."),
            ),
            valid_choice("kind", ValueKind, _("Choose a kind from the list.")),
            check("positive", Q(value__gt=0), _("A value must be above zero.")),
            check(
                "range",
                Q(kind=ValueKind.PRICE, highest=None)
                | Q(kind=ValueKind.CO2E, highest__isnull=False, highest__gte=F("value")),
                _("Enter one value for a price, and a lowest and a highest value for CO₂e."),
            ),
            never_deleted(_("A reference value can be corrected, but not deleted.")),
        ]

    def __str__(self):
        return f"{self.category} · {self.get_kind_display()}"

    def get_absolute_url(self):
        return reverse("referencevalue_edit", args=[self.pk])

    @property
    def note(self):
        return in_language(self.note_texts)


class MeasuredUseQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self.filter(item__loan__in=Loan.objects.visible_to(user))


class MeasuredUse(models.Model):
    """Power-on hours of a disk: those it left with on a loan, and those it came back with."""

    item = models.OneToOneField(
        LoanItem, models.PROTECT, related_name="measured_use", editable=False
    )
    medium = protected_key(Medium, editable=False, related_name="+")
    hours_out = models.PositiveIntegerField(_("hours at departure"), editable=False)
    hours_back = models.PositiveIntegerField(_("hours at return"))
    read_at = models.DateTimeField(_("read on"), default=timezone.now, editable=False)
    by = user_key(editable=False, null=True)  # None if the disk itself reported its hours

    objects = MeasuredUseQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        verbose_name = _("measured use")
        verbose_name_plural = _("measured uses")
        constraints = [
            check(
                "hours",
                Q(hours_back__gte=F("hours_out")),
                _("The hours at return cannot be lower than the hours at departure."),
            ),
            never_deleted(_("Measured hours can be corrected, but not deleted.")),
        ]

    def __str__(self):
        return f"{self.item} · {self.hours} h"

    @property
    def hours(self):
        return self.hours_back - self.hours_out
