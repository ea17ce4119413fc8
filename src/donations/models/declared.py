"""Declared values.

The value of a donation is declared by its donor, for all devices of a category in a lot or for one
device, with its basis, author and time. No value is computed or prorated: if the count differs from
the declaration, the donor declares again.
"""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.models.fields import check
from donations.lifecycle import ValueBasis


class Declared(models.Model):
    """Mixin for a value declared by a donor, never computed: amount, basis, author and time."""

    declared_value = models.DecimalField(
        _("declared value (€)"),
        max_digits=10,
        decimal_places=2,
        null=True,
        blank=True,
        editable=False,
    )
    value_basis = models.CharField(
        _("basis of the value"), max_length=10, choices=ValueBasis, blank=True, editable=False
    )
    declared_by = models.CharField(_("declared by"), max_length=120, blank=True, editable=False)
    declared_on = models.DateField(_("declared on"), null=True, blank=True, editable=False)
    bought_on = models.DateField(_("bought by the donor on"), null=True, blank=True, editable=False)

    class Meta:
        abstract = True


def declared_whole(**also):
    """Constraint that a value has a basis, author and time, or that all are empty.

    `also` maps lookups on further columns of the declaration to the required values.
    """
    nothing = Q(declared_value=None, value_basis="", declared_by="", declared_on=None)
    not_null = {}  # explicit, since a CHECK accepts NULL
    for column in also:
        name_of_column = column.split("__")[0]
        nothing &= Q(**{name_of_column: None})
        not_null[f"{name_of_column}__isnull"] = False
    whole = Q(
        declared_value__isnull=False,
        declared_value__gte=0,
        value_basis__in=ValueBasis.values,
        declared_on__isnull=False,
        **not_null,
        **also,
    ) & ~Q(declared_by="")
    sentence = _("For a declared value, enter its basis, who declared it and when.")
    return check("declared", nothing | whole, sentence)
