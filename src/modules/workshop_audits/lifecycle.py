"""Event sentences of the module."""

from django.utils.translation import gettext_lazy as _

from core.workflow import event_messages

EVENTS = {
    "device.audited": _("Audit of the outside workshop imported: %(transfer)s"),
    "transfer.audited": _("Audit imported, devices: %(count)s"),
}

event_messages.register(EVENTS)
