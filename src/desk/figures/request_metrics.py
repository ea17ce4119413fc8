"""Metrics of requests, appointments, loans, incidents and letters."""

from django.db.models import Case, F, IntegerField, When
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from desk.figures.figure import TOTAL, Figure
from desk.figures.lists import list_of, listed
from loans.agreements.tables import EMPLOYER, with_employer_to_ask
from loans.allocation.stock import open_lines, with_reserved_count
from loans.appointments.slots import day_of
from loans.base.lifecycle.aftercare import IncidentStatus, RenewalStatus
from loans.base.lifecycle.loans import LoanStatus, RequestStatus
from loans.models import (
    Appointment,
    FollowUp,
    Incident,
    Loan,
    Renewal,
    Request,
    RequestLine,
)
from people.base.models.user import Access
from people.models import Message, User

AT_A_SITE = frozenset({"site"})


def now(**facts):
    """Build a figure of the current state, which can be filtered by site."""
    return Figure(**{"is_of_now": True, "dimensions": AT_A_SITE} | facts)


def at(rows, scope, name="site"):
    """Rows of the site of the scope; all rows if it has no site."""
    return rows.filter(**{name: scope.site}) if scope.site else rows


def _requests(status):
    return lambda scope: at(Request.objects.visible_to(scope.user).filter(status=status), scope)


def _to_prepare(scope):
    return _requests(RequestStatus.ACCEPTED)(scope).filter(pk__in=open_lines().values("request"))


def _of_loans(model, **which):
    return lambda scope: at(
        model.objects.visible_to(scope.user).filter(**which), scope, "loan__site"
    )


def _loans(scope):
    return at(Loan.objects.visible_to(scope.user), scope)


def _appointments(scope):
    return at(Appointment.objects.visible_to(scope.user).booked(), scope)


def _today(scope):
    rows = _appointments(scope).between(*day_of(scope.last))
    return rows.filter(starts_at__gt=timezone.now()) if scope.user.organisation_id else rows


def _incidents(scope):
    incidents = Incident.objects.visible_to(scope.user).filter(status=IncidentStatus.OPEN)
    return at(incidents, scope, "item__loan__site")


def _calls(scope):
    return at(FollowUp.objects.visible_to(scope.user).due(scope.last), scope, "loan__site")


def _wanted(lines, scope):
    """Lines for devices in the scope, with `amount`, the quantity still wanted."""
    lines = lines.filter(request__in=Request.objects.visible_to(scope.user), category__isnull=False)
    if scope.category:
        lines = lines.filter(category=scope.category)
    return at(lines, scope, "request__site")


def promised(scope):
    """Accepted lines for devices; `amount` is the quantity neither handed over nor set aside."""
    return _wanted(open_lines(), scope).annotate(amount=F("left"))


def wanted(scope):
    """Lines for devices of open requests; `amount` is the quantity still wanted."""
    status = [RequestStatus.SENT, RequestStatus.ACCEPTED]
    lines = with_reserved_count(RequestLine.objects.filter(request__status__in=status))
    left = When(
        request__status=RequestStatus.ACCEPTED,
        then=F("accepted") - F("served") - F("reserved_count"),
    )
    lines = lines.annotate(amount=Case(left, default=F("requested"), output_field=IntegerField()))
    return _wanted(lines.filter(amount__gt=0), scope)


OF_LINES = {
    "permission": "inventory.view_device",
    "aggregation": TOTAL,
    "dimensions": frozenset({"site", "category"}),
}
FIGURES = [
    now(
        key="requests_to_answer",
        noun=ngettext_lazy("request to answer", "requests to answer", "count"),
        definition=_("Requests that were sent and have not been accepted or refused yet."),
        rows=_requests(RequestStatus.SENT),
        permission="loans.view_request",
        worked_on=lambda scope: (
            listed("answer_queue", site=scope.site)
            if scope.user.has_perm("loans.decide_request")
            else listed("request_list", status="sent", site=scope.site)
        ),
    ),
    now(
        key="requests_to_serve",
        noun=ngettext_lazy("accepted request to prepare", "accepted requests to prepare", "count"),
        definition=_("Accepted requests with items that are neither handed over nor set aside."),
        rows=_to_prepare,
        permission="loans.view_request",
    ),
    now(
        key="requests_unread",
        noun=ngettext_lazy("request with a new message", "requests with a new message", "count"),
        definition=_("Requests with a message that your team has not opened yet."),
        rows=lambda scope: at(Request.objects.visible_to(scope.user).unread_by(scope.user), scope),
        permission="loans.write_message",
        worked_on=list_of("request_list", unread="true"),
    ),
    now(
        key="devices_promised",
        noun=ngettext_lazy("device promised", "devices promised", "count"),
        definition=_(
            "Items that accepted requests are still waiting for, neither handed over "
            "nor set aside: each line counts the devices still missing."
        ),
        rows=promised,
        **OF_LINES,
    ),
    now(
        key="devices_wanted",
        noun=ngettext_lazy("device requested", "devices requested", "count"),
        definition=_(
            "Items that open requests are still waiting for: for requests without an "
            "answer, the whole quantity; for accepted requests, items neither handed "
            "over nor set aside. Each line counts the devices still missing."
        ),
        rows=wanted,
        **OF_LINES,
    ),
    now(
        key="renewals_to_answer",
        noun=ngettext_lazy("extension to answer", "extensions to answer", "count"),
        definition=_("Loans with an extension request that has no answer yet."),
        rows=_of_loans(Renewal, status=RenewalStatus.PENDING),
        permission="loans.decide_request",
        worked_on=list_of("renewal_list"),
    ),
    now(
        key="appointments_today",
        noun=ngettext_lazy("appointment today", "appointments today", "count"),
        definition=_("Appointments booked for today, without a recorded attendance."),
        rows=_today,
        permission="loans.view_appointment",
        worked_on=lambda scope: listed(
            "appointment_list", status="booked", on=scope.last.isoformat(), site=scope.site
        ),
    ),
    now(
        key="appointments_to_note",
        noun=ngettext_lazy(
            "past appointment: record attendance", "past appointments: record attendance", "count"
        ),
        definition=_("Past appointments without a recorded attendance."),
        rows=lambda scope: _appointments(scope).filter(starts_at__lte=timezone.now()),
        permission="loans.book_appointment",
        worked_on=list_of("appointment_list", when="to_say"),
    ),
    now(
        key="loans_prepared",
        noun=ngettext_lazy("hand-over being prepared", "hand-overs being prepared", "count"),
        definition=_("Loans and gifts that were started but not handed over yet."),
        rows=lambda scope: _loans(scope).begun().filter(status=LoanStatus.PREPARED),
        permission="loans.view_loan",
        worked_on=list_of("loan_list", status="prepared"),
    ),
    now(
        key="loans_ready",
        noun=ngettext_lazy("hand-over ready to collect", "hand-overs ready to collect", "count"),
        definition=_("Hand-overs with items set aside and nothing signed yet."),
        rows=lambda scope: _loans(scope).ready(),
        permission="loans.view_loan",
        worked_on=list_of("loan_list", ready="true"),
    ),
    now(
        key="employers_to_ask",
        noun=ngettext_lazy(
            "link to send to an employer who must sign",
            "links to send to employers who must sign",
            "count",
        ),
        definition=_(
            "Three-party agreements signed by the person, whose employer has no link "
            "to sign with yet."
        ),
        rows=lambda scope: with_employer_to_ask(_loans(scope)),
        permission="loans.hand_over",
        worked_on=list_of("signing_list", state=EMPLOYER),
    ),
    now(
        key="loans_due_today",
        noun=ngettext_lazy("loan due back today", "loans due back today", "count"),
        definition=_("Loans due today."),
        rows=lambda scope: _loans(scope).filter(status=LoanStatus.ACTIVE, due_on=scope.last),
        permission="loans.view_loan",
        worked_on=lambda scope: listed(
            "loan_list", status="active", due_on=scope.last.isoformat(), site=scope.site
        ),
    ),
    now(
        key="loans_overdue",
        noun=ngettext_lazy("overdue loan", "overdue loans", "count"),
        definition=_("Loans under way that are past their due date."),
        day="due_on",
        rows=lambda scope: _loans(scope).overdue(scope.last),
        permission="loans.view_loan",
        worked_on=lambda scope: (
            listed("overdue_list", site=scope.site)
            if scope.user.has_perm("loans.read_agreement")
            else listed("loan_list", overdue="true", site=scope.site)
        ),
    ),
    now(
        key="incidents_to_settle",
        noun=ngettext_lazy("incident to settle", "incidents to settle", "count"),
        definition=_(
            "Incidents reported on equipment that has been handed over, and not settled yet."
        ),
        rows=_incidents,
        permission="loans.report_incident",
        worked_on=list_of("incident_list", status="open"),
    ),
    now(
        key="calls_to_make",
        noun=ngettext_lazy("call to make", "calls to make", "count"),
        definition=_("Calls planned after a hand-over for today or earlier, and not made yet."),
        rows=_calls,
        permission="loans.follow_up",
        worked_on=list_of("followup_list"),
    ),
    now(
        key="messages_not_sent",
        noun=ngettext_lazy("message not sent", "messages not sent", "count"),
        definition=_("Letters that were not sent, or may not have been sent."),
        rows=lambda scope: Message.objects.visible_to(scope.user).to_see_to(),
        permission="people.view_message",
        dimensions=frozenset(),
        worked_on=lambda scope: listed("message_list", see_to="true"),
    ),
    now(
        key="users_invited",
        noun=ngettext_lazy("invitation not accepted yet", "invitations not accepted yet", "count"),
        definition=_("People who were invited and have not signed in yet."),
        rows=lambda scope: User.objects.visible_to(scope.user).with_access(Access.INVITED),
        permission="people.manage_users",
        dimensions=frozenset(),
        worked_on=lambda scope: listed("user_list", access="invited"),
    ),
]
