"""The way on from a signature to the next participant of a session."""

from modules.group_sessions.lifecycle import Attendance
from modules.group_sessions.models import Attendee


def after_signature(user, loan):
    """The next signer of the session of a loan, for the page that follows a signature."""
    attendee = Attendee.objects.visible_to(user).filter(loan=loan).first()
    if attendee is None:
        return None
    session = attendee.session
    return {
        "group": session,
        "next_signer": session.attendees.to_sign().first() if session.is_open else None,
        "signed": sum(one.has_signed for one in session.attendees.select_related("loan")),
        "invited": session.attendees.exclude(status=Attendance.ABSENT).count(),
    }
