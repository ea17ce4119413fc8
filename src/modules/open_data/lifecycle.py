"""Event sentences of the module."""

from django.utils.translation import gettext_lazy as _

from core.workflow import event_messages

EVENTS = {"publication.changed": _("Open data changed")}

event_messages.register(EVENTS)
