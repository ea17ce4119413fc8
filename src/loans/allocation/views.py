from collections import Counter

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Case, F, Prefetch, Q, When
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.formatting import inside
from core.forms.actions import finder, flash_done, redirect_saying, run_action
from core.forms.base import attempt
from core.forms.submissions import scan_once
from core.http.access import allowed
from core.lists.tables import export_of, page_of
from core.pdf.render import pdf_response
from core.text_input import line_of, number_of
from core.workflow.lifecycle import NeedsConfirmation
from inventory.accessories.fitting import charges_of
from inventory.models import Device
from inventory.scanning.codes import device_named
from inventory.scanning.refusals import flash_refusal
from loans.allocation import papers
from loans.allocation.cases import way_to_serve
from loans.allocation.forms import ArrangeForm, ChooseForm, LookForm
from loans.allocation.operations import expiry as expiry_operations
from loans.allocation.operations import reservations as reservations_operations
from loans.allocation.operations.reservations import AlreadyReserved
from loans.allocation.tables import ReservationTable, WaitingTable
from loans.allocation.waiting import queue_at
from loans.base.kit_lines import bundles_of
from loans.base.lifecycle.loans import ItemStatus, LoanStatus, RequestStatus
from loans.base.needs import facts_of, fitting, perhaps_fitting
from loans.models import Loan, LoanItem, Request, RequestLine

may_hand_over = allowed("loans.hand_over")
MAX_SHOWN = 50  # rows of a list without pages


@may_hand_over
def waiting_list(request):
    """List the accepted request lines that wait for stock, with their place in the queue."""
    look, queue, ready, stock = _queue(request)
    is_file = request.method == "POST"
    table = WaitingTable(_rows(request.user, queue, ready) if is_file else [], user=request.user)
    if file := export_of(request, table, look):
        return file
    page = page_of(request, [turn for turn in queue if not ready.get(turn.line)])
    now, in_part = _whole_and_part(queue, ready)
    sent = Request.objects.visible_to(request.user).filter(status=RequestStatus.SENT)
    context = {
        "look": look,
        "page": page,
        "rows": _rows(request.user, page, ready),
        "served_now": _rows(request.user, now, ready),
        "in_part": _rows(request.user, in_part[:MAX_SHOWN], ready),
        "totals": (totals := _totals(now, ready, stock)),
        "things": ", ".join(f"{count}\u00a0×\u00a0{inside(what)}" for count, what, _left in totals),
        "count": len({turn.request for turn in now}),
        "sent": sent.filter(site__in=look.sites_chosen).count(),
        "tools": table.tools,
    }
    return render(request, "loans/allocation/waiting_list.html", context)


def _queue(request):
    """The filters of the waiting list, its `Turn`s, the stock ready for each, and all stock."""
    look = LookForm(request.GET, user=request.user, names=["site", "category"])
    category = look.chosen("category")
    return look, *queue_at(look.sites_chosen, **({"category": category} if category else {}))


def _rows(user, shown, ready):
    """[(turn, line, recipient, number ready for it)] of these `Turn`s."""
    lines = RequestLine.objects.for_list().select_related(
        "request__organisation", "request__recipient", "request__site"
    )
    lines = lines.in_bulk([turn.line for turn in shown])
    return [
        (turn, lines[turn.line], lines[turn.line].request.seen_by(user), ready.get(turn.line, 0))
        for turn in shown
        if turn.line in lines
    ]


def _whole_and_part(queue, ready):
    """The `Turn`s that one act serves, of requests that it serves in full, and those in part.

    Part-served requests are often large orders: a coordinator decides about each.
    """
    now = [turn for turn in queue if ready.get(turn.line)]
    lacking = {turn.request for turn in queue if ready.get(turn.line, 0) < turn.left}
    by_rank = sorted(now, key=lambda turn: turn.rank)
    whole = dict.fromkeys(turn.request for turn in by_rank if turn.request not in lacking)
    chosen = set(list(whole)[:MAX_SHOWN])
    in_part = [turn for turn in now if turn.request in lacking]
    return [turn for turn in now if turn.request in chosen], in_part


def _totals(now, ready, stock):
    """[(number, thing, number left)] that the act sets aside, over all sites shown."""
    taken, kinds, things = Counter(), {}, RequestLine.objects.for_list()
    things = {line.pk: line.what for line in things.filter(pk__in=[turn.line for turn in now])}
    for turn in now:
        what = things[turn.line]
        taken[what] += ready[turn.line]
        kinds.setdefault(what, set()).add(turn.kind)
    return [
        (count, what, sum(sum(stock.get(kind, {}).values()) for kind in kinds[what]) - count)
        for what, count in taken.items()
    ]


@may_hand_over.by_post
def waiting_serve(request):
    """Reserve all that fits for the requests of the waiting list that can be served now."""
    look, queue, ready, _stock = _queue(request)
    expiry_operations.release_expired(today=timezone.localdate(), site__in=look.sites_chosen)
    served, refused = [], []
    now, _in_part = _whole_and_part(queue, ready)
    ids = dict.fromkeys(turn.request for turn in sorted(now, key=lambda turn: turn.rank))
    rows = Request.objects.visible_to(request.user).in_bulk(list(ids))
    for loan_request in (rows[pk] for pk in ids if pk in rows):
        try:
            result = reservations_operations.reserve_fitting(loan_request, by=request.user)
        except ValidationError as refusal:
            refused.append(f"{loan_request} · {' '.join(refusal.messages)}")
        else:
            served.append(loan_request)
            refused.extend(f"{loan_request} · {note}" for note in result.notes)
    if refused:
        messages.warning(request, " ".join(refused))
    if served:
        text = ngettext(
            "Set aside for %(count)s request.", "Set aside for %(count)s requests.", len(served)
        )
        flash_done(request, text % {"count": len(served)}, served[0])
    return redirect(f"{reverse('waiting_list')}?{request.GET.urlencode()}")


# Reservations with their last day, delivery mode and fit, and the papers for preparing them. For
# the team members who prepare loans, never for an association.
may_prepare = allowed("inventory.view_device")
_prepared = finder(
    lambda user: Loan.objects.visible_to(user).filter(status=LoanStatus.PREPARED).for_list()
)


@may_prepare
def reservation_list(request):
    """The current reservations, first to expire first."""
    look = LookForm(request.GET, user=request.user, names=["site", "day"])
    look.fields["day"].label = _("Collected on")
    today, day = timezone.localdate(), look.chosen("day")
    expiry_operations.release_expired(today=today, site__in=look.sites_chosen)
    loans = Loan.objects.visible_to(request.user).reserved_at(look.sites_chosen)
    loans = loans.filter(pickup_on=day) if day else loans
    items = LoanItem.objects.filter(status=ItemStatus.RESERVED).for_list()
    loans = loans.prefetch_related(Prefetch("items", items, to_attr="set_aside"))
    loans = loans.for_list().order_by(F("held_until").asc(nulls_last=True), "pk")
    table = ReservationTable(loans, user=request.user)
    if file := export_of(request, table, look):
        return file
    page = page_of(request, loans)
    rows = [(loan, loan.seen_by(request.user), _left(loan, today)) for loan in page]
    context = {"look": look, "page": page, "rows": rows, "day": day, "today": today}
    context["tools"] = table.tools
    return render(request, "loans/allocation/reservation_list.html", context)


def _left(loan, today):
    """Days left until the last day of the reservation; None without a last day."""
    return (loan.held_until - today).days if loan.held_until else None


@may_hand_over
def loan_arrange(request, pk):
    """Set the delivery mode and day of a reservation."""
    loan = _prepared(request, pk)
    form = ArrangeForm(request.POST or None, loan=loan)
    if attempt(form, expiry_operations.arrange, loan, by=request.user):
        return redirect_saying(request, _("Saved."), loan.counter_url)
    return render(request, "loans/allocation/loan_arrange.html", {"loan": loan, "form": form})


@may_hand_over.by_post
def loan_prolong(request, pk):
    loan = _prepared(request, pk)
    run_action(
        request,
        expiry_operations.prolong,
        loan,
        done=_("The items stay set aside until the new date."),
    )
    return redirect((request.POST.get("list") and "reservation_list") or loan.counter_url)


@may_hand_over.by_post
def request_fitting(request, pk):
    """Reserve all that fits an accepted request, longest ready first."""
    requests = Request.objects.visible_to(request.user).filter(status=RequestStatus.ACCEPTED)
    loan_request = get_object_or_404(requests, pk=pk)
    expiry_operations.release_expired(today=timezone.localdate(), site=loan_request.site_id)
    try:
        result = reservations_operations.reserve_fitting(loan_request, by=request.user)
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
        return redirect("request_reserve", pk)
    flash_done(request, result.sentence, loan_request)
    return redirect("waiting_list" if "list" in request.POST else loan_request)


@may_prepare
def loan_picklist(request, pk):
    """The pick list of one hand-over, in the order of the shelves."""
    loan = _prepared(request, pk)
    return pdf_response(papers.render_picklist([loan], loan.site), f"{loan}-preparation")


@may_prepare
def picklist(request):
    """The pick list of all hand-overs collected on a day at a site."""
    look = LookForm(request.GET, user=request.user, names=["site", "day"])
    site = look.chosen("site") or look.sites.first()
    day = look.chosen("day", timezone.localdate())
    loans = Loan.objects.visible_to(request.user).reserved_at([site]).filter(pickup_on=day)
    loans = list(loans.for_list().order_by("pk")[: papers.MAX_PICKED])
    if not loans:
        query = {"day": day.isoformat(), "site": look.data.get("site", "")}
        return redirect(f"{reverse('reservation_list')}?{urlencode(query)}")
    name = f"preparation-{day.isoformat()}"
    return pdf_response(papers.render_picklist(loans, site, day), name)


@may_prepare
def loan_parcel(request, pk):
    """The parcel labels of a hand-over, numbered, in the requested quantity."""
    loan = _prepared(request, pk)
    count = number_of(request.GET.get("count", "1"))
    if not count or count > papers.MAX_PARCELS:
        raise Http404
    labels = papers.render_parcels(loan, count, user=request.user)
    return pdf_response(labels, f"{loan}-parcels")


# --- Reserve a scanned device and flash the result. ---


def set_aside_scanned(request, operation, of, *, override=False):
    """Run `operation` on the device with the scanned code; show the result as a message.

    Returns the query string for the next page: it offers a second, explicit button for a device
    that needs confirmation.
    """
    try:
        device = device_named(request.POST.get("code"), Device.objects.visible_to(request.user))
        expiry_operations.free_if_over(device)
        scan_once(request, operation, of, devices=[device], override=override)
    except NeedsConfirmation as objection:
        messages.error(request, " ".join(objection.messages), extra_tags="scan")
        return f"?{urlencode({'anyway': device})}"
    except AlreadyReserved as refusal:
        messages.warning(request, " ".join(refusal.messages), extra_tags="scan")
        return ""
    except ValidationError as refusal:
        flash_refusal(request, refusal)
        return ""
    flash_done(request, _("Added: %(thing)s") % {"thing": device}, device, tags="scan")
    return ""


# Devices reserved for an accepted request by choosing or scanning, with fitting devices first.

_accepted = finder(
    lambda user: Request.objects.visible_to(user).filter(status=RequestStatus.ACCEPTED),
    "organisation",
    "site",
)


def _proposed(request, loan_request, wanted):
    """Ready devices of the kinds that the request lacks at the site, filtered by the URL."""
    text, kind = line_of(request.GET.get("q")), request.GET.get("category", "")
    category = next((w.category for w in wanted if str(w.category_id) == kind), None)
    kinds = [category] if category else [line.category for line in wanted]
    devices = Device.objects.visible_to(request.user).lendable().for_list()
    devices = devices.filter(site=loan_request.site, category__in=kinds).select_related(
        "specification"
    )
    devices = devices.order_by(*_fitting_first(wanted), "status_since", "pk")
    devices = list((devices.matching(text) if text else devices)[:MAX_SHOWN])
    charges = charges_of(devices)
    for device in devices:
        device.lacks_charger = device.pk in charges and charges[device.pk].is_missing
        device.fit = _fit(device, wanted)
    return {"text": text, "category": category, "devices": devices, "most": MAX_SHOWN}


def _fitting_first(wanted):
    """Sort fitting devices first, then those that may fit, then the rest."""
    fits = [Q(category=line.category_id) & fitting(line.needs) for line in wanted]
    perhaps = [Q(category=line.category_id) & perhaps_fitting(line.needs) for line in wanted]
    ranks = [When(one, then=0) for one in fits] + [When(one, then=1) for one in perhaps]
    return [Case(*ranks, default=2)] if ranks else []


def _fit(device, wanted):
    """The fit of a device for its best line: the `Verdict` and the unmet needs."""
    own = [line.needs for line in wanted if line.category_id == device.category_id]
    needs = min(own, key=lambda needs: len(needs.lacks(facts_of(device))))
    lacks = needs.lacks(facts_of(device))
    return {
        "verdict": needs.verdict(facts_of(device)).value,
        "lacks": ", ".join(needs.word(name) for name in lacks),
        "has_needs": bool(needs.required()),
    }


@may_hand_over
def request_reserve(request, pk):
    loan_request = _accepted(request, pk)
    expiry_operations.release_expired(today=timezone.localdate(), site=loan_request.site_id)
    lines = list(loan_request.lines.with_reserved().for_list())
    wanted = [line for line in lines if line.category and line.still_open > 0]
    # Not only fitting devices: a form sent twice must stay valid, and an error names the device.
    at_site = Device.objects.visible_to(request.user).living().filter(site=loan_request.site)
    form = ChooseForm(request.POST or None, devices=at_site)
    if attempt(form, reservations_operations.reserve_for, loan_request, by=request.user):
        return redirect_saying(request, _set_aside(len(form.ticked())), loan_request)
    bundles = bundles_of(lines)
    context = {"loan_request": loan_request, "bundles": bundles, "wanted": wanted, "form": form}
    context["way"] = way_to_serve(loan_request, lines)
    context |= _proposed(request, loan_request, wanted)
    return render(request, "loans/allocation/request_reserve.html", context)


def _set_aside(count):
    text = ngettext("One device is set aside.", "%(count)s devices are set aside.", count)
    return text % {"count": count}


@may_hand_over.by_post
def request_scan(request, pk):
    """Reserve the device with the scanned code; report the result by sound, colour and text."""
    loan_request = _accepted(request, pk)
    sure = "all_the_same" in request.POST
    more = set_aside_scanned(
        request, reservations_operations.reserve_for, loan_request, override=sure
    )
    return redirect(f"{reverse('request_reserve', args=[pk])}{more}")
