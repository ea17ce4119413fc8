"""Event sentences of the module."""

from django.utils.translation import gettext_lazy as _

from core.workflow import event_messages

EVENTS = {
    "outcome.opened": _("Address of the outcome created, until %(until)s"),
    "outcome.revoked": _("Address of the outcome revoked"),
}

event_messages.register(EVENTS)
