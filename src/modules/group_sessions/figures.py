"""Figures of workshops and of the people present, and workshops as activities of the Coop."""

from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from core.lists.tables import link
from desk.figures.figure import Figure
from desk.figures.presentation import RowSummary
from modules.group_sessions.lifecycle import Attendance, SessionKind, SessionStatus
from modules.group_sessions.models import Attendee, GroupSession

DIMENSIONS = frozenset({"site"})


def workshops(scope):
    """The workshops that took place on days of the scope."""
    rows = GroupSession.objects.visible_to(scope.user).filter(
        kind=SessionKind.WORKSHOP,
        status=SessionStatus.DONE,
        day__gte=scope.first,
        day__lte=scope.last,
    )
    return rows.filter(site=scope.site) if scope.site else rows


def attendances(scope):
    """The participants who were present at these workshops."""
    done = workshops(scope).order_by().values("pk")
    return Attendee.objects.filter(session__in=done, status=Attendance.PRESENT)


def of_session(session, _user):
    return RowSummary(link(session), session.subject, session.day)


def of_attendee(attendee, user):
    return RowSummary(link(attendee), attendee.recipient.seen_by(user), attendee.session.day)


WORKSHOPS = Figure(
    key="workshops_held",
    noun=ngettext_lazy("workshop held", "workshops held", "count"),
    definition=_("Workshops held in this period."),
    rows=workshops,
    permission="group_sessions.run_session",
    dimensions=DIMENSIONS,
    is_noted_late=True,
)
ATTENDANCES = Figure(
    key="workshop_attendances",
    noun=ngettext_lazy("attendance at a workshop", "attendances at workshops", "count"),
    definition=_("People present at the workshops held in this period, counted at each workshop."),
    rows=attendances,
    permission="group_sessions.run_session",
    dimensions=DIMENSIONS,
    is_noted_late=True,
)
FIGURES = [WORKSHOPS, ATTENDANCES]


def activities(scope):
    """Yield each workshop with participants as an activity of the Coop, by its field names."""
    for session in workshops(scope).order_by("day", "time", "pk"):
        count = session.attendees.filter(status=Attendance.PRESENT).count()
        if not count or scope.organisation or scope.territory:
            continue
        begins = datetime.combine(session.day, session.time)
        begins = timezone.make_aware(begins).isoformat(timespec="seconds")
        yield {
            "type": "collectif",
            "accompagnements": count,
            "date": begins,
            "type_lieu": "lieu_activite",
            "creation": begins,
            "modification": begins,
            "materiel": "aucun",
            "thematiques": "prendre_en_main_du_materiel",
            "titre_atelier": session.subject,
        }
