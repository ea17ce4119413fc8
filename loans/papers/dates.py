"""Dates as papers write them."""

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _


def full_date(day):
    """A date as papers write it, in full words."""
    return date_format(day, "l j F Y")


def full_time(moment):
    """A moment as papers write it: the date in full words, and the time."""
    local = timezone.localtime(moment)
    return _("%(day)s at %(time)s") % {"day": full_date(local), "time": f"{local:%H:%M}"}
