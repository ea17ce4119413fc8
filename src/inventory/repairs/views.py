from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from core.forms.actions import action_view, finder, redirect_saying, run_action
from core.forms.base import attempt
from core.http.access import allowed
from core.http.body_limit import takes_files
from core.http.downloads import document_to_keep
from core.http.way_back import way_back
from core.lists.tables import render_table
from core.models import Event
from inventory.devices.lifecycle.devices import DeviceStatus
from inventory.devices.lifecycle.repairs import RepairOutcome
from inventory.devices.shortcuts import device_or_404
from inventory.models import Repair, RepairFile, RepairPart
from inventory.repairs.forms import (
    AcceptForm,
    CancelForm,
    EndForm,
    FileForm,
    FitForm,
    NoteForm,
    OpenRepairForm,
    TakeForm,
    WaitForm,
)
from inventory.repairs.operations import parts as part_operations
from inventory.repairs.operations import repairs as repair_operations
from inventory.repairs.progress import with_awaited, work_of
from inventory.repairs.tables import PartFilter, PartTable, RepairFilter, RepairTable

may_repair = allowed(repair_operations.open_repair.permission)
repair_or_404 = finder(lambda user: Repair.objects.visible_to(user).for_list())


@may_repair
def repair_list(request):
    """List the open repairs, oldest first, or those that the filter selects."""
    repairs = with_awaited(Repair.objects.visible_to(request.user).for_list())
    if not request.GET.get("state"):
        repairs = repairs.going_on().order_by("pk")
    filters = RepairFilter(request.GET, queryset=repairs, request=request)
    table = RepairTable(filters.qs)
    awaited = RepairPart.objects.visible_to(request.user).awaited().count()
    return render_table(
        request, "inventory/repairs/repair_list.html", table, filters=filters, awaited=awaited
    )


@may_repair
def repairpart_list(request):
    """List the awaited parts, longest wait first."""
    parts = (
        RepairPart.objects.visible_to(request.user).awaited().with_stock().for_list().order_by("pk")
    )
    filters = PartFilter(request.GET, queryset=parts, request=request)
    return render_table(
        request, "inventory/repairs/repairpart_list.html", PartTable(filters.qs), filters=filters
    )


@may_repair
def repair_open(request, pk):
    device = device_or_404(request, pk)
    form = OpenRepairForm(request.POST or None, device=device)
    if attempt(form, repair_operations.open_repair, device, by=request.user):
        messages.success(request, _("The repair has been opened."))
        return redirect(_working_page(request, form.result))
    back = way_back(request, device.get_absolute_url())
    context = {"device": device, "form": form, "back": back}
    return render(request, "inventory/repairs/repair_open.html", context)


def _working_page(_request, repair):
    """URL of the workbench if the device is there, or of the repair."""
    if repair.device.status == DeviceStatus.REFURBISHING:
        return reverse("device_bench", args=[repair.device_id])
    return repair.get_absolute_url()


@may_repair
def repair_detail(request, pk):
    return _render_page(request, repair_or_404(request, pk))


def _render_page(request, repair, sent=None):
    events = Event.objects.about(repair.device)[:10]
    context = work_of(repair, request.user, sent) | {"device": repair.device, "events": events}
    return render(request, "inventory/repairs/repair_detail.html", context)


def _act(form_class, operation, done, *, takes_user=False):
    """Build the view of a repair action: back to work, or the page with the error."""

    @may_repair
    def view(request, pk):
        repair = repair_or_404(request, pk)
        more = {"user": request.user} if takes_user else {}
        form = form_class(request.POST or None, repair=repair, **more)
        if attempt(form, operation, repair, by=request.user):
            return redirect_saying(request, done, _working_page(request, repair))
        return _render_page(request, repair, form if form.is_bound else None)

    return view


repair_note = _act(NoteForm, repair_operations.note_repair, gettext_lazy("Saved."))
repair_wait = _act(
    WaitForm, part_operations.await_part, gettext_lazy("The repair is waiting for this part.")
)
repair_fit = _act(FitForm, part_operations.fit_part, gettext_lazy("The part has been fitted."))
repair_take = _act(
    TakeForm,
    part_operations.take_part,
    gettext_lazy("The part has been fitted; the other device now lacks it."),
    takes_user=True,
)
repair_cancel = _act(
    CancelForm,
    repair_operations.cancel_repair,
    gettext_lazy("The repair has been cancelled: it is not counted in the figures."),
)
repair_accept = _act(
    AcceptForm, repair_operations.accept_fault, gettext_lazy("This is now a known fault.")
)


@may_repair
def repair_end(request, pk):
    """End a repair; an end-of-life device may then be retired."""
    repair = repair_or_404(request, pk)
    form = EndForm(request.POST or None, repair=repair)
    if not attempt(form, repair_operations.end_repair, repair, by=request.user):
        return _render_page(request, repair, form if form.is_bound else None)
    if form.cleaned_data["outcome"] == RepairOutcome.END_OF_LIFE:
        messages.success(request, _("The repair has ended. Choose what happens to the device."))
        return redirect("device_retire", repair.device_id)
    return redirect_saying(request, _("The repair has ended."), _working_page(request, repair))


@may_repair
@takes_files
def repair_file_add(request, pk):
    repair = repair_or_404(request, pk)
    form = FileForm(request.POST or None, request.FILES or None)
    if attempt(form, repair_operations.attach_file, repair, by=request.user):
        return redirect_saying(
            request, _("The file has been saved."), _working_page(request, repair)
        )
    return _render_page(request, repair, form if form.is_bound else None)


file_or_404 = finder(
    lambda user: RepairFile.objects.filter(repair__in=Repair.objects.visible_to(user)),
    *["document", "repair__device__category"],
)


@may_repair
@require_GET
def repair_file(request, pk):
    """Download a file of a repair."""
    file = file_or_404(request, pk)
    return document_to_keep(request, file.document, back=file.repair.get_absolute_url())


repair_file_remove = action_view(
    repair_operations.remove_file,
    file_or_404,
    gettext_lazy("The file has been deleted."),
    back=lambda request, file: _working_page(request, file.repair),
)
repair_mine = action_view(
    repair_operations.take_repair,
    repair_or_404,
    gettext_lazy("You have taken over this repair."),
    back=_working_page,
)
repair_reopen = action_view(
    repair_operations.reopen_repair,
    repair_or_404,
    gettext_lazy("The repair has been reopened."),
    back=_working_page,
)
part_or_404 = finder(lambda user: RepairPart.objects.visible_to(user).for_list())


def _page_of_part(request, part):
    return _working_page(request, part.repair)


repairpart_give_up = action_view(
    part_operations.give_up_part,
    part_or_404,
    gettext_lazy("This part is no longer expected."),
    back=_page_of_part,
)
repairpart_take_out = action_view(
    part_operations.take_out_part,
    part_or_404,
    gettext_lazy("The part has been removed again."),
    back=_page_of_part,
)


@may_repair.by_post
def repairpart_waive(request, pk):
    """Record that the device from which a part was taken does without it; 404 if not visible."""
    parts = RepairPart.objects.filter(taken_from__isnull=False).select_related("taken_from", "kind")
    part = get_object_or_404(parts, pk=pk)
    device = device_or_404(request, part.taken_from_id)
    run_action(
        request, part_operations.waive_part, part, done=_("The device will stay without this part.")
    )
    if device.status == DeviceStatus.REFURBISHING:
        return redirect("device_bench", device.pk)
    return redirect(device)
