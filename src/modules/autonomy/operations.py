"""Note the autonomy of a person, one answer at a time, and remove a note."""

from datetime import timedelta

from django.utils import timezone
from django.utils.translation import gettext as _

from core.models import Event
from core.workflow.lifecycle import Refused
from core.workflow.operations import operation, save_valid
from loans.base.lifecycle.loans import LoanStatus
from loans.models import Loan, Request
from modules.autonomy.lifecycle import Moment
from modules.autonomy.models import AutonomyNote
from people.models import User

HAND_OVER_PERIOD = timedelta(days=7)  # first use is noted as the level at the hand-over


def moment_of(subject: Request | Loan, later: Moment = Moment.CALL) -> Moment:
    """The moment of a note on this request or loan today; `later` once the person has used it."""
    if isinstance(subject, Request):
        return Moment.REQUEST
    is_new = subject.starts_on is None or (
        subject.starts_on + HAND_OVER_PERIOD >= timezone.localdate()
    )
    return Moment.HAND_OVER if is_new else later


def key_of(subject: Request | Loan, moment: Moment) -> dict:
    """The columns that identify the note on this request or loan."""
    name = "request" if isinstance(subject, Request) else "loan"
    return {name: subject, "moment": moment}


def note_of(subject: Request | Loan, moment: Moment) -> AutonomyNote | None:
    return AutonomyNote.objects.filter(**key_of(subject, moment)).first()


def earlier_topic(subject: Request | Loan) -> str:
    """The topic noted last on a loan or its request, so that it is asked once."""
    if isinstance(subject, Request):
        return ""
    notes = AutonomyNote.objects.exclude(topic="").order_by("-at")
    last = notes.filter(loan=subject).first()
    last = last or (subject.request_id and notes.filter(request=subject.request_id).first())
    return last.topic if last else ""


@operation("autonomy.note_autonomy", locks=True)
def note_autonomy(
    subject: Request | Loan, *, by: User, moment: Moment, **answers: str
) -> AutonomyNote:
    """Note answers about the person of a request or loan: `level` first, then the others.

    A new answer replaces the earlier one of the same moment.
    """
    _check(subject, by)
    note = note_of(subject, moment)
    if note is None:
        note = AutonomyNote(**key_of(subject, moment), topic=earlier_topic(subject))
    is_level = "level" in answers
    if not (is_level or note.level):
        raise Refused(_("Choose the level of autonomy first."))
    for name, value in answers.items():
        setattr(note, name, value)
    note.by, note.at = by, timezone.now()
    save_valid(note)
    if is_level or "managed" in answers:  # both change the figures
        Event.objects.record("autonomy.noted", subject, by=by, moment=moment)
    return note


@operation("autonomy.note_autonomy", locks=True)
def remove_note(subject: Request | Loan, *, by: User, moment: Moment) -> None:
    """Remove the note of this moment: the person prefers not to answer, or it was a mistake."""
    _check(subject, by)
    if AutonomyNote.objects.filter(**key_of(subject, moment)).delete()[0]:
        Event.objects.record("autonomy.removed", subject, by=by)


def _check(subject: Request | Loan, by: User) -> None:
    by.check_acts_for(subject.organisation_id, note_autonomy.permission)
    if subject.recipient and subject.recipient.anonymised_at:
        raise Refused(_("This person has been anonymised: nothing can be written about them."))
    if isinstance(subject, Loan) and subject.status == LoanStatus.CANCELLED:
        raise Refused(_("This hand-over was cancelled: nothing can be recorded about it."))
