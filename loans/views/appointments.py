"""Appointments: the list, each one, and booking a time in two taps."""

from datetime import timedelta

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from core.acts import run_action
from core.forms import attempt
from core.models import Event
from core.tables import render_table
from core.typed import day_named, number_of
from loans import operations
from loans.appointments.agenda import file_of
from loans.appointments.attendance import attendance, attendance_by_organisation
from loans.appointments.slots import FURTHEST, bookable, days_of
from loans.filters import AppointmentFilter
from loans.forms.appointments import BookForm, CancelForm, SlotForm
from loans.letters.appointments import place_of, what_to_bring
from loans.models import Appointment
from loans.tables import AppointmentTable, AttendanceTable
from loans.views.found import loan_or_404, request_or_404
from people.models import Site

may_view = permission_required("loans.view_appointment", raise_exception=True)
may_book = permission_required(operations.book.permission, raise_exception=True)
may_say = permission_required(operations.come.permission, raise_exception=True)
DAYS_SHOWN = 5


def _appointment(request, pk):
    return get_object_or_404(Appointment.objects.visible_to(request.user).for_list(), pk=pk)


@may_view
def appointment_list(request):
    rows = Appointment.objects.visible_to(request.user).for_list().order_by("-starts_at", "-pk")
    filters = AppointmentFilter(request.GET, queryset=rows, request=request)
    table = AppointmentTable(filters.qs, user=request.user)
    return render_table(request, "loans/appointment_list.html", table, filters=filters)


@permission_required("people.view_organisation", raise_exception=True)
def appointment_rates(request):
    rows, now = Appointment.objects.visible_to(request.user), timezone.now()
    table = AttendanceTable(attendance_by_organisation(rows, now))
    overall = attendance(rows, now)
    return render_table(request, "loans/appointment_rates.html", table, overall=overall)


@may_view
def appointment_detail(request, pk):
    appointment = _appointment(request, pk)
    context = {
        "appointment": appointment,
        "person": appointment.seen_by(request.user),
        "place": place_of(appointment.site),
        "bring": what_to_bring(appointment),
        "is_past": appointment.starts_at <= timezone.now(),
        "about": appointment.about,
        "leads": appointment.leads(request.user),
        "is_today": timezone.localdate(appointment.starts_at) <= timezone.localdate(),
        "events": Event.objects.about(appointment).select_related("by")[:100],
    }
    return render(request, "loans/appointment_detail.html", context)


@may_view
def appointment_file(request, pk):
    """The appointment for one's own calendar: no name and no phone of a family is in it."""
    appointment = _appointment(request, pk)
    return HttpResponse(
        file_of(appointment, request.user),
        content_type="text/calendar; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="appointment-{pk}.ics"'},
    )


@may_book
def request_book(request, pk):
    loan_request = request_or_404(request, pk)
    return _book(request, loan_request)


@may_book
def loan_book(request, pk):
    loan = loan_or_404(request, pk)
    return _book(request, loan)


def _book(request, subject):
    booked = Appointment.objects.about(operations.subject_of(subject)).booked().first()
    form = BookForm(request.POST or None)
    if booked and not form.is_bound:
        return redirect(booked)
    if attempt(form, operations.book, subject, by=request.user):
        messages.success(request, _("Booked: those concerned are told."))
        return redirect(form.result or subject)
    if operations.kind_for(subject) is None:
        messages.error(request, _("No appointment is needed here any more."))
        return redirect(subject)
    sites = list(Site.objects.filter(hours__isnull=False, is_active=True).distinct())
    return _choose(request, form, _site_of(request, subject, sites), subject=subject, sites=sites)


def _site_of(request, subject, sites):
    """The site that the page or its address names, if it receives people; else its own."""
    wanted = number_of(request.POST.get("site") or request.GET.get("site"))
    return next((site for site in sites if site.pk == wanted), subject.site)


@may_book
def appointment_move(request, pk):
    appointment = _appointment(request, pk)
    if appointment.status != appointment.Status.BOOKED:
        messages.error(request, _("Only an appointment to come is moved."))
        return redirect(appointment)
    form = SlotForm(request.POST or None)
    if attempt(form, operations.move_appointment, appointment, by=request.user):
        messages.success(request, _("Moved: those concerned are told."))
        return redirect(appointment)
    return _choose(request, form, appointment.site, subject=appointment.about, moved=appointment)


def _choose(request, form, site, *, subject, moved=None, sites=()):
    """The next days with a free place, a few at a time, each time a button."""
    now, today = timezone.now(), timezone.localdate()
    first = max(today, day_named(request.GET.get("from"), today))
    last = today + FURTHEST - timedelta(days=1)
    days = bookable(days_of(site, min(first, last), last, but=moved), now) if site.is_active else []
    context = {
        "form": form,
        "site": site,
        "sites": sites,
        "subject": subject,
        "moved": moved,
        "days": days[:DAYS_SHOWN],
        "later": days[DAYS_SHOWN].date if days[DAYS_SHOWN:] else None,
        "is_first": first == today,
    }
    return render(request, "loans/appointment_book.html", context)


@may_book
def appointment_cancel(request, pk):
    appointment = _appointment(request, pk)
    if appointment.status != appointment.Status.BOOKED:
        return redirect(appointment)
    prepared = appointment.to_hand_over
    form = CancelForm(request.POST or None, prepared=prepared)
    if attempt(form, operations.cancel_appointment, appointment, by=request.user):
        messages.success(request, _("Cancelled: those concerned are told."))
        return redirect(appointment.about)
    context = {"form": form, "appointment": appointment, "prepared": prepared}
    return render(request, "loans/appointment_cancel.html", context)


@require_POST
@may_say
def appointment_came(request, pk):
    appointment = _appointment(request, pk)
    run_action(request, operations.come, appointment, done=_("Noted: they came."))
    return _back_to_day(request, appointment)


@require_POST
@may_say
def appointment_not_came(request, pk):
    """A press on “came” that was a mistake."""
    appointment = _appointment(request, pk)
    run_action(
        request, operations.not_come, appointment, done=_("Undone: they are expected again.")
    )
    return _back_to_day(request, appointment)


@require_POST
@permission_required(operations.serve_at.permission, raise_exception=True)
def appointment_serve(request, pk):
    """The request of an appointment is served where they come."""
    appointment = _appointment(request, pk)
    if appointment.request is None:
        raise Http404
    done = _("Served at %(site)s from now on.") % {"site": appointment.site}
    run_action(request, operations.serve_at, appointment.request, site=appointment.site, done=done)
    return redirect(appointment)


@require_POST
@may_say
def appointment_missed(request, pk):
    appointment = _appointment(request, pk)
    run_action(request, operations.miss, appointment, done=_("Noted: they did not come."))
    return _back_to_day(request, appointment)


def _back_to_day(request, appointment):
    if "day" not in request.POST:
        return redirect(appointment)
    return redirect(f"{appointment.day_url}#at-{appointment.pk}")
