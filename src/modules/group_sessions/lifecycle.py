"""Kinds and statuses of group sessions, attendance, and sentences of events."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core.workflow import event_messages
from core.workflow.lifecycle import ToneChoices


class SessionKind(models.TextChoices):
    HAND_OVER = "hand_over", _("hand-over")
    WORKSHOP = "workshop", _("workshop")


class SessionStatus(ToneChoices):
    PLANNED = "planned", "info", pgettext_lazy("session", "planned")
    DONE = "done", "good", pgettext_lazy("session", "held")
    CANCELLED = "cancelled", "done", pgettext_lazy("session", "cancelled")


SessionStatus.TRANSITIONS = {
    SessionStatus.PLANNED: {SessionStatus.DONE, SessionStatus.CANCELLED},
    SessionStatus.DONE: {SessionStatus.PLANNED},
    SessionStatus.CANCELLED: {SessionStatus.PLANNED},
}


class Attendance(ToneChoices):
    EXPECTED = "expected", "wait", pgettext_lazy("attendance", "expected")
    PRESENT = "present", "good", pgettext_lazy("attendance", "present")
    ABSENT = "absent", "bad", pgettext_lazy("attendance", "absent")


Attendance.TRANSITIONS = {
    Attendance.EXPECTED: {Attendance.PRESENT, Attendance.ABSENT},
    Attendance.PRESENT: {Attendance.ABSENT},
    Attendance.ABSENT: {Attendance.EXPECTED, Attendance.PRESENT},
}

EVENTS = {
    "groupsession.planned": _("Session planned"),
    "groupsession.changed": _("Session changed"),
    "groupsession.cancelled": _("Session cancelled"),
    "groupsession.joined": _("Participant added"),
    "groupsession.left": _("Participant removed"),
    "groupsession.present": _("Present: %(count)s"),
    "groupsession.absent": _("Absent: %(count)s"),
    "groupsession.back": _("Expected again: %(count)s"),
    "groupsession.ended": _("Session ended, absent: %(count)s"),
}

event_messages.register(EVENTS)
