"""Amendments: shown, signed on the screen or on paper, or noted; and a correction written."""

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from core.acts import content_of, run_action
from core.bodies import takes_files
from core.forms import attempt
from loans import operations, papers
from loans.forms.afterwards import AmendmentSignatureForm, CorrectionForm
from loans.forms.hand_over import ScanForm
from loans.lifecycle import LoanStatus
from loans.models import Amendment
from loans.views.files import file_response
from loans.views.found import loan_or_404
from loans.views.signing import go, script_response, show_latest

may_hand_over = permission_required("loans.hand_over", raise_exception=True)


def _amendment(request, pk):
    rows = Amendment.objects.visible_to(request.user).select_related(
        "agreement", "document", "scan", "loan__organisation", "loan__recipient", "loan__site"
    )
    return get_object_or_404(rows, pk=pk)


@may_hand_over
def amendment_sign(request, pk):
    amendment = _amendment(request, pk)
    if not amendment.is_to_sign:
        return go(request, amendment.loan.get_absolute_url())
    facts = papers.facts_of_amendment(amendment)
    form = _form(request, facts, request.POST or None)
    if attempt(form, operations.sign_amendment, amendment, by=request.user):
        messages.success(request, _("Amendment signed."), extra_tags="scan")
        return go(request, amendment.loan.get_absolute_url())
    return script_response(request, form) or _show(request, facts, form=form)


def _form(request, facts, data=None):
    signers = {"by": request.user, "signatories": facts["signatories"]}
    return AmendmentSignatureForm(data, amendment=facts["amendment"], **signers)


def _show(request, facts, *, form=None, scan=None):
    operations.draw_amendment(facts["amendment"], by=request.user)
    forms = {"form": form or _form(request, facts), "scan": scan or ScanForm()}
    return render(request, "loans/amendment_sign.html", facts | forms)


@may_hand_over
@require_POST
@takes_files
def amendment_scan(request, pk):
    """Attach the scan of the paper that was signed: the same as a signature on the screen."""
    amendment = _amendment(request, pk)
    form = ScanForm(request.POST, request.FILES)
    if attempt(form, operations.sign_amendment_on_paper, amendment, by=request.user):
        messages.success(request, _("Amendment signed."), extra_tags="scan")
        return redirect(amendment.loan)
    return _show(request, papers.facts_of_amendment(amendment), scan=form)


@may_hand_over
@require_POST
def amendment_decline(request, pk):
    amendment = _amendment(request, pk)
    run_action(request, operations.decline_amendment, amendment, done=_("Noted: not signed."))
    return redirect(amendment.loan)


@permission_required(operations.note_amendment_reading.permission, raise_exception=True)
def amendment_file(request, pk):
    """The paper of an amendment, drawn if it was not yet; to open a final one leaves a trace."""
    amendment = operations.draw_amendment(_amendment(request, pk), by=request.user)
    document = amendment.scan or amendment.document
    content = content_of(request, document)
    if content is None:
        return redirect(amendment.loan)
    if not amendment.is_to_sign:
        operations.note_amendment_reading(amendment, by=request.user)
    return file_response(content, document, amendment.number)


@permission_required("loans.decide_request", raise_exception=True)
def loan_correct(request, pk):
    """Correct a signed agreement: an amendment in plain words, to be signed."""
    loan = loan_or_404(request, pk)
    if loan.status != LoanStatus.ACTIVE:
        return redirect(loan)
    form = CorrectionForm(request.POST or None)
    if attempt(form, operations.correct_agreement, loan, by=request.user):
        return show_latest(request, loan)
    return render(request, "loans/loan_correct.html", {"loan": loan, "form": form})
