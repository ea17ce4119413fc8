"""Reveal a voucher code in one POST response: on the screen, or on a slip that is not stored."""

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_variables

from core.forms import attempt
from core.pdf import pdf_response
from inventory.forms.vouchers import RevealForm
from inventory.operations import vouchers as operations
from inventory.papers.vouchers import render_slip
from inventory.shortcuts import voucher_or_404
from inventory.views.voucher_page import flash_shown_once, no_store, show_voucher

may_reveal = permission_required(operations.reveal.permission, raise_exception=True)


@may_reveal
@no_store
@sensitive_variables("secret", "form")
def voucher_reveal(request, pk):
    """The code, on the answer to this press alone; sent again or read again, nothing is shown."""
    voucher = voucher_or_404(request, pk)
    if request.method != "POST":
        return redirect(voucher)
    form = RevealForm(request.POST, was_shown=voucher.revealed_at is not None)
    if not attempt(form, operations.reveal, voucher, by=request.user):
        return _flash_refusal(request, voucher, form)
    if form.result is None:
        flash_shown_once(request)
        return redirect(voucher)
    return show_voucher(request, voucher_or_404(request, pk), secret=form.result)


def _flash_refusal(request, voucher, form):
    """The form with what it lacks; a voucher whose code cannot be shown has no form."""
    if form.non_field_errors():
        messages.error(request, " ".join(form.non_field_errors()))
        return redirect(voucher)
    return show_voucher(request, voucher, reveal_form=form)


@may_reveal
@no_store
@sensitive_variables("form")
def voucher_slip(request, pk):
    """The slip with the code, for the person; it is printed now and stored nowhere."""
    voucher = voucher_or_404(request, pk)
    if request.method != "POST":
        return redirect(voucher)
    form = RevealForm(request.POST, was_shown=voucher.revealed_at is not None)
    if not attempt(form, operations.open_for_slip, [voucher], by=request.user):
        return _flash_refusal(request, voucher, form)
    if form.result is None:
        flash_shown_once(request)
        return redirect(voucher)
    return pdf_response(render_slip(form.result), _("voucher"))
