from datetime import time

from django.utils import timezone
from factory import LazyFunction, SubFactory
from factory.django import DjangoModelFactory

from modules.group_sessions.lifecycle import SessionKind
from modules.group_sessions.models import Attendee, GroupSession
from tests.factories import RecipientFactory, SiteFactory, UserFactory


class GroupSessionFactory(DjangoModelFactory):
    class Meta:
        model = GroupSession

    kind = SessionKind.HAND_OVER
    day = LazyFunction(timezone.localdate)
    time = time(14, 0)
    site = SubFactory(SiteFactory)
    created_by = SubFactory(UserFactory, counter=True)


class AttendeeFactory(DjangoModelFactory):
    class Meta:
        model = Attendee

    session = SubFactory(GroupSessionFactory)
    recipient = SubFactory(RecipientFactory)
