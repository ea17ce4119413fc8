"""Age of the last backup, and the warning when it is late."""

from datetime import timedelta

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from desk.models import Backup

LATE = timedelta(days=3)


def last_backup():
    return Backup.objects.first()


def lateness(*, now):
    """A sentence when the last backup is old, lacks files, or never was; "" when all is well."""
    last = last_backup()
    if last is None:
        return _("Nothing was ever backed up.")
    if last.at < now - LATE:
        days = (now - last.at).days
        return ngettext(
            "The last backup is %(count)s day old.", "The last backup is %(count)s days old.", days
        ) % {"count": days}
    if last.missing:
        return _("Files were lost or altered before the last backup.")
    return ""


def warning_for(user):
    """The warning about late backups for users who may make them; "" for others."""
    return lateness(now=timezone.now()) if user.has_perm("desk.export_all") else ""
