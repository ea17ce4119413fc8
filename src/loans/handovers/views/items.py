"""Open or continue a hand-over; add its items by scanning or by number."""

from typing import NamedTuple

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from core.forms.actions import flash_done, redirect_saying, run_action
from core.forms.base import attempt
from core.forms.submissions import scan_once
from core.http.access import allowed
from core.text_input import line_of, number_of
from core.workflow.lifecycle import NeedsConfirmation
from inventory.accessories.fitting import charges_of, without_charger
from inventory.devices.identifiers import clean_code
from inventory.devices.operations import IsItHere
from inventory.models import Device
from inventory.scanning.codes import masked
from inventory.scanning.refusals import device_to_return, flash_refusal
from loans.allocation.operations import expiry as expiry_operations
from loans.allocation.operations import preparation as preparation_operations
from loans.allocation.operations import reservations as reservations_operations
from loans.allocation.operations.reservations import AlreadyReserved
from loans.appointments import operations as appointment_operations
from loans.base.kit_lines import bundles_of
from loans.base.lifecycle.loans import ItemStatus, LoanStatus, RequestStatus
from loans.base.operations import loan_cards
from loans.base.papers import add_chargers
from loans.base.shortcuts import loan_or_404, request_or_404
from loans.handovers import operations
from loans.handovers.forms import AccessoryForm, VoucherForm, WalkInForm
from loans.handovers.steps import counter_address, show_step
from loans.models import Loan, LoanItem
from loans.requests.operations import requests as request_operations
from people.outbox.channels import mail_notice

may_hand_over = allowed("loans.hand_over")


def _open_options(lines, name):
    """The first accessory or voucher (`name`) that the request still waits for, for its form."""
    for line in lines:
        item = getattr(line, name)
        if item and line.still_open > 0:
            return {name: item, "quantity": line.still_open}
    return None


def refusals_key(loan):
    return f"refused:{loan.pk}"


MAX_REFUSALS = 10


@may_hand_over
def loan_new(request):
    """Open a hand-over without a request."""
    first = {"device": line_of(request.GET.get("device"))}
    form = WalkInForm(request.POST or None, user=request.user, initial=first)
    if attempt(form, operations.open_walk_in, by=request.user):
        if form.code:
            _take(request, form.result, form.code)
        return redirect("loan_hand_over", form.result.pk)
    return render(request, "loans/handovers/loan_new.html", {"form": form})


@may_hand_over
def request_hand_over(request, pk):
    """Redirect to the hand-over of a request, or show the request with an offer to open one."""
    loan_request = request_or_404(request, pk)
    opened = loan_request.loans.filter(status=LoanStatus.PREPARED).first()
    if opened or loan_request.status != RequestStatus.ACCEPTED:
        return redirect(opened.counter_url if opened else loan_request)
    lines = loan_request.lines.with_reserved().for_list()
    context = {
        "loan_request": loan_request,
        "lines": lines,
        "person": loan_request.seen_by(request.user),
    }
    return render(request, "loans/handovers/request_hand_over.html", context)


@may_hand_over
def loan_hand_over(request, pk):
    """Continue a hand-over at its first step that is not done."""
    expiry_operations.release_expired(today=timezone.localdate(), pk=pk)
    return redirect(counter_address(loan_or_404(request, pk)))


@may_hand_over
def loan_what(request, pk):
    return show_what(request, loan_or_404(request, pk))


def show_what(request, loan, **forms):
    """Show the items of the hand-over, and the items that the request still lacks."""
    items = list(loan.items.filter(status=ItemStatus.RESERVED).for_list())
    add_chargers(items, charges_of([item.device for item in items if item.device_id]))
    lines = list(loan.request.lines.with_reserved().for_list()) if loan.request else []
    accessory, product = _open_options(lines, "accessory"), _open_options(lines, "product")
    context = {
        "bundles": bundles_of(lines),
        "items": items,
        "uncharged": without_charger(items, loan.site),
        "accessory": AccessoryForm(initial=accessory),
        "voucher": VoucherForm(initial=product, person=loan.recipient),
        "is_more_open": bool(accessory or product or forms),
        "refusals": _refusals(request, loan),
    }
    form = next(iter(forms.values()), None)
    template = "loans/handovers/step_what.html"
    return show_step(request, loan, "loan_what", template, form, **context | forms)


@may_hand_over.by_post
def loan_scan(request, pk):
    # The relations for its page are not loaded, since the response does not show them.
    loans = Loan.objects.visible_to(request.user).select_related("request")
    loan, code = get_object_or_404(loans, pk=pk), line_of(request.POST.get("code"))
    taken = _take(request, loan, code)
    if isinstance(taken, Loan) and taken.pk != pk:
        is_prepared = taken.status == LoanStatus.PREPARED
        return redirect("loan_what" if is_prepared else "loan_detail", taken.pk)
    return redirect("loan_what", pk)


def _take(request, loan, code):
    """Reserve the item with a scanned code; list a refused code with the reason."""
    try:
        taken = _take_free(request, loan, code)
    except AlreadyReserved as refusal:
        _forget_refusal(request, loan, code)
        messages.warning(request, " ".join(refusal.messages), extra_tags="scan")
        return None
    except ValidationError as refusal:
        _keep_refusal(request, loan, code, refusal)
        return None
    _forget_refusal(request, loan, code)
    is_other = isinstance(taken, Loan) and taken.pk != loan.pk
    done = _("Opened: %(loan)s") % {"loan": taken} if is_other else _added(taken)
    flash_done(request, done, getattr(taken, "device", None), tags="scan")
    return taken


def _take_free(request, loan, code):
    """Reserve the item; if refused, end an expired reservation of it and try again.

    Only refused codes are looked up a second time.
    """
    keywords = {
        "code": code,
        "override": "anyway" in request.POST,
        "is_here": "here" in request.POST,
    }
    try:
        return scan_once(request, operations.take_scanned, loan, **keywords)
    except ValidationError:
        if not expiry_operations.free_scanned(code, by=request.user):
            raise
        return scan_once(request, operations.take_scanned, loan, **keywords)


class Refusal(NamedTuple):
    """A refused code in the session: its device or code, why, and what can be done about it."""

    what: str
    words: str
    confirmed_by: str  # the name of the button that confirms it, or ""
    earlier: list  # the names of the buttons pressed before
    is_out: bool  # its return can be recorded
    # What opens next, if the user may see it: the request that is full, the hand-over that keeps
    # the device, or else the device, whose page offers its next step.
    holder: str
    holder_url: str


def _refused_name(code, user):
    """The listed name of a refused code: its device, by any of its codes."""
    devices = list(Device.objects.visible_to(user).matching_code(clean_code(code))[:2])
    return str(devices[0]) if len(devices) == 1 else masked(code)


def _refusals(request, loan, *, but=None):
    """The refused codes of a hand-over, without that of this name."""
    rows = [Refusal(*row) for row in request.session.get(refusals_key(loan), [])]
    return [row for row in rows if row.what != but]


def _keep_refusal(request, loan, code, refusal):
    """Add the reason why a code is refused to the list, replacing its earlier entry."""
    name = _refused_name(code, request.user)
    flash_refusal(request, refusal)
    is_full = loan.request and loan.request.number in " ".join(refusal.messages)
    confirmed_by, is_out = _confirmed_by(refusal), bool(device_to_return(code, request.user))
    or_device = not (confirmed_by or is_out)
    holder = loan.request if is_full else _holder_of(code, request.user, or_device=or_device)
    row = Refusal(
        name,
        " ".join(refusal.messages),
        confirmed_by,
        [name for name in ("anyway", "here") if name in request.POST],
        is_out,
        str(holder or ""),
        holder.get_absolute_url() if holder else "",
    )
    with request.session.locked():
        rows = [row, *_refusals(request, loan, but=name)]
        request.session[refusals_key(loan)] = rows[:MAX_REFUSALS]


def _confirmed_by(refusal):
    if isinstance(refusal, IsItHere):
        return "here"
    return "anyway" if isinstance(refusal, NeedsConfirmation) else ""


def _holder_of(code, user, *, or_device):
    """The hand-over that keeps the device of a code, or the device, if the user may see it."""
    devices = Device.objects.visible_to(user).matching_code(clean_code(code))
    items = LoanItem.objects.filter(device__in=devices, status=ItemStatus.RESERVED)
    loans = Loan.objects.visible_to(user).filter(pk__in=items.values("loan"))
    return loans.first() or (devices.first() if or_device else None)


def _forget_refusal(request, loan, code):
    if request.session.get(refusals_key(loan)):
        _clear_refusal(request, loan, _refused_name(code, request.user))


def _clear_refusal(request, loan, name):
    with request.session.locked():
        request.session[refusals_key(loan)] = _refusals(request, loan, but=name)


@may_hand_over.by_post
def loan_refusals(request, pk):
    """Clear the list of refused codes, or one of them."""
    loan = loan_or_404(request, pk)
    if "what" in request.POST:
        _clear_refusal(request, loan, request.POST["what"])
    else:
        request.session.pop(refusals_key(loan), None)
    return redirect("loan_what", pk)


def _added(item):
    cards = loan_cards(item) if getattr(item, "device", None) else None
    if cards:
        params = {"thing": item, "cards": ", ".join(str(card.voucher) for card in cards)}
        return _("Added: %(thing)s, with its SIM card %(cards)s") % params
    return _("Added: %(thing)s") % {"thing": item}


@may_hand_over.by_post
def loan_accessory(request, pk):
    loan = loan_or_404(request, pk)
    form = AccessoryForm(request.POST)
    if attempt(form, preparation_operations.add_accessory, loan, by=request.user):
        return redirect_saying(request, _added(form.cleaned_data["accessory"]), "loan_what", pk)
    return show_what(request, loan, accessory=form)


@may_hand_over.by_post
def loan_voucher(request, pk):
    loan = loan_or_404(request, pk)
    form = VoucherForm(request.POST, person=loan.recipient)
    if attempt(form, reservations_operations.reserve_vouchers, loan, by=request.user):
        return redirect_saying(request, _added(form.cleaned_data["product"]), "loan_what", pk)
    return show_what(request, loan, voucher=form)


@may_hand_over.by_post
def loanitem_free(request, pk):
    items = LoanItem.objects.filter(loan__in=Loan.objects.visible_to(request.user)).for_list()
    item = get_object_or_404(items.select_related("loan__request"), pk=pk)
    run_action(
        request,
        preparation_operations.free,
        item,
        done=_("Removed: %(item)s") % {"item": item.code},
    )
    return redirect("loan_what", item.loan_id)


@may_hand_over.by_post
def loan_drop(request, pk):
    """Cancel the part of a request line that will not be handed over."""
    loan = loan_or_404(request, pk)
    lines = loan.request.lines if loan.request else None
    line = get_object_or_404(lines, pk=number_of(request.POST.get("line")) or 0) if lines else None
    if line is None:
        return redirect("loan_what", pk)
    done = f"{_('Abandoned: %(line)s.') % {'line': line.what}} {mail_notice()}"
    run_action(request, request_operations.drop_line, loan.request, line, done=done)
    return redirect("loan_what", pk)


@may_hand_over.by_post
def loan_cancel(request, pk):
    loan = loan_or_404(request, pk)
    if run_action(
        request,
        appointment_operations.cancel_loan,
        loan,
        done=_("Cancelled: everything is back on the shelf."),
    ):
        return redirect(loan.request or "loan_list")
    return redirect(loan.counter_url)
