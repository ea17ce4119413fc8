"""Write, send, answer and close requests; send several together; cancel lines.

A cancelled quantity is subtracted from the accepted quantity, not stored: “accepted” is always what
is still promised.
"""

from typing import NamedTuple

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.models import Event
from core.modules.registry import is_on
from core.workflow.lifecycle import Refused
from core.workflow.operations import operation
from core.workflow.undo import undoes
from loans.allocation.cases import offers_now
from loans.allocation.letters import ANSWERS, notify_of_group
from loans.allocation.operations.preparation import LETTER_EVENTS, free_act
from loans.allocation.operations.reservations import SetAside, fill
from loans.appointments.operations import drop_booked
from loans.base.letters import notify_requesters
from loans.base.lifecycle.loans import Part, Refusal, RequestStatus, WhyFirst
from loans.base.operations import lock_site, next_number
from loans.base.redaction import family_details_in
from loans.models import Convention, Request, RequestGroup, RequestLine
from loans.organisations.eligibility import check_may_ask, check_standing
from loans.organisations.quotas import what_is_over
from people.models import Message, Organisation, Recipient, User
from people.outbox.lifecycle import MessageStatus
from people.outbox.operations import drop_messages
from people.recipients.operations import save_recipient


def check_as_shown(
    request: Request, lines: list[RequestLine], shown: dict[RequestLine, int]
) -> None:
    """Raise `Refused` if the stock for these lines has been promised to others meanwhile.

    `shown` is the number free for each line when the decision was made.
    """
    counted = [line for line in lines if line.accepted and line in shown]
    for line in lines:
        line.request = request
    offers = offers_now(request, lines) if counted else {}
    gone = []
    for line in counted:
        offer = offers[line]
        if offer and not line.accessory_id and offer.unpromised < min(line.accepted, shown[line]):
            params = {"what": str(line.what).capitalize(), "left": offer.unpromised}
            gone.append(_("%(what)s: only %(left)s left.") % params)
    if gone:
        again = _(
            "Some items have been promised to others in the meantime: check again, then accept."
        )
        raise Refused([again, *gone])


# --- Requests: sent by an organisation, answered by a coordinator, closed when served. ---


@operation("loans.ask")
def write_request(
    request: Request,
    *,
    by: User,
    lines: list[RequestLine],
    send: bool = False,
    home: dict[str, str] | None = None,
) -> Request:
    """Create or change a request, replacing its lines; `send` submits it.

    A sent request can be changed until it is accepted. `home`, the cleaned value of a
    `HomeNetworkField`, is saved for the person.
    """
    by.check_acts_for(request.organisation_id, "loans.ask")
    person = Recipient.objects.filter(pk=request.recipient_id)
    person.hold()
    if home:
        person.not_anonymised().update(**home)
    before = None if request.pk is None else _hold_to_change(request)
    lines_before = list(before.lines.all()) if before else []
    if before is None:
        request.number = next_number("request", "R")
        request.created_by = by
    if by.organisation_id:
        check_standing(request.organisation, timezone.localdate())
    request.full_clean(validate_constraints=False)  # the database enforces them
    request.save()
    _write_lines(request, lines)
    if request.status == RequestStatus.SENT:
        count_in_convention(request, by=by)
    if before is None:
        Event.objects.record("request.entered", request, by=by)
    else:
        _record_change(before, request, lines_before, lines, by)
    if send and request.status == RequestStatus.DRAFT:
        send_request(request, by=by)
    return request


def _hold_to_change(request: Request) -> Request:
    """Lock the request and return it with its new values; raise `Refused` if it was answered."""
    before = Request.objects.filter(pk=request.pk).lock()[0]
    request.status, request.status_since = before.status, before.status_since
    if not before.is_open_to_change:
        raise Refused(_("This request has already been answered: it can no longer be changed."))
    return before


def _record_change(
    before: Request,
    after: Request,
    lines_before: list[RequestLine],
    lines_after: list[RequestLine],
    by: User,
) -> None:
    parts = what_changed(before, after, lines_before=lines_before, lines_after=lines_after)
    if parts:
        Event.objects.record("request.revised", after, by=by, parts=parts)
    counts = [sum(line.requested for line in lines) for lines in (lines_before, lines_after)]
    if counts[0] != counts[1]:
        Event.objects.record("request.resized", after, by=by, was=counts[0], now=counts[1])


def _write_lines(request: Request, lines: list[RequestLine]) -> None:
    if not lines:
        raise Refused(_("Request at least one item."))
    request.lines.all().delete()
    for line in lines:
        line.request = request
        line.full_clean(exclude=["request"], validate_constraints=False)
    RequestLine.objects.bulk_create(lines)


@operation("loans.ask")
def send_request(request: Request, *, by: User) -> Request:
    """Send a draft to our association, if its organisation may request that quantity today."""
    send_quietly(request, by=by)
    notify_requesters(request, "request.sent")
    return request


def send_quietly(request: Request, *, by: User) -> None:
    """Send a draft without a letter: the caller posts one letter for the whole group."""
    by.check_acts_for(request.organisation_id, "loans.ask")
    Recipient.objects.filter(pk=request.recipient_id).hold()
    request.lock()
    check_may_ask(request.organisation, timezone.localdate())
    count_in_convention(request, by=by)
    request.transition_to(RequestStatus.SENT, waiting_since=timezone.now())
    Event.objects.record("request.sent", request, by=by)


def count_in_convention(request: Request, *, by: User) -> None:
    """Count a request in the quotas of the convention in force, whose row is locked.

    Raises `Refused` with the numbers if it exceeds them, unless our team writes the request.
    """
    if not is_on("conventions"):
        return
    today = timezone.localdate()
    current = Convention.objects.filter(pk=request.convention_id)
    conventions = (
        current or Convention.objects.filter(organisation=request.organisation_id).in_force(today)
    ).lock()
    if not conventions:
        return
    if by.organisation_id:
        over = what_is_over(conventions[0], list(request.lines.all()), without=request)
        if over:
            raise Refused(over)
    request.convention = conventions[0]
    request.save(update_fields=["convention"])


@operation("loans.ask")
def cancel_request(request: Request, *, by: User) -> Request:
    """Cancel a request without hand-overs or reservations."""
    by.check_acts_for(request.organisation_id, "loans.ask")
    request.lock()
    if request.loans.filter(status="prepared").exists():
        raise Refused(_("Equipment is set aside for this request: release it first."))
    is_served = request.lines.filter(served__gt=0).exists()
    if is_served or request.loans.exclude(status="cancelled").exists():
        raise Refused(_("Part of this request was handed over: close it instead of cancelling it."))
    request.transition_to(RequestStatus.CANCELLED)
    drop_booked(request, by=by)
    Event.objects.record("request.cancelled", request, by=by)
    return request


@operation("loans.decide_request", locks=True)
def accept_request(
    request: Request,
    *,
    by: User,
    quantities: dict[RequestLine, int],
    shown: dict[RequestLine, int] | None = None,
    reason: str = "",
    usual: Refusal | str = "",
) -> Request:
    """Accept a request in full or in part: `quantities` maps each line to a number from 0 to all.

    For a partial acceptance, its organisation reads the reason: a usual reason, free text, or
    both; it may be empty.

    Accepting more than the stock is allowed: the line waits for its turn. But if less is free
    than was `shown`, and less than is accepted, `Refused` is raised so that the user checks it
    again.
    """
    lock_site(request.site_id)
    lines = list(request.lines.all())
    for line in lines:
        line.accepted = quantities.get(line, 0)
        if not 0 <= line.accepted <= line.requested:
            raise Refused(
                _("%(what)s: accept between 0 and %(most)s.")
                % {"what": line.what, "most": line.requested}
            )
    check_as_shown(request, lines, shown or {})
    accepted = sum(line.accepted for line in lines)
    if not accepted:
        raise Refused(
            _("You have not accepted any item: refuse the request instead, with a reason.")
        )
    RequestLine.objects.bulk_update(lines, ["accepted"])
    counts = {"accepted": accepted, "requested": sum(line.requested for line in lines)}
    in_part = accepted < counts["requested"]
    why = _why(request, reason, usual) if in_part else {}
    request.transition_to(RequestStatus.ACCEPTED, **why)
    Event.objects.record("request.accepted", request, by=by, **counts)
    notify_requesters(request, "request.accepted", turn=_times_reopened(request))
    return request


def _times_reopened(request: Request) -> int:
    return Event.objects.about(request).filter(kind="request.reopened").count()


@operation("loans.decide_request")
def accept_and_set_aside(request: Request, *, by: User, **answer: object) -> SetAside:
    """Accept a request as `accept_request` does, and reserve all of it that fits.

    Raises `Refused`, and accepts nothing, if nothing that fits is free.
    """
    Recipient.objects.filter(pk=request.recipient_id).hold()  # before the request, as everywhere
    accept_request(request, by=by, **answer)
    return fill(request, by)


@undoes(
    "request.accepted",
    ignoring=LETTER_EVENTS,
    locks_itself=True,
    done=gettext_lazy("%(thing)s is waiting for your answer again."),
)
@operation("loans.decide_request")
def undo_accept(request: Request, *, by: User, event: Event) -> Request:
    """Undo `accept_request`, with what the same act set aside.

    Its letter is withdrawn; if it was sent already, a second letter says so.
    """
    free_act(request, event, by)
    request.transition_to(RequestStatus.SENT, refusal="", refused_for="")
    request.lines.update(accepted=None)
    letters = Message.objects.about(request).filter(on__gte=event.on, kind__in=ANSWERS)
    if waiting := list(letters.filter(status=MessageStatus.WAITING)):
        drop_messages(waiting, by=by)
    Event.objects.record("request.reopened", request, by=by)
    if letters.filter(status__in=[MessageStatus.SENDING, MessageStatus.SENT]).exists():
        notify_requesters(request, "request.reopened", turn=_times_reopened(request))
    return request


@operation("loans.decide_request", locks=True)
def refuse_request(
    request: Request, *, by: User, reason: str = "", usual: Refusal | str = ""
) -> Request:
    """Refuse a request with a reason for its organisation: a usual reason or free text."""
    if not (reason.strip() or usual):
        raise Refused(_("Give the reason for refusing the request."))
    request.transition_to(RequestStatus.REFUSED, **_why(request, reason, usual))
    Event.objects.record("request.refused", request, by=by)
    notify_requesters(request, "request.refused")
    return request


@operation("loans.decide_request", locks=True)
def put_first(request: Request, *, by: User, why: WhyFirst) -> Request:
    """Serve an open request before all others; only where points do not set the order."""
    if is_on("priority"):
        raise Refused(
            _("The order follows the points: you cannot manually give a request priority.")
        )
    if request.status not in {RequestStatus.SENT, RequestStatus.ACCEPTED}:
        raise Refused(_("This request is no longer waiting for anything."))
    request.first_for = why
    request.save(update_fields=["first_for"])
    Event.objects.record("request.put_first", request, by=by, why_first=why)
    return request


@operation("loans.decide_request", locks=True)
def put_in_turn(request: Request, *, by: User) -> Request:
    """Return a request that was put first to its normal place in the queue."""
    if not request.first_for:
        raise Refused(_("This request is already in its normal place in the queue."))
    request.first_for = ""
    request.save(update_fields=["first_for"])
    Event.objects.record("request.put_in_turn", request, by=by)
    return request


def _why(request: Request, reason: str, usual: Refusal | str) -> dict[str, str]:
    """The reason for an answer, as stored and mailed, with personal data redacted."""
    details = family_details_in(reason, request)
    if details:
        raise Refused(
            _("This is sent by e-mail and mentions the family: %(words)s. Rephrase it.")
            % {"words": ", ".join(details)}
        )
    return {"refusal": reason.strip(), "refused_for": str(usual)}


@operation("loans.decide_request", locks=True)
def close_request(request: Request, *, by: User) -> Request:
    """Close a request: its remaining items will not be handed over."""
    if request.loans.filter(status="prepared").exists():
        raise Refused(_("Equipment is set aside for this request: release it first."))
    request.transition_to(RequestStatus.CLOSED)
    drop_booked(request, by=by)
    Event.objects.record("request.closed", request, by=by)
    return request


def close_if_served(request: Request, *, by: User) -> None:
    """Close an accepted request once all accepted items were handed over."""
    is_served = all(line.served >= (line.accepted or 0) for line in request.lines.all())
    if request.status == RequestStatus.ACCEPTED and is_served:
        request.transition_to(RequestStatus.CLOSED)
        drop_booked(request, by=by, notify=False)
        Event.objects.record("request.closed", request, by=by)


# --- Cancelling the rest of a request. ---


@operation("loans.hand_over", locks=True)
def drop_line(request: Request, line: RequestLine, *, by: User) -> Request:
    """Cancel the part of a line that is neither handed over nor reserved; notify its organisation.

    Closes the request if no other item is pending.
    """
    if request.status != RequestStatus.ACCEPTED:
        raise Refused(_("Only accepted items can be handed over or given up."))
    line = request.lines.with_reserved().get(pk=line.pk)
    count = line.still_open
    if count <= 0:
        raise Refused(_("Nothing is left on this line: everything is handed over or set aside."))
    request.lines.filter(pk=line.pk).update(accepted=line.accepted - count)
    Event.objects.record("request.line_dropped", request, by=by, item=_label(line), count=count)
    notify_requesters(request, "request.line_dropped")
    close_if_served(request, by=by)
    return request


def _label(line: RequestLine) -> dict[str, str] | str:
    return getattr(line.what, "names", "") or str(line.what)


# Several families at once: a request for each, sent together under one number, all or nothing.

MAX_FAMILIES = 200


class Family(NamedTuple):
    """A row of the table: its number, its unsaved request and lines, and its person."""

    row: int
    request: Request
    lines: list[RequestLine]
    person: Recipient | None = None


@operation("loans.ask")
def write_together(
    organisation: Organisation, *, by: User, families: list[Family], send: bool = False
) -> RequestGroup:
    """Create a request for each family in one group, all or nothing; `send` submits them.

    A person who is not registered yet is created too. Raises `Refused`, naming the row, for the
    first refused row.
    """
    by.check_acts_for(organisation.pk, "loans.ask")
    if not 1 <= len(families) <= MAX_FAMILIES:
        raise Refused(_("Enter between 1 and %(most)s families.") % {"most": MAX_FAMILIES})
    people = [family.person.pk for family in families if family.person]
    Recipient.objects.filter(pk__in=people).hold()
    group = RequestGroup.objects.create(
        number=next_number("requestgroup", "F"), organisation=organisation, created_by=by
    )
    for family in families:
        _write_one(group, family, by, send=send)
    if send:
        Event.objects.record("requestgroup.sent", group, by=by, count=len(families))
        notify_of_group(group)
    return group


def _write_one(group: RequestGroup, family: Family, by: User, *, send: bool) -> None:
    try:
        if family.person and family.person.pk is None:
            save_recipient(family.person, by=by)
        family.request.group, family.request.recipient = group, family.person
        write_request(family.request, by=by, lines=family.lines)
        if send:
            send_quietly(family.request, by=by)
    except ValidationError as refusal:
        params = {"row": family.row, "why": " ".join(refusal.messages)}
        raise Refused(_("Row %(row)s: %(why)s") % params) from refusal


FIELDS = {
    Part.PERSON: ["audience", "recipient_id"],
    Part.HOUSEHOLD: ["household_size", "pupils", "devices_at_home"],
    Part.PURPOSE: ["purpose"],
    Part.URGENCY: ["urgency"],
    Part.DAY: ["wanted_on"],
    Part.SITE: ["site_id"],
    Part.NOTE: ["note"],
    Part.REFERENCE: ["reference"],
}
OF_A_LINE = [
    "category_id",
    "product_id",
    "accessory_id",
    "kit_id",
    "min_screen_inches",
    "min_ram_gb",
    "needs_webcam",
    "needs_cellular",
    "requested",
]


def comparable(lines: list[RequestLine]) -> list[str]:
    """The values of these lines, comparable regardless of order."""
    return sorted(repr([_plain(getattr(line, name)) for name in OF_A_LINE]) for line in lines)


def _plain(value: object) -> object:
    return float(value) if hasattr(value, "normalize") else value


def what_changed(
    before: Request,
    after: Request,
    *,
    lines_before: list[RequestLine],
    lines_after: list[RequestLine],
) -> list[str]:
    """The changed parts of a request, as `Part` codes in their order."""
    parts = [
        part
        for part, names in FIELDS.items()
        if any(getattr(before, name) != getattr(after, name) for name in names)
    ]
    if comparable(lines_before) != comparable(lines_after):
        parts.insert(0, Part.LINES)
    return [part.value for part in parts]
