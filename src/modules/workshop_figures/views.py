"""Figures of the workshop, and the devices behind each."""

from django.contrib.auth.decorators import permission_required
from django.http import Http404
from django.shortcuts import render
from django.utils import timezone

from core.lists.tables import render_table
from desk.figures.weeks import Weeks, monday_of
from desk.workshop.forms import sites_of
from inventory.device_pages.tables import DeviceTable
from inventory.models import Device
from inventory.workshop.operations import bench as bench_operations
from modules.workshop_figures import charts
from modules.workshop_figures.failures import did_not_conform, handed_over_in, has_failed
from modules.workshop_figures.figures import figures_of
from modules.workshop_figures.flow import KINDS, happened
from modules.workshop_figures.forms import WEEKS_SHOWN, FiguresForm, ListedForm

may_refurbish = permission_required(bench_operations.refurbish.permission, raise_exception=True)


@may_refurbish
def workshop_figures(request):
    """Throughput of the workshop, and failures after hand-over."""
    form = FiguresForm(request.GET, user=request.user)
    every = request.user.has_perm("inventory.view_every_site")
    sites = sites_of(request.user)
    site = form.chosen("site", None if every else sites.first())
    context = {"sites": sites, "site": site, "spans": WEEKS_SHOWN, "every": every}
    if site or every:
        today = timezone.localdate()
        figures = figures_of(site, form.chosen("weeks", WEEKS_SHOWN[0]), today)
        context |= charts.context_of(figures, site, today)
    return render(request, "workshop_figures/figures.html", context)


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
    return render_table(request, "workshop_figures/devices.html", DeviceTable(devices), **context)
