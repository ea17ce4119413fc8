"""Event sentences of the module."""

from django.utils.translation import gettext_lazy as _

from core.workflow import event_messages

event_messages.register({"statement.changed": _("Accessibility statement changed")})
