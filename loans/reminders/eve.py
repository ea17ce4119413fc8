"""The day before: who has an appointment tomorrow is reminded, once."""

from datetime import datetime, time, timedelta

from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone

from core.moments import midnight
from loans.letters.appointments import tell_of
from loans.models import Appointment
from people.models import Message

MORNING = time(9)  # nobody is woken by a reminder


@transaction.atomic
def remind_of_appointments(*, now: datetime) -> int:
    """Post the reminders of tomorrow's appointments; return how many. Twice is once.

    Who was told of theirs today, because it was booked or moved today, is not told again.
    """
    today = timezone.localdate(now)
    told = Message.objects.filter(
        about_type=ContentType.objects.get_for_model(Appointment),
        about_id=OuterRef("pk"),
        posted_at__gte=midnight(today),
    )
    tomorrow, after = (midnight(today + timedelta(days=days)) for days in (1, 2))
    rows = Appointment.objects.booked().between(tomorrow, after).filter(~Exists(told))
    rows = rows.filter(created_at__lt=midnight(today)).for_list()
    not_before = datetime.combine(today, MORNING, timezone.get_default_timezone())
    for appointment in rows:
        tell_of(appointment, "appointment.reminder", on=today, not_before=max(now, not_before))
    return len(rows)
