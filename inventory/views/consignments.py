"""Vouchers left sealed with structures: how many, and what they say became of each."""

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from core.bodies import takes_files
from core.forms import attempt
from core.models import Event
from core.pdf import pdf_response
from core.tables import render_table
from inventory.forms.consignments import AccountForm, ConsignForm
from inventory.models import Consignment, ConsignmentLine
from inventory.operations import vouchers as operations
from inventory.papers.vouchers import render_consignment
from inventory.tables.vouchers import ConsignmentLineTable, ConsignmentTable

may_see = permission_required("inventory.view_voucher", raise_exception=True)


def consignment_or_404(request, pk):
    rows = Consignment.objects.visible_to(request.user).for_list()
    return get_object_or_404(rows, pk=pk)


@may_see
def consignment_list(request):
    table = ConsignmentTable(Consignment.objects.visible_to(request.user).for_list())
    return render_table(request, "inventory/consignment_list.html", table)


@permission_required(operations.consign_product.permission, raise_exception=True)
def consignment_add(request):
    initial = {name: request.GET[name] for name in ("product", "site") if name in request.GET}
    form = ConsignForm(request.POST or None, user=request.user, initial=initial)
    if attempt(form, operations.consign_product, by=request.user):
        messages.success(request, _("They are set down as left with the structure."))
        return redirect(form.result)
    return render(request, "inventory/consignment_add.html", {"form": form})


@may_see
@takes_files
def consignment_detail(request, pk):
    """What a structure holds, and the form of its answer."""
    consignment = consignment_or_404(request, pk)
    lines = ConsignmentLine.objects.filter(consignment=consignment)
    form = None
    if request.user.has_perm(operations.account_for.permission) and consignment.unknown:
        open_lines = lines.unknown().for_list()
        form = AccountForm(request.POST or None, request.FILES or None, lines=open_lines)
        if attempt(form, operations.account_for, consignment, by=request.user):
            messages.success(request, _("The answer of the structure is written."))
            return redirect(consignment)
    return render_table(
        request,
        "inventory/consignment_detail.html",
        ConsignmentLineTable(lines.for_list()),
        consignment=consignment,
        form=form,
        events=Event.objects.about(consignment)[:50],
    )


@may_see
def consignment_slip(request, pk):
    consignment = consignment_or_404(request, pk)
    return pdf_response(render_consignment(consignment), consignment.number)
