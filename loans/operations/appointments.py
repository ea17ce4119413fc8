"""Appointments: booked in a slot, moved, cancelled; who came and who did not."""

from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from core.lives import Refused
from core.models import Event
from core.moments import midnight
from core.operations import operation
from loans.appointments.slots import FURTHEST, Slot, slot_at
from loans.letters.appointments import tell_moved, tell_of
from loans.lifecycle import LoanKind, LoanStatus, RequestStatus
from loans.lifecycle.appointments import AppointmentKind, AppointmentStatus
from loans.models import Appointment, Loan, Request
from loans.operations.agreements import give_up
from loans.operations.bookings import end, tell
from loans.operations.preparation import lock_to_prepare
from loans.operations.shelves import lock_site
from people.models import Site, User


@operation("loans.book_appointment")
def book(
    subject: Request | Loan, *, by: User, starts_at: datetime, site: Site | None = None
) -> Appointment:
    """Book the place of one slot, to collect a request or a hand-over, or to return a loan.

    At `site`, by default that of the subject: an appointment has its own site. What is prepared
    for a request is collected as that request. Raises `Refused` when it is not to
    collect nor to return, when it has an appointment already, or when nobody is free then.
    """
    subject = subject_of(subject)
    by.check_acts_for(subject.organisation_id, "loans.book_appointment")
    subject.lock()
    kind = kind_for(subject)
    if kind is None:
        raise Refused(_("%(thing)s is “%(status)s”: no appointment is needed.") % _labels(subject))
    if Appointment.objects.about(subject).booked().exists():
        raise Refused(_("There is an appointment already: move it."))
    slot = lock_slot(site or subject.site, starts_at)
    is_request = isinstance(subject, Request)
    appointment = Appointment.objects.create(
        kind=kind,
        site=site or subject.site,
        organisation=subject.organisation,
        request=subject if is_request else None,
        loan=None if is_request else subject,
        booked_by=by,
        **place_in(slot),
    )
    _keep_until(appointment, by)
    tell("appointment.booked", appointment, by=by)
    tell_of(appointment, "appointment.booked")
    return appointment


def subject_of(subject: Request | Loan) -> Request | Loan:
    """What an appointment about this is for: the request, for what is prepared to serve it."""
    is_prepared = isinstance(subject, Loan) and subject.status == LoanStatus.PREPARED
    return subject.request if is_prepared and subject.request_id else subject


def kind_for(subject: Request | Loan) -> AppointmentKind | None:
    """What one comes for: to collect what was accepted or prepared, to return what is lent."""
    if isinstance(subject, Request):
        return AppointmentKind.PICK_UP if subject.status == RequestStatus.ACCEPTED else None
    if subject.status == LoanStatus.PREPARED:
        return AppointmentKind.PICK_UP
    is_lent = subject.status == LoanStatus.ACTIVE and subject.kind == LoanKind.LOAN
    return AppointmentKind.RETURN if is_lent else None


def _labels(subject: Request | Loan) -> dict:
    return {"thing": subject, "status": subject.status_label}


def lock_slot(site: Site, starts_at: datetime, but: Appointment | None = None) -> Slot:
    """The slot of a site at this moment, with a place left; bookings of the site take turns."""
    now = timezone.now()
    if not now < starts_at < now + FURTHEST:
        raise Refused(_("Choose a time to come, within six months."))
    site = Site.objects.select_for_update(no_key=True).get(pk=site.pk)
    slot = slot_at(site, starts_at, but=but) if site.is_active else None
    if slot is None:
        raise Refused(_("%(site)s receives nobody at this time: choose another.") % {"site": site})
    if not slot.left:
        raise Refused(_("This time was just taken: choose another."))
    return slot


def place_in(slot: Slot) -> dict:
    """The columns of an appointment that holds the first free place of a slot."""
    return {
        "starts_at": slot.starts_at,
        "ends_at": slot.ends_at,
        "seat": slot.free_seat,
        "places": slot.capacity,
    }


def _keep_until(appointment: Appointment, by: User) -> None:
    """What is set aside is collected on the day of the appointment, and kept until then."""
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
    """Give an appointment to come another time; what is set aside for it stays so."""
    by.check_acts_for(appointment.organisation_id, "loans.book_appointment")
    appointment.lock()
    if appointment.status != AppointmentStatus.BOOKED:
        raise Refused(_("Only an appointment to come is moved."))
    was = appointment.starts_at
    if starts_at == was:
        return appointment
    place = place_in(lock_slot(appointment.site, starts_at, but=appointment))
    for name, value in place.items():
        setattr(appointment, name, value)
    appointment.save(update_fields=list(place))
    _keep_until(appointment, by)
    tell("appointment.moved", appointment, by=by, before=was.isoformat())
    tell_moved(appointment)
    return appointment


@operation("loans.book_appointment")
def cancel_appointment(appointment: Appointment, *, by: User, put_back: bool = True) -> Appointment:
    """Free the place of an appointment and, by default, what was reserved for it.

    The request stays open: what it asks can be prepared again.
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
        tell_of(appointment, "appointment.cancelled")
    return appointment


@operation("loans.hand_over")
def come(appointment: Appointment, *, by: User) -> Appointment:
    """Record that the person came, on time, before it on the day, or late."""
    appointment.lock()
    if timezone.localdate(appointment.starts_at) > timezone.localdate():
        raise Refused(_("This appointment is not for today: move it first."))
    end(appointment, AppointmentStatus.KEPT, by=by)
    return appointment


@operation("loans.hand_over")
def not_come(appointment: Appointment, *, by: User) -> Appointment:
    """Undo a "came" recorded by mistake: the appointment is booked again.

    Raises `Refused` once something was signed or brought back that day or since, since then
    somebody did come.
    """
    appointment.lock()
    if appointment.status == AppointmentStatus.KEPT and _shows(appointment):
        raise Refused(_("Something was signed or brought back since: they came."))
    appointment.transition_to(AppointmentStatus.BOOKED)
    tell("appointment.not_kept", appointment, by=by)
    return appointment


def _shows(appointment: Appointment) -> bool:
    """Whether what it is for was signed or brought back, from the day of the appointment on."""
    day = timezone.localdate(appointment.starts_at)
    if appointment.kind == AppointmentKind.RETURN:
        return appointment.loan.items.filter(ended_at__gte=midnight(day)).exists()
    loans = appointment.request.loans if appointment.request else Loan.objects
    if appointment.loan:
        loans = loans.filter(pk=appointment.loan_id)
    return loans.filter(starts_on__gte=day).exists()


@operation("loans.decide_request")
def serve_at(request: Request, *, by: User, site: Site) -> Request:
    """Have a request collected at another site, from what stands there: its lines wait there now.

    Raises `Refused` while something is set aside for it: that lies at the site it leaves.
    """
    request.lock()
    for place in sorted({request.site, site}, key=lambda one: one.pk):
        lock_site(place)
    prepared = request.loans.filter(status=LoanStatus.PREPARED).first()
    if prepared:
        raise Refused(
            _("%(loan)s is prepared at %(site)s: give it up there first, or hand it over there.")
            % {"loan": prepared, "site": request.site}
        )
    if request.status not in {RequestStatus.SENT, RequestStatus.ACCEPTED}:
        raise Refused(_("%(thing)s is “%(status)s”: it is served nowhere.") % _labels(request))
    if not site.is_active:
        raise Refused(_("%(site)s receives nobody any more.") % {"site": site})
    request.site = site
    request.save(update_fields=["site"])
    Event.objects.record("request.served_at", request, by=by, site=site.pk)
    return request


@operation("loans.hand_over")
def miss(appointment: Appointment, *, by: User) -> Appointment:
    """Record a no-show, once the time has begun."""
    appointment.lock()
    if appointment.starts_at > timezone.now():
        raise Refused(_("It is not time yet: they may still come."))
    end(appointment, AppointmentStatus.MISSED, by=by)
    return appointment
