"""Declarations of this module for the tests of the whole site (`tests/of_modules.py`)."""

from django.utils import timezone

from modules.group_sessions import operations
from modules.group_sessions.lifecycle import Attendance, SessionStatus
from modules.group_sessions.models import GroupSession
from modules.group_sessions.tests.factories import AttendeeFactory, GroupSessionFactory
from people.base.roles import Role
from tests.access_page import C, Page, act

FACTORIES = [GroupSessionFactory, AttendeeFactory]
PAGES = {
    "groupsession_list": Page(C),
    "groupsession_new": Page(C),
    "groupsession_detail": Page(C, "session"),
    "groupsession_edit": Page(C, "session"),
    "groupsession_add": Page(C, "session"),
    "groupsession_choose": act(C, "session"),
    "groupsession_present": act(C, "session"),
    "groupsession_scan": act(C, "session"),
    "groupsession_brief": act(C, "session"),
    "groupsession_sign": act(C, "session"),
    "groupsession_end": act(C, "session"),
    "groupsession_cancel": act(C, "session"),
    "attendee_mark": act(C, "attendee"),
    "attendee_remove": act(C, "attendee"),
}
LOWEST = {
    Role.COUNTER: [
        operations.save_session,
        operations.join,
        operations.enter,
        operations.remove,
        operations.scan,
        operations.brief_all,
        operations.mark_present,
        operations.mark_absent,
        operations.undo_absent,
        operations.end_session,
        operations.reopen_session,
        operations.cancel_session,
    ]
}
NOT_EXPORTED = ["groupsession_list"]
BY_HAND = {"workshops_held": 0, "workshop_attendances": 0}
CONTACTS = {
    "group session": lambda person: AttendeeFactory(
        recipient=person, status=Attendance.PRESENT, session__status=SessionStatus.DONE
    )
}
LIVE = {"group session": lambda person: AttendeeFactory(recipient=person)}
NAMES_PEOPLE = ["groupsession_detail", "groupsession_add"]
OF_A_SITE = ["session", "attendee"]
PICTURES = {"group_sessions": ("groupsession_detail", GroupSession)}


def add_to(world):
    site = world.device.site
    world.session = GroupSessionFactory(site=site, day=timezone.localdate())
    world.attendee = AttendeeFactory(session=world.session, recipient=world.person)


def leave_traces(loan, _cells, _scan):
    AttendeeFactory(
        recipient=loan.recipient, status=Attendance.PRESENT, session__status=SessionStatus.DONE
    )
