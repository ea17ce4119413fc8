"""Event sentences of full exports."""

from django.utils.translation import gettext_lazy as _

from core.workflow import event_messages

event_messages.register(
    {
        "export.asked": _("Full export requested"),
        "export.ready": _("Full export ready. Tables: %(tables)s, files: %(documents)s"),
        "export.failed": _("Full export failed"),
        "export.downloaded": _("Full export downloaded"),
        "export.forgotten": _("Full export deleted"),
        "export.made": _(
            "Full export made on the server. Tables: %(tables)s, files: %(documents)s"
        ),
    }
)
