"""The day before: who has an appointment tomorrow is reminded, once."""

from datetime import datetime, time, timedelta

from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone

from core.dates import midnight
from loans.appointments.letters import notify_of, notify_staff_of_stranded, notify_stranded
from loans.appointments.slots import stranded
from loans.models import Appointment
from people.models import Message, Site

MORNING = time(9)  # no reminder at night


@transaction.atomic
def remind_of_appointments(*, now: datetime) -> int:
    """Post the reminders of tomorrow's appointments; return how many.

    Idempotent. Appointments booked or moved today had a letter and get no reminder. If the site is
    closed tomorrow, a letter says that instead, and the coordinators get one too.
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
    """Notify those with an appointment tomorrow at a closed site, and the staff; return ids."""
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
