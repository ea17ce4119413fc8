"""Workbench page of a device, rendered by several views."""

from django.shortcuts import render

from core.models import Event
from core.photos.photos import Gallery
from inventory.workshop.lifecycle import TESTABLE
from inventory.workshop.tables import since
from inventory.workshop.workbench.group import chosen
from inventory.workshop.workbench.parts import work_on

MAX_EVENTS_SHOWN = 12  # events on the bench page; the others are behind a link


def render_bench(request, device, **forms):
    """Render the bench page of a device; `forms` are forms with errors, shown with their input."""
    is_at_work = device.status in TESTABLE or bool(forms)
    context = {
        "device": device,
        "is_at_work": is_at_work,
        "is_mine": device.bench_by_id == request.user.pk,
        "since": since(device.status_since),
        "photos": Gallery(device),
        "chosen": chosen(request),
        "scan_fields": {"device": device.pk},
        "is_shelved": device.place is not None and not device.place.purpose,
        **story_of(device, MAX_EVENTS_SHOWN),
    }
    if is_at_work:
        context |= work_on(device, request.user, forms, request.GET.get("part"))
    return render(request, "inventory/workshop/device_bench.html", context)


def story_of(device, limit):
    """Context with the latest events of a device, and whether there are more."""
    events = list(Event.objects.about(device)[: limit + 1])
    return {"events": events[:limit], "has_more_events": len(events) > limit}
