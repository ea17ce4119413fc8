"""Record, extend and answer requests; freeze records, and end freezes."""

from datetime import date

from django.utils import timezone
from django.utils.translation import gettext as _

from core.models import Event
from core.workflow.lifecycle import Refused
from core.workflow.operations import operation, save_valid
from loans.base.loan_terms import after_months
from modules.data_rights.letters import ANSWERED, EXTENDED
from modules.data_rights.lifecycle import Extension, Refusal, RequestStatus, Right
from modules.data_rights.models import DataRequest, Freeze, FreezeQuerySet
from people.models import Recipient, User
from people.outbox.addresses import can_reach
from people.outbox.letter_kinds import LETTERS
from people.outbox.posting import post

# GDPR, art. 12(3): one month, and two further months for complex or numerous requests.
MONTHS_TO_ANSWER, MONTHS_WITH_EXTENSION = 1, 3
NEED_A_FREEZE = (Right.RESTRICTION, Right.OBJECTION)


@operation("data_rights.answer_request")
def record_request(request: DataRequest, *, by: User) -> DataRequest:
    """Record that a person exercises a right; the answer is due a month after its receipt."""
    Recipient.objects.filter(pk=request.recipient_id).hold()
    request.due_on = after_months(request.received_on, MONTHS_TO_ANSWER)
    save_valid(request)
    Event.objects.record("datarequest.recorded", request.recipient, by=by, right=request.right)
    return request


@operation("data_rights.answer_request", locks=True)
def extend_request(request: DataRequest, *, by: User, reason: Extension) -> DataRequest:
    """Extend the time for an answer to three months, and tell the person the reason."""
    _check_open(request)
    if request.extension:
        raise Refused(_("The answer has already been postponed: it cannot be postponed again."))
    if request.is_overdue:
        raise Refused(_("The first month has passed: it is too late to postpone the answer."))
    request.due_on = after_months(request.received_on, MONTHS_WITH_EXTENSION)
    request.extension = Extension(reason)
    request.save(update_fields=["due_on", "extension"])
    facts = {"on": request.due_on.isoformat(), "extension": request.extension}
    Event.objects.record("datarequest.extended", request.recipient, by=by, **facts)
    _notify(EXTENDED, request)
    return request


@operation("data_rights.answer_request", locks=True)
def grant_request(request: DataRequest, *, by: User) -> DataRequest:
    """Close a request that was fulfilled, and tell the person."""
    _check_open(request)
    if request.right == Right.ERASURE:
        raise Refused(_("Erase the person: the request is then answered automatically."))
    active = Freeze.objects.active().filter(recipient=request.recipient_id)
    if request.right in NEED_A_FREEZE and not active.exists():
        raise Refused(_("Freeze the data first, as the person requests."))
    return _close(request, RequestStatus.DONE, by)


@operation("data_rights.answer_request", locks=True)
def refuse_request(request: DataRequest, *, by: User, reason: Refusal) -> DataRequest:
    """Refuse a request for a lawful reason, and tell it to the person (GDPR, art. 12(4))."""
    _check_open(request)
    return _close(request, RequestStatus.REFUSED, by, refusal=Refusal(reason))


def _check_open(request: DataRequest) -> None:
    if not request.is_open:
        raise Refused(_("This request has already been answered."))


def _close(request: DataRequest, status: RequestStatus, by: User, **facts: str) -> DataRequest:
    request.transition_to(status, **facts)
    data = {"right": request.right, **facts}
    Event.objects.record(f"datarequest.{status}", request.recipient, by=by, **data)
    _notify(ANSWERED, request)
    return request


def _notify(letter: str, request: DataRequest) -> None:
    """Write to the person, if we have an address; otherwise the page asks to call them."""
    if can_reach(LETTERS(letter), request.recipient):
        post(letter, request, to=request.recipient, is_urgent=True)


def close_erasures(recipients: list[Recipient]) -> None:
    """Answer the erasure requests of people who are being anonymised, and end their freezes.

    A freeze that keeps data can be active here only if the erasure is repeated after a restore.
    """
    ids = [recipient.pk for recipient in recipients]
    requests = DataRequest.objects.filter(recipient__in=ids).open()
    rows = requests.lock()
    requests.transition_to(RequestStatus.DONE)
    by = User.objects.system()
    done = [(row.recipient, {"right": row.right}) for row in rows]
    Event.objects.record_many("datarequest.done", done, by=by)
    Freeze.objects.active().filter(recipient__in=ids).update(ended_at=timezone.now())


@operation("data_rights.answer_request")
def freeze_person(freeze: Freeze, *, by: User) -> Freeze:
    """Freeze a record: until the last day no letter is sent, and nothing is erased."""
    Recipient.objects.filter(pk=freeze.recipient_id).hold()
    if freeze.ends_on and freeze.ends_on < timezone.localdate():
        raise Refused({"ends_on": _("This day has passed: choose a later one.")})
    save_valid(freeze)
    Event.objects.record("recipient.frozen", freeze.recipient, by=by, freeze=freeze.reason)
    return freeze


@operation("data_rights.answer_request")
def end_freeze(freeze: Freeze, *, by: User) -> Freeze:
    """End a freeze by hand. Inform the person before (GDPR, art. 18(3))."""
    _end(Freeze.objects.filter(pk=freeze.pk), by)
    return freeze


@operation("data_rights.answer_request")
def end_freezes_due(*, by: User, today: date) -> int:
    """End the freezes whose last day is over; return their number."""
    return _end(Freeze.objects.filter(ends_on__lt=today), by)


def _end(freezes: FreezeQuerySet, by: User) -> int:
    rows = list(freezes.active().select_related("recipient").order_by("recipient_id"))
    Recipient.objects.filter(pk__in=[row.recipient_id for row in rows]).hold()
    count = freezes.active().filter(pk__in=[row.pk for row in rows]).update(ended_at=timezone.now())
    if count:
        Event.objects.record_many(
            "recipient.unfrozen", [(row.recipient, {}) for row in rows], by=by
        )
    return count
