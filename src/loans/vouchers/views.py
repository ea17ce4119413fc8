from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.debug import sensitive_variables

from core.forms.actions import finder, flash_errors, redirect_saying
from core.forms.base import attempt
from core.http.access import allowed
from core.pdf.render import pdf_response
from inventory.models import Voucher
from inventory.vouchers.forms import RevealForm
from inventory.vouchers.operations import vouchers as stock
from inventory.vouchers.papers import render_slip
from inventory.vouchers.shortcuts import flash_shown_once, voucher_or_404
from loans.base.lifecycle.loans import ItemStatus
from loans.base.shortcuts import loan_or_404
from loans.base.voucher_limits import allowance_of, vouchers_of
from loans.vouchers import operations
from loans.vouchers.forms import HandOutForm, LiftForm
from people.models import Recipient

may_hand_over = allowed("loans.hand_over")
_person = finder(Recipient.objects.visible_to, "organisation")


@may_hand_over
def recipient_vouchers(request, pk):
    """Show a recipient's vouchers, this month's allowance, and the form to hand out vouchers."""
    person = _person(request, pk)
    form = HandOutForm(request.POST or None, user=request.user, person=person)
    if attempt(form, operations.hand_out, person, by=request.user):
        count = form.cleaned_data.get("quantity", 1)
        done = ngettext(
            "%(count)s voucher handed over: print its slip now, or show its code.",
            "%(count)s vouchers handed over: print their slip now, or show their codes.",
            count,
        )
        return redirect_saying(request, done % {"count": count}, "recipient_vouchers", pk)
    return _render_page(request, person, form=form)


def _render_page(request, person, **forms):
    vouchers = vouchers_of(person, request.user)
    context = {
        "person": person,
        "allowance": allowance_of(person, timezone.localdate()),
        "vouchers": vouchers,
        "unseen": [v for v in vouchers if v.is_reachable and v.is_unseen and v.has_secret],
        "slip_form": RevealForm(was_shown=False, auto_id="slip_%s"),
        "lift_form": LiftForm(),
        "form": HandOutForm(user=request.user, person=person),
    }
    return render(request, "loans/vouchers/recipient_vouchers.html", context | forms)


@may_hand_over
@sensitive_variables("form")
def recipient_slip(request, pk):
    """Print one slip with all unrevealed vouchers of this person, without storing it."""
    person = _person(request, pk)
    vouchers = Voucher.objects.filter(recipient=person).to_print()
    return _slip_of(request, vouchers, "recipient_vouchers", pk)


@may_hand_over
@sensitive_variables()
def loan_slip(request, pk):
    """Print one slip with all vouchers of this loan, without storing it; again with a reason."""
    loan = loan_or_404(request, pk)
    vouchers = Voucher.objects.filter(loan_items__loan=loan, loan_items__status=ItemStatus.OPEN)
    return _slip_of(request, vouchers.on_slip(), "loan_detail", pk)


@sensitive_variables("form")
def _slip_of(request, vouchers, page, pk):
    """Render the slip of these vouchers on POST; otherwise redirect to `page`."""
    if request.method != "POST":
        return redirect(page, pk)
    shown = list(Voucher.objects.visible_to(request.user).filter(pk__in=vouchers.values("pk")))
    form = RevealForm(request.POST, was_shown=any(not voucher.is_unseen for voucher in shown))
    if not attempt(form, stock.open_for_slip, shown, by=request.user):
        flash_errors(request, form)
        return redirect(page, pk)
    if form.result is None:
        flash_shown_once(request)
        return redirect(page, pk)
    return pdf_response(render_slip(form.result), _("vouchers"))


@allowed(operations.lift_ceiling.permission).by_post
def ceiling_lift(request, pk):
    person = _person(request, pk)
    form = LiftForm(request.POST)
    if attempt(form, operations.lift_ceiling, person, by=request.user):
        messages.success(request, _("The ceiling is lifted for one hand-over this month."))
        return redirect("recipient_vouchers", pk)
    return _render_page(request, person, lift_form=form)


@may_hand_over.by_post
def voucher_reissue(request, pk):
    voucher = voucher_or_404(request, pk)
    try:
        new = operations.reissue(voucher, by=request.user)
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
        return redirect(voucher)
    messages.success(request, _("This voucher replaces it: print its slip or show its code."))
    return redirect(new)
