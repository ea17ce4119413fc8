"""Pages of consignments."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.forms.actions import action_view, finder, redirect_saying
from core.forms.base import attempt
from core.http.access import allowed
from core.http.body_limit import takes_files
from core.lists.tables import list_view, render_table
from core.models import Event
from core.pdf.render import pdf_response
from inventory.vouchers.shortcuts import voucher_or_404
from modules.consignments import operations
from modules.consignments.forms import AccountForm, ConsignForm, ConsignOneForm
from modules.consignments.models import Consignment, ConsignmentLine
from modules.consignments.papers import render_consignment
from modules.consignments.tables import ConsignmentLineTable, ConsignmentTable

may_see = allowed("inventory.view_voucher")
consignment_or_404 = finder(lambda user: Consignment.objects.visible_to(user).for_list())
consignment_list = list_view(ConsignmentTable, permission="inventory.view_voucher")


@allowed(operations.consign_product.permission)
def consignment_add(request):
    initial = {name: request.GET[name] for name in ("product", "site") if name in request.GET}
    form = ConsignForm(request.POST or None, user=request.user, initial=initial)
    if attempt(form, operations.consign_product, by=request.user):
        messages.success(request, _("The vouchers are now recorded as consigned."))
        return redirect(form.result)
    return render(request, "consignments/consignment_add.html", {"form": form})


@may_see
@takes_files
def consignment_detail(request, pk):
    """Show a consignment, with the form of its settlement."""
    consignment = consignment_or_404(request, pk)
    lines = ConsignmentLine.objects.filter(consignment=consignment)
    form = None
    if request.user.has_perm(operations.account_for.permission) and consignment.unknown:
        open_lines = lines.unknown().for_list()
        form = AccountForm(request.POST or None, request.FILES or None, lines=open_lines)
        if attempt(form, operations.account_for, consignment, by=request.user):
            messages.success(request, _("The answer from the organisation has been saved."))
            return redirect(consignment)
    return render_table(
        request,
        "consignments/consignment_detail.html",
        ConsignmentLineTable(lines.for_list()),
        consignment=consignment,
        form=form,
        events=Event.objects.about(consignment)[:50],
    )


@may_see
def consignment_slip(request, pk):
    consignment = consignment_or_404(request, pk)
    return pdf_response(render_consignment(consignment), consignment.number)


@allowed(operations.consign_vouchers.permission)
def voucher_consign(request, pk):
    voucher = voucher_or_404(request, pk)
    form = ConsignOneForm(request.POST or None, user=request.user, voucher=voucher)
    if attempt(form, operations.consign_vouchers, by=request.user):
        return redirect_saying(request, _("The voucher has been consigned."), form.result)
    return render(request, "consignments/voucher_consign.html", {"voucher": voucher, "form": form})


voucher_give_back = action_view(
    operations.return_consigned,
    voucher_or_404,
    gettext_lazy("The voucher is back in stock."),
)
