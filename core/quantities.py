"""Counts of things are whole numbers, on SQLite too, which would keep 1.5 in an integer column."""

from django.db.models import IntegerField, Q
from django.db.models.functions import Cast


def whole(*names):
    """A condition of a CHECK: each of these columns is a whole number, or empty."""
    condition = Q()
    for name in names:
        condition &= Q(**{f"{name}__isnull": True}) | Q(**{name: Cast(name, IntegerField())})
    return condition
