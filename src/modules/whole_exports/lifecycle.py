"""Event sentences of full exports."""

from django.utils.translation import gettext_lazy as _

from core.workflow import event_messages

event_messages.register(
    {
        "export.asked": _("Whole export asked for"),
        "export.ready": _("Whole export ready: %(tables)s tables, %(documents)s files"),
        "export.failed": _("Whole export failed"),
        "export.downloaded": _("Whole export downloaded"),
        "export.forgotten": _("Whole export deleted"),
        "export.made": _("Whole export made on the server: %(tables)s tables, %(documents)s files"),
    }
)
