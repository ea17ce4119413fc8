"""A list of vouchers that comes in: sent, looked at without a code, then its good rows entered."""

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_POST

from core.acts import run_action
from core.bodies import takes_files
from core.forms import ActForm, attempt
from core.tables import PER_PAGE
from inventory.forms.vouchers import VoucherBatchForm, VoucherColumnsForm
from inventory.models import VoucherList
from inventory.operations import vouchers as operations
from inventory.operations.vouchers.lists import cells_of, verdicts_on
from inventory.views.voucher_page import no_store

may_enter = permission_required(operations.enter_list.permission, raise_exception=True)


def list_or_404(request, pk):
    waiting = VoucherList.objects.visible_to(request.user).select_related("product", "site")
    return get_object_or_404(waiting, pk=pk)


@may_enter
@sensitive_post_parameters("codes")
@sensitive_variables("form")
@no_store
@takes_files
def voucherbatch_add(request):
    form = VoucherBatchForm(request.POST or None, request.FILES or None, user=request.user)
    if attempt(form, operations.keep_list, by=request.user):
        if form.result is None:
            messages.info(request, _("This list was sent and entered already."))
            return redirect("voucherbatch_list")
        return redirect(form.result)
    return render(request, "inventory/voucherbatch_add.html", {"form": form})


@may_enter
@no_store
def voucherlist_detail(request, pk):
    """What each row would do, before anything is written; codes are dots and four last digits."""
    return _show(request, list_or_404(request, pk))


@sensitive_variables("judged", "headings")
def _show(request, waiting, **forms):
    judged = verdicts_on(waiting)
    judged.sort(key=lambda row: (not row.problems, not row.doubts, row.row))
    headings, _rows = cells_of(waiting)
    context = {
        "waiting": waiting,
        "total": len(judged),
        "good": sum(not row.problems for row in judged),
        "wrong": sum(bool(row.problems) for row in judged),
        "doubts": sum(bool(row.doubts) for row in judged),
        "columns_form": VoucherColumnsForm(headings=headings, columns=waiting.columns),
        "enter_form": ActForm(),
        "page": Paginator(judged, PER_PAGE).get_page(request.GET.get("page")),
    }
    return render(request, "inventory/voucherlist_detail.html", context | forms)


@may_enter
@require_POST
@no_store
@sensitive_variables("headings")
def voucherlist_columns(request, pk):
    waiting = list_or_404(request, pk)
    headings, _rows = cells_of(waiting)
    form = VoucherColumnsForm(request.POST, headings=headings, columns=waiting.columns)
    if attempt(form, operations.match_columns, waiting, by=request.user):
        return redirect(waiting)
    return _show(request, waiting, columns_form=form)


@may_enter
@require_POST
@no_store
def voucherlist_enter(request, pk):
    waiting = _still_there(request, pk)
    if waiting is None:
        return redirect("voucherbatch_list")
    form = ActForm(request.POST)
    if attempt(form, operations.enter_list, waiting, by=request.user):
        messages.success(request, _("The vouchers are in stock."))
        if VoucherList.objects.filter(pk=pk).exists():
            messages.warning(request, _("The rows below were refused: none of them is entered."))
            return redirect(waiting)
        return redirect(form.result or "voucherbatch_list")
    return _show(request, waiting, enter_form=form)


@may_enter
@require_POST
def voucherlist_drop(request, pk):
    waiting = _still_there(request, pk)
    if waiting:
        run_action(
            request, operations.drop_list, waiting, done=_("The list is gone, with its codes.")
        )
    return redirect("voucherbatch_list")


def _still_there(request, pk):
    """The list, or None and a word about it: entered or dropped, or an hour old, it is gone."""
    waiting = VoucherList.objects.visible_to(request.user).filter(pk=pk).first()
    if waiting is None:
        messages.info(request, _("This list is gone: it was entered or dropped, or is too old."))
    return waiting
