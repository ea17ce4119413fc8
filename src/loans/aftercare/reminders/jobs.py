"""Reminders of due loans to the person and the organisation, on the days set by the rules."""

from datetime import datetime, time, timedelta

from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone

from core.dates import midnight
from loans.aftercare.reminders import CATCH_UP_PERIOD
from loans.aftercare.reminders.steps import KINDS, due_days, step_on
from loans.appointments.letters import notify_of, notify_staff_of_stranded, notify_stranded
from loans.appointments.lifecycle import AppointmentKind
from loans.appointments.slots import stranded
from loans.base.lifecycle.loans import AgreementStatus, LoanStatus
from loans.models import Agreement, Appointment, Loan, Rules
from people.models import Message, Site
from people.outbox.addresses import can_reach
from people.outbox.letter_kinds import LETTERS
from people.outbox.posting import post


def remind_due(*, today):
    """Post today's reminders about loans under way; return the number of new letters.

    Each letter is committed separately: after a crash, the next run continues.
    """
    loans = _due(today)
    posted = _already_posted(today)
    people = sum(_remind_person(loan, step, posted) for loan, step in loans)
    offices = {}
    for loan, (kind, day) in loans:
        if not loan.organisation.is_ours:
            key = loan.organisation, kind
            offices[key] = max(day, offices.get(key, day))
    return people + sum(
        _remind_office(organisation, kind, day, posted)
        for (organisation, kind), day in sorted(offices.items(), key=str)
    )


def _due(today):
    """The loans for which a reminder is due, with its kind and day.

    A person whose return is booked gets the reminder of the appointment instead.
    """
    visits = Appointment.objects.booked().filter(loan=OuterRef("pk"), kind=AppointmentKind.RETURN)
    visits = visits.filter(starts_at__gte=midnight(today))
    out = Loan.objects.filter(status=LoanStatus.ACTIVE, due_on__in=due_days(today))
    loans = out.annotate(is_expected=Exists(visits)).order_by("pk")
    loans = loans.select_related("organisation", "recipient", "site")
    steps = [(loan, step_on(loan.due_on, today)) for loan in loans]
    return [(loan, step) for loan, step in steps if step and step[1] > loan.starts_on]


def _already_posted(today):
    """The reminders already posted for these days, as (kind, type and id of the row, day)."""
    kinds = [*KINDS, *(f"{kind}_office" for kind in KINDS)]
    posted = Message.objects.filter(kind__in=kinds, on__gte=today - CATCH_UP_PERIOD, turn=0)
    return set(posted.values_list("kind", "about_type", "about_id", "on"))


def _remind_person(loan, step, posted):
    kind, day = step
    is_reminded = loan.recipient is not None and not loan.is_expected
    return is_reminded and _post_once(kind, loan, loan.recipient, day, posted)


def _remind_office(organisation, kind, day, posted):
    """Post one letter for this day and the missed days before it, unless it was posted already."""
    kind = f"{kind}_office"
    about_type = ContentType.objects.get_for_model(organisation).pk
    later = (day + timedelta(days=late) for late in range(CATCH_UP_PERIOD.days + 1))
    if any((kind, about_type, organisation.pk, on) in posted for on in later):
        return False
    return _post_once(kind, organisation, organisation, day, posted)


def _post_once(kind, about, to, day, posted):
    """Post the letter unless it was posted before or `to` has no address; return whether it was."""
    about_type = ContentType.objects.get_for_model(about).pk
    if (kind, about_type, about.pk, day) in posted or not can_reach(LETTERS(kind), to):
        return False
    post(kind, about, to=to, on=day)
    return True


def remind_unsigned(*, today):
    """Post a reminder of each agreement waiting for a signature, once; return the number due."""
    waits = timedelta(days=Rules.cached().unsigned_days)
    waiting = Agreement.objects.filter(
        status=AgreementStatus.ISSUED,
        loan__status=LoanStatus.PREPARED,
        status_since__date__range=(today - waits - CATCH_UP_PERIOD, today - waits),
    )
    waiting = waiting.select_related("loan__organisation", "loan__created_by", "loan__site")
    for agreement in waiting.order_by("pk"):
        _remind(agreement.loan, timezone.localdate(agreement.status_since) + waits)
    return len(waiting)


def _remind(loan, day):
    author, office = loan.created_by, loan.organisation
    if author.is_of_our_team and author.is_active:
        post("loan.unsigned_counter", loan, to=author, on=day)
    if not office.is_ours and can_reach(LETTERS("loan.unsigned"), office):
        post("loan.unsigned", loan, to=office, on=day)


MORNING = time(9)  # no reminder at night


@transaction.atomic
def remind_of_appointments(*, now: datetime) -> int:
    """Post the reminders of tomorrow's appointments; return their number.

    Idempotent. Appointments booked or moved today had a letter and get no reminder. If the site is
    closed tomorrow, a letter says so instead, and the coordinators are notified too.
    """
    today = timezone.localdate(now)
    closed = _notify_stranded(now, today)
    notified = Message.objects.filter(
        about_type=ContentType.objects.get_for_model(Appointment),
        about_id=OuterRef("pk"),
        posted_at__gte=midnight(today),
    )
    tomorrow, after = (midnight(today + timedelta(days=days)) for days in (1, 2))
    rows = Appointment.objects.booked().between(tomorrow, after).filter(~Exists(notified))
    rows = rows.filter(created_at__lt=midnight(today)).exclude(pk__in=closed).for_list()
    not_before = datetime.combine(today, MORNING, timezone.get_default_timezone())
    for appointment in rows:
        notify_of(appointment, "appointment.reminder", on=today, not_before=max(now, not_before))
    return len(rows)


def _notify_stranded(now, today):
    """Notify the people with an appointment tomorrow at a closed site, and its staff.

    Returns the ids of these appointments.
    """
    tomorrow, after = (midnight(today + timedelta(days=days)) for days in (1, 2))
    sites = Site.objects.filter(
        appointment__in=Appointment.objects.booked().between(tomorrow, after)
    ).distinct()
    notified = []
    for site in sites:
        rows = [row for row, _why in stranded(site, now) if tomorrow <= row.starts_at < after]
        for appointment in rows:
            notify_stranded(appointment)
        if rows:
            notify_staff_of_stranded(site, today=today)
        notified += [row.pk for row in rows]
    return notified
