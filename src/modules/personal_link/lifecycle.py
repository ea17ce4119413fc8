"""Event sentences of the module."""

from django.utils.translation import gettext_lazy as _

from core.workflow import event_messages

EVENTS = {"recipient.page_sent": _("Link to the personal page sent")}

event_messages.register(EVENTS)
