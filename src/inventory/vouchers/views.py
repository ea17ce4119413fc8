from collections import Counter

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db.models import Count
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_GET

from core.forms.actions import action_view, finder, redirect_saying, run_action
from core.forms.base import ActForm, attempt
from core.http.access import allowed
from core.http.body_limit import takes_files
from core.http.secret_fields import secret_fields
from core.lists.spreadsheets import TYPES, sheet_response
from core.lists.tables import PER_PAGE, list_view, render_table
from core.models import Event
from core.pdf.render import pdf_response
from core.workflow.lifecycle import Refused
from inventory.devices.identifiers import clean_code
from inventory.devices.shortcuts import device_or_404
from inventory.imports.reading import notes_of
from inventory.imports.reading_form import ReadingForm
from inventory.models import (
    Device,
    Voucher,
    VoucherBatch,
    VoucherList,
)
from inventory.vouchers.encryption import decrypt, decrypt_bytes
from inventory.vouchers.filters import BatchVoucherFilter, VoucherBatchFilter, VoucherFilter
from inventory.vouchers.forms import (
    ActivateForm,
    CancelForm,
    MinimumForm,
    PhoneNumberForm,
    RevealForm,
    VoucherBatchForm,
    VoucherColumnsForm,
)
from inventory.vouchers.lifecycle import VoucherStatus
from inventory.vouchers.list_columns import masked
from inventory.vouchers.operations import lists as list_operations
from inventory.vouchers.operations import vouchers as voucher_operations
from inventory.vouchers.operations.lists import verdicts_on
from inventory.vouchers.papers import render_slip
from inventory.vouchers.shortcuts import flash_shown_once, voucher_or_404
from inventory.vouchers.stock_levels import shelves
from inventory.vouchers.tables import (
    VoucherBatchTable,
    VoucherListTable,
    VoucherTable,
)
from people.base.site_scope import of_own_sites

may_see = allowed("inventory.view_voucher")


# --- Page of a voucher, rendered by several views. ---


def render_voucher(request, voucher, *, secret=None, **forms):
    """Render the page of a voucher; `secret` is set only in the response to a reveal."""
    user = request.user
    knows = user.has_perm("people.view_recipient")
    context = {
        "voucher": voucher,
        "secret": secret,
        "phone": decrypt(voucher.number_encrypted) if knows else "",
        "replaced_by": Voucher.objects.filter(replaces=voucher).first(),
        "reveal_form": RevealForm(was_shown=voucher.revealed_at is not None),
        "number_form": PhoneNumberForm(),
        "activate_form": ActivateForm(),
        "cancel_form": CancelForm(),
        "events": Event.objects.about(voucher)[:100],
    }
    return render(request, "inventory/vouchers/voucher_detail.html", context | forms)


# Reveal of a voucher code in one POST response: on the screen, or on a slip that is not stored.

may_reveal = allowed(voucher_operations.reveal.permission)


@may_reveal
@sensitive_variables("secret", "form")
def voucher_reveal(request, pk):
    """Reveal the code in this response only; resubmitting or reloading shows nothing."""
    voucher = voucher_or_404(request, pk)
    if request.method != "POST":
        return redirect(voucher)
    form = RevealForm(request.POST, was_shown=voucher.revealed_at is not None)
    if not attempt(form, voucher_operations.reveal, voucher, by=request.user):
        return _flash_refusal(request, voucher, form)
    if form.result is None:
        flash_shown_once(request)
        return redirect(voucher)
    return render_voucher(request, voucher_or_404(request, pk), secret=form.result)


def _flash_refusal(request, voucher, form):
    """Show why the code is not revealed: a message, or the form with its errors."""
    if form.non_field_errors():
        messages.error(request, " ".join(form.non_field_errors()))
        return redirect(voucher)
    return render_voucher(request, voucher, reveal_form=form)


@may_reveal
@sensitive_variables("form")
def voucher_slip(request, pk):
    """Send the slip with the code for the recipient; it is printed now and not stored."""
    voucher = voucher_or_404(request, pk)
    if request.method != "POST":
        return redirect(voucher)
    form = RevealForm(request.POST, was_shown=voucher.revealed_at is not None)
    if not attempt(form, voucher_operations.open_for_slip, [voucher], by=request.user):
        return _flash_refusal(request, voucher, form)
    if form.result is None:
        flash_shown_once(request)
        return redirect(voucher)
    return pdf_response(render_slip(form.result), _("voucher"))


# --- SIM cards in devices: a phone shows its card, and the card its phone. ---

may_place = allowed(voucher_operations.put_sim.permission)


def cards_of(user):
    """Vouchers of the user's sites, for handling SIM cards without access to vouchers."""
    rows = Voucher.objects.select_related("batch__product", "batch__site", "device")
    return of_own_sites(rows, user, site="batch__site")


def card_named(code, user):
    """Return the card with this ICCID; raise `Refused` unless exactly one matches."""
    cards = cards_of(user)
    matches = list(cards.matching_code(clean_code(code))[:2])
    if len(matches) != 1:
        raise Refused(_("None of our SIM cards has this ICCID: type all its digits."))
    return matches[0]


@may_place.by_post
def device_sim(request, pk):
    """Put the SIM card with this ICCID in the device."""
    device = device_or_404(request, pk)
    try:
        card = card_named(request.POST.get("code", ""), request.user)
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
    else:
        done = _("%(card)s is in %(device)s.") % {"card": card, "device": device}
        run_action(request, voucher_operations.put_sim, device, voucher=card, done=done)
    return redirect(device)


@may_place.by_post
def sim_out(request, pk):
    """Take the card out of its device, then return to the referring page."""
    card = get_object_or_404(cards_of(request.user), pk=pk)
    device = Device.objects.visible_to(request.user).filter(pk=card.device_id).first()
    run_action(request, voucher_operations.take_sim_out, card, done=_("The card was taken out."))
    if "back" in request.POST and request.user.has_perm("inventory.view_voucher"):
        return redirect(card)
    return redirect(device or "device_list")


# Incoming lists of vouchers: upload, preview without codes, then enter the valid rows.

may_enter = allowed(list_operations.enter_list.permission)
list_or_404 = finder(VoucherList.objects.visible_to, "product", "site")


@may_enter
@secret_fields("codes")
@sensitive_variables("form")
@takes_files
def voucherbatch_add(request):
    form = VoucherBatchForm(request.POST or None, request.FILES or None, user=request.user)
    if attempt(form, list_operations.keep_list, by=request.user):
        if form.result is None:
            messages.info(request, _("This list has already been sent and saved."))
            return redirect("voucherbatch_list")
        return redirect(form.result)
    return render(request, "inventory/vouchers/voucherbatch_add.html", {"form": form})


@may_enter
def voucherlist_detail(request, pk):
    """Preview a list; codes are masked except for four digits."""
    return _render_page(request, list_or_404(request, pk))


@sensitive_variables("rows", "drafts")
def _render_page(request, waiting, **forms):
    trial, rows = list_operations.rows_of(waiting)
    drafts = sorted(verdicts_on(trial, rows), key=lambda row: (not row.problems, not row.doubts))
    reasons = Counter(reason for row in drafts for reason in row.problems)
    context = {
        "waiting": waiting,
        "total": len(drafts),
        "good": sum(not row.problems for row in drafts),
        "wrong": sum(bool(row.problems) for row in drafts),
        "reasons": reasons.most_common(),
        "doubts": sum(bool(row.doubts) for row in drafts),
        "reading_notes": notes_of(trial.reading, mask=masked),
        "reading_address": reverse("voucherlist_reading", args=[waiting.pk]),
        "columns_form": VoucherColumnsForm(headings=trial.headings, columns=waiting.columns),
        "enter_form": ActForm(),
        "page": Paginator(drafts, PER_PAGE).get_page(request.GET.get("page")),
    }
    return render(request, "inventory/vouchers/voucherlist_detail.html", context | forms)


@may_enter
@sensitive_variables("content", "form")
def voucherlist_reading(request, pk):
    """Change the reading options of a list (sheets, headings, encoding); codes are masked."""
    waiting = list_or_404(request, pk)
    trial, _rows = list_operations.rows_of(waiting)
    content = decrypt_bytes(waiting.content_encrypted)
    form = ReadingForm(trial, request.POST or None, name="", content=content)
    if attempt(form, list_operations.read_list_otherwise, waiting, by=request.user):
        messages.success(
            request, _("The file is now read this way, and every row is being checked again.")
        )
        return redirect(waiting)
    context = {"back": waiting, "form": form}
    return render(request, "inventory/imports/import_reading.html", context)


@may_enter
@require_GET
def voucherlist_refused(request, pk, form):
    """Download the numbers of refused rows with the reasons, without codes, to correct the file."""
    if form not in TYPES:
        raise Http404
    trial, rows = list_operations.rows_of(list_or_404(request, pk))
    drafts = verdicts_on(trial, rows)
    lines = ([one.row, "\n".join(one.problems)] for one in drafts if one.problems)
    return sheet_response(_("to correct"), form, [[_("row"), _("reason")], *lines])


@may_enter.by_post
def voucherlist_columns(request, pk):
    waiting = list_or_404(request, pk)
    trial, _rows = list_operations.rows_of(waiting)
    form = VoucherColumnsForm(request.POST, headings=trial.headings, columns=waiting.columns)
    if attempt(form, list_operations.match_columns, waiting, by=request.user):
        return redirect(waiting)
    return _render_page(request, waiting, columns_form=form)


@may_enter.by_post
def voucherlist_enter(request, pk):
    waiting = _still_there(request, pk)
    if waiting is None:
        return redirect("voucherbatch_list")
    form = ActForm(request.POST)
    if attempt(form, list_operations.enter_list, waiting, by=request.user):
        messages.success(request, _("The vouchers are in stock."))
        if VoucherList.objects.filter(pk=pk).exists():
            messages.warning(request, _("The rows below were refused: none of them was saved."))
            return redirect(waiting)
        return redirect(form.result or "voucherbatch_list")
    return _render_page(request, waiting, enter_form=form)


@may_enter.by_post
def voucherlist_drop(request, pk):
    waiting = _still_there(request, pk)
    if waiting:
        run_action(
            request,
            list_operations.drop_list,
            waiting,
            done=_("The list has been deleted, with its codes."),
        )
    return redirect("voucherbatch_list")


def _still_there(request, pk):
    """Return the list; or None, with a message saying that it was entered, dropped or expired."""
    waiting = VoucherList.objects.visible_to(request.user).filter(pk=pk).first()
    if waiting is None:
        messages.info(
            request,
            _("This list is no longer available: it was saved or discarded, or is too old."),
        )
    return waiting


# --- Vouchers: batches, stock of each product, and outcome of each voucher. ---

may_change = allowed("inventory.change_voucher")
batch_or_404 = finder(VoucherBatch.objects.visible_to, "product", "site")


@may_see
def voucher_stock(request):
    """Stock of each product, most urgent first."""
    return _stock(request, MinimumForm(user=request.user))


def _stock(request, minimum_form):
    context = {
        "shelves": shelves(request.user, timezone.localdate()),
        "minimum_form": minimum_form,
    }
    return render(request, "inventory/vouchers/voucher_stock.html", context)


voucherbatch_list = list_view(
    VoucherBatchTable, VoucherBatchFilter, permission="inventory.view_voucher"
)
voucher_list = list_view(VoucherListTable, VoucherFilter, permission="inventory.view_voucher")


@allowed(voucher_operations.set_voucher_minimum.permission).by_post
def voucher_minimum(request):
    form = MinimumForm(request.POST, user=request.user)
    if attempt(form, voucher_operations.set_voucher_minimum, by=request.user):
        return redirect_saying(request, _("The minimum is saved."), "voucher_stock")
    return _stock(request, form)


@may_see
def voucherbatch_detail(request, pk):
    batch = batch_or_404(request, pk)
    vouchers = Voucher.objects.visible_to(request.user).filter(batch=batch)
    filters = BatchVoucherFilter(request.GET, queryset=vouchers.select_related("device"))
    counts = _by_status(vouchers)
    return render_table(
        request,
        "inventory/vouchers/voucherbatch_detail.html",
        VoucherTable(filters.qs),
        filters=filters,
        batch=batch,
        counts=counts,
        delivered=sum(number for _status, number in counts),
        events=Event.objects.about(batch)[:50],
    )


def _by_status(vouchers):
    """Return [(status, number of vouchers)], in the order of the lifecycle."""
    numbers = dict(vouchers.order_by().values_list("status").annotate(number=Count("pk")))
    return [(status, numbers.get(status, 0)) for status in VoucherStatus]


@may_see
def voucher_detail(request, pk):
    return render_voucher(request, voucher_or_404(request, pk))


@allowed(voucher_operations.activate_voucher.permission).by_post
def voucher_activate(request, pk):
    voucher = voucher_or_404(request, pk)
    form = ActivateForm(request.POST)
    if attempt(form, voucher_operations.activate_voucher, voucher, by=request.user):
        return redirect_saying(request, _("The voucher has been activated."), voucher)
    return render_voucher(request, voucher_or_404(request, pk), activate_form=form)


@allowed(voucher_operations.note_phone_number.permission).by_post
def voucher_number(request, pk):
    voucher = voucher_or_404(request, pk)
    form = PhoneNumberForm(request.POST)
    if attempt(form, voucher_operations.note_phone_number, voucher, by=request.user):
        return redirect_saying(request, _("The phone number is saved."), voucher)
    return render_voucher(request, voucher_or_404(request, pk), number_form=form)


voucher_lost = action_view(
    voucher_operations.lose_voucher,
    voucher_or_404,
    gettext_lazy("The voucher has been declared lost."),
)


@may_change.by_post
def voucher_cancel(request, pk):
    voucher = voucher_or_404(request, pk)
    form = CancelForm(request.POST)
    if attempt(form, voucher_operations.cancel_voucher, voucher, by=request.user):
        return redirect_saying(request, _("The voucher has been cancelled."), voucher)
    return render_voucher(request, voucher_or_404(request, pk), cancel_form=form)


voucher_reinstate = action_view(
    voucher_operations.reinstate_voucher,
    voucher_or_404,
    gettext_lazy("The voucher has been reinstated."),
)
