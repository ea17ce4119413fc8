"""The events of a legacy import; the kernel has the sentences of those that its rules read."""

from django.utils.translation import gettext_lazy as _

from core.workflow import event_messages

# Their sentences are in `inventory/devices/lifecycle/devices.py`.
OF_DEVICES = [
    "device.taken_over",
    "device.taken_over_lent",
    "device.taken_over_given",
    "device.taken_over_returned",
]
EVENTS = {
    "loan.taken_over": _("Taken over from an earlier register: handed over on %(on)s"),
    "organisation.taken_over": _("Taken over from an earlier register"),
    "recipient.taken_over": _("Taken over from an earlier register"),
}

event_messages.register(EVENTS)
