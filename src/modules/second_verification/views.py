"""Pages of the second verification: the sample of a lot, one medium, the share."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.forms.actions import action_view, finder, redirect_saying
from core.forms.base import attempt
from core.http.access import allowed
from core.models import Event
from donations.models import Donation
from inventory.models import Device
from modules.second_verification import operations
from modules.second_verification.forms import RulesForm, VerifyForm
from modules.second_verification.lifecycle import OUTDATED, SampleResult
from modules.second_verification.models import Sample, SampleRules
from modules.second_verification.sampling import is_here, sample_of

SHOWN_EVENTS = 50
lot_or_404 = finder(lambda user: Donation.objects.visible_to(user))
sample_or_404 = finder(lambda user: Sample.objects.visible_to(user).for_list(), "donation")


@allowed(operations.draw.permission)
def lot_sample(request, pk):
    donation = lot_or_404(request, pk)
    earlier = Sample.objects.filter(donation=donation).for_list()
    lot = sample_of(donation)
    current = {sample.pk for sample in lot.samples}
    context = {
        "donation": donation,
        "lot": lot,
        "percent": SampleRules.cached().percent,
        "earlier": [sample for sample in earlier if sample.pk not in current],
        "gone": _devices_gone(donation, request.user, earlier),
        "sent_back": _devices_sent_back(donation, request.user, earlier),
    }
    return render(request, "second_verification/lot_sample.html", context)


def _has_failed(samples):
    return any(sample.result == SampleResult.FAILED for sample in samples)


def _devices_sent_back(donation, user, samples):
    """Devices still to be erased again, if the sample of their lot failed."""
    rows = donation.devices.visible_to(user).filter(needs_erasure=True).select_related("place")
    return list(rows.order_by("asset_tag")) if _has_failed(samples) else []


def _devices_gone(donation, user, samples):
    """Devices that were away when the sample of their lot failed, and were not sent back."""
    if not _has_failed(samples):
        return []
    rows = donation.devices.visible_to(user) & Device.objects.filter(needs_erasure=False)
    return [device for device in rows.filter(media__isnull=False).distinct() if not is_here(device)]


lot_sample_draw = action_view(
    operations.draw,
    lot_or_404,
    gettext_lazy("The media to verify have been drawn."),
    back=lambda _request, donation: _page_of(donation),
)


def _page_of(donation):
    return redirect("lot_sample", donation.pk).url


@allowed(operations.verify.permission)
def sample_verify(request, pk):
    sample = sample_or_404(request, pk)
    form = VerifyForm(request.POST or None)
    if attempt(form, operations.verify, sample, by=request.user):
        if form.cleaned_data["result"] == SampleResult.FAILED:
            messages.warning(
                request, _("The lot has been sent back: its media must be erased again.")
            )
        else:
            messages.success(request, _("The second verification has been recorded."))
        return redirect("lot_sample", sample.donation_id)
    is_own = sample.operator_id == request.user.pk
    context = {"sample": sample, "form": form, "is_own": is_own, "outdated": OUTDATED}
    return render(request, "second_verification/sample_verify.html", context)


@allowed(operations.change_rules.permission)
def sample_rules_edit(request):
    rules = SampleRules.load()
    form = RulesForm(request.POST or None, instance=rules)
    if attempt(form, operations.change_rules, by=request.user):
        return redirect_saying(request, _("The changes are saved."), "sample_rules_edit")
    events = Event.objects.about(rules).select_related("by")[:SHOWN_EVENTS]
    context = {"form": form, "events": events}
    return render(request, "second_verification/sample_rules_edit.html", context)
