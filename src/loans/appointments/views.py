from datetime import timedelta

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from core.dates import midnight
from core.forms.actions import action_view, finder, redirect_saying, run_action
from core.forms.base import attempt
from core.http.access import allowed
from core.lists.tables import render_table
from core.models import Event
from core.text_input import day_named, number_of
from loans.appointments import operations
from loans.appointments.agenda import file_of
from loans.appointments.attendance import attendance, attendance_by_organisation
from loans.appointments.filters import AppointmentFilter
from loans.appointments.forms import BookForm, CancelForm, ClosureForm, HoursForm, SlotForm
from loans.appointments.letters import place_of, what_to_bring
from loans.appointments.operations import holidays_to_add
from loans.appointments.shortcuts import times_to_choose
from loans.appointments.slots import days_of, stranded, stranded_for
from loans.appointments.tables import AppointmentTable, AttendanceTable
from loans.base.shortcuts import loan_or_404, request_or_404
from loans.models import Appointment, Closure
from people.models import Message, Site
from people.outbox.channels import mail_notice

may_view = allowed("loans.view_appointment")
may_book = allowed(operations.book.permission)
_appointment = finder(lambda user: Appointment.objects.visible_to(user).for_list())


@may_view
def appointment_list(request):
    rows = Appointment.objects.visible_to(request.user).for_list().next_first()
    filters = AppointmentFilter(request.GET, queryset=rows, request=request)
    table = AppointmentTable(filters.qs, user=request.user)
    return render_table(request, "loans/appointments/appointment_list.html", table, filters=filters)


@allowed("people.view_organisation")
def appointment_rates(request):
    rows, now = Appointment.objects.visible_to(request.user), timezone.now()
    table = AttendanceTable(list(attendance_by_organisation(rows, now)))
    template = "loans/appointments/appointment_rates.html"
    return render_table(request, template, table, overall=attendance(rows, now))


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
        "letters": Message.objects.ids_for(request.user, appointment),
    }
    return render(request, "loans/appointments/appointment_detail.html", context)


@may_view
def appointment_file(request, pk):
    """The calendar file of an appointment; it contains no name and no phone of a family."""
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
        messages.success(
            request, f"{_('The appointment has been booked.')} {mail_notice(request.user)}"
        )
        return redirect(form.result or subject)
    if operations.kind_for(subject) is None:
        messages.error(
            request,
            _(
                "Nothing is set aside or lent here yet. You can book an appointment once "
                "equipment has been set aside or lent."
            ),
        )
        return redirect(subject)
    sites = list(Site.objects.filter(hours__isnull=False, is_active=True).distinct())
    return _choose(request, form, _site_of(request, subject, sites), subject=subject, sites=sites)


def _site_of(request, subject, sites):
    """The site named by the form or the query string, if it receives people.

    Otherwise it is the site of the subject.
    """
    wanted = number_of(request.POST.get("site") or request.GET.get("site"))
    return next((site for site in sites if site.pk == wanted), subject.site)


@may_book
def appointment_move(request, pk):
    appointment = _appointment(request, pk)
    if appointment.status != appointment.Status.BOOKED:
        messages.error(request, _("Only a future appointment can be moved."))
        return redirect(appointment)
    form = SlotForm(request.POST or None)
    if attempt(form, operations.move_appointment, appointment, by=request.user):
        return redirect_saying(
            request,
            f"{_('The appointment has been moved.')} {mail_notice(request.user)}",
            appointment,
        )
    return _choose(request, form, appointment.site, subject=appointment.about, moved=appointment)


def _choose(request, form, site, *, subject, moved=None, sites=()):
    kept = (moved or operations.draft_for(subject)).to_hand_over
    times = times_to_choose(request, form, site, moved)
    context = {"sites": sites, "subject": subject, "kept": kept, **times}
    return render(request, "loans/appointments/appointment_book.html", context)


@may_book
def appointment_cancel(request, pk):
    appointment = _appointment(request, pk)
    if appointment.status != appointment.Status.BOOKED:
        return redirect(appointment)
    prepared = appointment.to_hand_over
    form = CancelForm(request.POST or None, prepared=prepared)
    if attempt(form, operations.cancel_appointment, appointment, by=request.user):
        messages.success(
            request, f"{_('The appointment has been cancelled.')} {mail_notice(request.user)}"
        )
        return redirect(appointment.about)
    context = {"form": form, "appointment": appointment, "prepared": prepared}
    return render(request, "loans/appointments/appointment_cancel.html", context)


def _day_page(request, appointment):
    """The URL of the day, if the form was posted from there; otherwise of the appointment."""
    if "day" not in request.POST:
        return appointment.get_absolute_url()
    return f"{appointment.day_url}#at-{appointment.pk}"


appointment_came = action_view(
    operations.come, _appointment, gettext_lazy("Marked as attended."), back=_day_page
)
appointment_not_came = action_view(
    operations.not_come,
    _appointment,
    gettext_lazy("Undone: the person is expected again."),
    back=_day_page,
)
appointment_missed = action_view(
    operations.miss, _appointment, gettext_lazy("Marked as missed."), back=_day_page
)


@allowed(operations.serve_at.permission).by_post
def appointment_serve(request, pk):
    """Move the request of an appointment to the site of the appointment."""
    appointment = _appointment(request, pk)
    if appointment.request is None:
        raise Http404
    done = _("Now served at %(site)s.") % {"site": appointment.site}
    run_action(request, operations.serve_at, appointment.request, site=appointment.site, done=done)
    return redirect(appointment)


# --- The counter by day and by week: appointments, and free places. ---

DAY = timedelta(days=1)
# Associations have their own list: the agenda of the counter is for our team.
at_the_counter = allowed("desk.scan")


def _site(request, sites):
    """The site in the query string, otherwise the user's own site, otherwise the first."""
    wanted = number_of(request.GET.get("site")) or request.user.site_id
    return next((site for site in sites if site.pk == wanted), sites[0] if sites else None)


def _sites(request):
    return list(Site.objects.visible_to(request.user).filter(is_active=True))


def _by_day(site, first, last):
    """{day: [appointments]} of a site in order of time, without cancelled ones."""
    rows = Appointment.objects.filter(site=site).standing().for_list()
    rows = rows.select_related("request__site", "loan__site")
    rows = rows.between(midnight(first), midnight(last + DAY)).order_by("starts_at", "pk")
    by_day = {}
    for row in rows:
        by_day.setdefault(timezone.localdate(row.starts_at), []).append(row)
    return by_day


@at_the_counter
def appointment_day(request):
    today, now = timezone.localdate(), timezone.now()
    day = day_named(request.GET.get("on"), today)
    sites = _sites(request)
    site = _site(request, sites)
    context = {"day": day, "today": today, "now": now, "site": site, "sites": sites}
    if site:
        rows = _by_day(site, day, day).get(day, [])
        context |= {
            "hours": hours_of(rows, days_of(site, day, day)[0].slots, request.user),
            "closure": site.closures.filter(first_on__lte=day, last_on__gte=day).first(),
            "stranded": stranded_for(request.user, site, now),
            "count": len(rows),
            "before": day - DAY,
            "after": day + DAY,
        }
    return render(request, "loans/appointments/appointment_day.html", context)


def hours_of(rows, slots, user):
    """[(time, [appointments], places left)] of a day, in order; bookings outside slots included."""
    times = {slot.starts_at: ([], slot.left) for slot in slots}
    for row in rows:
        row.person, row.leads_on = row.seen_by(user), row.leads(user)
        times.setdefault(row.starts_at, ([], 0))[0].append(row)
    return [(timezone.localtime(at), *times[at]) for at in sorted(times)]


@at_the_counter
def appointment_week(request):
    today = timezone.localdate()
    day = day_named(request.GET.get("on"), today)
    monday = day - timedelta(days=day.weekday())
    sites = _sites(request)
    site = _site(request, sites)
    context = {
        "monday": monday,
        "sunday": monday + 6 * DAY,
        "today": today,
        "site": site,
        "sites": sites,
        "before": monday - 7 * DAY,
        "after": monday + 7 * DAY,
    }
    if site:
        booked = _by_day(site, monday, monday + 6 * DAY)
        days = days_of(site, monday, monday + 6 * DAY)
        context["days"] = [(one, booked.get(one.date, [])) for one in days]
    return render(request, "loans/appointments/appointment_week.html", context)


# Opening hours of a site: its week, its closures, and appointments that conflict with them.

may_change = allowed(operations.write_hours.permission)
_site_of_hours = finder(Site.objects.visible_to)


def _warn(request, site):
    """Flash how many appointments no longer fit, and that the people are notified."""
    count = len(stranded(site, timezone.now()))
    if count:
        text = ngettext(
            "%(count)s appointment is outside the new hours: we are asking the person "
            "to choose another time. It is listed below until it is moved.",
            "%(count)s appointments are outside the new hours: we are asking the "
            "people to choose another time. They are listed below until they are moved.",
            count,
        )
        messages.warning(request, text % {"count": count})


@may_change
def site_hours(request, pk):
    site = _site_of_hours(request, pk)
    form = HoursForm(request.POST or None, site=site)
    if attempt(form, operations.write_hours, site, by=request.user):
        messages.success(request, _("The opening hours have been saved."))
        _warn(request, site)
        return redirect("site_hours", site.pk)
    return _render_page(request, site, form)


def _render_page(request, site, form, confirmed_year=None):
    today = timezone.localdate()
    context = {
        "site": site,
        "others": Site.objects.visible_to(request.user).filter(is_active=True).exclude(pk=site.pk),
        "form": form,
        "confirmed_year": confirmed_year,
        "closures": site.closures.filter(last_on__gte=today)[:200],
        "stranded": stranded_for(request.user, site, timezone.now()),
        "years": [(year, holidays_to_add(site, year)) for year in (today.year, today.year + 1)],
    }
    return render(request, "loans/appointments/site_hours.html", context)


@may_change
def closure_add(request, pk):
    site = _site_of_hours(request, pk)
    form = ClosureForm(request.POST or None, site=site)
    if attempt(form, operations.close_site, by=request.user):
        messages.success(request, _("The closure has been added."))
        _warn(request, site)
        return redirect("site_hours", site.pk)
    return render(request, "loans/appointments/closure_add.html", {"site": site, "form": form})


@may_change.by_post
def closure_remove(request, pk):
    sites = Site.objects.visible_to(request.user)
    closure = get_object_or_404(Closure.objects.filter(site__in=sites), pk=pk)
    run_action(request, operations.reopen_site, closure, done=_("The closure has been deleted."))
    return redirect("site_hours", closure.site_id)


@may_change.by_post
def site_holidays(request, pk):
    site = _site_of_hours(request, pk)
    year = number_of(request.POST.get("year")) or 0
    done = _("The public holidays of %(year)s have been added.") % {"year": year}
    is_sure = "override" in request.POST
    if run_action(
        request, operations.close_on_holidays, site, year=year, override=is_sure, done=done
    ):
        _warn(request, site)
        return redirect("site_hours", site.pk)
    return _render_page(request, site, HoursForm(site=site), confirmed_year=year)
