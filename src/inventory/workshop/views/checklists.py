"""Pages of checklists: answers and their files, and versions.

The list of a new release is offered, not imposed: the page of a category compares it with the
current list, and a button makes it the next version.
"""

from http import HTTPStatus

from django.contrib import messages
from django.db.models import Count, Prefetch
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from catalogue.models import Category
from core.forms.actions import action_view, run_action
from core.forms.base import attempt
from core.http.access import allowed
from core.http.body_limit import takes_files
from core.http.downloads import to_keep
from core.photos.photos import MAX_AT_ONCE
from core.text_input import number_of
from core.workflow.lifecycle import Refused
from inventory.devices.lifecycle.devices import DeviceStatus
from inventory.devices.shortcuts import device_or_404
from inventory.models import Checklist, Device, TestResult
from inventory.workshop.checklists import compare, differ, shipped, shipped_lists
from inventory.workshop.forms.checklists import ChecklistForm, EditorForm
from inventory.workshop.lifecycle import ShippedList
from inventory.workshop.operations import checklist_versions as version_operations
from inventory.workshop.operations import checklists as checklist_operations
from inventory.workshop.operations.checklists import items_to_check, results_seen
from inventory.workshop.workbench.page import render_bench


@allowed(checklist_operations.record_results.permission)
@takes_files(count=MAX_AT_ONCE)
def device_check(request, pk):
    """Save the answers; `before_scan` is submitted by a scan that then opens another device."""
    device = device_or_404(request, pk)
    was, is_before_scan = device.status, "before_scan" in request.POST
    form = _form(request, device)
    if attempt(form, checklist_operations.record_results, device, by=request.user):
        _flash(request, form, device, was)
        return HttpResponse(status=HTTPStatus.NO_CONTENT) if is_before_scan else _to_next(device)
    if is_before_scan:
        text = _("Correct the answers first: the scanned device has not been opened.")
        messages.warning(request, text, extra_tags="scan")
    return render_bench(request, device, checklist=form)


def _to_next(device):
    """Redirect to the first item without an answer, or to the next part if all are answered."""
    address = reverse("device_bench", args=[device.pk])
    item = next((item for item in items_to_check(device) if item.result is None), None)
    is_at_work = device.status == DeviceStatus.REFURBISHING
    return redirect(f"{address}#check-{item.code}" if item and is_at_work else address)


def _form(request, device):
    items = items_to_check(device)
    if request.method != "POST":
        return ChecklistForm(items=items)
    seen = number_of(request.POST.get("seen"))
    latest = max((item.result.attempt_id for item in items if item.result), default=0)
    shown = None if seen is None or seen >= latest else results_seen(device, seen)
    return ChecklistForm(request.POST, request.FILES, items=items, shown=shown)


def _flash(request, form, device, was):
    if device.status == DeviceStatus.QUARANTINED and was != device.status:
        text = _("The device is locked or blocked: it is now in quarantine.")
        device.refresh_from_db(fields=["place"])
        if device.place:
            text += " " + _("Take it to %(place)s.") % {"place": device.place.code}
        messages.warning(request, text)
    else:
        messages.success(request, _("%(device)s: the checklist is saved.") % {"device": device})
    if left := getattr(form, "left_open", 0):
        text = ngettext(
            "%(count)s item needs a value, proof or a visual check: it has no answer yet.",
            "%(count)s items need a value, proof or a visual check: they have no answer yet.",
            left,
        )
        messages.info(request, text % {"count": left})


checklist_renew = action_view(
    checklist_operations.take_new_version,
    device_or_404,
    gettext_lazy("The device now uses the current version; answers to the same items are kept."),
    back=lambda _request, device: reverse("device_bench", args=[device.pk]),
)


@allowed(checklist_operations.note_limit.permission).by_post
def device_limit(request, pk):
    """Record a fault found by the checklist as a known fault."""
    device = device_or_404(request, pk)
    done = _("This is now a known fault.")
    item = number_of(request.POST.get("item"))
    run_action(request, checklist_operations.note_limit, device, item=item, done=done)
    return redirect(f"{reverse('device_bench', args=[pk])}?part=grade#grade")


@allowed("inventory.view_device")
def result_file(request, pk):
    """Download the file that proves an answer, for users who may see the device."""
    results = TestResult.objects.filter(device__in=Device.objects.visible_to(request.user))
    document = get_object_or_404(results.select_related("file").exclude(file=None), pk=pk).file
    try:
        content = document.read()
    except Refused as refusal:
        raise Http404 from refusal
    return to_keep(content, document.name)


# --- Checklists of each category: read by technicians, edited by administrators. ---

may_read = allowed(checklist_operations.record_results.permission)
may_write = allowed(version_operations.save_checklist.permission)


@may_read
def checklist_list(request):
    """List the categories with the current version of their checklist."""
    current = Checklist.objects.current().select_related("saved_by").annotate(number=Count("items"))
    current = current.prefetch_related("items")
    lists = Prefetch("checklist_set", current, to_attr="in_use")
    categories = list(Category.objects.prefetch_related(lists).order_by("position", "code"))
    for category in categories:
        items = [item for checklist in category.in_use for item in checklist.items.all()]
        category.shipped = shipped_lists(category, items)
    return render(request, "inventory/workshop/checklist_list.html", {"categories": categories})


@may_read
def checklist_version(request, pk):
    """Page of a version: its form, its changes, and the other versions for its category."""
    versions = Checklist.objects.select_related("category", "saved_by")
    checklist = get_object_or_404(versions, pk=pk)
    items = list(checklist.items.all())
    others = versions.filter(category=checklist.category_id).order_by("-version")
    before = others.filter(version__lt=checklist.version).first()
    context = {
        "checklist": checklist,
        "before": before,
        "changes": compare(list(before.items.all()), items) if before else [],
        "preview": _preview(items),
        "versions": others,
        "shipped": shipped_lists(checklist.category, items) if checklist.is_current else [],
    }
    return render(request, "inventory/workshop/checklist_version.html", context)


@may_write
def checklist_edit(request, pk):
    """Edit the checklist of a category in one form; saving it creates the next version."""
    category = get_object_or_404(Category, pk=pk)
    current = Checklist.objects.current().filter(category=category).first()
    items = list(current.items.all()) if current else []
    version = current.version if current else 0
    form = EditorForm(request.POST or None, items=items, version=version)
    context = {"category": category, "current": current, "form": form}
    if form.is_bound and not form.acts:
        if request.POST["do"] == "preview" and form.is_valid():
            written = form.items
            context |= {"preview": _preview(written), "changes": compare(items, written)}
        elif attempt(form, version_operations.save_checklist, category, by=request.user):
            params = {"number": form.result.version}
            messages.success(request, _("Version %(number)s is in use.") % params)
            return redirect(form.result)
    return render(request, "inventory/workshop/checklist_edit.html", context)


@allowed(version_operations.take_shipped.permission)
def checklist_shipped(request, pk, which):
    """Compare a shipped list with the current version; on POST, make it the next version."""
    if which not in ShippedList.values:
        raise Http404
    which = ShippedList(which)
    category = get_object_or_404(Category, pk=pk)
    current = Checklist.objects.current().filter(category=category).first()
    if request.method == "POST":
        done = _("%(list)s: now in use.") % {"list": which.label}
        run_action(request, version_operations.take_shipped, category, done=done, which=which)
        current = Checklist.objects.current().filter(category=category).first()
        return redirect(current) if current else redirect("checklist_list")
    items = shipped(category, which)
    changes = compare(list(current.items.all()) if current else [], items)
    context = {
        "which": which,
        "category": category,
        "current": current,
        "changes": changes,
        "can_take": bool(items) and differ(changes),
        "preview": _preview(items),
    }
    return render(request, "inventory/workshop/checklist_shipped.html", context)


def _preview(items):
    """Return the form that a technician would fill in, for items that may be unsaved."""
    for number, item in enumerate(items, 1):
        item.pk, item.result = item.pk or number, None
    return ChecklistForm(items=items)
