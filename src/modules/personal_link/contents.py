"""Contents and actions of a person's own page: their own loans and visits only."""

from dataclasses import dataclass

from django.db.models import Q
from django.utils import timezone

from core.modules.registry import is_on
from loans.aftercare.operations.incidents import is_out
from loans.allocation.letters import takes_bookings
from loans.appointments.lifecycle import AppointmentKind
from loans.appointments.operations import kind_for
from loans.base.lifecycle.aftercare import IncidentStatus, RenewalStatus
from loans.base.lifecycle.loans import LoanStatus
from loans.base.operations import open_items
from loans.base.week import hours_in_words
from loans.models import Appointment, Incident, Loan, LoanItem, Renewal, Request
from modules.personal_link.page import UNDER_WAY, lent_to, prepared_for


@dataclass
class Visit:
    """A request or a loan for which the person comes once."""

    subject: Request | Loan
    booked: Appointment | None
    is_to_choose: bool

    @property
    def site(self):
        return self.booked.site if self.booked else self.subject.site

    @property
    def is_to_come(self):
        """Whether the appointment of the visit may still be moved or cancelled."""
        return self.booked is not None and self.booked.starts_at > timezone.now()

    @property
    def hours(self):
        return hours_in_words(self.site)

    @property
    def contents(self):
        """The items to collect, as strings."""
        if isinstance(self.subject, Loan):
            return [item.designation for item in self.subject.items.live().for_list()]
        counts = [(line.what, line.accepted) for line in self.subject.lines.for_list()]
        return [f"{what} × {count}" for what, count in counts if count]

    @property
    def is_return(self):
        return kind_for(self.subject) == AppointmentKind.RETURN


def visits_of(person):
    """The `Visit`s of a person: collections, then returns."""
    subjects = [*_requests_of(person), *prepared_for(person).filter(request=None)]
    subjects += lent_to(person).select_related("site").order_by("due_on", "pk")
    return [_visit(subject, person) for subject in subjects]


def _requests_of(person):
    """The open requests for this person; requests naming the person at the hand-over come first."""
    mine = prepared_for(person).exclude(request=None).values("request")
    others = Loan.objects.filter(status=LoanStatus.PREPARED, request__isnull=False)
    others = others.exclude(recipient=None).exclude(recipient=person).values("request")
    rows = Request.objects.filter(Q(recipient=person) | Q(pk__in=mine), status__in=UNDER_WAY)
    return rows.exclude(pk__in=others).select_related("site").order_by("pk")


def _visit(subject, person):
    kind = kind_for(subject)
    if not is_on("appointments"):
        return Visit(subject, None, is_to_choose=False)
    rows = Appointment.objects.about(subject).booked().filter(kind=kind).for_list()
    booked = next((row for row in rows if row.recipient == person), None)
    is_to_choose = booked is None and kind is not None and takes_bookings(subject.site)
    return Visit(subject, booked, is_to_choose)


@dataclass
class Lent:
    """A loan of the person, with its items still out and its renewals."""

    loan: Loan
    items: list[LoanItem]
    pending: Renewal | None
    refused: Renewal | None
    visit: Visit

    @property
    def has_paper(self):
        return self.loan.agreements.signed().exists()


def lent_of(visits):
    """The `Lent` of each return visit; `incident` of an item is its open report."""
    loans = []
    for visit in visits:
        if not visit.is_return:
            continue
        loan = visit.subject
        items = list(open_items(loan).order_by("pk"))
        reported = Incident.objects.filter(item__in=items, status=IncidentStatus.OPEN)
        by_item = {incident.item_id: incident for incident in reported}
        for item in items:
            item.incident, item.may_report = by_item.get(item.pk), is_out(item)
        last = loan.renewals.exclude(status=RenewalStatus.WITHDRAWN).first()
        pending = last if last and last.status == RenewalStatus.PENDING else None
        refused = last if last and last.status == RenewalStatus.REFUSED else None
        loans.append(Lent(loan, items, pending, refused, visit))
    return loans


def visit_of(person, number):
    """The visit for the request or loan with this number; None if no time can be chosen."""
    visits = (visit for visit in visits_of(person) if visit.subject.number == number)
    return next((visit for visit in visits if visit.is_to_choose or visit.is_to_come), None)
