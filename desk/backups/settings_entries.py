"""The backup entry of the settings page."""

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from core.settings_page.registry import Part, SettingsEntries, SettingSummary
from desk.backups.staleness import last_backup, lateness

ENTRIES = SettingsEntries()
line = ENTRIES.line


@line(Part.PRIVACY, _("Backup and export"), "archive", "desk.export_all", "safekeeping")
def backups():
    last, late = last_backup(), lateness(now=timezone.now())
    day = last and date_format(timezone.localtime(last.at), "DATE_FORMAT")
    return SettingSummary(day and _("last backup on %(day)s") % {"day": day}, missing=[late])
