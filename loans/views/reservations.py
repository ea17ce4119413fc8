"""Devices set aside for an accepted request, by choosing or by scanning."""

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from core.acts import act
from core.forms import attempt
from core.typed import line_of
from inventory.identifiers import clean_code
from inventory.models import Device
from loans import operations
from loans.forms.requests import ChooseForm
from loans.lifecycle import RequestStatus
from loans.models import Request

MOST_SHOWN = 50
may_hand_over = permission_required("loans.hand_over", raise_exception=True)


def _accepted(request, pk):
    requests = Request.objects.visible_to(request.user).filter(status=RequestStatus.ACCEPTED)
    return get_object_or_404(requests.select_related("organisation", "site"), pk=pk)


def _proposed(request, asked, wanted):
    """Ready devices of the kinds still waited for at the site, as the address narrows them."""
    text, kind = line_of(request.GET.get("q")), request.GET.get("category", "")
    category = next((w.category for w in wanted if str(w.category_id) == kind), None)
    kinds = [category] if category else [line.category for line in wanted]
    devices = Device.objects.visible_to(request.user).lendable().for_list()
    devices = devices.filter(site=asked.site, category__in=kinds)
    devices = (devices.matching(text) if text else devices)[:MOST_SHOWN]
    return {"text": text, "category": category, "devices": devices, "most": MOST_SHOWN}


@may_hand_over
def request_reserve(request, pk):
    asked = _accepted(request, pk)
    lines = list(asked.lines.with_reserved().for_list())
    wanted = [line for line in lines if line.category and line.still_open > 0]
    # Not the fitting ones: a form sent twice is valid twice, and a refusal names its device.
    at_site = Device.objects.visible_to(request.user).living().filter(site=asked.site)
    form = ChooseForm(request.POST or None, devices=at_site)
    if attempt(form, operations.reserve_for, asked, by=request.user):
        messages.success(request, _set_aside(len(form.ticked())))
        return redirect(asked)
    context = {"asked": asked, "lines": lines, "wanted": wanted, "form": form}
    context |= _proposed(request, asked, wanted)
    return render(request, "loans/request_reserve.html", context)


def _set_aside(count):
    text = ngettext("One device is set aside.", "%(count)s devices are set aside.", count)
    return text % {"count": count}


@require_POST
@may_hand_over
def request_scan(request, pk):
    """Set aside the device that a code names; say by sound, colour and words whether it was."""
    asked = _accepted(request, pk)
    code = clean_code(request.POST.get("code"))
    found = list(Device.objects.visible_to(request.user).matching_code(code).living()[:2])
    if len(found) != 1:
        text = _("Several devices: %(code)s") if found else _("Unknown code: %(code)s")
        messages.error(request, text % {"code": code}, extra_tags="scan")
        return redirect("request_reserve", pk)
    done = _("Added: %(device)s") % {"device": found[0]}
    act(request, operations.reserve_for, asked, devices=found, done=done, tags="scan")
    return redirect("request_reserve", pk)
