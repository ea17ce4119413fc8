"""Event sentences of the module."""

from django.utils.translation import gettext_lazy as _

from core.workflow import event_messages

EVENTS = {
    "agenda.opened": _("Secret calendar address created"),
    "agenda.closed": _("Secret calendar address revoked"),
}

event_messages.register(EVENTS)
