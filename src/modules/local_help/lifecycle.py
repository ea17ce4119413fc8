"""Sentences of events."""

from django.utils.translation import gettext_lazy as _

from core.workflow import event_messages

EVENTS = {
    "link.saved": _("Help shown on documents saved"),
    "link.imported": _("Imported places that offer help: %(count)s"),
}

event_messages.register(EVENTS)
