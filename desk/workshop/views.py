"""The pages of the workshop that read requests and loans: the queue, the figures, their lists."""

from django.contrib.auth.decorators import permission_required
from django.http import Http404
from django.shortcuts import render
from django.utils import timezone

from core.lists.tables import render_table
from desk.figures.weeks import Weeks, monday_of
from desk.figures.workshop_flow import KINDS, happened
from desk.workshop import charts
from desk.workshop.failures import did_not_conform, handed_over_in, has_failed
from desk.workshop.figures import figures_of
from desk.workshop.forms import SPANS, FiguresForm, ListedForm, QueueForm, sites_of
from desk.workshop.needs import needs_shown
from desk.workshop.queue import queue_of
from inventory.device_pages.tables import DeviceTable
from inventory.models import Device
from inventory.workshop.operations import bench as bench_operations

may_refurbish = permission_required(bench_operations.refurbish.permission, raise_exception=True)


@may_refurbish
def workshop_queue(request):
    """The shortages of a site, and the next devices to refurbish."""
    form = QueueForm(request.GET, user=request.user)
    sites = sites_of(request.user)
    site, category = form.chosen("site", sites.first()), form.chosen("category")
    needs = needs_shown([site])[site] if site else []
    context = {
        "sites": sites,
        "site": site,
        "category": category,
        "lacking": [need for need in needs if need.missing],
        "requested": [need for need in needs if need.requested],
        "to_check": [need for need in needs if need.to_check],
        "waiting": sum(need.to_check for need in needs if category in {None, need.category}),
        "places": queue_of(site, needs, timezone.localdate(), category) if site else [],
    }
    return render(request, "desk/workshop/workshop_queue.html", context)


@may_refurbish
def workshop_figures(request):
    """Throughput of the workshop, and failures after hand-over."""
    form = FiguresForm(request.GET, user=request.user)
    every = request.user.has_perm("inventory.view_every_site")
    sites = sites_of(request.user)
    site = form.chosen("site", None if every else sites.first())
    context = {"sites": sites, "site": site, "spans": SPANS, "every": every}
    if site or every:
        today = timezone.localdate()
        figures = figures_of(site, form.chosen("weeks", SPANS[0]), today)
        context |= charts.context_of(figures, site, today)
    return render(request, "desk/workshop/workshop_figures.html", context)


@may_refurbish
def workshop_devices(request):
    """The devices behind a number of the figures: of one week, or of one month of hand-overs."""
    form = ListedForm(request.GET, user=request.user)
    if not form.is_valid():
        raise Http404
    what, since, site = (form.cleaned_data[name] for name in ("what", "since", "site"))
    if what in KINDS:
        ids = happened(KINDS[what], Weeks(monday_of(since), 1), site).values("subject_id")
    else:
        sign = did_not_conform() if what == "unfit" else has_failed()
        ids = handed_over_in(since.replace(day=1), site).filter(sign).values("device")
    devices = Device.objects.visible_to(request.user).filter(pk__in=ids).for_list()
    context = {"title": charts.title_of(what, since), "site": site}
    return render_table(
        request, "desk/workshop/workshop_devices.html", DeviceTable(devices), **context
    )
