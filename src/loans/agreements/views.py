"""Pages to show, sign and verify agreements and amendments.

The code of an agreement holds its token, not its number, and leads to a public page with its
validity and hash. An unsigned paper looks like an unknown code. A file uploaded there is hashed and
not stored.

A signature is sent by script and kept on the page until the response arrives. The form has one
submission key, so a second submission after a lost response redirects to the current state of the
loan.
"""

import hashlib

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.middleware.csrf import get_token
from django.shortcuts import get_object_or_404, redirect, render, resolve_url
from django.utils import translation
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from core.forms.actions import action_view, content_of, finder, redirect_saying
from core.forms.base import attempt
from core.forms.uploads import MAX_BYTES
from core.http.access import allowed
from core.http.body_limit import takes_files
from core.http.ratelimit import is_within, visitor_of
from core.http.secret_fields import secret_fields
from core.lists.tables import render_table
from loans.agreements.forms import CorrectionForm, SendLinkForm
from loans.agreements.operations import agreements as agreement_operations
from loans.agreements.operations import amendments as amendment_operations
from loans.agreements.operations import links as link_operations
from loans.agreements.signing import (
    SENT_BY_SCRIPT,
    go,
    page_of,
    redirect_to_amendment,
    script_response,
)
from loans.agreements.tables import SigningFilter, SigningTable, to_sign
from loans.base.lifecycle.loans import AgreementStatus, ItemStatus, LoanStatus
from loans.base.shortcuts import file_response, loan_or_404
from loans.base.text_values import address_of
from loans.handovers import operations as handover_operations
from loans.handovers.forms import DeclineForm, ProofForm, ScanForm, TermsForm
from loans.handovers.operations import check_briefed
from loans.handovers.steps import drop_draft, follow_step, restore_draft, show_step, warnings_of
from loans.models import Agreement, Amendment, Briefing, Loan, Mandate, SignatureLink
from loans.vouchers.forms import LiftForm
from people.accounts import kiosk
from people.outbox.channels import flash_mailed

# --- Public verification of an agreement by its code, without other details. ---

# Per IP address; a person with a paper in hand checks it once.
MAX_CHECKS, WINDOW_SECONDS = 30, 60
PAPERS = (Agreement, Amendment)


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
@takes_files
def agreement_check(request, token):
    """Verify a code, and whether an uploaded file is the agreement.

    The file is hashed and not stored. An unknown code gets the same response as the code of an
    unsigned paper. A member of our team is redirected to the loan.
    """
    if not is_within(f"agreement:{visitor_of(request)}", limit=MAX_CHECKS, seconds=WINDOW_SECONDS):
        return _public(request, {"is_waiting": True}, 429)
    loan = _loan_of(request.user, token)
    if loan and request.method != "POST":
        return redirect(loan.counter_url if request.user.has_perm("loans.hand_over") else loan)
    signed = (noun.objects.signed().opened_by(token).first() for noun in PAPERS)
    agreement = next(filter(None, signed), None)
    if agreement is None:
        return _public(request, {}, 404)
    return _public(request, {"seen": agreement, "verdict": _compared(request, agreement)}, 200)


def _loan_of(user, token):
    """The loan whose agreement has this code, signed or not; None if the user may not see it."""
    if not user.is_authenticated:
        return None
    agreements, amendments = (noun.objects.opened_by(token).values("loan") for noun in PAPERS)
    theirs = Loan.objects.visible_to(user)
    return theirs.filter(Q(pk__in=agreements) | Q(pk__in=amendments)).first()


def _compared(request, agreement):
    """Compare an uploaded file with the stored one.

    Returns "same", "other" or "large"; "" without a file.
    """
    upload = request.FILES.get("file")
    if upload is None:
        return ""
    if upload.size > MAX_BYTES:
        return "large"
    digest = hashlib.sha256()
    for chunk in upload.chunks():
        digest.update(chunk)
    return "same" if digest.hexdigest() == agreement.sha256 else "other"


def _public(request, context, status):
    languages = sorted(dict(settings.LANGUAGES), key=lambda code: code != get_language())
    response = render(
        request,
        "loans/agreements/agreement_check.html",
        {"languages": languages} | context,
        status=status,
    )
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["X-Robots-Tag"] = "noindex, nofollow, noarchive"
    return response


# At the counter: the agreement is shown, signed on the screen or on paper, and stored.

may_hand_over = allowed("loans.hand_over")
_link = finder(SignatureLink.objects.visible_to)


def _agreement(request, pk):
    agreements = Agreement.objects.filter(loan__in=Loan.objects.visible_to(request.user))
    related = ["text", "second_text", "document", "scan", "loan__organisation", "loan__site"]
    people = ["loan__recipient__second_language", "loan__employer", "loan__request"]
    return get_object_or_404(agreements.select_related(*related, *people), pk=pk)


@may_hand_over
@secret_fields("pin")
def agreement_sign(request, pk):
    """Show the signing page to the signatory and store the signatures, once, even if sent twice."""
    agreement = _agreement(request, pk)
    if "reissue" in request.POST and agreement.is_to_sign:
        return _issue_and_sign(request, agreement.loan)
    return _sign(request, agreement)


def _sign(request, paper):
    """Take a signature on the screen facing the person, or in another way offered on the page."""
    page = page_of(paper)
    if not paper.is_to_sign:
        is_done = paper.status == AgreementStatus.SIGNED
        with translation.override(page.language):  # the thanks are for the signatory
            after = page.after if is_done else paper.loan.counter_url
            return go(request, kiosk.way_on(request, after, is_done=is_done))
    if page.changes:
        return _show_outdated(request, page)
    if "send" in request.POST and not kiosk.is_turned(request):
        return _send_link(request, page)
    if "turn" in request.POST and not kiosk.is_turned(request):
        turn = kiosk.TurnForm(request.POST, request=request)
        if turn.is_valid():
            turn.turn(paper.sign_url, paper.sign_url)
            return redirect(paper.sign_url)
        return _show(request, page, turn=turn)
    if not kiosk.is_turned(request) and request.method != "POST":
        return _show(request, page)
    with translation.override(page.language):
        form = page.form(request.POST or None, by=request.user)
        if attempt(form, page.operation, paper, by=request.user):
            url = kiosk.way_on(request, page.after)
        else:
            return script_response(request, form) or page.screen(
                request, form, is_turned=kiosk.is_turned(request)
            )
    return go(request, url)


def _show_outdated(request, page):
    """Show what changed since the paper was made, with one button that makes it again."""
    if SENT_BY_SCRIPT in request.headers:
        return go(request, page.paper.sign_url)  # the page itself then shows it
    context = {"paper": page.paper, "loan": page.paper.loan, "changes": page.changes}
    if not kiosk.is_turned(request):
        return render(request, "loans/agreements/agreement_outdated.html", context)
    with translation.override(page.language):
        context["changes"] = page_of(page.paper).changes
        return render(request, "loans/agreements/agreement_outdated_kiosk.html", context)


def _show(request, page, **forms):
    """Show the ways to sign a paper (on screen, remotely, on paper), or that it was declined."""
    paper = page.paper
    if isinstance(paper, Amendment):
        amendment_operations.draw_amendment(paper, by=request.user)
    context = {
        "paper": paper,
        "loan": paper.loan,
        "turn": kiosk.TurnForm(request=request),
        "sending": SendLinkForm(paper=paper),
        "link": SignatureLink.objects.for_paper(paper).standing().first(),
        "scan": ScanForm(paper=paper),
        "declined": DeclineForm(),
    }
    return render(request, page.template, context | forms)


def _send_link(request, page):
    form = SendLinkForm(request.POST, paper=page.paper)
    if not attempt(form, link_operations.send_link, page.paper, by=request.user):
        return _show(request, page, sending=form)
    code = getattr(form.result, "code", "")
    otherwise = _(
        "No e-mail can be sent from here: have the document signed on this screen, or on paper."
    )
    channel = form.cleaned_data["channel"]
    flash_mailed(request, _("The link is being sent."), otherwise, channel)
    if code:
        messages.warning(
            request, _("Give this code by phone: %(code)s. It is not shown again.") % {"code": code}
        )
    return redirect(page.paper.sign_url)


def _signing_page(request, link):
    return "signing_list" if "list" in request.POST else link.paper.sign_url


signaturelink_remind = action_view(
    link_operations.remind_link,
    _link,
    gettext_lazy("The link has been sent again."),
    back=_signing_page,
)
signaturelink_close = action_view(
    link_operations.close_link,
    _link,
    gettext_lazy("The link no longer works."),
    back=_signing_page,
)
_amendment = finder(
    Amendment.objects.visible_to,
    "agreement",
    "document",
    "scan",
    "loan__organisation",
    "loan__recipient",
    "loan__site",
)


@may_hand_over
def signing_list(request):
    """Loans with a paper that waits for a signature, or was declined."""
    loans = to_sign(Loan.objects.visible_to(request.user)).for_list()
    filters = SigningFilter(request.GET, queryset=loans, request=request)
    table = SigningTable(filters.qs, user=request.user, token=get_token(request))
    return render_table(request, "loans/agreements/signing_list.html", table, filters=filters)


@may_hand_over.by_post
@takes_files
def agreement_scan(request, pk):
    return _scan(request, _agreement(request, pk), agreement_operations.sign_on_paper)


def _scan(request, paper, operation):
    """Attach the scan of a paper signed by hand, which counts like a signature on the screen."""
    page, form = page_of(paper), ScanForm(request.POST, request.FILES, paper=paper)
    if attempt(form, operation, paper, by=request.user):
        return redirect(page.after)
    return _show(request, page, scan=form)


@may_hand_over.by_post
def agreement_decline(request, pk):
    agreement = _agreement(request, pk)
    form = DeclineForm(request.POST)
    if attempt(form, agreement_operations.decline, agreement, by=request.user):
        return redirect_saying(
            request, _("The document is recorded as not signed."), agreement.loan.counter_url
        )
    return _show(request, page_of(agreement), declined=form)


@allowed(agreement_operations.note_reading.permission)
def agreement_file(request, pk):
    """Send the PDF of an agreement, generated if missing; record access to a signed agreement."""
    agreement = _agreement(request, pk)
    try:
        agreement_operations.draw_agreement(agreement, by=request.user)
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
    return _file(request, agreement, is_read=agreement.status == AgreementStatus.SIGNED)


def _file(request, paper, *, is_read):
    """Send the scan or PDF of a paper; `is_read` records the access."""
    document = paper.scan or paper.document
    content = document and content_of(request, document)
    if content is None:
        return redirect(paper.loan)
    if is_read:
        page_of(paper).note_reading(paper, by=request.user)
    return file_response(content, document, paper.number)


# Amendments: shown, signed on the screen or on paper, or noted; and corrections.


@may_hand_over
@secret_fields("pin")
def amendment_sign(request, pk):
    return _sign(request, _amendment(request, pk))


@may_hand_over.by_post
@takes_files
def amendment_scan(request, pk):
    return _scan(request, _amendment(request, pk), amendment_operations.sign_amendment_on_paper)


amendment_decline = action_view(
    amendment_operations.decline_amendment,
    _amendment,
    gettext_lazy("The document is recorded as not signed."),
    back=lambda _request, amendment: amendment.loan,
)


@allowed(amendment_operations.note_amendment_reading.permission)
def amendment_file(request, pk):
    """Send the PDF of an amendment, generated if missing; record access to a final amendment."""
    amendment = amendment_operations.draw_amendment(_amendment(request, pk), by=request.user)
    return _file(request, amendment, is_read=not amendment.is_to_sign)


@allowed("loans.decide_request")
def loan_correct(request, pk):
    """Correct a signed agreement by an amendment in free text, to be signed."""
    loan = loan_or_404(request, pk)
    if loan.status != LoanStatus.ACTIVE:
        return redirect(loan)
    form = CorrectionForm(request.POST or None)
    if attempt(form, amendment_operations.correct_agreement, loan, by=request.user):
        return redirect_to_amendment(request, loan)
    return render(request, "loans/agreements/loan_correct.html", {"loan": loan, "form": form})


# --- The last steps before the signature: the terms, and the summary. ---


def _issue_and_sign(request, loan):
    """Issue the agreement of a prepared loan if necessary, and open the page where it is signed."""
    try:
        check_briefed(loan)
        agreement = agreement_operations.issue(loan, by=request.user)
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
        return redirect(
            kiosk.way_on(request, resolve_url("agreement_issue", loan.pk), is_done=False)
        )
    kiosk.turn_to(request, agreement.sign_url)
    return redirect("agreement_sign", agreement.pk)


@may_hand_over
def loan_terms(request, pk):
    """Set the due date of a loan, or that it is a gift; then go on to the agreement."""
    loan = loan_or_404(request, pk)
    form = TermsForm(request.POST or None, loan=loan)
    elsewhere = follow_step(request, loan, form)
    if elsewhere:
        return elsewhere
    if attempt(form, handover_operations.set_terms, loan, by=request.user):
        drop_draft(request, loan, form)
        return _issue_and_sign(request, loan_or_404(request, pk))
    restore_draft(request, loan, form)
    template = "loans/handovers/step_terms.html"
    return show_step(request, loan, "loan_terms", template, form, **warnings_of(loan))


@may_hand_over
def agreement_issue(request, pk):
    """Summarise everything entered, with a link to change each part; then issue the agreement."""
    loan = loan_or_404(request, pk)
    if request.method == "POST":
        return _issue_and_sign(request, loan)
    return _show_summary(request, loan)


def _show_summary(request, loan, **forms):
    context = {
        "items": loan.items.filter(status=ItemStatus.RESERVED).for_list(),
        "briefing": Briefing.objects.filter(loan=loan).first(),
        "mandate": Mandate.objects.of(loan),
        "lacks_address": not address_of(loan.site),
        "unseen": loan.recipient
        and [one for one in loan.recipient.guardians.all() if not one.seen_on],
        "proof": ProofForm(),
        **warnings_of(loan),
    } | forms
    template = "loans/handovers/step_sign.html"
    return show_step(request, loan, "agreement_issue", template, forms.get("lift"), **context)


@allowed(handover_operations.allow_walk_in.permission).by_post
def loan_allow(request, pk):
    """Allow a hand-over without a request that the rules refuse, for a reason."""
    loan = loan_or_404(request, pk)
    form = LiftForm(request.POST, auto_id="lift_%s")
    if attempt(form, handover_operations.allow_walk_in, loan, by=request.user):
        return redirect_saying(
            request, _("Allowed: this hand-over can continue."), loan.counter_url
        )
    return _show_summary(request, loan, lift=form)
