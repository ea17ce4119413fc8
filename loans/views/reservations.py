"""Devices set aside for an accepted request, by choosing or by scanning; those that fit first."""

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.db.models import Case, Q, When
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from core.forms import attempt
from core.typed import line_of
from inventory.accessories import charges_of
from inventory.models import Device
from loans import operations
from loans.allocation.needs import facts_of, fitting, perhaps_fitting
from loans.forms.requests import ChooseForm
from loans.kits import bundles_of
from loans.lifecycle import RequestStatus
from loans.models import Request
from loans.views.scanned import set_aside_scanned

MAX_SHOWN = 50
may_hand_over = permission_required("loans.hand_over", raise_exception=True)


def _accepted(request, pk):
    requests = Request.objects.visible_to(request.user).filter(status=RequestStatus.ACCEPTED)
    return get_object_or_404(requests.select_related("organisation", "site"), pk=pk)


def _proposed(request, loan_request, wanted):
    """Ready devices of the kinds still waited for at the site, as the address narrows them."""
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
    """The order that puts what fits a line before what perhaps does, and both before the rest."""
    fits = [Q(category=line.category_id) & fitting(line.needs) for line in wanted]
    perhaps = [Q(category=line.category_id) & perhaps_fitting(line.needs) for line in wanted]
    ranks = [When(one, then=0) for one in fits] + [When(one, then=1) for one in perhaps]
    return [Case(*ranks, default=2)] if ranks else []


def _fit(device, wanted):
    """What a device is to the line that it serves best: its `Verdict` and what it lacks."""
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
    operations.release_expired(today=timezone.localdate(), site=loan_request.site_id)
    lines = list(loan_request.lines.with_reserved().for_list())
    wanted = [line for line in lines if line.category and line.still_open > 0]
    # Not the fitting ones: a form sent twice is valid twice, and a refusal names its device.
    at_site = Device.objects.visible_to(request.user).living().filter(site=loan_request.site)
    form = ChooseForm(request.POST or None, devices=at_site)
    if attempt(form, operations.reserve_for, loan_request, by=request.user):
        messages.success(request, _set_aside(len(form.ticked())))
        return redirect(loan_request)
    bundles = bundles_of(lines)
    context = {"asked": loan_request, "bundles": bundles, "wanted": wanted, "form": form}
    context |= _proposed(request, loan_request, wanted)
    return render(request, "loans/request_reserve.html", context)


def _set_aside(count):
    text = ngettext("One device is set aside.", "%(count)s devices are set aside.", count)
    return text % {"count": count}


@require_POST
@may_hand_over
def request_scan(request, pk):
    """Set aside the device that a code names; say by sound, colour and words whether it was."""
    loan_request = _accepted(request, pk)
    sure = "all_the_same" in request.POST
    more = set_aside_scanned(request, operations.reserve_for, loan_request, override=sure)
    return redirect(f"{reverse('request_reserve', args=[pk])}{more}")
