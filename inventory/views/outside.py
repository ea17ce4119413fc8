"""Outside workshops: who works for us, the lots they were sent, and their audits."""

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from core.bodies import takes_files
from core.forms import attempt
from core.models import Event
from core.tables import render_table
from inventory import operations
from inventory.filters import TransferFilter
from inventory.forms.outside import AuditForm, OutingForm, RefurbisherForm
from inventory.models import Refurbisher, Transfer
from inventory.tables.outside import OutingTable, RefurbisherTable

may_move = permission_required(operations.send.permission, raise_exception=True)
may_change = permission_required(operations.save_refurbisher.permission, raise_exception=True)


@may_move
def outing_list(request):
    outings = Transfer.objects.visible_to(request.user).outside().for_list()
    filters = TransferFilter(request.GET, queryset=outings)
    table = OutingTable(filters.qs)
    return render_table(request, "inventory/outing_list.html", table, filters=filters)


@may_move
def outing_add(request):
    form = OutingForm(request.POST or None, user=request.user)
    if attempt(form, operations.prepare_transfer, by=request.user):
        return redirect(form.result)
    context = {"form": form, "has_workshops": form.fields["refurbisher"].queryset.exists()}
    return render(request, "inventory/outing_add.html", context)


@permission_required(operations.check_list.permission, raise_exception=True)
@takes_files
def outing_audit(request, pk):
    """Where the file that a workshop sends of a lot comes in."""
    outings = Transfer.objects.visible_to(request.user).outside().for_list()
    outing = get_object_or_404(outings.exclude(sent_at=None), pk=pk)
    form = AuditForm(request.POST or None, request.FILES or None, outing=outing)
    if attempt(form, operations.check_list, None, by=request.user):
        return redirect(form.result)
    return render(request, "inventory/outing_audit.html", {"outing": outing, "form": form})


@may_change
def refurbisher_list(request):
    table = RefurbisherTable(Refurbisher.objects.visible_to(request.user).for_list())
    return render_table(request, "inventory/refurbisher_list.html", table)


@may_change
def refurbisher_add(request):
    form = RefurbisherForm(request.POST or None)
    if attempt(form, operations.save_refurbisher, by=request.user):
        messages.success(request, _("The workshop is in the register."))
        return redirect("refurbisher_list")
    return render(request, "inventory/refurbisher_add.html", {"form": form})


@may_change
def refurbisher_edit(request, pk):
    workshop = get_object_or_404(Refurbisher.objects.visible_to(request.user), pk=pk)
    context = {"workshop": str(workshop), "events": Event.objects.about(workshop)[:50]}
    form = RefurbisherForm(request.POST or None, instance=workshop)
    if attempt(form, operations.save_refurbisher, by=request.user):
        messages.success(request, _("The details are corrected."))
        return redirect("refurbisher_list")
    return render(request, "inventory/refurbisher_edit.html", {"form": form, **context})
