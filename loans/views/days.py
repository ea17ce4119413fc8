"""The counter by day and by week: who comes, when, and what room is left."""

from datetime import timedelta

from django.contrib.auth.decorators import permission_required
from django.shortcuts import render
from django.utils import timezone

from core.moments import midnight
from core.typed import day_named, number_of
from loans.appointments.slots import days_of, stranded_for
from loans.models import Appointment
from people.models import Site

DAY = timedelta(days=1)
# Associations have their list: the counter's day is for those who stand at it.
at_the_counter = permission_required("desk.scan", raise_exception=True)


def _site(request, sites):
    """The site that the address names, else the one where the user works, else the first."""
    wanted = number_of(request.GET.get("site")) or request.user.site_id
    return next((site for site in sites if site.pk == wanted), sites[0] if sites else None)


def _sites(request):
    return list(Site.objects.visible_to(request.user).filter(is_active=True))


def _by_day(site, first, last):
    """{day: [appointments]} of a site, the cancelled left out, each in the order of its time."""
    rows = Appointment.objects.filter(site=site).standing().for_list()
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
    return render(request, "loans/appointment_day.html", context)


def hours_of(rows, slots, user):
    """[(time, [appointments], places left)] of a day, in order: of its slots and of all booked."""
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
    return render(request, "loans/appointment_week.html", context)
