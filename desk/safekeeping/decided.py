"""How the house is backed up: a line of the settings page."""

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.decisions import Decision, Part, Told
from desk.safekeeping.lateness import last_backup, lateness


def _backups():
    last, late = last_backup(), lateness(now=timezone.now())
    day = last and date_format(timezone.localtime(last.at), "DATE_FORMAT")
    told = [_("last backup on %(day)s") % {"day": day}] if last else []
    return Told(told, [late] if late else [])


DECISIONS = [
    Decision(
        Part.PRIVACY,
        gettext_lazy("Backup and export"),
        "archive",
        permission="desk.export_all",
        page="safekeeping",
        tell=_backups,
    )
]
