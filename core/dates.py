"""Days as moments, by the clock on the wall."""

from datetime import datetime, time

from django.utils import timezone


def midnight(day):
    """The moment a day begins."""
    return datetime.combine(day, time(), timezone.get_default_timezone())
