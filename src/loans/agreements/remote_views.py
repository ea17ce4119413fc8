"""Public pages of remote signing, opened by a link without an account."""

from django.contrib.auth.decorators import login_not_required
from django.http import JsonResponse
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from core.forms.base import attempt
from core.http.ratelimit import is_within, visitor_of
from core.http.secret_fields import secret_fields
from loans.agreements.forms import SignerProofForm
from loans.agreements.operations.links import prove_signer
from loans.agreements.remote import is_for_its_signer
from loans.agreements.signing import SENT_BY_SCRIPT, go, page_of, script_response
from loans.base.shortcuts import copy_response
from loans.models import SignatureLink
from people.models import User

MAX_VISITS, WINDOW_SECONDS = 30, 60  # per IP address
PROVEN = "signature_link"  # session key: the link whose signatory was verified


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
@secret_fields("answer")
def signature_remote(request, token):
    """Identify the signatory, show the paper and take the signature, until the link expires."""
    if not is_within(f"signature:{visitor_of(request)}", limit=MAX_VISITS, seconds=WINDOW_SECONDS):
        return _closed(request, 429, _("Too many attempts at once: wait a minute and try again."))
    link = SignatureLink.objects.opened_by(token)
    if link is None:
        return _closed(request, 404, _("This link is incomplete: copy it again."))
    page = page_of(link.paper)
    with translation.override(page.language):
        may_read = link.opens_copy or (link.is_open and not page.changes)
        if not (may_read and is_for_its_signer(link)):
            if link.used_at:
                return _done(request, link)
            return _closed(request, 410, _("This link no longer works: ask us for another."))
        if request.session.get(PROVEN) != link.pk:
            return _prove(request, link)
        return _done(request, link) if link.used_at else _sign(request, page, link)


@login_not_required
@require_safe
def signature_copy(request, token):
    """Send the signed paper to its signatory, who proved who they are in this session."""
    link = SignatureLink.objects.opened_by(token)
    may_read = link is not None and link.opens_copy and is_for_its_signer(link)
    if not may_read or request.session.get(PROVEN) != link.pk:
        return redirect("signature_remote", token)
    response = copy_response(link.paper)
    page_of(link.paper).note_reading(link.paper, by=User.objects.by_link())
    return response


def _closed(request, status, words):
    if SENT_BY_SCRIPT in request.headers:
        return JsonResponse({"errors": [words]}, status=422)
    return render(request, "loans/agreements/remote_closed.html", {"words": words}, status=status)


def _done(request, link):
    if request.method == "POST":  # the form was sent again after a lost response
        return go(request, request.path)
    is_proven = link.opens_copy and request.session.get(PROVEN) == link.pk
    context = {"link": link, "has_copy": is_proven and is_for_its_signer(link)}
    return render(request, "loans/agreements/remote_done.html", context)


def _prove(request, link):
    form = SignerProofForm(request.POST or None, link=link)
    if form.is_valid():
        answer = form.cleaned_data["answer"]
        if prove_signer(link, by=User.objects.system(), answer=answer):
            request.session.cycle_key()
            request.session[PROVEN] = link.pk
            return redirect(request.path)
        form.add_error("answer", _("This answer is not right: try again, or call us."))
        if link.closed_at:
            return redirect(request.path)
    return render(request, "loans/agreements/remote_proof.html", {"form": form, "link": link})


def _sign(request, page, link):
    form = page.form(request.POST or None, by=link.by, link=link)
    if attempt(form, page.operation, link.paper, by=link.by):
        return go(request, request.path)
    return script_response(request, form) or page.screen(request, form, is_turned=False)
