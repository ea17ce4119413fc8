"""Dates as papers write them."""

from django.utils import timezone
from django.utils.translation import gettext as _

from core.wording import full_date


def full_time(moment):
    """A moment as papers write it: the date in full words, and the time."""
    local = timezone.localtime(moment)
    return _("%(day)s at %(time)s") % {"day": full_date(moment), "time": f"{local:%H:%M}"}
