"""Numbers as people write them, and a condition that several models share."""

from decimal import Decimal

from django.db.models import Q
from django.utils.formats import number_format
from django.utils.translation import gettext as _


def exactly_one(*names):
    """A condition of a CHECK: one of these columns is filled, and only one."""
    condition = Q()
    for name in names:
        others = dict.fromkeys(set(names) - {name})
        condition |= Q(**{f"{name}__isnull": False}, **others)
    return condition


def rounded(number, digits):
    """A number as people write it, rounded to so many digits after the point: 1,234.57.

    Django's `number_format` alone cuts off what comes after.
    """
    return number_format(round(number, digits), digits, force_grouping=True)


def euros(amount):
    """An amount (a number, or its text on a paper) as people write it: €1,234.50.

    In French with the sign after the number.
    """
    return _("€%(amount)s") % {"amount": rounded(Decimal(amount), 2)}


def kilos(grams):
    """A weight as people write it: 12.50 kg."""
    return _("%(weight)s kg") % {"weight": rounded(grams / 1000, 2)}
