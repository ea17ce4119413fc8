"""Event sentences of backups made in the browser."""

from django.utils.translation import gettext_lazy as _

from core.workflow import event_messages

event_messages.register(
    {
        "backup.asked": _("Backup requested"),
        "backup.downloaded": _("Backup downloaded: %(name)s"),
    }
)
