"""Database rules of group sessions and their participants."""

import pytest

from modules.group_sessions.tests.factories import AttendeeFactory, GroupSessionFactory
from tests.factories import SiteFactory
from tests.law import copy, refused, write

pytestmark = pytest.mark.django_db


def test_a_session_has_a_known_kind_and_status_and_stays_at_its_site():
    session = GroupSessionFactory()
    with refused("group_sessions_groupsession_kind"):
        GroupSessionFactory(kind="party")
    with refused("group_sessions_groupsession_status_known"):
        write(session, status="lost")
    with refused("group_sessions_groupsession_frozen"):
        write(session, kind="workshop")
    with refused("group_sessions_groupsession_frozen"):
        write(session, site_id=SiteFactory().pk)
    with refused("group_sessions_groupsession_kept"):
        session.delete()


def test_a_person_takes_part_once_in_one_session():
    attendee = AttendeeFactory()
    with refused("group_sessions_attendee_once"):
        copy(attendee)
    with refused("group_sessions_attendee_status_known"):
        write(attendee, status="late")
    with refused("group_sessions_attendee_made_loan"):
        write(attendee, made_loan=True)
