"""Format numbers, amounts and weights; a condition that several models share."""

from decimal import Decimal

from django.db.models import Q
from django.utils.formats import number_format
from django.utils.translation import gettext as _


def exactly_one(*names):
    """Condition for a CHECK that exactly one of these columns is filled."""
    condition = Q()
    for name in names:
        others = dict.fromkeys(set(names) - {name})
        condition |= Q(**{f"{name}__isnull": False}, **others)
    return condition


def rounded(number, digits):
    """Round to `digits` decimal places and format with grouping: 1,234.57.

    Django's `number_format` alone truncates instead of rounding.
    """
    return number_format(round(number, digits), digits, force_grouping=True)


def euros(amount):
    """Format an amount (a number, or its text on a paper) in euros: €1,234.50.

    In French, the sign follows the number.
    """
    return _("€%(amount)s") % {"amount": rounded(Decimal(amount), 2)}


def kilos(grams):
    """Format a weight: 12.50 kg."""
    return _("%(weight)s kg") % {"weight": rounded(grams / 1000, 2)}
