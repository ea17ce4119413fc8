"""Write, read and withdraw messages on a request.

The text of a message is not in the mail that notifies about it. Advice keeps most names out of
messages, but not all; the mail has a number and a link only. A message is read by a side, not by a
user: it is marked as read when a user who answers opens it, so colleagues get no second
notification. In our team a coordinator answers, so reading at the counter does not mark it.
Messages are not edited: the text can be withdrawn, and the row stays.
"""

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from core.models import Event
from core.workflow.lifecycle import Refused
from core.workflow.operations import operation, save_valid
from loans.allocation.letters import notify_of_message, notify_ready
from loans.allocation.standing import standing_of
from loans.base.guards import TOO_LATE
from loans.base.lifecycle.loans import RequestStatus
from loans.models import Request, RequestMessage
from people.models import Recipient, User


@operation("loans.write_message")
def write_message(request: Request, *, by: User, text: str) -> RequestMessage:
    """Add a message to a sent request; notify the other side by letter.

    Raises `Refused` once the person is anonymised: a message would outlast the erasure.
    """
    by.check_acts_for(request.organisation_id, "loans.write_message")
    whom = Q(pk=request.recipient_id) | Q(pk__in=request.loans.values("recipient"))
    people = Recipient.objects.filter(whom).hold()
    if people and all(person.anonymised_at for person in people):
        raise Refused(TOO_LATE)
    request.lock()
    if request.status == RequestStatus.DRAFT:
        raise Refused(_("Send the request first: nobody reads a draft."))
    message = RequestMessage(request=request, by=by, text=text, is_ours=by.is_of_our_team)
    save_valid(message)
    kind = "request.answer" if message.is_ours else "request.message"
    Event.objects.record(kind, request, by=by, message=message.pk)
    notify_of_message(message)
    return message


@operation("loans.write_message")
def withdraw_message(message: RequestMessage, *, by: User) -> RequestMessage:
    """Delete the text of one's own message; the row remains."""
    by.check_acts_for(message.request.organisation_id, "loans.write_message")
    if message.by_id != by.pk:
        raise Refused(_("Only the author of a message can withdraw it."))
    message.request.lock()
    message.refresh_from_db()
    if message.withdrawn_at is None:
        message.text, message.withdrawn_at = "", timezone.now()
        message.save(update_fields=["text", "withdrawn_at"])
        Event.objects.record(
            "request.message_withdrawn", message.request, by=by, message=message.pk
        )
    return message


@operation("loans.write_message")
def read_messages(request: Request, *, by: User) -> int:
    """Mark messages of the other side as read, if `by` answers for this side; return their number.

    In our team a coordinator answers: reading at the counter does not mark them.
    """
    by.check_acts_for(request.organisation_id, "loans.write_message")
    if by.is_of_our_team and not by.has_perm("loans.decide_request"):
        return 0
    return request.messages.unread_by(by).update(read_at=timezone.now())


@operation("loans.hand_over", locks=True)
def announce(request: Request, *, by: User) -> Request:
    """Notify the requester now that items are reserved."""
    if standing_of(request).code not in {"ready", "partly_ready"}:
        raise Refused(_("Nothing is set aside for this request."))
    notify_ready(request, now=timezone.now())
    return request
