"""Event sentences of the module."""

from django.utils.translation import gettext_lazy as _

from core.workflow import event_messages

EVENTS = {
    "offline.taken": _("Taken along on a phone: %(count)s devices"),
    "offline.corrected": _("A scan without network was resolved: number %(number)s"),
    "offline.discarded": _("A scan without network was discarded: number %(number)s"),
    "offline.dropped": _("Scans or signatures were discarded on a phone: %(count)s"),
    "offline.ended": _("The phone finished its work"),
    "offline.given_up": _("Given up: scans that never arrived: %(count)s"),
}

event_messages.register(EVENTS)
