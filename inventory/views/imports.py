from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.db.models import Count, Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from core.forms import ActForm, attempt
from core.lives import Refused
from core.models import Event
from core.tables import render_table
from donations.models import Donation
from inventory import jobs, operations
from inventory.filters import ImportRowFilter
from inventory.forms.imports import ColumnsForm, ListForm, StartForm
from inventory.lifecycle import ImportStatus, RowVerdict
from inventory.models import ImportBatch
from inventory.tables import ImportRowTable

may_import = permission_required("inventory.import_device", raise_exception=True)


def batch_or_404(request, pk):
    batches = ImportBatch.objects.visible_to(request.user)
    return get_object_or_404(batches.select_related("donation__donor", "document", "by"), pk=pk)


@may_import
def import_upload(request, pk):
    donations = Donation.objects.visible_to(request.user).select_related("donor")
    donation = get_object_or_404(donations, pk=pk)
    form = ListForm(request.POST or None, request.FILES or None)
    if attempt(form, operations.check_list, donation, by=request.user):
        return redirect(form.result)
    return render(request, "inventory/import_upload.html", {"donation": donation, "form": form})


@may_import
@require_GET
def import_detail(request, pk):
    return show(request, batch_or_404(request, pk))


def show(request, batch, *, columns_form=None, refused_form=None):
    """The page of a list, whatever stage it is at; the forms are those sent in vain."""
    rows = batch.rows.select_related("device")
    filters = ImportRowFilter(request.GET, queryset=rows)
    if batch.status != ImportStatus.CHECKED:  # too late for columns: what was refused is said above
        columns_form, refused_form = None, refused_form or columns_form
    else:
        columns_form = columns_form or ColumnsForm(batch)
    counts = batch.rows.aggregate(
        rows=Count("pk"),
        refused=Count("pk", filter=Q(verdict=RowVerdict.REFUSED)),
        devices=Count("device"),
    )
    return render_table(
        request,
        "inventory/import_detail.html",
        ImportRowTable(filters.qs, batch),
        filters=filters,
        batch=batch,
        counts=counts,
        columns_form=columns_form,
        start_form=StartForm(request.POST or None),
        undo_form=ActForm(),
        refused_form=refused_form,
        events=Event.objects.about(batch).select_related("by")[:20],
    )


@may_import
@require_POST
def import_columns(request, pk):
    batch = batch_or_404(request, pk)
    form = ColumnsForm(batch, request.POST)
    if attempt(form, operations.remap, batch, by=request.user):
        messages.success(request, _("Every row is checked again."))
        return redirect(batch)
    return show(request, batch_or_404(request, pk), columns_form=form)


@may_import
@require_POST
def import_start(request, pk):
    batch = batch_or_404(request, pk)
    form = StartForm(request.POST)
    if attempt(form, operations.start_import, batch, by=request.user):
        written = jobs.write_import(batch_or_404(request, pk))
        if written.status == ImportStatus.APPLIED:
            messages.success(request, _("The devices of this list are in the register."))
        return redirect(batch)
    return show(request, batch_or_404(request, pk), refused_form=form)


@may_import
@require_POST
def import_undo(request, pk):
    batch = batch_or_404(request, pk)
    form = ActForm(request.POST)
    if attempt(form, operations.undo_import, batch, by=request.user):
        messages.success(request, _("The devices of this list are out of the register again."))
        return redirect(batch)
    return show(request, batch_or_404(request, pk), refused_form=form)


@may_import
@require_GET
def import_file(request, pk):
    """The donor's file as it came."""
    batch = batch_or_404(request, pk)
    document = batch.document
    try:
        content = document.read()
    except Refused as refusal:
        messages.error(request, " ".join(refusal.messages))
        return redirect(batch)
    response = HttpResponse(content, content_type="application/octet-stream")
    response.headers["Content-Disposition"] = content_disposition_header(
        as_attachment=True, filename=document.name
    )
    return response
