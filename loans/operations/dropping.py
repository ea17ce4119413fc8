"""What a request was promised and will not be handed over."""

from django.utils.translation import gettext as _

from core.lives import Refused
from core.models import Event
from core.operations import operation
from loans.letters import tell_requesters
from loans.lifecycle import RequestStatus
from loans.models import Request, RequestLine
from loans.operations.requests import close_if_served
from people.models import User


@operation("loans.hand_over")
def drop_line(request: Request, line: RequestLine, *, by: User) -> Request:
    """Cancel the part of a line that is neither handed over nor reserved; notify its organisation.

    The request closes itself when nothing else of it is to come.
    """
    request.lock()
    if request.status != RequestStatus.ACCEPTED:
        raise Refused(_("Only what was accepted is handed over, or given up."))
    line = request.lines.with_reserved().get(pk=line.pk)
    count = line.still_open
    if count <= 0:
        raise Refused(_("Nothing of this line is left: it is handed over, or set aside."))
    request.lines.filter(pk=line.pk).update(accepted=line.accepted - count)
    Event.objects.record("request.line_dropped", request, by=by, item=_code(line), count=count)
    tell_requesters(request, "request.line_dropped")
    close_if_served(request, by=by)
    return request


def _code(line: RequestLine) -> str:
    return getattr(line.what, "code", "") or str(line.what)
