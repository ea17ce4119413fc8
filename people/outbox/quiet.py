"""Quiet hours: when nobody wants to be written to."""

from datetime import datetime, timedelta

from django.utils import timezone

from people.models import QuietHours


def quiet_until(now, channel):
    """The moment when the quiet hours of this channel end, or None when it is not in them."""
    quiet = QuietHours.cached()
    if not quiet.holds(channel):
        return None
    begin, end = quiet.begins_at, quiet.ends_at
    local = timezone.localtime(now)
    at = local.time()
    is_quiet = begin <= at < end if begin <= end else at >= begin or at < end
    if not is_quiet:
        return None
    day = local.date() + timedelta(days=at >= end)
    return datetime.combine(day, end, tzinfo=timezone.get_current_timezone())
