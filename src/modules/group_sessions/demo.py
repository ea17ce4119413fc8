"""Demo data of the module."""

from datetime import time, timedelta

from loans.models import Loan
from modules.group_sessions.lifecycle import Attendance, SessionKind, SessionStatus
from modules.group_sessions.models import Attendee, GroupSession
from modules.group_sessions.operations import join, save_session
from people.models import Recipient

PEOPLE = 8


def hold_sessions(world):
    """Plan a hand-over of today, and add a workshop of last week, each with eight people."""
    site = world.coordinator.site or world.sites[0]
    by = world.coordinator
    families = Recipient.objects.not_anonymised().filter(kind="family", guardians=None)
    families = families.filter(organisation__status="approved").order_by("pk")
    without = families.exclude(loans__in=Loan.objects.filter(status__in=["prepared", "active"]))
    facts = {"site": site, "time": time(14, 0)}
    session = GroupSession(kind=SessionKind.HAND_OVER, day=world.today, **facts)
    save_session(session, by=by)
    for recipient in without[:PEOPLE]:
        join(session, by=by, recipient=recipient)
    workshop = GroupSession.objects.create(
        kind=SessionKind.WORKSHOP,
        status=SessionStatus.DONE,
        day=world.today - timedelta(days=7),
        subject="Premiers pas sur internet",
        created_by=by,
        **facts,
    )
    for number, recipient in enumerate(families[:PEOPLE]):
        status = Attendance.PRESENT if number % 4 else Attendance.ABSENT
        Attendee.objects.create(session=workshop, recipient=recipient, status=status)
