"""Appointments and free slots."""

from datetime import timedelta

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from api.endpoints import Resource
from api.problems import Problem
from api.responses import respond
from api.schema import KEY, number_in
from api.v1.loans import LOANS
from api.v1.requests import REQUESTS
from core.text_input import day_named
from loans.appointments import operations
from loans.appointments.filters import AppointmentFilter
from loans.appointments.forms import BookForm, CancelForm, SlotForm
from loans.appointments.slots import bookable, days_of
from loans.models import Appointment
from people.models import Site

DAYS_AHEAD = 31
APPOINTMENTS = Resource(
    "appointments",
    Appointment,
    ("status status_since kind site starts_at ends_at places organisation request loan created_at"),
    permission="loans.view_appointment",
    page="appointment_list",
    filters=AppointmentFilter,
)


def booked(request, _row, appointment):
    return respond(request, APPOINTMENTS.one(request, {"id": appointment.pk}))


def book_form(data, *, user):
    """Form for `book`, limited to the active sites that the user may see."""
    form = BookForm(data)
    form.fields["site"].queryset = Site.objects.visible_to(user).filter(is_active=True)
    return form


for resource, page in ((REQUESTS, "request_book"), (LOANS, "loan_book")):
    resource.act(
        "book",
        operations.book,
        BookForm,
        make=book_form,
        summary=gettext_lazy("Book an appointment"),
        page=page,
        answer=APPOINTMENTS.schema,
        gives=booked,
        example={"starts_at": "2026-12-03T10:00:00+01:00"},
    )


def cancel_form(data, *, appointment):
    return CancelForm(data, prepared=appointment.to_hand_over)


APPOINTMENTS.act(
    "move",
    operations.move_appointment,
    SlotForm,
    summary=gettext_lazy("Move the appointment"),
    page="appointment_move",
)
APPOINTMENTS.act(
    "cancel",
    operations.cancel_appointment,
    CancelForm,
    make=cancel_form,
    summary=gettext_lazy("Cancel the appointment"),
    page="appointment_cancel",
)
APPOINTMENTS.act(
    "came", operations.come, summary=gettext_lazy("Mark as attended"), page="appointment_came"
)
APPOINTMENTS.act(
    "missed", operations.miss, summary=gettext_lazy("Mark as missed"), page="appointment_missed"
)
MOMENT = {"type": "string", "format": "date-time"}
SLOT = {
    "type": "object",
    "properties": {
        "starts_at": MOMENT,
        "ends_at": MOMENT,
        "left": {"type": "integer", "description": "Places left."},
    },
    "required": ["starts_at", "ends_at", "left"],
}


def slots(request):
    """List the free slots of a site, for a month at most."""
    number = number_in(request.GET, "site", KEY)
    site = Site.objects.visible_to(request.user).filter(pk=number).first()
    if site is None:
        raise Problem(422, errors={"site": [_("This choice is not available here.")]})
    today = timezone.localdate()
    first = max(today, day_named(request.GET.get("from"), today))
    days = bookable(days_of(site, first, first + timedelta(days=DAYS_AHEAD)), timezone.now())
    items = [
        {"starts_at": slot.starts_at, "ends_at": slot.ends_at, "left": slot.left}
        for day in days
        for slot in day.slots
    ]
    return respond(request, {"items": items})


APPOINTMENTS.route(
    "GET",
    "slots",
    gettext_lazy("Free slots of a site"),
    slots,
    {
        "type": "object",
        "properties": {"items": {"type": "array", "items": SLOT}},
        "required": ["items"],
    },
    {"site": KEY, "from": {"type": "string", "format": "date"}},
    permission="loans.book_appointment",
)
