"""Rights, ways to ask, answers and reasons; statuses and event sentences."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core.workflow import event_messages
from core.workflow.lifecycle import ToneChoices


class Right(models.TextChoices):
    """A right of the GDPR, from articles 15 to 21."""

    ACCESS = "access", _("access to the data")
    RECTIFICATION = "rectification", _("correction of the data (rectification)")
    ERASURE = "erasure", _("erasure of the data")
    RESTRICTION = "restriction", _("freeze of the data (restriction)")
    PORTABILITY = "portability", _("the data as a file (portability)")
    OBJECTION = "objection", _("no more letters or calls (objection)")


# The rights in plain words, for the page of a person.
IN_PLAIN_WORDS = {
    Right.ACCESS: _("See my data: you receive a copy of what we know about you"),
    Right.RECTIFICATION: _("Correct my data: we call you to ask what is wrong"),
    Right.ERASURE: _("Erase my data: we do this once you have returned everything"),
    Right.RESTRICTION: _("Freeze my data: we keep it, but do not use it for now"),
    Right.PORTABILITY: _("Receive my data as a file, for another service"),
    Right.OBJECTION: _("Stop receiving letters, SMS or calls"),
}


class Source(models.TextChoices):
    """The way in which a request was received."""

    COUNTER = "counter", _("at the counter")
    PHONE = "phone", _("by phone")
    EMAIL = "email", _("by e-mail")
    LETTER = "letter", _("by letter")
    ORGANISATION = "organisation", _("through their organisation")
    LINK = "link", _("on their personal page")


class Refusal(models.TextChoices):
    """A lawful reason for refusing a request, without personal data."""

    IDENTITY = "identity", _("we cannot be sure who is asking (GDPR, art. 12(6))")
    EXCESSIVE = "excessive", _("it is repeated or excessive (GDPR, art. 12(5))")
    LAW = "law", _("the law requires us to keep this data (GDPR, art. 17(3)(b))")
    CLAIMS = "claims", _("it is needed as proof, until the claim is settled (GDPR, art. 17(3)(e))")
    CONDITIONS = "conditions", _("the conditions of this right are not met")
    GROUNDS = (
        "grounds",
        _("we must still write in order to recover what we lent (GDPR, art. 21(1))"),
    )


class Extension(models.TextChoices):
    """The only reasons for answering later than a month (GDPR, art. 12(3))."""

    COMPLEX = "complex", _("the request is complex")
    MANY = "many", _("we receive many requests at once")


class FreezeReason(models.TextChoices):
    """Reason for freezing a record: GDPR, art. 18(1) and 21."""

    ACCURACY = "accuracy", _("the person says that the data is wrong: we are checking")
    UNLAWFUL = "unlawful", _("the data should be erased, but the person wants it kept")
    CLAIMS = "claims", _("the person needs the data for a claim")
    OBJECTION = "objection", _("the person objects: we are examining the objection")
    NO_LETTERS = "no_letters", _("the objection is accepted: no more letters")


class RequestStatus(ToneChoices):
    OPEN = "open", "wait", pgettext_lazy("data request", "to answer")
    DONE = "done", "good", pgettext_lazy("data request", "done")
    REFUSED = "refused", "done", pgettext_lazy("data request", "refused")


RequestStatus.TRANSITIONS = {
    RequestStatus.OPEN: {RequestStatus.DONE, RequestStatus.REFUSED},
    RequestStatus.DONE: set(),
    RequestStatus.REFUSED: set(),
}

EVENTS = {
    "datarequest.recorded": _("Request about their data: %(right)s"),
    "datarequest.extended": _("Answer postponed to %(on)s: %(extension)s"),
    "datarequest.done": _("Request about their data answered: %(right)s"),
    "datarequest.refused": _("Request about their data refused: %(right)s: %(refusal)s"),
    "recipient.frozen": _("Data frozen: %(freeze)s"),
    "recipient.unfrozen": _("Data no longer frozen"),
}

event_messages.register(
    EVENTS, right=Right, refusal=Refusal, extension=Extension, freeze=FreezeReason
)
