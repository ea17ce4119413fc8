"""The counter at the signature: the agreement shown, signed on the screen or on paper, kept."""

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.shortcuts import get_object_or_404, redirect, render, resolve_url
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from core.acts import content_of
from core.bodies import takes_files
from core.forms import attempt
from loans import operations, papers
from loans.forms.briefing import DeclineForm
from loans.forms.hand_over import ScanForm
from loans.forms.signatures import SignatureForm
from loans.lifecycle import AgreementStatus
from loans.models import Agreement, Loan
from loans.views.files import file_response
from loans.views.found import loan_or_404
from loans.views.signing import go, issue_and_sign, script_response

may_hand_over = permission_required("loans.hand_over", raise_exception=True)


def _agreement(request, pk):
    agreements = Agreement.objects.filter(loan__in=Loan.objects.visible_to(request.user))
    related = ["text", "second_text", "document", "scan", "loan__organisation", "loan__site"]
    people = ["loan__recipient__second_language", "loan__employer", "loan__request"]
    return get_object_or_404(agreements.select_related(*related, *people), pk=pk)


@may_hand_over
@require_POST
def agreement_issue(request, pk):
    return issue_and_sign(request, loan_or_404(request, pk))


@may_hand_over
def agreement_sign(request, pk):
    """Show what is signed, and take the signatures: once, however often they are sent."""
    agreement = _agreement(request, pk)
    if agreement.status != AgreementStatus.ISSUED:
        return go(request, agreement.loan.counter_url)
    facts = papers.facts_of(agreement.loan, agreement.text, agreement.second_text)
    signers = {"by": request.user, "signatories": facts["signatories"]}
    form = SignatureForm(request.POST or None, agreement=agreement, **signers)
    if attempt(form, operations.sign_on_screen, agreement, by=request.user):
        messages.success(request, _("Signed: it can go."), extra_tags="scan")
        return go(request, resolve_url("loan_detail", agreement.loan_id))
    return script_response(request, form) or _show(request, agreement, facts, form=form)


def _show(request, agreement, facts=None, **forms):
    facts = facts or papers.facts_of(agreement.loan, agreement.text, agreement.second_text)
    signers = {"by": request.user, "signatories": facts["signatories"]}
    context = {
        "agreement": agreement,
        "form": SignatureForm(agreement=agreement, **signers),
        "scan": ScanForm(),
        "declined": DeclineForm(),
    }
    return render(request, "loans/agreement_sign.html", facts | context | forms)


@may_hand_over
@require_POST
@takes_files
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
    form = DeclineForm(request.POST)
    if attempt(form, operations.decline, agreement, by=request.user):
        messages.success(request, _("Noted: not signed."))
        return redirect(agreement.loan.counter_url)
    return _show(request, agreement, declined=form)


@permission_required(operations.note_reading.permission, raise_exception=True)
def agreement_file(request, pk):
    """The file of an agreement; to open a signed one leaves a trace."""
    agreement = _agreement(request, pk)
    document = agreement.scan or agreement.document
    if document is None:
        return redirect(agreement.loan)
    content = content_of(request, document)
    if content is None:
        return redirect(agreement.loan)
    if agreement.status == AgreementStatus.SIGNED:
        operations.note_reading(agreement, by=request.user)
    return file_response(content, document, agreement.number)
