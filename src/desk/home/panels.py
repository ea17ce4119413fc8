"""Panels of the home page: the first few rows that need an action."""

from datetime import timedelta
from typing import NamedTuple

from django.db.models import Count, OuterRef, Subquery, Sum
from django.utils import timezone
from django.utils.translation import gettext as _

from core.modules.registry import is_on
from desk.figures.lists import listed
from desk.figures.registry import FIGURES
from desk.figures.request_metrics import at
from desk.figures.stock import to_put_away
from desk.workshop.needs import needs_shown
from desk.workshop.queue import queue_of
from inventory.models import Device
from loans.allocation.standing import with_standings
from loans.base.lifecycle.loans import LoanStatus, RequestStatus
from loans.models import Appointment, Loan, Request

MAX_ROWS = 4
LATE = timedelta(hours=1)  # an appointment is still to come after its time


class Panel(NamedTuple):
    """A few rows, the template fragment that shows them, and the URL of the whole list."""

    heading: str
    template: str
    rows: list
    more: str


# --- Stock ---------------------------------------------------------------------------------------


def _of(key, look):
    """Rows of a figure at the sites of `look`, and the URL of their list."""
    figure = FIGURES[key]
    return figure.rows(look.scope), (figure.worked_on or figure.address)(look.scope)


def lots_expected(look):
    lots, more = _of("lots_to_come", look)
    lots = lots.select_related("site", "donor").annotate(announced=Sum("lines__announced"))
    rows = _with_days(lots.order_by("collect_on", "pk")[:MAX_ROWS], "collect_on", look.scope.last)
    return Panel(_("Donations expected"), "desk/home/_lots_expected.html", rows, more)


def labels(look):
    """Lots with devices whose label was never printed, latest first."""
    lots, more = _of("lots_to_label", look)
    bare = Device.objects.visible_to(look.user).to_label().order_by()
    bare = bare.filter(donation=OuterRef("pk")).values("donation").annotate(number=Count("pk"))
    lots = lots.select_related("site", "donor").annotate(to_label=Subquery(bare.values("number")))
    return Panel(
        _("Labels to print"),
        "desk/home/_lots_to_label.html",
        lots.order_by("-received_on", "-pk")[:MAX_ROWS],
        more,
    )


def put_away(look):
    """Returned devices without a place."""
    scope = look.scope
    return Panel(
        _("Returned, to put on a shelf"),
        "desk/_devices.html",
        to_put_away(scope).for_list().order_by("pk")[:MAX_ROWS],
        listed("device_list", status="received", site=scope.site),
    )


# --- The bench -----------------------------------------------------------------------------------


def my_bench(look):
    """The user's devices on the bench, oldest first."""
    devices, more = _of("devices_on_my_bench", look)
    return Panel(
        _("On your bench"), "desk/home/_bench.html", list(devices.for_list()[:MAX_ROWS]), more
    )


def next_to_bench(look):
    """The first devices of the queue, each with the reason it is needed."""
    scope = look.scope
    needs = needs_shown(look.shown_sites)
    site = look.site or next((site for site in needs if site == scope.user.site), None)
    site = site or next(iter(needs), None)
    places = queue_of(site, needs[site], scope.last, shown=MAX_ROWS) if site else []
    return Panel(
        _("Next devices for the bench"),
        "desk/home/_next.html",
        places,
        listed("workshop_queue", site=site),
    )


# --- Requests ------------------------------------------------------------------------------------


def our_requests(look):
    scope = look.scope
    open_ones = [RequestStatus.DRAFT, RequestStatus.SENT, RequestStatus.ACCEPTED]
    requests = Request.objects.visible_to(scope.user).with_unread(scope.user)
    rows = with_standings(requests.filter(status__in=open_ones).for_list().by_last_day())
    rows.sort(key=lambda row: not row.standing.code.endswith("ready"))  # a time is to be chosen
    more = listed("request_list")
    return Panel(_("Your requests"), "desk/home/_requests.html", rows[:MAX_ROWS], more)


# --- Loans ---------------------------------------------------------------------------------------


def appointments(look):
    """Next appointments, including those of the last hour, whose person may be late."""
    scope = look.scope
    rows = Appointment.objects.visible_to(scope.user).booked()
    rows = at(rows, scope).filter(starts_at__gte=timezone.now() - LATE).for_list()
    rows = list(rows.order_by("starts_at", "pk")[:MAX_ROWS]) if is_on("appointments") else []
    for row in rows:
        row.who, row.is_today = row.seen_by(scope.user), row.local.date() == scope.last
    is_at_the_counter = scope.user.has_perm("desk.scan")
    return Panel(
        _("Your next appointments"),
        "desk/home/_appointments.html",
        rows,
        listed("appointment_day" if is_at_the_counter else "appointment_list", site=scope.site),
    )


def overdue(look):
    loans, more = _of("loans_overdue", look)
    return Panel(_("Overdue"), "desk/home/_loans.html", _first_due(loans, look), more)


def our_loans(look):
    loans = Loan.objects.visible_to(look.user)
    loans = loans.filter(status=LoanStatus.ACTIVE, due_on__isnull=False)
    more = listed("loan_list", status="active")
    return Panel(_("Your loans"), "desk/home/_loans.html", _first_due(loans, look), more)


def _first_due(loans, look):
    return _with_days(loans.for_list().order_by("due_on")[:MAX_ROWS], "due_on", look.scope.last)


def _with_days(rows, name, today):
    """Set `days` on each row: the days left until this date field, negative once past."""
    rows = list(rows)
    for row in rows:
        day = getattr(row, name)
        row.days = (day - today).days if day else None
    return rows
