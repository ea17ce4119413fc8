"""Book, move and cancel appointments, and record attendance; opening hours; prepared loans."""

from datetime import datetime
from itertools import pairwise

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.dates import midnight
from core.models import Event
from core.workflow.lifecycle import NeedsConfirmation, Refused
from core.workflow.operations import operation
from loans.appointments.holidays import FIRST_YEAR, LAST_YEAR, french_holidays
from loans.appointments.letters import notify_moved, notify_of, notify_stranded
from loans.appointments.lifecycle import AppointmentKind, AppointmentStatus
from loans.appointments.slots import MAX_BOOKING_AHEAD, Slot, slot_at, stranded
from loans.base.lifecycle.agreements import WhyNotSigned
from loans.base.lifecycle.loans import (
    AgreementStatus,
    ItemStatus,
    LoanKind,
    LoanStatus,
    RequestStatus,
)
from loans.base.operations import lock_site, lock_to_prepare, put_back
from loans.models import Appointment, Closure, Loan, LoanItem, OpeningHours, Request
from people.models import Site, User


def note_came(about: Request | Loan, kind: AppointmentKind, *, by: User) -> None:
    """Mark an appointment of today or before as attended."""
    rows = Appointment.objects.about(about).filter(kind=kind)
    for appointment in rows.filter(status__in=Appointment.statuses_before(AppointmentStatus.KEPT)):
        if timezone.localdate(appointment.starts_at) <= timezone.localdate():
            appointment.lock()
            end(appointment, AppointmentStatus.KEPT, by=by)


def drop_booked(about: Request | Loan, *, by: User, notify: bool = True) -> None:
    """Cancel the appointment of a request or loan that no longer needs one."""
    for appointment in Appointment.objects.about(about).booked():
        appointment.lock()
        end(appointment, AppointmentStatus.CANCELLED, by=by)
        if notify:
            notify_of(appointment, "appointment.cancelled")


def end(appointment: Appointment, status: AppointmentStatus, *, by: User) -> None:
    """Move an appointment to its next status and notify; cancelling frees its slot."""
    changes = {"seat": None} if status == AppointmentStatus.CANCELLED else {}
    appointment.transition_to(status, **changes)
    record_event(f"appointment.{status}", appointment, by=by)


def record_event(kind: str, appointment: Appointment, *, by: User, **data: str) -> None:
    """Record an event on an appointment and on its request or loan."""
    data = {"at": appointment.starts_at.isoformat(), **data}
    for subject in (appointment, appointment.about):
        Event.objects.record(kind, subject, by=by, **data)


# --- Prepared loans: cancelled, and their agreement declined. ---


def decline_issued(loan: Loan, *, by: User) -> None:
    """Decline the agreement of a loan that waits for a signature, if any."""
    for agreement in loan.agreements.filter(status=AgreementStatus.ISSUED):
        agreement.transition_to(AgreementStatus.DECLINED, declined_because=WhyNotSigned.REPLACED)
        Event.objects.record("agreement.declined", loan, by=by, agreement=agreement.number)


@operation("loans.hand_over")
def cancel_loan(loan: Loan, *, by: User) -> Loan:
    """Cancel a prepared loan, its reservations and its appointment."""
    give_up(loan, by=by)
    drop_booked(loan, by=by)
    return loan


FREED: list = []  # functions of modules: release the resources that a cancelled loan used


def give_up(loan: Loan, *, by: User) -> None:
    """Cancel a prepared loan and decline its agreement, without checking a permission."""
    lock_to_prepare(loan)
    put_back(list(loan.items.filter(status=ItemStatus.RESERVED)), by)
    decline_issued(loan, by=by)
    loan.transition_to(LoanStatus.CANCELLED)
    for free in FREED:
        free(loan, by=by)
    Event.objects.record("loan.cancelled", loan, by=by)


# --- Appointments: booked in a slot, moved, cancelled; attendance. ---


@operation("loans.book_appointment")
def book(
    subject: Request | Loan, *, by: User, starts_at: datetime, site: Site | None = None
) -> Appointment:
    """Book a place in a slot, to collect the items of a request or loan, or to return them.

    `site` defaults to the site of the subject. Items prepared for a request are booked under
    that request. Raises `Refused` when there is nothing to collect or return, when the subject
    has an appointment already, or when the slot is full.
    """
    subject = subject_of(subject)
    by.check_acts_for(subject.organisation_id, "loans.book_appointment")
    subject.lock()
    if kind_for(subject) is None:
        raise Refused(
            _(
                "Nothing is set aside or lent here yet. You can book an appointment once "
                "equipment has been set aside or lent."
            )
        )
    if Appointment.objects.about(subject).booked().exists():
        raise Refused(_("There is already an appointment: move it instead."))
    slot = lock_slot(site or subject.site, starts_at)
    appointment = draft_for(subject, site=site or subject.site, booked_by=by, **place_in(slot))
    appointment.save(force_insert=True)
    _keep_until(appointment, by)
    record_event("appointment.booked", appointment, by=by)
    notify_of(appointment, "appointment.booked")
    return appointment


def subject_of(subject: Request | Loan) -> Request | Loan:
    """The subject of an appointment: the request of a prepared loan, otherwise the loan."""
    is_prepared = isinstance(subject, Loan) and subject.status == LoanStatus.PREPARED
    return subject.request if is_prepared and subject.request_id else subject


def draft_for(subject: Request | Loan, **columns: object) -> Appointment:
    """The unsaved appointment of a request or loan."""
    about = {"request": subject} if isinstance(subject, Request) else {"loan": subject}
    return Appointment(
        kind=kind_for(subject), organisation=subject.organisation, **about, **columns
    )


def kind_for(subject: Request | Loan) -> AppointmentKind | None:
    """The kind of appointment: collection once something is set aside, or return."""
    reserved = LoanItem.objects.filter(status=ItemStatus.RESERVED)
    if isinstance(subject, Request):
        is_ready = subject.status == RequestStatus.ACCEPTED
        is_ready = is_ready and reserved.filter(loan__request=subject).exists()
        return AppointmentKind.PICK_UP if is_ready else None
    if subject.status == LoanStatus.PREPARED:
        return AppointmentKind.PICK_UP if reserved.filter(loan=subject).exists() else None
    is_lent = subject.status == LoanStatus.ACTIVE and subject.kind == LoanKind.LOAN
    return AppointmentKind.RETURN if is_lent else None


def _labels(subject: Request | Loan) -> dict:
    return {"thing": subject, "status": subject.status_label}


def lock_slot(site: Site, starts_at: datetime, but: Appointment | None = None) -> Slot:
    """Lock the site, so that bookings are serialised, and return its free slot at this time."""
    now = timezone.now()
    if not now < starts_at < now + MAX_BOOKING_AHEAD:
        raise Refused(_("Choose a future time, within the next six months."))
    site = Site.objects.select_for_update(no_key=True).get(pk=site.pk)
    slot = slot_at(site, starts_at, but=but) if site.is_active else None
    if slot is None:
        raise Refused(_("%(site)s is closed at this time: choose another.") % {"site": site})
    if not slot.left:
        raise Refused(_("This time has just been taken: choose another."))
    return slot


def place_in(slot: Slot) -> dict:
    """The column values of an appointment that takes the first free place of a slot."""
    return {
        "starts_at": slot.starts_at,
        "ends_at": slot.ends_at,
        "seat": slot.free_seat,
        "places": slot.capacity,
    }


def _keep_until(appointment: Appointment, by: User) -> None:
    """Extend reservations at least to the day of the appointment."""
    prepared = appointment.to_hand_over
    day = timezone.localdate(appointment.starts_at)
    if prepared is None or prepared.pickup_on == day:
        return
    lock_to_prepare(prepared)
    prepared.pickup_on, prepared.held_until = day, max(prepared.held_until or day, day)
    prepared.save(update_fields=["pickup_on", "held_until"])
    on = prepared.held_until.isoformat()
    Event.objects.record("loan.arranged", prepared, by=by, on=on, mode=str(prepared.mode))


@operation("loans.book_appointment")
def move_appointment(appointment: Appointment, *, by: User, starts_at: datetime) -> Appointment:
    """Move an appointment to another time; reservations stay."""
    by.check_acts_for(appointment.organisation_id, "loans.book_appointment")
    appointment.lock()
    if appointment.status != AppointmentStatus.BOOKED:
        raise Refused(_("Only a future appointment can be moved."))
    was = appointment.starts_at
    if starts_at == was:
        return appointment
    place = place_in(lock_slot(appointment.site, starts_at, but=appointment))
    for name, value in place.items():
        setattr(appointment, name, value)
    appointment.save(update_fields=list(place))
    _keep_until(appointment, by)
    record_event("appointment.moved", appointment, by=by, before=was.isoformat())
    notify_moved(appointment)
    return appointment


@operation("loans.book_appointment")
def cancel_appointment(
    appointment: Appointment, *, by: User, put_back: bool = False
) -> Appointment:
    """Cancel an appointment: free its place and, with `put_back`, its reservations.

    The request stays open: another time can be chosen, or it can be prepared again.
    """
    by.check_acts_for(appointment.organisation_id, "loans.book_appointment")
    if appointment.status == AppointmentStatus.CANCELLED:
        return appointment
    prepared = appointment.to_hand_over
    if put_back and prepared:
        give_up(prepared, by=by)
    appointment.lock()
    if appointment.status != AppointmentStatus.CANCELLED:
        end(appointment, AppointmentStatus.CANCELLED, by=by)
        notify_of(appointment, "appointment.cancelled")
    return appointment


@operation("loans.hand_over", locks=True)
def come(appointment: Appointment, *, by: User) -> Appointment:
    """Record that the person came: on time, late, or earlier on the same day."""
    if timezone.localdate(appointment.starts_at) > timezone.localdate():
        raise Refused(_("This appointment is not for today: move it first."))
    end(appointment, AppointmentStatus.KEPT, by=by)
    return appointment


@operation("loans.hand_over", locks=True)
def not_come(appointment: Appointment, *, by: User) -> Appointment:
    """Undo an attendance recorded by mistake: the appointment is booked again.

    Raises `Refused` once something was signed or returned on that day or later.
    """
    if appointment.status == AppointmentStatus.KEPT and _took_place(appointment):
        raise Refused(
            _(
                "A document has been signed or equipment returned since then, so the person "
                "did come."
            )
        )
    appointment.transition_to(AppointmentStatus.BOOKED)
    record_event("appointment.not_kept", appointment, by=by)
    return appointment


def _took_place(appointment: Appointment) -> bool:
    """Whether the subject was signed or returned on the day of the appointment or later."""
    day = timezone.localdate(appointment.starts_at)
    if appointment.kind == AppointmentKind.RETURN:
        return appointment.loan.items.filter(ended_at__gte=midnight(day)).exists()
    loans = appointment.request.loans if appointment.request else Loan.objects
    if appointment.loan:
        loans = loans.filter(pk=appointment.loan_id)
    return loans.filter(starts_on__gte=day).exists()


@operation("loans.decide_request", locks=True)
def serve_at(request: Request, *, by: User, site: Site) -> Request:
    """Move a request to another site, where its lines wait for stock.

    Raises `Refused` while items are reserved for it, since they are at the old site.
    """
    for place in sorted({request.site_id, site.pk}):
        lock_site(place)
    prepared = request.loans.filter(status=LoanStatus.PREPARED).first()
    if prepared:
        raise Refused(
            _(
                "%(loan)s is being prepared at %(site)s: cancel it there first, or hand it "
                "over there."
            )
            % {"loan": prepared, "site": request.site}
        )
    if request.status not in {RequestStatus.SENT, RequestStatus.ACCEPTED}:
        raise Refused(
            _("%(thing)s is “%(status)s”: its site cannot be changed.") % _labels(request)
        )
    if not site.is_active:
        raise Refused(_("%(site)s no longer has opening hours.") % {"site": site})
    request.site = site
    request.save(update_fields=["site"])
    Event.objects.record("request.served_at", request, by=by, site=site.pk)
    return request


@operation("loans.hand_over", locks=True)
def miss(appointment: Appointment, *, by: User) -> Appointment:
    """Record a no-show, once the appointment has begun."""
    if appointment.starts_at > timezone.now():
        raise Refused(_("It is too early: the person may still come."))
    end(appointment, AppointmentStatus.MISSED, by=by)
    return appointment


# --- Opening hours of a site, and its closures. ---


@operation("people.change_site")
def write_hours(site: Site, *, by: User, spans: list[OpeningHours], override: bool = False) -> Site:
    """Replace the weekly opening hours of a site; without spans, it is closed.

    Appointments stay booked; people whose appointment no longer fits get a letter to choose another
    time. Unless `override`, raises `NeedsConfirmation`, which names them.
    """
    site = Site.objects.select_for_update(no_key=True).get(pk=site.pk)
    for span in spans:
        span.site = site
        span.clean_fields(exclude=["site"])
    _check_apart(spans)
    before = stranded(site, timezone.now())
    site.hours.all().delete()
    OpeningHours.objects.bulk_create(spans)
    Event.objects.record("site.hours_changed", site, by=by)
    _notify_stranded(site, before, by, override=override)
    return site


def _notify_stranded(site: Site, before: list, by: User, *, override: bool) -> None:
    """Notify, once each, the people with an appointment outside the new hours.

    Unless `override`, raises `NeedsConfirmation` if there are more than those in `before`.
    """
    rows = [row for row, _why in stranded(site, timezone.now())]
    more = [row for row in rows if row not in [row for row, _why in before]]
    if more and not override:
        text = ngettext(
            "%(count)s appointment would fall outside the new opening hours. Check it, "
            "then confirm:",
            "%(count)s appointments would fall outside the new opening hours. Check "
            "them, then confirm:",
            len(more),
        )
        raise NeedsConfirmation(
            [text % {"count": len(more)}, *(f"{row.moment} · {row.seen_by(by)}" for row in more)]
        )
    for row in rows:
        notify_stranded(row)


def _check_apart(spans: list[OpeningHours]) -> None:
    ordered = sorted(spans, key=lambda span: (span.weekday, span.opens_at))
    for one, other in pairwise(ordered):
        if one.weekday == other.weekday and other.opens_at < one.closes_at:
            raise Refused(_("%(one)s and %(other)s overlap.") % {"one": one, "other": other})


@operation("people.change_site")
def close_site(closure: Closure, *, by: User, override: bool = False) -> Closure:
    """Close a site on these days.

    Appointments stay booked; people with an appointment on these days get a letter to choose
    another time. Unless `override`, raises `NeedsConfirmation`, which names them.
    """
    Site.objects.select_for_update(no_key=True).get(pk=closure.site_id)
    closure.full_clean()
    before = stranded(closure.site, timezone.now())
    closure.save()
    _record_closure_event("site.closure_added", closure, by)
    _notify_stranded(closure.site, before, by, override=override)
    return closure


@operation("people.change_site")
def reopen_site(closure: Closure, *, by: User) -> None:
    """Delete a closure: the opening hours apply to its days again."""
    _record_closure_event("site.closure_removed", closure, by)
    closure.delete()


def _record_closure_event(kind: str, closure: Closure, by: User) -> None:
    days = {"first": closure.first_on.isoformat(), "last": closure.last_on.isoformat()}
    Event.objects.record(kind, closure.site, by=by, **days)


def holidays_to_add(site: Site, year: int) -> list:
    """[(day, name)] of the future public holidays of a year on which a site is not closed yet."""
    closed = list(site.closures.filter(first_on__year__lte=year, last_on__year__gte=year))
    return [
        (day, name)
        for day, name in french_holidays(year)
        if day >= timezone.localdate() and not any(c.first_on <= day <= c.last_on for c in closed)
    ]


@operation("people.change_site")
def close_on_holidays(site: Site, *, by: User, year: int, override: bool = False) -> Site:
    """Add the public holidays of a year as closures; existing closures are unchanged.

    Unless `override`, raises `NeedsConfirmation`, which names the people booked on these days.
    """
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise Refused(_("The public holidays for this year are not known."))
    Site.objects.select_for_update(no_key=True).get(pk=site.pk)
    rows = [
        Closure(site=site, first_on=day, last_on=day, reason=str(name))
        for day, name in holidays_to_add(site, year)
    ]
    before = stranded(site, timezone.now())
    Closure.objects.bulk_create(rows)
    if rows:
        Event.objects.record("site.holidays_added", site, by=by, year=year, count=len(rows))
        _notify_stranded(site, before, by, override=override)
    return site
