"""Page of a request, rendered by several views."""

from django.shortcuts import render

from core.models import Event
from loans.allocation.cases import way_to_serve
from loans.allocation.outlook import Outlook
from loans.allocation.standing import standing_of
from loans.appointments.about import appointments_about
from loans.base.kit_lines import bundles_of
from loans.base.lifecycle.loans import RequestStatus
from loans.models import Loan, Rules
from loans.requests.forms.answers import FirstForm
from loans.requests.forms.requests import MessageForm
from loans.requests.operations import messages as message_operations
from people.models import Message


def render_request(request, loan_request, **forms):
    """Render the page of a request, and mark the other side's messages as read."""
    lines = loan_request.lines.with_reserved().for_list()
    recipient = loan_request.recipient
    context = {
        "loan_request": loan_request,
        "person": loan_request.seen_by(request.user),
        "lines": _foreseen(loan_request, lines, request.user),
        "bundles": bundles_of(lines),
        "standing": standing_of(loan_request),
        "is_answered": any(line.accepted is not None for line in lines),
        "is_served": any(line.served for line in lines),
        "is_set_aside": any(line.reserved for line in lines),
        "way": way_to_serve(loan_request, lines) if _is_to_serve(request, loan_request) else "",
        "loans": Loan.objects.visible_to(request.user).filter(request=loan_request),
        **appointments_about(loan_request, request.user),
        "events": Event.objects.about(loan_request).select_related("by")[:100],
        "letters": Message.objects.ids_for(request.user, loan_request),
        "first_form": FirstForm(auto_id="first_%s"),
        "message_form": None if recipient and recipient.anonymised_at else MessageForm(),
        **_words(request, loan_request),
    }
    return render(request, "loans/requests/request_detail.html", context | forms)


def _foreseen(loan_request, lines, user):
    """The lines; for an association that waits for our answer, with the stock and wait of each."""
    is_waiting = loan_request.status == RequestStatus.SENT and user.organisation_id
    if is_waiting and Rules.cached().shows_stock:
        things = [(line.kind, line.what) for line in lines]
        outlook = Outlook(loan_request.site, things)
        for line in lines:
            line.foreseen = outlook.says(line.kind, line.what, line.needs)
    return lines


def _is_to_serve(request, loan_request):
    return request.user.has_perm("loans.hand_over") and (
        loan_request.status == RequestStatus.ACCEPTED
    )


def _words(request, loan_request):
    """The messages of a request, unread ones marked; empty for users who may not write."""
    if not request.user.has_perm("loans.write_message"):
        return {}
    words = list(loan_request.messages.select_related("by"))
    unread = [word for word in words if word.is_unread_by(request.user)]
    if unread:
        message_operations.read_messages(loan_request, by=request.user)
    return {"words": words, "unread": unread}
