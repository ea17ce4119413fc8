"""Event sentences of the module."""

from django.utils.translation import gettext_lazy as _

from core.workflow import event_messages

EVENTS = {
    "household.confirmed": _("Household confirmed, nothing changed"),
    "household.changed": _("Household confirmed, with a change"),
}

event_messages.register(EVENTS)
