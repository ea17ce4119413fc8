"""Problems of backups: late, failed, without a copy, or not restorable."""

from datetime import timedelta

from django.conf import settings
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.models import Event
from core.operating.clock import TOLERANCE
from desk.models import Backup

MAX_BACKUP_AGE = timedelta(days=3)
MAX_REHEARSAL_AGE = timedelta(days=10)


def last_backup():
    """The latest backup, or None. Ignores dates in the future, written under a wrong clock."""
    return Backup.objects.filter(at__lte=timezone.now() + TOLERANCE).first()


def last_event(*kinds):
    """The latest event of these kinds that is not in the future, or None."""
    past = Event.objects.filter(kind__in=kinds, at__lte=timezone.now() + TOLERANCE)
    return past.order_by("-on", "-pk").first()


def lateness(*, now):
    """Warning if the last backup is old, incomplete, failed or missing; else ""."""
    last = last_backup()
    if failed := _failure(_("No backup was made on %(day)s: %(why)s"), "made"):
        return failed
    if last is None:
        return _("A server failure would lose everything: there is no backup yet.")
    if last.at < now - MAX_BACKUP_AGE:
        days = (now - last.at).days
        return ngettext(
            "The last backup is %(count)s day old.", "The last backup is %(count)s days old.", days
        ) % {"count": days}
    if last.missing:
        return _("Files were lost or altered before the last backup.")
    return ""


def _failure(sentence, step):
    """Return this message if the last attempt of the step failed; otherwise ""."""
    last = last_event(f"backup.{step}", f"backup.not_{step}")
    if last is None or last.kind == f"backup.{step}":
        return ""
    return sentence % {"day": _day(last.at), "why": last.data["why"]}


def _day(moment):
    return date_format(timezone.localtime(moment), "SHORT_DATETIME_FORMAT")


def copy_fault(*, now):
    """Warning if the remote storage lacks the last backup; else ""."""
    if not settings.BACKUP_COPY:
        return ""
    return _failure(
        _("The backup made on %(day)s was not copied to the second location: %(why)s"), "copied"
    )


def rehearsal_fault(*, now):
    """Warning if no recent backup was rehearsed; else ""."""
    failed = _failure(_("The trial restore on %(day)s failed: %(why)s"), "rehearsed")
    last = last_event("backup.rehearsed")
    first = Backup.objects.last()
    since = last.at if last else first and first.at  # a first trial is due ten days after a backup
    if failed or since is None or since > now - MAX_REHEARSAL_AGE:
        return failed
    return _(
        "The backups may be unreadable: there has been no trial restore for ten days. "
        "Ask your host to run “manage.py backup --rehearse”."
    )


def warning_for(user):
    """Warning about late backups for users who may make them; "" for others and in a demo."""
    is_shown = user.has_perm("desk.export_all") and not user.is_of_demo
    return lateness(now=timezone.now()) if is_shown else ""


def rehearsal_for(user):
    """Time of the last rehearsal, for users who may make backups; "" for others."""
    last = user.has_perm("desk.export_all") and last_event("backup.rehearsed")
    if not last:
        return ""
    return _("Last trial restore of a backup: %(day)s, successful.") % {"day": _day(last.at)}
