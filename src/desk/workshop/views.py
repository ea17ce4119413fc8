"""Page of the workshop queue."""

from django.contrib.auth.decorators import permission_required
from django.shortcuts import render
from django.utils import timezone

from desk.workshop.forms import QueueForm, sites_of
from desk.workshop.needs import needs_shown
from desk.workshop.queue import queue_of
from inventory.workshop.operations import bench as bench_operations

may_refurbish = permission_required(bench_operations.refurbish.permission, raise_exception=True)


@may_refurbish
def workshop_queue(request):
    """Shortages of a site, and the next devices to refurbish."""
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
