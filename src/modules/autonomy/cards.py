"""Cards to tap, on the pages of requests and loans and on the person's own page."""

from typing import NamedTuple

from django.core import signing
from django.urls import reverse

from loans.base.lifecycle.loans import Audience, LoanStatus, RequestStatus
from loans.models import Loan, Request
from modules.autonomy.lifecycle import (
    LATER,
    OTHER_TOPICS,
    USUAL_TOPICS,
    Level,
    Managed,
    Moment,
    Topic,
)
from modules.autonomy.models import AutonomyNote
from modules.autonomy.operations import moment_of, note_autonomy, note_of

# Signs the number of a person in the address that their own page shows.
SIGNER = signing.TimestampSigner(salt="autonomy.own_page")
OPEN = [RequestStatus.DRAFT, RequestStatus.SENT, RequestStatus.ACCEPTED]


class Cards(NamedTuple):
    """The questions of one moment, and the note with their answers so far, or None."""

    action: str
    moment: Moment
    note: AutonomyNote | None
    earlier: list = []  # the notes of other moments, to see the change
    levels: list = Level.choices
    usual_topics: list = USUAL_TOPICS
    outcomes: list = Managed.choices

    @property
    def is_own(self):
        """Whether the person answers alone."""
        return self.action.startswith("/m/")

    @property
    def is_later(self):
        return self.moment in LATER

    @property
    def level(self):
        return self.note.level if self.note else ""

    @property
    def folded_topics(self):
        """The topics behind the chosen one, or behind the usual ones before the choice."""
        return Topic.choices if self.note.topic else OTHER_TOPICS


def of_request(user, request):
    """The cards of a request for a person, for users who note the answers."""
    is_open = request.audience != Audience.STRUCTURE and request.status in OPEN
    return _cards(user, request, "autonomy_request") if is_open else None


def of_loan(user, loan):
    """The cards of a hand-over to a person, for users who note the answers."""
    is_open = loan.recipient_id and loan.status != LoanStatus.CANCELLED
    return _cards(user, loan, "autonomy_loan") if is_open else None


def _cards(user, subject, name):
    if not user.has_perm(note_autonomy.permission):
        return None
    moment = moment_of(subject)
    earlier = [note for note in _notes_about(subject) if note.moment != moment]
    cards = Cards(reverse(name, args=[subject.pk]), moment, note_of(subject, moment), earlier)
    return {"cards": cards}


def _notes_about(subject):
    if isinstance(subject, Request):
        return []
    notes = list(AutonomyNote.objects.filter(loan=subject).order_by("at"))
    if subject.request_id:
        notes = [*AutonomyNote.objects.filter(request=subject.request_id), *notes]
    return notes


def subject_of(person):
    """Subject of the person's answers: their last loan under way, or else their open request."""
    lent = Loan.objects.filter(recipient=person, status=LoanStatus.ACTIVE)
    loan = lent.order_by("-pk").first()
    if loan:
        return loan
    requests = Request.objects.filter(recipient=person, status__in=OPEN)
    return requests.order_by("-pk").first()


def of_own_page(_user, person):
    """The cards of the person, on their own page."""
    subject = subject_of(person)
    if subject is None:
        return None
    moment = moment_of(subject, Moment.LINK)
    action = reverse("own_autonomy", args=[SIGNER.sign(person.pk)])
    return {"cards": Cards(action, moment, note_of(subject, moment))}
