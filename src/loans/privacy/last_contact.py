"""Last contact with a person, and their open matters, as SQL expressions.

A contact is anything the person did or took part in: a request, a message, a kept appointment, a
hand-over, a return, a call, a report. A letter sent to the person is not a contact: an unanswered
reminder does not extend retention. A gift leaves nothing open once it was handed over.
"""

from datetime import date, datetime, time

from django.db.models import (
    DateField,
    DateTimeField,
    Exists,
    F,
    Max,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
)
from django.db.models.functions import Coalesce, Greatest, TruncDate
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from inventory.models import Voucher
from loans.aftercare.lifecycle import CallResult
from loans.appointments.lifecycle import AppointmentStatus
from loans.base.lifecycle.aftercare import IncidentStatus
from loans.base.lifecycle.loans import LoanKind, LoanStatus, RequestStatus
from loans.base.loan_terms import after_months
from loans.models import (
    Amendment,
    Appointment,
    FollowUp,
    Incident,
    Loan,
    LoanItem,
    Renewal,
    Request,
    RequestMessage,
)
from people.base.lifecycle import RecipientKind
from people.models import Recipient, Retention

KEPT = Q(status=AppointmentStatus.KEPT)
ANSWERED = ~Q(result=CallResult.NOT_REACHED)
# The rows, the person and the date of each kind of contact.
SOURCES = [
    (Request, Q(), "recipient", "created_at"),
    (Request, Q(), "recipient", "status_since"),
    (RequestMessage, Q(), "request__recipient", "at"),
    (Loan, Q(taken_over_at=None), "recipient", "created_at"),
    (Loan, Q(), "recipient", "starts_on"),
    (LoanItem, Q(), "loan__recipient", "opened_at"),
    (LoanItem, Q(), "loan__recipient", "ended_at"),
    (Appointment, KEPT, "request__recipient", "starts_at"),
    (Appointment, KEPT, "loan__recipient", "starts_at"),
    (FollowUp, ANSWERED, "loan__recipient", "done_at"),
    (Incident, Q(), "item__loan__recipient", "at"),
    (Renewal, Q(), "loan__recipient", "at"),
    (Amendment, Q(), "loan__recipient", "at"),
    (Voucher, Q(), "recipient", "handed_out_at"),
]


def due_for_erasure(recipients: QuerySet, today: date) -> QuerySet:
    """The `recipients` past their retention period, with nothing open."""
    matching = recipients.none()
    for kind in RecipientKind:
        since = after_months(today, -Retention.cached().months_of(kind))
        matching |= idle(recipients.filter(kind=kind), since)
    return matching.filter(~_has_live(today))


def idle(recipients: QuerySet, since: date) -> QuerySet:
    """The people not yet anonymised who had no contact after this day."""
    rows = recipients.filter(anonymised_at=None, contact_on__lte=since)
    for model, which, to, when in SOURCES:
        later = model.objects.filter(
            which, **{to: OuterRef("pk"), f"{when}__gt": _end(model, when, since)}
        )
        rows = rows.exclude(Exists(later))
    return rows


def _end(model, when, day):
    """The end of a day as a datetime, or the day itself for a date column."""
    if isinstance(model._meta.get_field(when), DateTimeField):
        return datetime.combine(day, time.max, tzinfo=timezone.get_current_timezone())
    return day


def with_last_contact(recipients: QuerySet) -> QuerySet:
    """Annotate `last_contact`, a date; slow, for short lists only."""
    days = [_latest(*source) for source in SOURCES]
    return recipients.annotate(last_contact=Greatest(F("contact_on"), *days))


def _latest(model, which, to, when):
    rows = model.objects.filter(which, **{to: OuterRef("pk")}).order_by().values(to)
    latest = Subquery(rows.annotate(latest=Max(when)).values("latest"))
    if isinstance(model._meta.get_field(when), DateTimeField):
        latest = TruncDate(latest, output_field=DateField())
    return Coalesce(latest, F("contact_on"), output_field=DateField())


# --- Open matters ---------------------------------------------------------------------------------
UNDER_WAY = Q(kind=LoanKind.LOAN, status__in=[LoanStatus.PREPARED, LoanStatus.ACTIVE]) | Q(
    kind=LoanKind.GIFT, status=LoanStatus.PREPARED
)
UNDER_WAY_OF_MODULES: list = []  # functions of modules, each day -> a line of `under_way`
OPEN_REQUESTS = Q(status__in=[RequestStatus.SENT, RequestStatus.ACCEPTED])


def under_way(today: date) -> list:
    """The matters that prevent anonymisation, as (label, rows, recipients)."""
    now = timezone.now()
    booked = Q(status=AppointmentStatus.BOOKED, starts_at__gte=now)
    return [
        (_("a loan in progress or in preparation"), Loan.objects.filter(UNDER_WAY), "recipient"),
        (_("an open request"), Request.objects.filter(OPEN_REQUESTS), "recipient"),
        (_("a future appointment"), Appointment.objects.filter(booked), "request__recipient"),
        (_("a future appointment"), Appointment.objects.filter(booked), "loan__recipient"),
        (
            _("an incident to settle"),
            Incident.objects.filter(status=IncidentStatus.OPEN),
            "item__loan__recipient",
        ),
        *(of_module(today) for of_module in UNDER_WAY_OF_MODULES),
    ]


def live(recipients: QuerySet, today: date | None = None) -> QuerySet:
    """The `recipients` with open matters, who are not anonymised."""
    return recipients.filter(_has_live(today or timezone.localdate()))


def _has_live(today):
    condition = Q()
    for _words, rows, to in under_way(today):
        condition |= Exists(rows.filter(**{to: OuterRef("pk")}).order_by())
    return condition


def why_live(recipient: Recipient) -> list:
    """The open matters of a recipient, as text with counts."""
    counts = {}
    for words, rows, to in under_way(timezone.localdate()):
        counts[words] = counts.get(words, 0) + rows.filter(**{to: recipient.pk}).count()
    return [(words, count) for words, count in counts.items() if count]
