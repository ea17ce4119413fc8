from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core.workflow import event_messages
from core.workflow.lifecycle import ToneChoices


class AppointmentKind(models.TextChoices):
    PICK_UP = "pick_up", _("Pick-up")
    RETURN = "return", pgettext_lazy("appointment", "Return")


class AppointmentStatus(ToneChoices):
    BOOKED = "booked", "wait", pgettext_lazy("appointment", "booked")
    KEPT = "kept", "good", pgettext_lazy("appointment", "came")
    MISSED = "missed", "bad", pgettext_lazy("appointment", "did not come")
    CANCELLED = "cancelled", "done", pgettext_lazy("appointment", "cancelled")


AppointmentStatus.TRANSITIONS = {
    AppointmentStatus.BOOKED: {
        AppointmentStatus.KEPT,
        AppointmentStatus.MISSED,
        AppointmentStatus.CANCELLED,
    },
    AppointmentStatus.MISSED: {AppointmentStatus.KEPT},  # a person who comes late did come
    AppointmentStatus.KEPT: {AppointmentStatus.BOOKED},  # recorded by mistake
    AppointmentStatus.CANCELLED: set(),
}


EVENTS = {
    "appointment.booked": _("Appointment booked for %(at)s"),
    "appointment.moved": _("Appointment moved from %(before)s to %(at)s"),
    "appointment.kept": _("Came to the appointment on %(at)s"),
    "appointment.missed": _("Did not come to the appointment on %(at)s"),
    "appointment.not_kept": _("“Came” undone for the appointment on %(at)s: recorded by mistake"),
    "appointment.cancelled": _("Appointment on %(at)s cancelled"),
    "request.served_at": _("Now served at another site"),
    "site.hours_changed": _("Opening hours changed"),
    "site.closure_added": _("Closure added: %(first)s to %(last)s"),
    "site.closure_removed": _("Closure deleted: %(first)s to %(last)s"),
    "site.holidays_added": _("Public holidays of %(year)s added as closures: %(count)s"),
}

event_messages.register(EVENTS)
