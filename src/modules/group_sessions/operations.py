"""Plan a session, gather its participants, and lead all of them through one hand-over.

Each operation locks the session first, then persons and loans as the kernel does. Devices, papers
and loans change only through operations of the kernel.
"""

from django.utils import timezone
from django.utils.translation import gettext as _

from core.models import Event
from core.text_input import line_of
from core.workflow.lifecycle import Refused
from core.workflow.operations import operation, save_valid
from core.workflow.undo import undoes
from inventory.devices.operations import bring_here
from inventory.models import Device
from inventory.scanning.codes import device_named
from loans.allocation.operations.expiry import arrange
from loans.allocation.operations.preparation import free, prepare, prepare_for
from loans.allocation.operations.reservations import reserve
from loans.appointments.operations import cancel_loan
from loans.base.lifecycle.loans import Audience, ItemStatus, LoanStatus, RequestStatus
from loans.handovers.operations import brief
from loans.models import Briefing, Loan, LoanItem, Request
from modules.group_sessions.lifecycle import Attendance, SessionStatus
from modules.group_sessions.models import Attendee, GroupSession
from people.models import Guardian, Recipient, User
from people.recipients.operations import save_recipient

RUN = "group_sessions.run_session"


@operation(RUN)
def save_session(session: GroupSession, *, by: User) -> GroupSession:
    """Plan a session, or change one that is planned."""
    session.subject = line_of(session.subject)
    kind = "groupsession.changed"
    if session.pk is None:
        session.created_by, kind = by, "groupsession.planned"
    elif not GroupSession.objects.filter(pk=session.pk, status=SessionStatus.PLANNED).exists():
        raise Refused(_("This session is over and cannot be changed."))
    save_valid(session)
    Event.objects.record(kind, session, by=by)
    return session


def _check_open(session: GroupSession) -> None:
    session.check_status({SessionStatus.PLANNED}, _("%(groupsession)s is “%(status)s”."))


@operation(RUN, locks=True)
def join(session: GroupSession, *, by: User, recipient: Recipient) -> Attendee:
    """Add a person once; at a hand-over, with their prepared loan at this site or a new one."""
    _check_open(session)
    earlier = session.attendees.filter(recipient=recipient).first()
    if earlier:
        return earlier
    attendee = Attendee(session=session, recipient=recipient)
    if session.hands_over:
        attendee.loan, attendee.made_loan = _loan_for(session, recipient, by)
        _hold_until(session, attendee.loan, by)
    save_valid(attendee)
    Event.objects.record("groupsession.joined", session, by=by, attendee=attendee.pk)
    return attendee


def _loan_for(session: GroupSession, recipient: Recipient, by: User) -> tuple[Loan, bool]:
    """The prepared loan of a person at the site of the session; whether it was made for it.

    A loan that is being prepared, or an accepted request, is continued.
    """
    Recipient.objects.filter(pk=recipient.pk).hold()
    here = {"recipient": recipient, "site": session.site}
    loans = Loan.objects.filter(**here, status=LoanStatus.PREPARED, group_attendee=None)
    if loan := loans.order_by("pk").first():
        return loan, False
    request = Request.objects.filter(**here, status=RequestStatus.ACCEPTED).order_by("pk").first()
    if request and not request.loans.filter(status=LoanStatus.PREPARED).exists():
        return prepare_for(request, by=by), True
    facts = {"organisation": recipient.organisation, "audience": Audience(recipient.kind)}
    return prepare(by=by, site=session.site, recipient=recipient, **facts), True


def _hold_until(session: GroupSession, loan: Loan, by: User) -> None:
    """Keep what is set aside on a loan at least until the day of the session."""
    if session.day >= timezone.localdate():
        arrange(loan, by=by, mode=loan.mode, pickup_on=session.day)


@operation(RUN, locks=True)
def enter(
    session: GroupSession,
    recipient: Recipient,
    *,
    by: User,
    guardians: list[Guardian] | None = None,
) -> Attendee:
    """Create a person and add them."""
    _check_open(session)
    return join(session, by=by, recipient=save_recipient(recipient, by=by, guardians=guardians))


@operation(RUN)
def remove(attendee: Attendee, *, by: User) -> Attendee:
    """Remove a participant who was added in error; their device is in stock again."""
    session = attendee.session
    session.lock()
    _check_open(session)
    attendee.refresh_from_db()
    if attendee.has_signed:
        raise Refused(_("This person has signed: they took part."))
    _release(attendee, by)
    attendee.delete()
    Event.objects.record("groupsession.left", session, by=by)
    return attendee


# --- At the session: a device each, and the briefing of all. ---


@operation(RUN, locks=True)
def scan(
    session: GroupSession,
    *,
    by: User,
    code: str,
    attendee: Attendee | None = None,
    override: bool = False,
    is_here: bool = False,
) -> LoanItem:
    """Set the scanned device aside for a participant, by default the next one without a device.

    Raises `Refused` if all have one; `NeedsConfirmation` and `IsItHere` as at a hand-over.
    """
    _check_open(session)
    device = device_named(code, Device.objects.visible_to(by))
    attendee = attendee or session.attendees.to_scan().first()
    if attendee is None or attendee.loan is None:
        raise Refused(_("Each participant has a device: choose who this one is for."))
    item = reserve(attendee.loan, by=by, devices=[device], override=override)[0]
    bring_here(item.device, session.site, by=by, is_here=is_here)
    return item


@operation(RUN, locks=True)
def brief_all(session: GroupSession, briefing: Briefing, *, by: User) -> GroupSession:
    """Record the same briefing for each participant who has none and is not absent."""
    _check_open(session)
    rows = session.attendees.exclude(status=Attendance.ABSENT)
    rows = rows.filter(loan__status=LoanStatus.PREPARED, loan__briefing=None)
    for attendee in rows.select_related("loan__request").order_by("loan"):
        names = [*briefing.explained, "training", "where", "outcome"]
        facts = {name: getattr(briefing, name) for name in names}
        brief(attendee.loan, Briefing(**facts), by=by)
    return session


# --- Attendance. ---


@operation(RUN, locks=True)
def mark_present(session: GroupSession, *, by: User, attendees: list[int] = ()) -> GroupSession:
    """Mark these participants as present, or without any, all who are expected."""
    _check_open(session)
    rows = session.attendees.filter(status=Attendance.EXPECTED)
    if attendees:
        rows = session.attendees.filter(pk__in=attendees).exclude(status=Attendance.PRESENT)
    count = 0
    for attendee in rows.order_by("pk"):
        _prepare_again(attendee, by)
        attendee.transition_to(Attendance.PRESENT)
        count += 1
    if count:
        Event.objects.record("groupsession.present", session, by=by, count=count)
    return session


@operation(RUN, locks=True)
def mark_absent(session: GroupSession, *, by: User, attendees: list[int]) -> GroupSession:
    """Mark these participants as absent; their devices are in stock again, until it is undone.

    Raises `Refused` for a participant who has signed.
    """
    _check_open(session)
    rows = session.attendees.filter(pk__in=attendees).exclude(status=Attendance.ABSENT)
    sent = [_record_absence(attendee, by) for attendee in rows.order_by("pk")]
    if sent:
        facts = {"count": len(sent), "attendees": sent}
        Event.objects.record("groupsession.absent", session, by=by, **facts)
    return session


def _record_absence(attendee: Attendee, by: User) -> list:
    """Release the devices of an absent participant; return [participant, ids of devices]."""
    if attendee.has_signed:
        raise Refused(_("This person has signed: they took part."))
    devices = _release(attendee, by)
    attendee.transition_to(Attendance.ABSENT)
    return [attendee.pk, devices]


def _release(attendee: Attendee, by: User) -> list[int]:
    """Free the devices of a participant, and the loan made for the session; return device ids."""
    loan = attendee.loan
    if loan is None or loan.status != LoanStatus.PREPARED:
        return []
    items = list(loan.items.filter(status=ItemStatus.RESERVED, device__isnull=False))
    if attendee.made_loan:
        cancel_loan(loan, by=by)
    else:
        for item in items:
            free(item, by=by)
    return [item.device_id for item in items]


def _prepare_again(attendee: Attendee, by: User) -> None:
    """Prepare another loan for a participant whose loan was cancelled when they were absent."""
    loan = attendee.loan
    if loan is None or loan.status != LoanStatus.CANCELLED:
        return
    attendee.loan, attendee.made_loan = _loan_for(attendee.session, attendee.recipient, by)
    attendee.save(update_fields=["loan", "made_loan"])


@undoes("groupsession.absent")
@operation(RUN)
def undo_absent(session: GroupSession, *, by: User, event: Event) -> GroupSession:
    """Expect the absent ones again, and set the released devices aside for their participants."""
    for pk, devices in event.data["attendees"]:
        attendee = session.attendees.get(pk=pk)
        _prepare_again(attendee, by)
        if attendee.status == Attendance.ABSENT:
            attendee.transition_to(Attendance.EXPECTED)
        if devices:
            rows = list(Device.objects.filter(pk__in=devices))
            reserve(attendee.loan, by=by, devices=rows, override=True)
    Event.objects.record("groupsession.back", session, by=by, count=event.data["count"])
    return session


@operation(RUN, locks=True)
def end_session(session: GroupSession, *, by: User) -> GroupSession:
    """End a session; participants who neither signed nor were marked present are absent.

    At a hand-over, a participant who was present but did not sign keeps no device either.
    """
    _check_open(session)
    sent = []
    for attendee in session.attendees.exclude(status=Attendance.ABSENT).order_by("pk"):
        is_present = attendee.status == Attendance.PRESENT
        if attendee.has_signed or (is_present and not session.hands_over):
            continue
        sent.append([attendee.pk, _release(attendee, by)])
        if not is_present:
            attendee.transition_to(Attendance.ABSENT)
    session.transition_to(SessionStatus.DONE)
    facts = {"count": len(sent), "attendees": sent}
    Event.objects.record("groupsession.ended", session, by=by, **facts)
    return session


@operation(RUN, locks=True)
def cancel_session(session: GroupSession, *, by: User) -> GroupSession:
    """Cancel a planned session, its prepared loans and reservations.

    Raises `Refused` if somebody has signed: it is ended instead.
    """
    _check_open(session)
    attendees = list(session.attendees.select_related("loan").order_by("pk"))
    if any(attendee.has_signed for attendee in attendees):
        raise Refused(_("Somebody has signed: end the session instead."))
    sent = [
        [attendee.pk, _release(attendee, by)]
        for attendee in attendees
        if attendee.status != Attendance.ABSENT
    ]
    session.transition_to(SessionStatus.CANCELLED)
    facts = {"count": len(sent), "attendees": sent}
    Event.objects.record("groupsession.cancelled", session, by=by, **facts)
    return session


@undoes("groupsession.cancelled")
@undoes("groupsession.ended")
@operation(RUN)
def reopen_session(session: GroupSession, *, by: User, event: Event) -> GroupSession:
    """Open a session again, with the loans and devices that it released."""
    session.transition_to(SessionStatus.PLANNED)
    return undo_absent(session, by=by, event=event)


def note_signed(loan: Loan, *, by: User) -> None:
    """Mark the participant who signs as present, in the transaction of the signature."""
    for attendee in Attendee.objects.filter(loan=loan).exclude(status=Attendance.PRESENT):
        attendee.transition_to(Attendance.PRESENT)
