from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from catalogue.models import AccessoryKind
from core.forms.actions import content_of, flash_errors, redirect_saying, run_action
from core.forms.base import attempt
from core.http.access import allowed
from core.pdf.render import pdf_response
from core.text_input import number_of
from donations.lifecycle import PaperKind
from donations.models import Donation, Paper
from donations.shortcuts import donation_or_404, flash_outcome
from inventory.accessories.operations import note_came_with
from inventory.devices.shortcuts import device_or_404
from inventory.intake.forms import DeviceValueForm, LineValuesForm, PaperForm
from inventory.intake.lot_reconciliation import account_of
from inventory.intake.operations import papers as paper_operations

may_make = allowed(paper_operations.keep_paper.permission)


def _form(request, pk, kind):
    if kind not in PaperKind.values:
        raise Http404
    donation = donation_or_404(request, pk)
    return donation, PaperForm(request.POST, donation=donation, kind=PaperKind(kind))


def _do(request, donation, form, operation):
    """Run the operation; show the reason if it is refused, even while the paper is rendered."""
    try:
        is_done = attempt(form, operation, donation, by=request.user)
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
        return False
    if not is_done:
        flash_errors(request, form)
    return is_done


@may_make.by_post
def paper_print(request, pk, kind):
    """Render the paper if the lot has changed, and open it for printing."""
    donation, form = _form(request, pk, kind)
    if _do(request, donation, form, paper_operations.keep_paper):
        return redirect("paper_file", form.result.pk)
    return redirect(donation)


@may_make.by_post
def paper_send(request, pk, kind):
    donation, form = _form(request, pk, kind)
    if _do(request, donation, form, paper_operations.send_paper):
        flash_outcome(request, form.result)
    return redirect(donation)


@allowed("donations.view_donor")
def paper_file(request, pk):
    papers = Paper.objects.filter(donation__in=Donation.objects.visible_to(request.user))
    paper = get_object_or_404(papers.select_related("document", "donation"), pk=pk)
    content = content_of(request, paper.document)
    if content is None:
        return redirect(paper.donation)
    return pdf_response(content, paper.number)


@allowed(note_came_with.permission).by_post
def device_came_with(request, pk):
    """Record the accessories of a device, ticked on its page or during the scan."""
    device = device_or_404(request, pk)
    ids = [number_of(text) for text in request.POST.getlist("came_with")]
    kinds = AccessoryKind.objects.filter(pk__in=[pk for pk in ids if pk])
    is_done = run_action(request, note_came_with, device, kinds=kinds)
    return HttpResponse(status=204) if request.htmx and is_done else redirect(device)


# --- Pages of a donor's declared values, per lot and per device. ---

may_declare = allowed(paper_operations.declare_lines.permission)


@may_declare
def donation_values(request, pk):
    donation = donation_or_404(request, pk)
    form = LineValuesForm(request.POST or None, donation=donation, account=account_of(donation))
    if attempt(form, paper_operations.declare_lines, donation, by=request.user):
        return redirect_saying(request, _("The declared values are saved."), donation)
    return render(
        request, "inventory/intake/donation_values.html", {"donation": donation, "form": form}
    )


@may_declare
def device_value(request, pk):
    device = device_or_404(request, pk)
    if device.donation is None:
        raise Http404
    form = DeviceValueForm(request.POST or None, device=device)
    if attempt(form, paper_operations.declare_device, device, by=request.user):
        return redirect_saying(request, _("The declared value is saved."), device)
    return render(request, "inventory/intake/device_value.html", {"device": device, "form": form})
