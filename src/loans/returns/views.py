"""Return sessions: a page for scanning, then receipts, signed on the screen or printed.

Each response contains the time at which the list was read. Two quick taps are two writes, each
answered by the whole list as stored; the page never replaces a newer list with an older one. Only
the list is replaced, so a response always finds its place.
"""

import time

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from core.forms.actions import finder, flash_errors, run_action
from core.forms.base import attempt
from core.forms.submissions import scan_once
from core.http.access import allowed
from core.http.body_limit import takes_files
from core.http.secret_fields import secret_fields
from core.photos.photos import MAX_AT_ONCE, PhotoForm, add_photos
from core.text_input import line_of, number_of
from inventory.accessories.operations import set_charger
from inventory.scanning.codes import masked
from loans.agreements.signing import go, script_response
from loans.base import operations as base_operations
from loans.base.lifecycle.aftercare import ReturnSessionStatus
from loans.base.papers import language_of
from loans.models import Loan, LoanItem, ReturnLine, ReturnSession
from loans.returns import operations
from loans.returns.brought import item_brought
from loans.returns.forms import FinishForm, LineForm
from loans.returns.receipts import backs_in, chargers_out, receipts_of
from people.accounts import kiosk

may_take_back = allowed("loans.take_back")
_line = finder(
    lambda user: ReturnLine.objects.filter(
        session__in=ReturnSession.objects.visible_to(user)
    ).for_list()
)


def _own_session(request):
    """The user's open session; an unsaved session if there is none."""
    session = ReturnSession.objects.filter(
        owner=request.user, status=ReturnSessionStatus.OPEN
    ).first()
    return session or ReturnSession(owner=request.user)


@may_take_back
def return_scan(request):
    """Show the scan page of a return, with the items so far; the URL may contain a first code."""
    return _render_page(request, code=line_of(request.GET.get("code")))


def _render_page(request, code="", sent=None):
    read_at = time.time_ns()  # before the queries: all rows stored by then are included
    session = _own_session(request)
    backs = backs_in(session) if session.pk else []
    for back in backs:
        for line in back.devices:
            line.form = sent if sent and sent.edited_row == line else LineForm(line=line)
    context = {
        "session": session,
        "backs": backs,
        "devices": sum(len(back.devices) for back in backs),
        "code": masked(code),
        "read_at": read_at,
    }
    if request.htmx:
        return render(request, "loans/returns/_return.html", context)
    others = ReturnSession.objects.visible_to(request.user).filter(status=ReturnSessionStatus.OPEN)
    context["others"] = others.exclude(owner=request.user).select_related("owner", "site")
    return render(request, "loans/returns/return_scan.html", context)


def _back(request):
    return _render_page(request) if request.htmx else redirect("return_scan")


def _bring(*, by, code):
    return operations.put_in_return([item_brought(code, by)], by=by)[0]


@may_take_back.by_post
def return_put(request):
    """Add a scanned device to the list; report the result by sound, colour and text."""
    code = line_of(request.POST.get("code"))
    try:
        line = scan_once(request, _bring, code=code)
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages), extra_tags="scan")
        return _render_page(request, code)
    done = _("%(device)s is in the list.") % {"device": line.item.device}
    messages.success(request, done, extra_tags="scan")
    return _back(request)


@may_take_back.by_post
def return_item(request, pk):
    """Add an item that is still out to the list without a scan."""
    loans = Loan.objects.to_take_back(request.user)
    item = get_object_or_404(LoanItem.objects.filter(loan__in=loans).for_list(), pk=pk)
    done = _("%(device)s is in the list.") % {"device": item}
    run_action(request, operations.put_in_return, [item], done=done, tags="scan")
    return _back(request)


@may_take_back.by_post
def loan_return(request, pk):
    """Add all open items of a loan to the user's session; they then remove missing items."""
    loan = get_object_or_404(Loan.objects.to_take_back(request.user), pk=pk)
    items = list(base_operations.open_items(loan).filter(voucher=None))
    if not items:
        messages.error(request, _("No equipment from this loan is out."))
        return redirect("return_scan")
    done = _("All items of %(loan)s are in the list: remove any that were not returned.") % {
        "loan": loan
    }
    run_action(request, operations.put_in_return, items, done=done, tags="scan")
    return redirect("return_scan")


@may_take_back.by_post
def returnline_say(request, pk):
    line = _line(request, pk)
    form = LineForm(request.POST, line=line)
    if attempt(form, operations.record_return_condition, line, by=request.user):
        done = _("%(device)s: saved.") % {"device": line.item}
        messages.success(request, done)
        return _back(request)
    if line.session != _own_session(request):  # the list of the session is not shown
        flash_errors(request, form)
    return _render_page(request, sent=form)


@may_take_back.by_post
def returnline_charger(request, pk):
    """Toggle whether the charger of a device is missing, or take in a kept charger."""
    line = _line(request, pk)
    if "kept" in request.POST:
        swapped = chargers_out(loan=line.item.loan)
        if item := swapped.filter(pk=number_of(request.POST["kept"])).first():
            done = _("The charger of %(device)s has been returned.") % {"device": item}
            run_action(request, set_charger, item.device, is_here=True, done=done)
        return _back(request)
    is_here = "here" in request.POST
    details = {"condition": line.condition, "may_hold_data": line.may_hold_data, "note": line.note}
    run_action(request, operations.record_return_condition, line, has_charger=is_here, **details)
    return _back(request)


@may_take_back.by_post
def returnline_count(request, pk):
    """Set the quantity returned of an accessory, and whether the rest is lost."""
    line = _line(request, pk)
    count = number_of(request.POST.get("count"))
    if count is None:
        messages.error(request, _("Enter how many are here, or 0."))
        return _back(request)
    is_given_up = "given_up" in request.POST
    run_action(request, operations.count_back, line, count=count, is_given_up=is_given_up)
    return _back(request)


@may_take_back.by_post
@takes_files(count=MAX_AT_ONCE)
def returnline_photo(request, pk):
    line = _line(request, pk)
    if line.item.device is None:
        raise Http404
    form = PhotoForm(request.POST, request.FILES)
    if attempt(form, add_photos, line.item.device, by=request.user):
        messages.success(request, _("%(device)s: photo saved.") % {"device": line.item})
    else:
        flash_errors(request, form)
    return _back(request)


@may_take_back.by_post
def returnline_off(request, pk):
    line = _line(request, pk)
    done = _("%(item)s is no longer in the list.") % {"item": line.item}
    run_action(request, operations.take_off_return, line, done=done, tags="scan")
    return _back(request)


@may_take_back
@secret_fields("pin")
def return_finish(request):
    """Preview the receipts, then check everything in, signed on the screen or on paper."""
    session = _own_session(request)
    by_structure = request.GET.get("by_structure") == "yes" and kiosk.is_turned(request)
    receipts = receipts_of(session, by_structure=by_structure) if session.pk else []
    if not receipts:
        messages.error(request, _("Scan at least one item first."))
        return go(request, kiosk.way_on(request, reverse("return_scan"), is_done=False))
    # read by our user, not by the visitor
    done = _("Return recorded. The devices must now be checked and erased.")
    language = _language_for(receipts) if kiosk.is_turned(request) else get_language()
    with translation.override(language):
        return _finish(request, session, receipts, by_structure, done)


def _language_for(receipts):
    """The language of the person who returned all items.

    If the items come from several people or an organisation, it is the user's language.
    """
    receipt = receipts[0]
    is_of_one = len(receipts) == 1 and not receipt.is_of_structure
    return language_of(receipt.loan) if is_of_one else get_language()


def _finish(request, session, receipts, by_structure, done):
    turn = kiosk.TurnForm(request.POST if "turn" in request.POST else None, request=request)
    if turn.is_valid() and not kiosk.is_turned(request):
        return _turn(request, turn)
    sent = None if turn.is_bound else request.POST or None
    chosen = {"by_structure": "yes" if by_structure else request.POST.get("by_structure", "")}
    form = FinishForm(
        sent, session=session, receipts=receipts, by_structure=by_structure, initial=chosen
    )
    if attempt(form, operations.finish_return, session, by=request.user):
        messages.success(request, done, extra_tags="scan")
        if form.typed:
            text = _("Signed with a typed name: %(names)s.")
            messages.success(request, text % {"names": ", ".join(form.typed)})
        if form.unsigned:  # by their numbers: the screen may still be turned to somebody else
            text = _("Signature missing for %(loans)s: print this receipt and have it signed.")
            messages.warning(request, text % {"loans": ", ".join(map(str, form.unsigned))})
        return go(request, kiosk.way_on(request, session.get_absolute_url()))
    is_turned = kiosk.is_turned(request)
    page = "loans/returns/return_kiosk.html" if is_turned else "loans/returns/return_finish.html"
    context = {
        "session": session,
        "receipts": receipts,
        "form": form,
        "turn": turn,
        "is_turned": is_turned,
    }
    return script_response(request, form) or render(request, page, context)


def _turn(request, turn):
    """Enter kiosk mode, with the choice about the receipts."""
    page = reverse("return_finish")
    query = "?by_structure=yes" if request.POST.get("by_structure") == "yes" else ""
    turn.turn(page + query, page)
    return redirect(page + query)


@may_take_back
def return_done(request, pk):
    """Show the returned items, with their receipts to print."""
    session = get_object_or_404(ReturnSession.objects.visible_to(request.user), pk=pk)
    lines = list(session.lines.filter(status=ReturnLine.Status.DONE).for_list())
    receipts = {line.receipt: line.item.loan for line in reversed(lines)}
    count = sum(line.item.device_id is not None for line in lines)
    sentence = ngettext("%(count)s device returned", "%(count)s devices returned", count)
    context = {
        "session": session,
        "lines": lines,
        "receipts": receipts.items(),
        "sentence": sentence % {"count": count},
    }
    return render(request, "loans/returns/return_done.html", context)


@may_take_back.by_post
def return_drop(request, pk):
    session = get_object_or_404(ReturnSession.objects.visible_to(request.user), pk=pk)
    run_action(
        request, operations.drop_return, session, done=_("The list is empty: nothing was returned.")
    )
    return redirect("return_scan")
