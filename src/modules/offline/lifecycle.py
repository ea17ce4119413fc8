"""Event sentences of the module."""

from django.utils.translation import gettext_lazy as _

from core.workflow import event_messages

EVENTS = {
    "offline.taken": _("Taken on a phone, devices: %(count)s"),
    "offline.corrected": _("Scan without a network resolved: number %(number)s"),
    "offline.discarded": _("Scan without a network discarded: number %(number)s"),
    "offline.dropped": _("Scans or signatures were discarded on a phone: %(count)s"),
    "offline.ended": _("The phone finished its work"),
    "offline.given_up": _("Abandoned, scans that never arrived: %(count)s"),
}

event_messages.register(EVENTS)
