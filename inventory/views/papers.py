"""The papers of a lot: made, printed, mailed to its donor."""

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST

from core.acts import content_of, flash_errors
from core.forms import attempt
from core.pdf import pdf_response
from donations.lifecycle import PaperKind
from donations.models import Donation, Paper
from donations.shortcuts import donation_or_404, flash_outcome
from inventory import operations
from inventory.forms.papers import PaperForm

may_make = permission_required(operations.keep_paper.permission, raise_exception=True)


def _form(request, pk, kind):
    if kind not in PaperKind.values:
        raise Http404
    donation = donation_or_404(request, pk)
    return donation, PaperForm(request.POST, donation=donation, kind=PaperKind(kind))


def _do(request, donation, form, operation):
    """Run the operation; say why it is refused, what draws a paper included."""
    try:
        is_done = attempt(form, operation, donation, by=request.user)
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
        return False
    if not is_done:
        flash_errors(request, form)
    return is_done


@may_make
@require_POST
def paper_print(request, pk, kind):
    """Make the paper if the lot has changed since, and show it, ready to print."""
    donation, form = _form(request, pk, kind)
    if _do(request, donation, form, operations.keep_paper):
        return redirect("paper_file", form.result.pk)
    return redirect(donation)


@may_make
@require_POST
def paper_send(request, pk, kind):
    donation, form = _form(request, pk, kind)
    if _do(request, donation, form, operations.send_paper):
        flash_outcome(request, form.result)
    return redirect(donation)


@permission_required("donations.view_donor", raise_exception=True)
def paper_file(request, pk):
    papers = Paper.objects.filter(donation__in=Donation.objects.visible_to(request.user))
    paper = get_object_or_404(papers.select_related("document", "donation"), pk=pk)
    content = content_of(request, paper.document)
    if content is None:
        return redirect(paper.donation)
    return pdf_response(content, paper.number)
