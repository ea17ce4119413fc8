"""Event sentences of the module."""

from django.utils.translation import gettext_lazy as _

from core.workflow import event_messages

KEPT = "text.kept"

EVENTS = {
    KEPT: _("Free text that looked like personal data was kept (%(column)s)"),
    "import.cell_kept": _(
        "Cell that looked like personal data kept: row %(number)s, column %(column)s"
    ),
}

event_messages.register(EVENTS)
