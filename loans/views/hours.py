"""Opening hours of a site: its week, its closures, and appointments that conflict with them."""

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from core.acts import run_action
from core.forms import attempt
from core.typed import number_of
from loans import operations
from loans.appointments.slots import stranded, stranded_for
from loans.forms.hours import ClosureForm, HoursForm
from loans.models import Closure
from loans.operations.hours import holidays_to_add
from people.models import Site

may_change = permission_required(operations.write_hours.permission, raise_exception=True)


def _site(request, pk):
    return get_object_or_404(Site.objects.visible_to(request.user), pk=pk)


def _warn(request, site):
    """Flash how many appointments no longer fit, and that their people are notified."""
    count = len(stranded(site, timezone.now()))
    if count:
        text = ngettext(
            "%(count)s appointment no longer fits: who was to come is told to choose another time."
            " It is listed below until it is moved.",
            "%(count)s appointments no longer fit: those who were to come are told to choose"
            " another time. They are listed below until they are moved.",
            count,
        )
        messages.warning(request, text % {"count": count})


@may_change
def site_hours(request, pk):
    site = _site(request, pk)
    form = HoursForm(request.POST or None, site=site)
    if attempt(form, operations.write_hours, site, by=request.user):
        messages.success(request, _("The hours are saved."))
        _warn(request, site)
        return redirect("site_hours", site.pk)
    return _show(request, site, form)


def _show(request, site, form, confirmed_year=None):
    today = timezone.localdate()
    context = {
        "site": site,
        "form": form,
        "confirmed_year": confirmed_year,
        "closures": site.closures.filter(last_on__gte=today)[:200],
        "stranded": stranded_for(request.user, site, timezone.now()),
        "years": [(year, holidays_to_add(site, year)) for year in (today.year, today.year + 1)],
    }
    return render(request, "loans/site_hours.html", context)


@may_change
def closure_add(request, pk):
    site = _site(request, pk)
    form = ClosureForm(request.POST or None, site=site)
    if attempt(form, operations.close_site, by=request.user):
        messages.success(request, _("The closure is added."))
        _warn(request, site)
        return redirect("site_hours", site.pk)
    return render(request, "loans/closure_add.html", {"site": site, "form": form})


@require_POST
@may_change
def closure_remove(request, pk):
    sites = Site.objects.visible_to(request.user)
    closure = get_object_or_404(Closure.objects.filter(site__in=sites), pk=pk)
    run_action(request, operations.reopen_site, closure, done=_("The closure is taken away."))
    return redirect("site_hours", closure.site_id)


@require_POST
@may_change
def site_holidays(request, pk):
    site = _site(request, pk)
    year = number_of(request.POST.get("year")) or 0
    done = _("The public holidays of %(year)s are added.") % {"year": year}
    is_sure = "override" in request.POST
    if run_action(
        request, operations.close_on_holidays, site, year=year, override=is_sure, done=done
    ):
        _warn(request, site)
        return redirect("site_hours", site.pk)
    return _show(request, site, HoursForm(site=site), confirmed_year=year)
