"""The counter at the signature: the agreement shown, signed on the screen or on paper, kept."""

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from core.acts import act
from core.forms import attempt
from loans import operations, papers
from loans.forms.hand_over import AgreementTextForm, ScanForm, SignatureForm
from loans.lifecycle import AgreementStatus
from loans.models import Agreement, AgreementText, Loan

may_hand_over = permission_required("loans.hand_over", raise_exception=True)
may_write = permission_required("loans.change_agreementtext", raise_exception=True)


def _agreement(request, pk):
    agreements = Agreement.objects.filter(loan__in=Loan.objects.visible_to(request.user))
    related = ["text", "document", "scan", "loan__organisation", "loan__recipient", "loan__site"]
    return get_object_or_404(agreements.select_related(*related), pk=pk)


@may_hand_over
@require_POST
def agreement_issue(request, pk):
    """Draw up the agreement of a prepared loan, or open the one that waits for a signature."""
    loan = get_object_or_404(Loan.objects.visible_to(request.user).for_list(), pk=pk)
    try:
        agreement = operations.issue(loan, by=request.user)
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
        return redirect(loan.counter_url)
    return redirect("agreement_sign", agreement.pk)


@may_hand_over
def agreement_sign(request, pk):
    agreement = _agreement(request, pk)
    if agreement.status != AgreementStatus.ISSUED:
        return redirect(agreement.loan.counter_url)
    form = SignatureForm(request.POST or None, agreement=agreement)
    if attempt(form, operations.sign_on_screen, agreement, by=request.user):
        messages.success(request, _("Signed: it can go."), extra_tags="scan")
        return redirect("loan_detail", agreement.loan_id)
    return _show(request, agreement, form=form)


def _show(request, agreement, *, form=None, scan=None):
    context = papers.facts_of(agreement.loan, agreement.text) | {
        "agreement": agreement,
        "form": form or SignatureForm(agreement=agreement),
        "scan": scan or ScanForm(),
    }
    return render(request, "loans/agreement_sign.html", context)


@may_hand_over
@require_POST
def agreement_scan(request, pk):
    """Attach the scan of the paper that was signed: the same as a signature on the screen."""
    agreement = _agreement(request, pk)
    form = ScanForm(request.POST, request.FILES)
    if attempt(form, operations.sign_on_paper, agreement, by=request.user):
        messages.success(request, _("Signed: it can go."), extra_tags="scan")
        return redirect("loan_detail", agreement.loan_id)
    return _show(request, agreement, scan=form)


@may_hand_over
@require_POST
def agreement_decline(request, pk):
    agreement = _agreement(request, pk)
    act(request, operations.decline, agreement, done=_("Noted: not signed."))
    return redirect(agreement.loan.counter_url)


@permission_required(operations.note_reading.permission, raise_exception=True)
def agreement_file(request, pk):
    """The file of an agreement; to open a signed one leaves a trace."""
    agreement = _agreement(request, pk)
    document = agreement.scan or agreement.document
    if document is None:
        return redirect(agreement.loan)
    try:
        content = document.read()
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
        return redirect(agreement.loan)
    if agreement.status == AgreementStatus.SIGNED:
        operations.note_reading(agreement, by=request.user)
    return file_response(content, document, agreement.number)


def file_response(content, document, name):
    """Send a stored file under a name that says no one's: shown, or saved if it was sent in."""
    is_pdf = document.content_type == papers.PDF
    place = "attachment" if is_pdf and document.kind == papers.SCAN else "inline"
    ending = "pdf" if is_pdf else "jpg"
    response = HttpResponse(content, content_type=document.content_type)
    response.headers["Content-Disposition"] = f'{place}; filename="{name}.{ending}"'
    return response


@may_write
def agreementtext_list(request):
    texts = AgreementText.objects.filter(is_current=True).select_related("by")
    return render(request, "loans/agreementtext_list.html", {"texts": texts})


@may_write
def agreementtext_edit(request, kind, audience, language):
    texts = AgreementText.objects.filter(kind=kind, audience=audience, language=language)
    current = get_object_or_404(texts, is_current=True)
    now = {"body": current.body, "base": current}
    form = AgreementTextForm(request.POST or None, initial=now, texts=texts)
    if "preview" not in request.POST and attempt(form, operations.write_text, by=request.user):
        messages.success(request, _("The new version is in use."))
        return redirect("agreementtext_list")
    context = {
        "text": current,
        "form": form,
        "blanks": papers.BLANKS,
        "articles": papers.articles_of(form["body"].value() or "", papers.sample_values()),
    }
    return render(request, "loans/agreementtext_edit.html", context)
