"""Requests: asked by an organisation, answered by a coordinator, closed when all is served."""

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from core.lives import Refused
from core.models import Event, Sequence
from core.operations import operation
from loans.lifecycle import RequestStatus
from loans.mails import tell_requesters
from loans.models import Request, RequestLine
from people.lifecycle import OrganisationStatus
from people.models import User


@operation("loans.ask")
def write_request(
    request: Request, *, by: User, lines: list[RequestLine], send: bool = False
) -> Request:
    """Write a request, new or changed, with these lines instead of any it had; send it if asked to.

    What was sent can be changed until it is accepted.
    """
    _check_is_theirs(request, by)
    is_new = request.pk is None
    if is_new:
        request.number = next_number("request", "R")
        request.created_by = by
    else:
        Request.objects.filter(pk=request.pk).lock()
        request.refresh_from_db(fields=["status", "status_since"])
        if not request.is_open_to_change:
            raise Refused(_("This request was answered: it cannot be changed any more."))
    request.full_clean()
    request.save()
    _write_lines(request, lines)
    Event.objects.record("request.entered" if is_new else "request.changed", request, by=by)
    if send and request.status == RequestStatus.DRAFT:
        send_request(request, by=by)
    return request


def next_number(name: str, letter: str) -> str:
    """The next number of this year's sequence, such as R26-00012; never given twice."""
    year = timezone.localdate().year % 100
    return f"{letter}{year:02}-{Sequence.objects.take(f'{name}:{year}')[0]:05}"


def _check_is_theirs(request: Request, by: User) -> None:
    if by.organisation_id not in {None, request.organisation_id}:
        raise PermissionDenied("loans.ask")


def _write_lines(request: Request, lines: list[RequestLine]) -> None:
    if not lines:
        raise Refused(_("Ask for at least one thing."))
    request.lines.all().delete()
    for line in lines:
        line.request = request
        line.full_clean(exclude=["request"])
    RequestLine.objects.bulk_create(lines)


@operation("loans.ask")
def send_request(request: Request, *, by: User) -> Request:
    """Send a draft to the house; only an approved organisation may."""
    _check_is_theirs(request, by)
    request.lock()
    if request.organisation.status != OrganisationStatus.APPROVED:
        raise Refused(_("Your organisation cannot ask for equipment at the moment: call us."))
    request.move_to(RequestStatus.SENT)
    Event.objects.record("request.sent", request, by=by)
    _tell(request)
    return request


def _tell(request: Request) -> None:
    """Have the requesters told once all is written; a mail server that fails undoes nothing."""
    status = request.status
    transaction.on_commit(lambda: tell_requesters(request, status), robust=True)


@operation("loans.ask")
def cancel_request(request: Request, *, by: User) -> Request:
    """Give up a request of which nothing was handed over, nor is set aside."""
    _check_is_theirs(request, by)
    request.lock()
    if request.loans.filter(status="prepared").exists():
        raise Refused(_("Equipment is set aside for this request: free it first."))
    is_served = request.lines.filter(served__gt=0).exists()
    if is_served or request.loans.exclude(status="cancelled").exists():
        raise Refused(_("Part of this request was handed over: it is closed, not cancelled."))
    request.move_to(RequestStatus.CANCELLED)
    Event.objects.record("request.cancelled", request, by=by)
    return request


@operation("loans.decide_request")
def accept_request(request: Request, *, by: User, quantities: dict[RequestLine, int]) -> Request:
    """Accept a request in full or in part: `quantities` says how many of each line, 0 to all."""
    request.lock()
    lines = list(request.lines.all())
    for line in lines:
        line.accepted = quantities.get(line, 0)
        if not 0 <= line.accepted <= line.requested:
            raise Refused(
                _("%(what)s: accept between 0 and %(most)s.")
                % {"what": line.what, "most": line.requested}
            )
    accepted = sum(line.accepted for line in lines)
    if not accepted:
        raise Refused(_("Nothing is accepted: refuse the request instead, with a reason."))
    RequestLine.objects.bulk_update(lines, ["accepted"])
    request.move_to(RequestStatus.ACCEPTED)
    counts = {"accepted": accepted, "requested": sum(line.requested for line in lines)}
    Event.objects.record("request.accepted", request, by=by, **counts)
    _tell(request)
    return request


@operation("loans.decide_request")
def refuse_request(request: Request, *, by: User, reason: str) -> Request:
    """Refuse a request with the reason that its organisation will read."""
    request.lock()
    if not reason.strip():
        raise Refused(_("Say why the request is refused."))
    request.move_to(RequestStatus.REFUSED, refusal=reason.strip())
    Event.objects.record("request.refused", request, by=by)
    _tell(request)
    return request


@operation("loans.decide_request")
def close_request(request: Request, *, by: User) -> Request:
    """Close a request: what was not handed over will not be."""
    request.lock()
    if request.loans.filter(status="prepared").exists():
        raise Refused(_("Equipment is set aside for this request: free it first."))
    request.move_to(RequestStatus.CLOSED)
    Event.objects.record("request.closed", request, by=by)
    return request


def close_if_served(request: Request, *, by: User) -> None:
    """Close an accepted request whose every accepted thing was handed over."""
    is_served = all(line.served >= (line.accepted or 0) for line in request.lines.all())
    if request.status == RequestStatus.ACCEPTED and is_served:
        request.move_to(RequestStatus.CLOSED)
        Event.objects.record("request.closed", request, by=by)
