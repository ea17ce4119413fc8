"""Pages of agreements and amendments (shown, signed, verified), and of their texts.

The code of an agreement holds its token, not its number, and leads to a page that says that it is
genuine, and its hash. A paper that was never signed looks like one that never was. A file sent
there is hashed and forgotten.

A signature is sent by script and kept on the page until an answer comes. The form has one
submission key, so sent again after a lost answer it leads to where the loan stands.
"""

import hashlib

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required, permission_required
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.http import Http404, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render, resolve_url
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from catalogue.models import Category
from core.actions import content_of, run_action
from core.body_limit import takes_files
from core.forms import attempt
from core.modules import is_on
from core.pdf.render import pdf_response
from core.ratelimit import is_within, visitor_of
from core.uploads import MAX_BYTES
from loans.agreements import papers
from loans.agreements.forms import (
    AgreementTextForm,
    AmendmentSignatureForm,
    CorrectionForm,
    DurationsForm,
    LanguageForm,
    LinkForm,
)
from loans.agreements.operations import agreements as agreement_operations
from loans.agreements.operations import amendments as amendment_operations
from loans.agreements.operations import texts as text_operations
from loans.base import papers as base_papers
from loans.base.lifecycle.agreements import TextFor, TextKind
from loans.base.lifecycle.loans import AgreementStatus, ItemStatus, LoanStatus
from loans.base.views import file_response, loan_or_404
from loans.handovers import operations as handover_operations
from loans.handovers.forms import DeclineForm, ScanForm, SignatureForm, TermsForm
from loans.handovers.operations import check_briefed
from loans.handovers.steps import drop_draft, follow_step, restore_draft, show_step
from loans.handovers.views import loan_at_the_counter
from loans.models import (
    Agreement,
    AgreementText,
    Amendment,
    Briefing,
    Loan,
    Mandate,
    ResourceLink,
)
from loans.organisations.already_equipped import warnings_for
from people.models import Language

may_write = permission_required("loans.change_agreementtext", raise_exception=True)


@may_write
def agreementtext_list(request):
    """Every text in use, and the kinds without a text yet."""
    texts = AgreementText.objects.filter(is_current=True, kind__in=_kinds())
    texts = texts.select_related("by", "category")
    texts = list(texts.defer("body"))
    context = {
        "texts": texts,
        "missing": _missing(texts),
        "languages": Language.objects.all(),
        "links": ResourceLink.objects.all(),
    }
    return render(request, "loans/agreements/agreementtext_list.html", context)


def _kinds():
    """The kinds of texts of what the house uses."""
    return [kind for kind in TextKind if kind != TextKind.CONTRIBUTION or is_on("contributions")]


def _missing(texts):
    """The unsaved texts that may be written: each kind in each language, categories in French."""
    written = {(text.kind, text.about, text.language) for text in texts}
    kinds = [kind for kind in _kinds() if kind != TextKind.CATEGORY]
    wanted = [
        AgreementText(kind=kind, audience=who, language=language)
        for kind in kinds
        for who in (TextFor.FAMILY, TextFor.STAFF)
        for language in _languages()
        if not (kind == TextKind.THREE_PARTY and who == TextFor.FAMILY)
        and not (kind == TextKind.CONTRIBUTION and who == TextFor.STAFF)
    ]
    wanted += [
        AgreementText(
            kind=TextKind.CATEGORY, audience=TextFor.ANYBODY, category=category, language=language
        )
        for category in Category.objects.all()
        for language in _languages()
    ]
    return [text for text in wanted if (text.kind, text.about, text.language) not in written]


def _languages():
    active = Language.objects.filter(is_active=True).values_list("code", flat=True)
    return [*dict(settings.LANGUAGES), *active]


@may_write
def agreementtext_edit(request, kind, audience, language):
    """Write the next version of a text, or its first; `audience` is the code of a category, too."""
    base = _text_or_404(kind, audience, language)
    other = Language.objects.filter(code=language).first()
    direction = other.direction if other else "ltr"
    now = {"body": base.body, "version": base.version if base.pk else None}
    form = AgreementTextForm(request.POST or None, initial=now, base=base, direction=direction)
    if request.POST.get("preview") == "paper" and form.is_valid():
        return pdf_response(papers.render_specimen(_as_typed(form)), "example")
    if "preview" not in request.POST and attempt(form, text_operations.write_text, by=request.user):
        messages.success(request, _("The new version is in use."))
        return redirect("agreementtext_list")
    context = {
        "text": base,
        "form": form,
        "direction": direction,
        "blanks": base_papers.BLANKS,
        "articles": base_papers.articles_of(
            form["body"].value() or "", base_papers.sample_values()
        ),
    }
    return render(request, "loans/agreements/agreementtext_edit.html", context)


def _as_typed(form):
    """The text that would be written, unsaved."""
    text = form.first_of()
    text.body = form.cleaned_data["body"]
    return text


def _text_or_404(kind, audience, language):
    """The text in use, or an unsaved one that may be written."""
    if kind not in TextKind.values or language not in _languages():
        raise Http404
    facts = {"kind": kind, "language": language, "audience": audience, "category": None}
    if kind == TextKind.CATEGORY:
        category = get_object_or_404(Category, code=audience)
        facts |= {"audience": TextFor.ANYBODY, "category": category}
    elif audience not in {TextFor.FAMILY, TextFor.STAFF}:
        raise Http404
    current = AgreementText.objects.filter(**facts, is_current=True).first()
    return current or AgreementText(**facts)


@may_write
def language_add(request):
    return _edit(request, LanguageForm, Language(), text_operations.save_language)


@may_write
def language_edit(request, pk):
    return _edit(
        request, LanguageForm, get_object_or_404(Language, pk=pk), text_operations.save_language
    )


@may_write
def link_add(request):
    return _edit(request, LinkForm, ResourceLink(), text_operations.save_link)


@may_write
def link_edit(request, pk):
    return _edit(
        request, LinkForm, get_object_or_404(ResourceLink, pk=pk), text_operations.save_link
    )


def _edit(request, form_class, row, operation):
    form = form_class(request.POST or None, instance=row)
    if attempt(form, operation, by=request.user):
        messages.success(request, _("The changes are saved."))
        return redirect("agreementtext_list")
    return render(
        request,
        "loans/agreements/wording_edit.html",
        {"form": form, "row": row, "heading": row._meta.verbose_name},
    )


@permission_required("loans.change_rules", raise_exception=True)
def durations_edit(request):
    form = DurationsForm(request.POST or None)
    if attempt(form, text_operations.save_durations, by=request.user):
        messages.success(request, _("The changes are saved."))
        return redirect("rules_edit")
    return render(request, "loans/agreements/durations_edit.html", {"form": form})


# --- Public check of an agreement by its code: genuine or not, and nothing else. ---

# Of one address; a person with a paper in hand asks once.
MAX_CHECKS, WINDOW = 30, 60
PAPERS = (Agreement, Amendment)


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
@takes_files
def agreement_check(request, token):
    """Whether a signed agreement has this code, and whether a file that is sent is that agreement.

    A file is hashed and forgotten. An unknown code looks like one of a paper that was not signed.
    Somebody of the house is taken to the loan.
    """
    if not is_within(f"agreement:{visitor_of(request)}", limit=MAX_CHECKS, seconds=WINDOW):
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
    """The loan of this code, signed or not yet, for somebody who may see it; None for others."""
    if not user.is_authenticated:
        return None
    agreements, amendments = (noun.objects.opened_by(token).values("loan") for noun in PAPERS)
    theirs = Loan.objects.visible_to(user)
    return theirs.filter(Q(pk__in=agreements) | Q(pk__in=amendments)).first()


def _compared(request, agreement):
    """Compare an uploaded file with the stored one: "same", "other", "large"; "" without one."""
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
    response.headers["Cache-Control"] = "no-store, private"
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["X-Robots-Tag"] = "noindex, nofollow, noarchive"
    return response


# --- What a form with signatures is answered, to the script that sent it or to anybody else. ---

SENT_BY_SCRIPT = "X-Sent-By-Script"


def go(request, url):
    """Take the person there; a script that sent the form is told where."""
    return JsonResponse({"go": url}) if SENT_BY_SCRIPT in request.headers else redirect(url)


def script_response(request, form):
    """422 with the form's errors as JSON for a script; None for other clients."""
    if SENT_BY_SCRIPT not in request.headers:
        return None
    errors = [str(error) for errors in form.errors.values() for error in errors]
    return JsonResponse({"errors": errors}, status=422)


def redirect_to_amendment(request, loan):
    """After an act: its amendment, drawn; to be signed at once, or only to print."""
    amendment = amendment_operations.draw_amendment(loan.amendments.latest("pk"), by=request.user)
    if amendment.is_to_sign and request.user.has_perm("loans.hand_over"):
        return redirect("amendment_sign", amendment.pk)
    return redirect(loan)


def issue_and_sign(request, loan):
    """Draw up the agreement of a prepared loan, or open the one that waits for a signature."""
    try:
        check_briefed(loan)
        agreement = agreement_operations.issue(loan, by=request.user)
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
        return redirect("agreement_issue", loan.pk)
    return redirect("agreement_sign", agreement.pk)


# The counter at the signature: the agreement shown, signed on the screen or on paper, kept.

may_hand_over = permission_required("loans.hand_over", raise_exception=True)


def _agreement(request, pk):
    agreements = Agreement.objects.filter(loan__in=Loan.objects.visible_to(request.user))
    related = ["text", "second_text", "document", "scan", "loan__organisation", "loan__site"]
    people = ["loan__recipient__second_language", "loan__employer", "loan__request"]
    return get_object_or_404(agreements.select_related(*related, *people), pk=pk)


@may_hand_over
def agreement_sign(request, pk):
    """Show what is signed, and take the signatures: once, however often they are sent."""
    agreement = _agreement(request, pk)
    if agreement.status == AgreementStatus.SIGNED:
        return go(request, resolve_url("loan_signed", agreement.loan_id))
    if agreement.status != AgreementStatus.ISSUED:
        return go(request, agreement.loan.counter_url)
    facts = base_papers.facts_of(agreement.loan, agreement.text, agreement.second_text)
    signers = {"by": request.user, "signatories": facts["signatories"]}
    form = SignatureForm(request.POST or None, agreement=agreement, **signers)
    if attempt(form, agreement_operations.sign_on_screen, agreement, by=request.user):
        messages.success(request, _("Signed: it can go."), extra_tags="scan")
        return go(request, resolve_url("loan_signed", agreement.loan_id))
    return script_response(request, form) or _render_page(request, agreement, facts, form=form)


def _render_page(request, agreement, facts=None, **forms):
    facts = facts or base_papers.facts_of(agreement.loan, agreement.text, agreement.second_text)
    signers = {"by": request.user, "signatories": facts["signatories"]}
    context = {
        "agreement": agreement,
        "form": SignatureForm(agreement=agreement, **signers),
        "scan": ScanForm(paper=agreement),
        "declined": DeclineForm(),
    }
    return render(request, "loans/agreements/agreement_sign.html", facts | context | forms)


@may_hand_over
@require_POST
@takes_files
def agreement_scan(request, pk):
    """Attach the scan of the paper that was signed: the same as a signature on the screen."""
    agreement = _agreement(request, pk)
    form = ScanForm(request.POST, request.FILES, paper=agreement)
    if attempt(form, agreement_operations.sign_on_paper, agreement, by=request.user):
        messages.success(request, _("Signed: it can go."), extra_tags="scan")
        return redirect("loan_signed", agreement.loan_id)
    return _render_page(request, agreement, scan=form)


@may_hand_over
@require_POST
def agreement_decline(request, pk):
    agreement = _agreement(request, pk)
    form = DeclineForm(request.POST)
    if attempt(form, agreement_operations.decline, agreement, by=request.user):
        messages.success(request, _("Noted: not signed."))
        return redirect(agreement.loan.counter_url)
    return _render_page(request, agreement, declined=form)


@permission_required(agreement_operations.note_reading.permission, raise_exception=True)
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
        agreement_operations.note_reading(agreement, by=request.user)
    return file_response(content, document, agreement.number)


# Amendments: shown, signed on the screen or on paper, or noted; and a correction written.


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
    if attempt(form, amendment_operations.sign_amendment, amendment, by=request.user):
        messages.success(request, _("Amendment signed."), extra_tags="scan")
        return go(request, amendment.loan.get_absolute_url())
    return script_response(request, form) or _render_amendment(request, facts, form=form)


def _form(request, facts, data=None):
    signers = {"by": request.user, "signatories": facts["signatories"]}
    return AmendmentSignatureForm(data, amendment=facts["amendment"], **signers)


def _render_amendment(request, facts, *, form=None, scan=None):
    amendment_operations.draw_amendment(facts["amendment"], by=request.user)
    forms = {
        "form": form or _form(request, facts),
        "scan": scan or ScanForm(paper=facts["amendment"]),
    }
    return render(request, "loans/agreements/amendment_sign.html", facts | forms)


@may_hand_over
@require_POST
@takes_files
def amendment_scan(request, pk):
    """Attach the scan of the paper that was signed: the same as a signature on the screen."""
    amendment = _amendment(request, pk)
    form = ScanForm(request.POST, request.FILES, paper=amendment)
    if attempt(form, amendment_operations.sign_amendment_on_paper, amendment, by=request.user):
        messages.success(request, _("Amendment signed."), extra_tags="scan")
        return redirect(amendment.loan)
    return _render_amendment(request, papers.facts_of_amendment(amendment), scan=form)


@may_hand_over
@require_POST
def amendment_decline(request, pk):
    amendment = _amendment(request, pk)
    run_action(
        request, amendment_operations.decline_amendment, amendment, done=_("Noted: not signed.")
    )
    return redirect(amendment.loan)


@permission_required(amendment_operations.note_amendment_reading.permission, raise_exception=True)
def amendment_file(request, pk):
    """The paper of an amendment, drawn if it was not yet; to open a final one leaves a trace."""
    amendment = amendment_operations.draw_amendment(_amendment(request, pk), by=request.user)
    document = amendment.scan or amendment.document
    content = content_of(request, document)
    if content is None:
        return redirect(amendment.loan)
    if not amendment.is_to_sign:
        amendment_operations.note_amendment_reading(amendment, by=request.user)
    return file_response(content, document, amendment.number)


@permission_required("loans.decide_request", raise_exception=True)
def loan_correct(request, pk):
    """Correct a signed agreement: an amendment in plain words, to be signed."""
    loan = loan_or_404(request, pk)
    if loan.status != LoanStatus.ACTIVE:
        return redirect(loan)
    form = CorrectionForm(request.POST or None)
    if attempt(form, amendment_operations.correct_agreement, loan, by=request.user):
        return redirect_to_amendment(request, loan)
    return render(request, "loans/agreements/loan_correct.html", {"loan": loan, "form": form})


# --- The last steps before the signature: the terms, and all that was entered once more. ---


@may_hand_over
def loan_terms(request, pk):
    """Until when it is lent, or that it is given; then the agreement."""
    loan = loan_at_the_counter(request, pk)
    form = TermsForm(request.POST or None, loan=loan)
    elsewhere = follow_step(request, loan, form)
    if elsewhere:
        return elsewhere
    if attempt(form, handover_operations.set_terms, loan, by=request.user):
        drop_draft(request, loan, form)
        return issue_and_sign(request, loan_or_404(request, pk))
    restore_draft(request, loan, form)
    return show_step(request, loan, "loan_terms", "loans/handovers/step_terms.html", form)


@may_hand_over
def agreement_issue(request, pk):
    """All that was entered, each with a way to change it; and the button to the agreement."""
    loan = loan_at_the_counter(request, pk)
    if request.method == "POST":
        return issue_and_sign(request, loan)
    context = {
        "items": loan.items.filter(status=ItemStatus.RESERVED).for_list(),
        "briefing": Briefing.objects.filter(loan=loan).first(),
        "mandate": Mandate.objects.of(loan),
        "warnings": warnings_for(loan, timezone.localdate()),
    }
    template = "loans/handovers/step_sign.html"
    return show_step(request, loan, "agreement_issue", template, **context)
