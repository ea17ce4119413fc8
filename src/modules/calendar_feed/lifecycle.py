"""Event sentences of the module."""

from django.utils.translation import gettext_lazy as _

from core.workflow import event_messages

EVENTS = {
    "agenda.opened": _("Secret address of the calendar made"),
    "agenda.closed": _("Secret address of the calendar revoked"),
}

event_messages.register(EVENTS)
