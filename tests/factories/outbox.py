from datetime import time

from django.utils import timezone
from factory import LazyFunction, SubFactory, Trait
from factory.django import DjangoModelFactory

from people.models import LetterText, Message, QuietHours
from people.outbox.lifecycle import Channel, MessageStatus, Trouble


class MessageFactory(DjangoModelFactory):
    """A mail, by default telling a user that their request was received."""

    class Meta:
        model = Message

    class Params:
        waiting = Trait(status=MessageStatus.WAITING)
        sending = Trait(status=MessageStatus.SENDING, attempts=1)
        sent = Trait(status=MessageStatus.SENT, attempts=1)
        kept = Trait(status=MessageStatus.KEPT, attempts=1)
        failed = Trait(status=MessageStatus.FAILED, attempts=1, trouble=Trouble.REFUSED)
        unsure = Trait(status=MessageStatus.UNSURE, attempts=1)
        dropped = Trait(status=MessageStatus.DROPPED, trouble=Trouble.BY_HAND)
        to_organisation = Trait(
            user=None,
            organisation=SubFactory("tests.factories.people.OrganisationFactory", approved=True),
        )
        to_recipient = Trait(
            user=None, recipient=SubFactory("tests.factories.people.RecipientFactory")
        )

    kind = "request.sent"
    channel = Channel.EMAIL
    user = SubFactory("tests.factories.people.UserFactory", association=True)
    about = SubFactory("tests.factories.loans.RequestFactory", sent=True)
    on = LazyFunction(timezone.localdate)


class LetterTextFactory(DjangoModelFactory):
    """A custom letter text of the association, in French."""

    class Meta:
        model = LetterText

    kind = "request.sent"
    language = "fr"
    subject = "Bien reçu {number}"
    by = SubFactory("tests.factories.people.UserFactory", coordinator=True)


class QuietHoursFactory(DjangoModelFactory):
    """Quiet hours in which SMS wait from eight in the evening to eight in the morning."""

    class Meta:
        model = QuietHours

    id = 1
    begins_at = time(20)
    ends_at = time(8)
