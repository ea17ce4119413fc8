"""The declaration of the module."""

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from core.modules.panels import Panel
from desk.backups.staleness import last_event
from desk.models import Backup
from modules.browser_backups import restoring  # noqa: F401  (adds its lines to `first_admin`)
from modules.browser_backups.jobs import under_way
from modules.browser_backups.operations import ask_backup, is_encrypted, path_of
from modules.declaration import RemovableModule

MAX_SHOWN = 5


def backups(user, subject):
    """Button, progress, latest archives to download and latest trial, for administrators."""
    if not user.has_perm(ask_backup.permission):
        return None
    latest = Backup.objects.all()[:MAX_SHOWN]
    return {
        "job": under_way(),
        "files": [(one, path_of(one) is not None, is_encrypted(one)) for one in latest],
        "rehearsed": last_event("backup.rehearsed"),
        "failed": last_event("backup.made", "backup.not_made"),
        "has_key": bool(settings.BACKUP_KEY),
        "has_plain": not all(map(is_encrypted, latest)),
    }


MODULE = RemovableModule(
    key="browser_backups",
    rank=None,
    label=_("Backups in the browser"),
    description=_("An administrator makes and downloads backups on a settings page."),
    panels=[Panel("backup_page", "browser_backups/_backups.html", backups)],
    help_pages={"backups": "restore_upload"},
)
